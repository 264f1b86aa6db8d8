// What people see of each kind of line: which fields, in which order, and which may be left out on a narrow terminal.

import {
  type BookLine,
  type CandleLine,
  type InstrumentLine,
  type LevelPair,
  type TickerLine,
  type TradeLine,
} from "#apps/cli/output/lines";
import { type Column } from "#apps/cli/output/table";
import { formatInstant, formatTimeOfDay } from "#apps/cli/values/instant";

const text = (value: string | null | undefined): string => value ?? "";
const percent = (fraction: string | null): string => (fraction === null ? "" : `${(Number(fraction) * 100).toFixed(2)} %`);

export const TRADE_COLUMNS: readonly Column<TradeLine>[] = [
  { title: "TIME (UTC)", least: 12, cell: ({ venueTime }) => formatTimeOfDay(venueTime) },
  { title: "SYMBOL", least: 8, cell: ({ symbol }) => symbol },
  { title: "SIDE", least: 4, cell: ({ side }) => side },
  { title: "PRICE", align: "right", least: 8, cell: ({ price }) => price },
  { title: "SIZE", align: "right", least: 6, cell: ({ size }) => size },
  { title: "ID", leaveOut: 2, cell: ({ tradeId }) => text(tradeId) },
  { title: "NOTE", leaveOut: 1, cell: ({ backfilled }) => (backfilled ? "backfilled" : "") },
];

export const TICKER_COLUMNS: readonly Column<TickerLine>[] = [
  { title: "SYMBOL", cell: ({ symbol }) => symbol },
  { title: "LAST", align: "right", cell: ({ last }) => text(last) },
  { title: "BID", align: "right", cell: ({ bestBid }) => text(bestBid) },
  { title: "ASK", align: "right", cell: ({ bestAsk }) => text(bestAsk) },
  { title: "CHANGE", align: "right", cell: ({ changeFraction24h }) => percent(changeFraction24h) },
  { title: "HIGH", align: "right", leaveOut: 2, cell: ({ high24h }) => text(high24h) },
  { title: "LOW", align: "right", leaveOut: 3, cell: ({ low24h }) => text(low24h) },
  { title: "TURNOVER", align: "right", leaveOut: 4, cell: ({ turnover24h }) => text(turnover24h) },
  { title: "FUNDING", align: "right", leaveOut: 5, cell: ({ fundingRate }) => text(fundingRate) },
  { title: "FROM", leaveOut: 6, cell: ({ origin }) => origin },
];

export const CANDLE_COLUMNS: readonly Column<CandleLine>[] = [
  { title: "OPEN TIME (UTC)", cell: ({ openTime }) => formatInstant(openTime).slice(0, 16) },
  { title: "OPEN", align: "right", cell: ({ open }) => open },
  { title: "HIGH", align: "right", cell: ({ high }) => high },
  { title: "LOW", align: "right", cell: ({ low }) => low },
  { title: "CLOSE", align: "right", cell: ({ close }) => close },
  { title: "VOLUME", align: "right", leaveOut: 2, cell: ({ volume }) => text(volume) },
  { title: "TURNOVER", align: "right", leaveOut: 1, cell: ({ turnover }) => text(turnover) },
  { title: "STATE", cell: ({ state, partial }) => (partial ? `${state}, partial` : state) },
];

export const INSTRUMENT_COLUMNS: readonly Column<InstrumentLine>[] = [
  { title: "SYMBOL", cell: ({ symbol }) => symbol },
  { title: "INSTRUMENT", cell: ({ instrument }) => instrument },
  { title: "PRODUCT", cell: ({ product }) => product },
  { title: "TICK", align: "right", cell: ({ tick }) => tick },
  { title: "LOT", align: "right", cell: ({ lot }) => lot },
  { title: "MIN SIZE", align: "right", leaveOut: 2, cell: ({ minSize }) => minSize },
  { title: "CONTRACT", align: "right", leaveOut: 1, cell: ({ contractSize, sizeUnit }) => (sizeUnit === "contract" ? contractSize : "") },
  { title: "STATUS", cell: ({ status }) => status },
];

/** One level of a book with what its line says of the whole. */
export interface BookLevelRow {
  readonly book: BookLine;
  /** Empty in the row of a book that is not live, which has no levels. */
  readonly side: "bid" | "ask" | "";
  readonly rank: number;
  readonly level: LevelPair;
}

export const BOOK_LEVEL_COLUMNS: readonly Column<BookLevelRow>[] = [
  { title: "SYMBOL", cell: ({ book }) => book.symbol },
  { title: "STATE", cell: ({ book }) => book.state },
  { title: "SEQUENCE", cell: ({ book }) => text(book.sequence) },
  { title: "SIDE", cell: ({ side }) => side },
  { title: "RANK", align: "right", cell: ({ rank }) => String(rank) },
  { title: "PRICE", align: "right", cell: ({ level }) => level[0] },
  { title: "SIZE", align: "right", cell: ({ level }) => level[1] },
];

/** Levels of a book as rows, bids first, best first. */
export function bookLevelRows(book: BookLine): BookLevelRow[] {
  const rows = (side: "bid" | "ask", levels: readonly LevelPair[]): BookLevelRow[] =>
    levels.map((level, at) => ({ book, side, rank: at + 1, level }));
  return [...rows("bid", book.bids), ...rows("ask", book.asks)];
}

/** The top of a book in one row, for terminals on which nothing can move and for logs that people read. */
export const BOOK_TOP_COLUMNS: readonly Column<BookLine>[] = [
  { title: "TIME (UTC)", least: 12, cell: ({ receivedTime }) => (receivedTime === null ? "" : formatTimeOfDay(receivedTime)) },
  { title: "SYMBOL", least: 8, cell: ({ symbol }) => symbol },
  { title: "STATE", least: 9, cell: ({ state }) => state },
  { title: "SIZE", align: "right", least: 6, leaveOut: 1, cell: ({ bids }) => bids[0]?.[1] ?? "" },
  { title: "BID", align: "right", least: 8, cell: ({ bids }) => bids[0]?.[0] ?? "" },
  { title: "ASK", align: "right", least: 8, cell: ({ asks }) => asks[0]?.[0] ?? "" },
  { title: "SIZE", align: "right", least: 6, leaveOut: 1, cell: ({ asks }) => asks[0]?.[1] ?? "" },
  { title: "SEQUENCE", least: 8, cell: (book) => book.reason ?? text(book.sequence) },
];
