// Colours by what they mean. Bids are blue and asks orange, which people with any common colour blindness tell apart; every
// meaning is also carried by a sign, a word or a place. A style is one number, so that cells compare fast.

/** What a terminal can show. `none` still has bold, dim and reverse. */
export type ColourDepth = "none" | "16" | "256" | "true";

/** A packed style: foreground role, background role and attributes. */
export type Style = number;

interface Ink {
  /** The parameters of one SGR foreground command, by depth. */
  readonly basic: number;
  readonly indexed: number;
  readonly rgb: readonly [red: number, green: number, blue: number];
}

export type InkName =
  | "bid"
  | "ask"
  | "good"
  | "warn"
  | "alarm"
  | "faint"
  | "line"
  | "accent"
  | "bidBack"
  | "askBack"
  | "alarmBack"
  | "goodBack"
  | "badgeBack"
  | "liveBack"
  | "chosenBack";

const INKS: Readonly<Record<InkName, Ink>> = {
  bid: { basic: 94, indexed: 75, rgb: [86, 180, 233] },
  ask: { basic: 33, indexed: 214, rgb: [240, 165, 30] },
  good: { basic: 36, indexed: 43, rgb: [60, 190, 160] },
  warn: { basic: 93, indexed: 227, rgb: [240, 228, 90] },
  alarm: { basic: 95, indexed: 205, rgb: [240, 110, 180] },
  faint: { basic: 90, indexed: 244, rgb: [128, 128, 128] },
  line: { basic: 90, indexed: 240, rgb: [88, 88, 88] },
  accent: { basic: 97, indexed: 255, rgb: [238, 238, 238] },
  bidBack: { basic: 34, indexed: 25, rgb: [24, 78, 120] },
  askBack: { basic: 33, indexed: 94, rgb: [120, 76, 8] },
  alarmBack: { basic: 35, indexed: 125, rgb: [160, 30, 100] },
  goodBack: { basic: 36, indexed: 23, rgb: [0, 88, 80] },
  badgeBack: { basic: 34, indexed: 25, rgb: [0, 90, 160] },
  liveBack: { basic: 35, indexed: 127, rgb: [170, 0, 140] },
  chosenBack: { basic: 90, indexed: 237, rgb: [58, 58, 58] },
};

const NAMES: readonly (InkName | undefined)[] = [
  undefined,
  "bid",
  "ask",
  "good",
  "warn",
  "alarm",
  "faint",
  "line",
  "accent",
  "bidBack",
  "askBack",
  "alarmBack",
  "goodBack",
  "badgeBack",
  "liveBack",
  "chosenBack",
];

const BOLD = 1 << 10;
const DIM = 1 << 11;
const REVERSE = 1 << 12;

/** The terminal's own colours, nothing added. */
export const PLAIN: Style = 0;

/** Packs a style from an ink, a background and attributes. */
export function style(parts: {
  readonly ink?: InkName;
  readonly back?: InkName;
  readonly bold?: true;
  readonly dim?: true;
  readonly reverse?: true;
}): Style {
  const ink = parts.ink === undefined ? 0 : NAMES.indexOf(parts.ink);
  const back = parts.back === undefined ? 0 : NAMES.indexOf(parts.back);
  return ink | (back << 5) | (parts.bold ? BOLD : 0) | (parts.dim ? DIM : 0) | (parts.reverse ? REVERSE : 0);
}

/** The same style over another background. */
export function withBack(base: Style, back: InkName): Style {
  return (base & ~(31 << 5)) | (NAMES.indexOf(back) << 5);
}

/** The SGR command that sets exactly this style, starting from a reset. Without colour, faint becomes dim and a background reverse. */
export function sgr(packed: Style, depth: ColourDepth): string {
  const ink = NAMES[packed & 31];
  const back = NAMES[(packed >> 5) & 31];
  const codes = ["0"];
  if (packed & BOLD) codes.push("1");
  if (packed & DIM || (depth === "none" && (ink === "faint" || ink === "line"))) codes.push("2");
  if (packed & REVERSE || (depth === "none" && back !== undefined)) codes.push("7");
  if (depth !== "none" && ink !== undefined) codes.push(inkCodes(INKS[ink], depth, 0));
  if (depth !== "none" && back !== undefined) codes.push(inkCodes(INKS[back], depth, 10));
  return `\u001b[${codes.join(";")}m`;
}

/** `layer` is 0 for foregrounds and 10 for backgrounds: the distance between the two families of SGR codes. */
function inkCodes(ink: Ink, depth: "16" | "256" | "true", layer: 0 | 10): string {
  if (depth === "16") return String(ink.basic + layer);
  if (depth === "256") return `${38 + layer};5;${ink.indexed}`;
  return `${38 + layer};2;${ink.rgb.join(";")}`;
}
