/** The characters that the screen draws with, and what stands for them where the window only knows ASCII. */
export interface Signs {
  readonly live: string;
  readonly busy: string;
  readonly broken: string;
  readonly buy: string;
  readonly sell: string;
  readonly chosen: string;
  readonly line: string;
  readonly vertical: string;
  readonly teeDown: string;
  readonly teeUp: string;
  readonly cross: string;
  /** Upper left, upper right, lower left, lower right. */
  readonly corners: readonly [string, string, string, string];
  /** From one eighth to seven eighths of a cell, then the full one. */
  readonly bars: readonly string[];
  /** From low to high. */
  readonly sparks: readonly string[];
  readonly hatch: string;
  readonly dot: string;
}

const UNICODE: Signs = {
  live: "●",
  busy: "◌",
  broken: "✕",
  buy: "▲",
  sell: "▼",
  chosen: "▸",
  line: "─",
  vertical: "│",
  teeDown: "┬",
  teeUp: "┴",
  cross: "┼",
  corners: ["┌", "┐", "└", "┘"],
  bars: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
  sparks: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
  hatch: "╱",
  dot: "·",
};

const ASCII: Signs = {
  live: "*",
  busy: "o",
  broken: "x",
  buy: "^",
  sell: "v",
  chosen: ">",
  line: "-",
  vertical: "|",
  teeDown: "+",
  teeUp: "+",
  cross: "+",
  corners: ["+", "+", "+", "+"],
  bars: ["#"],
  sparks: [".", ":", "|", "#"],
  hatch: "/",
  dot: "-",
};

/** The signs that a window can show. */
export function signsFor(unicode: boolean): Signs {
  return unicode ? UNICODE : ASCII;
}

/** A bar of `share` (0 to 1) of `cells`, to an eighth of a cell where the window can. Anything above zero shows something. */
export function barText(share: number, cells: number, signs: Signs): string {
  const parts = signs.bars.length;
  const filled = Math.min(cells * parts, Math.max(share > 0 ? 1 : 0, Math.round(share * cells * parts)));
  const whole = Math.floor(filled / parts);
  const rest = filled % parts;
  return (signs.bars[parts - 1] ?? "").repeat(whole) + (rest === 0 ? "" : (signs.bars[rest - 1] ?? ""));
}

/** A sparkline of shares (0 to 1), the last `cells` of them. */
export function sparkText(shares: readonly number[], cells: number, signs: Signs): string {
  const highest = signs.sparks.length - 1;
  return shares
    .slice(-cells)
    .map((share) => signs.sparks[Math.min(highest, Math.max(0, Math.round(share * highest)))] ?? "")
    .join("");
}
