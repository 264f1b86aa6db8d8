// A book for people: bids at the left, asks at the right, best in the middle of the first row. A book that is not live shows why, and
// no prices at all.

import { type BookLine } from "#apps/cli/output/lines";
import { displayWidth, pad } from "#apps/cli/output/table";
import { formatDuration } from "#apps/cli/values/duration";
import { textToUnits, unitsToText } from "#core/decimal";
import { printable } from "#core/text/printable";

export interface LadderStyle {
  readonly levels: number;
  readonly columns: number;
  readonly color: boolean;
}

const BLUE = "38;5;39";
const ORANGE = "38;5;208";
const FAINT = "2";
const INVERSE = "7";

/** Lines of a ladder: one of state, one of titles, then `levels` rows, whatever the book holds, so that a redraw never jumps. */
export function ladder(book: BookLine, style: LadderStyle): string[] {
  const paint = (text: string, code: string): string => (style.color && text.trim() !== "" ? `\u001b[${code}m${text}\u001b[0m` : text);
  const rows = Array.from({ length: style.levels }, (_, rank) => [shown(book, "bids", rank), shown(book, "asks", rank)] as const);
  const wide = (pick: (row: (typeof rows)[number]) => string | undefined, title: string): number =>
    Math.max(title.length, ...rows.map((row) => displayWidth(pick(row) ?? "")));
  const price = Math.max(
    wide(([bid]) => bid?.[0], "BID"),
    wide(([, ask]) => ask?.[0], "ASK"),
  );
  const size = Math.max(
    wide(([bid]) => bid?.[1], "SIZE"),
    wide(([, ask]) => ask?.[1], "SIZE"),
    8,
  );
  const row = (bid: readonly [string, string], ask: readonly [string, string], codes: readonly [string, string]): string =>
    [
      paint(`  ${pad(bid[1], size, "right")}  ${pad(bid[0], price, "right")}`, codes[0]),
      paint(`${pad(ask[0], price, "right")}  ${pad(ask[1], size, "right")}`, codes[1]),
    ].join("  ");
  const head = pad(headline(book), style.columns).trimEnd();
  return [
    book.state === "live" ? head : paint(head, INVERSE),
    row(["BID", "SIZE"], ["ASK", "SIZE"], [FAINT, FAINT]),
    ...rows.map(([bid, ask]) => row([...(bid ?? EMPTY)], [...(ask ?? EMPTY)], [BLUE, ORANGE]).trimEnd()),
  ];
}

const EMPTY = ["", ""] as const;

/** A level as people read it: `≥ 44.0` where more may belong to it. */
function shown(book: BookLine, side: "bids" | "asks", rank: number): readonly [string, string] | undefined {
  const level = book[side][rank];
  const isCut = level !== undefined && rank === book[side].length - 1 && book.cut?.includes(side) === true;
  return isCut ? [level[0], `≥ ${level[1]}`] : level;
}

function headline(book: BookLine): string {
  const group = book.group === undefined ? [] : [`buckets of ${book.group}`];
  const name = `${printable(book.symbol)} (${printable(book.instrument)}, ${book.venue})`;
  if (book.state !== "live") {
    const numbers = book.expected == null ? "" : `, expected ${book.expected}, received ${book.received ?? "nothing"}`;
    return [name, `${book.state.toUpperCase()}: ${book.reason ?? ""}${numbers}`].join("  ");
  }
  const proof = book.sequence === null ? "image" : `sequence ${book.sequence}`;
  const age = book.ageMs === null ? "" : `age ${formatDuration(book.ageMs)}`;
  return [name, "live", proof, spreadWords(book), age, ...group].filter((part) => part !== "").join("  ");
}

/** `spread 0.25`, exactly; nothing when a side is empty. */
function spreadWords(book: BookLine): string {
  const bid = book.bids[0]?.[0];
  const ask = book.asks[0]?.[0];
  if (bid === undefined || ask === undefined) return "";
  const scale = Math.max(decimals(bid), decimals(ask));
  const [bidUnits, askUnits] = [textToUnits(bid, scale), textToUnits(ask, scale)];
  return bidUnits === undefined || askUnits === undefined ? "" : `spread ${unitsToText(askUnits - bidUnits, scale)}`;
}

const decimals = (price: string): number => price.split(".")[1]?.length ?? 0;
