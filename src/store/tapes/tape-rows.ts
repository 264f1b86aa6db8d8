// Rows of the Tardis CSV convention: what each column means, and what is wrong with a row that cannot be played.

import { UsageError } from "#core/error";
import { type Side } from "#core/event";
import { printable } from "#core/text/printable";
import { readTapeLines, type TapeLine } from "#store/tapes/tape-lines";

/** The columns of a book tape, in the order that a writer uses. */
export const BOOK_COLUMNS = ["exchange", "symbol", "timestamp", "local_timestamp", "is_snapshot", "side", "price", "amount"] as const;
/** The columns of a trades tape. */
export const TRADE_COLUMNS = ["exchange", "symbol", "timestamp", "local_timestamp", "id", "side", "price", "amount"] as const;

/** One change of one level. Price and amount are the tape's own texts; amount 0 removes. */
export interface BookRow {
  readonly line: number;
  readonly localTimeUs: number;
  readonly isSnapshot: boolean;
  readonly side: "bid" | "ask";
  readonly price: string;
  readonly amount: string;
}

export interface TradeRow {
  readonly line: number;
  readonly localTimeUs: number;
  readonly side: Side;
  readonly price: string;
  readonly amount: string;
}

/** How much of a bad value an error shows. */
const SHOWN_CHARS = 40;

/** An error that names the file, the line and what to look at. */
export function badRow(path: string, line: number, what: string): UsageError {
  return new UsageError("tape-row", `Cannot play line ${line} of tape ${path}: ${what}.`, { context: { line } });
}

/** A value of a tape, safe to print. */
export function shown(value: string): string {
  return `"${printable(value.slice(0, SHOWN_CHARS))}"`;
}

/** The rows of a book tape, in the tape's order. Throws UsageError with the line's number for the first that cannot be played. */
export async function* readBookRows(path: string): AsyncGenerator<BookRow> {
  for await (const row of readRows(path, BOOK_COLUMNS)) {
    const { line } = row;
    const isSnapshot = row.text("is_snapshot");
    const side = row.text("side");
    if (isSnapshot !== "true" && isSnapshot !== "false")
      throw badRow(path, line, `is_snapshot ${shown(isSnapshot)} is neither true nor false`);
    if (side !== "bid" && side !== "ask") throw badRow(path, line, `side ${shown(side)} is neither bid nor ask`);
    yield {
      line,
      localTimeUs: row.localTimeUs,
      isSnapshot: isSnapshot === "true",
      side,
      price: row.text("price"),
      amount: row.text("amount"),
    };
  }
}

/** The rows of a trades tape. A trade whose aggressor the tape does not know counts as bought. */
export async function* readTradeRows(path: string): AsyncGenerator<TradeRow> {
  for await (const row of readRows(path, TRADE_COLUMNS)) {
    const side = row.text("side");
    if (side !== "buy" && side !== "sell" && side !== "unknown") {
      throw badRow(path, row.line, `side ${shown(side)} is neither buy, sell nor unknown`);
    }
    yield {
      line: row.line,
      localTimeUs: row.localTimeUs,
      side: side === "sell" ? "sell" : "buy",
      price: row.text("price"),
      amount: row.text("amount"),
    };
  }
}

interface RawRow {
  readonly line: number;
  readonly localTimeUs: number;
  /** The text of a column; empty when the row has none. */
  text(column: string): string;
}

/** Rows by the header's column names, so that their order and further columns do not matter. Times never go back; one symbol only. */
async function* readRows(path: string, columns: readonly string[]): AsyncGenerator<RawRow> {
  let places: ReadonlyMap<string, number> | undefined;
  let lastUs = 0;
  let symbol: string | undefined;
  for await (const line of readTapeLines(path)) {
    if (places === undefined) {
      places = headerPlaces(path, columns, line);
      continue;
    }
    if (line.text === "") continue;
    const row = rawRow(path, line, places);
    if (row.localTimeUs < lastUs)
      throw badRow(path, line.number, "its local_timestamp is older than that of the row before; sort the tape");
    lastUs = row.localTimeUs;
    symbol ??= row.text("symbol");
    if (row.text("symbol") !== symbol)
      throw badRow(path, line.number, `symbol ${shown(row.text("symbol"))} is not ${shown(symbol)} like the rows before; a tape holds one`);
    yield row;
  }
  if (places === undefined) throw badRow(path, 1, "the file is empty");
}

function headerPlaces(path: string, columns: readonly string[], line: TapeLine): ReadonlyMap<string, number> {
  const places = new Map(line.text.split(",").map((name, at) => [name.trim(), at]));
  const missing = columns.filter((column) => !places.has(column));
  if (missing.length === 0) return places;
  throw badRow(path, line.number, `the header lacks ${missing.join(", ")}; expected ${columns.join(",")}`);
}

function rawRow(path: string, line: TapeLine, places: ReadonlyMap<string, number>): RawRow {
  const cells = line.text.split(",");
  if (cells.length !== places.size) throw badRow(path, line.number, `it has ${cells.length} columns, the header ${places.size}`);
  const text = (column: string): string => cells[places.get(column) ?? -1] ?? "";
  const localTimeUs = Number(text("local_timestamp"));
  if (!/^\d{1,16}$/.test(text("local_timestamp")) || !Number.isSafeInteger(localTimeUs)) {
    throw badRow(path, line.number, `local_timestamp ${shown(text("local_timestamp"))} is no whole number of microseconds`);
  }
  return { line: line.number, localTimeUs, text };
}
