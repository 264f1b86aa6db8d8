// Writes a public market as a tape that any reader of the Tardis CSV convention understands. Text only: the caller owns the files.

import { unitsToText } from "#core/decimal";
import { type Side } from "#core/event";
import { type SourceLevel, type SourceRules } from "#core/market-source";
import { BOOK_COLUMNS, TRADE_COLUMNS } from "#store/tapes/tape-rows";

/** Whose market a tape holds; both are written as they are, so neither may have a comma or a line break. */
export interface TapeSubject {
  readonly exchange: string;
  readonly symbol: string;
  readonly rules: Pick<SourceRules, "priceScale" | "sizeScale">;
}

/** When something happened at the venue and when it was received, in microseconds since 1970. */
export interface TapeTime {
  readonly timeUs: number;
  readonly localTimeUs: number;
}

export interface TapeTrade {
  readonly tradeId: string;
  readonly price: number;
  readonly size: number;
  readonly side: Side;
}

/** The first line of a book tape, with its line end. */
export const BOOK_HEADER: string = `${BOOK_COLUMNS.join(",")}\n`;
/** The first line of a trades tape, with its line end. */
export const TRADES_HEADER: string = `${TRADE_COLUMNS.join(",")}\n`;

/** Rows of one snapshot (levels of a whole book) or one update (absolute sizes, 0 removes), bids first. */
export function bookRows(
  subject: TapeSubject,
  time: TapeTime,
  book: { readonly kind: "snapshot" | "update"; readonly bids: readonly SourceLevel[]; readonly asks: readonly SourceLevel[] },
): string {
  const { priceScale, sizeScale } = subject.rules;
  const head = `${subject.exchange},${subject.symbol},${time.timeUs},${time.localTimeUs},${book.kind === "snapshot"}`;
  const rows = (side: "bid" | "ask", levels: readonly SourceLevel[]): string =>
    levels.map(([price, size]) => `${head},${side},${unitsToText(price, priceScale)},${unitsToText(size, sizeScale)}\n`).join("");
  return rows("bid", book.bids) + rows("ask", book.asks);
}

/** Rows of trades that were received together. */
export function tradeRows(subject: TapeSubject, time: TapeTime, trades: readonly TapeTrade[]): string {
  const { priceScale, sizeScale } = subject.rules;
  const head = `${subject.exchange},${subject.symbol},${time.timeUs},${time.localTimeUs}`;
  return trades
    .map(
      ({ tradeId, side, price, size }) => `${head},${tradeId},${side},${unitsToText(price, priceScale)},${unitsToText(size, sizeScale)}\n`,
    )
    .join("");
}
