// The styles of this screen by what they are for.

import { type Style, style } from "#apps/terminal/screen/palette";

export const FAINT: Style = style({ ink: "faint" });
export const LINE: Style = style({ ink: "line" });
export const STRONG: Style = style({ bold: true });
export const HEAD: Style = style({ ink: "accent", bold: true });
export const GOOD: Style = style({ ink: "good" });
export const WARN: Style = style({ ink: "warn" });
export const ALARM: Style = style({ ink: "alarm", bold: true });
/** Words over a book that is not live. */
export const TROUBLE: Style = style({ ink: "accent", back: "alarmBack", bold: true });
export const STALE: Style = style({ ink: "faint", dim: true });
export const BADGES: Readonly<Record<"SIM" | "LIVE", Style>> = {
  SIM: style({ ink: "accent", back: "badgeBack", bold: true }),
  LIVE: style({ ink: "accent", back: "liveBack", bold: true }),
};
export const BANNERS: Readonly<Record<"quiet" | "gap" | "healed" | "alarm", Style>> = {
  quiet: FAINT,
  gap: style({ ink: "accent", back: "alarmBack", bold: true }),
  healed: style({ ink: "accent", back: "goodBack", bold: true }),
  alarm: style({ ink: "accent", back: "alarmBack", bold: true }),
};

const SIDES = {
  bid: { text: style({ ink: "bid" }), best: style({ ink: "bid", bold: true }), bar: style({ ink: "bidBack" }) },
  ask: { text: style({ ink: "ask" }), best: style({ ink: "ask", bold: true }), bar: style({ ink: "askBack" }) },
} as const;

/** How a book side is drawn: prices and sizes, the best level, depth bars. */
export function sideInk(side: "bid" | "ask"): { readonly text: Style; readonly best: Style; readonly bar: Style } {
  return SIDES[side];
}
