// Tickers in one table. Figures are decimal text, exactly as they came. A row is known by its market, its time and its figures, so
// that writing the same ticker twice leaves one row.

import { type EpochMs, epochMs } from "#core/brand";
import { TruebookError } from "#core/error";
import { type TickerEvent } from "#core/event";
import { type SqlDatabase, type SqlRow, type SqlStatement, type SqlValue } from "#store/sqlite/sql-driver";

const VERSION = 1;

type Figure = Exclude<keyof TickerEvent, "kind" | "instrument" | "venueTime" | "origin">;

/** Column by figure. A further figure needs a column, and with it a further version. */
const FIGURES: Readonly<Record<Figure, string>> = {
  last: "last",
  bestBid: "best_bid",
  bestAsk: "best_ask",
  high24h: "high_24h",
  low24h: "low_24h",
  volume24h: "volume_24h",
  turnover24h: "turnover_24h",
  changeFraction24h: "change_fraction_24h",
  markPrice: "mark_price",
  indexPrice: "index_price",
  fundingRate: "funding_rate",
  openInterest: "open_interest",
};
const FIGURE_NAMES = Object.keys(FIGURES) as readonly Figure[];
const FIGURE_COLUMNS = Object.values(FIGURES);

/** In the order of a row's values; the first four are the key that rows share when they differ in figures only. */
const COLUMNS = ["venue", "product", "symbol", "time", ...FIGURE_COLUMNS, "instrument", "venue_time", "received_time", "origin"];

const CREATE = `
CREATE TABLE IF NOT EXISTS truebook_tables (name TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS tickers (
  venue TEXT NOT NULL, product TEXT NOT NULL, symbol TEXT NOT NULL, time INTEGER NOT NULL, ordinal INTEGER NOT NULL,
  ${FIGURE_COLUMNS.map((column) => `${column} TEXT`).join(", ")},
  instrument TEXT NOT NULL, venue_time INTEGER, received_time INTEGER NOT NULL, origin TEXT NOT NULL,
  PRIMARY KEY (venue, product, symbol, time, ordinal)
) STRICT;
INSERT OR IGNORE INTO truebook_tables VALUES ('tickers', ${VERSION});`;

const SAME_MOMENT = "venue = ?1 AND product = ?2 AND symbol = ?3 AND time = ?4";
const INSERT = `
INSERT INTO tickers (${COLUMNS.join(", ")}, ordinal)
SELECT ${COLUMNS.map((_, at) => `?${at + 1}`).join(", ")},
  (SELECT coalesce(max(ordinal) + 1, 0) FROM tickers WHERE ${SAME_MOMENT})
WHERE NOT EXISTS (
  SELECT 1 FROM tickers WHERE ${SAME_MOMENT} AND ${FIGURE_COLUMNS.map((column, at) => `${column} IS ?${at + 5}`).join(" AND ")})`;

const SELECT = `
SELECT * FROM tickers
WHERE (?1 IS NULL OR venue = ?1) AND (?2 IS NULL OR product = ?2) AND (?3 IS NULL OR symbol = ?3 OR instrument = ?3)
  AND time >= ?4 AND time < ?5
ORDER BY time DESC, ordinal DESC LIMIT ?6`;

const PRUNE = "DELETE FROM tickers WHERE rowid IN (SELECT rowid FROM tickers WHERE time < ?1 LIMIT ?2)";

/** What is written of a ticker; made in the turn in which it comes. */
export type TickerRow = readonly SqlValue[];

/** A ticker as it lies in the table. Figures are exact decimal text, absent where the venue did not say. */
export type StoredTicker = Pick<TickerEvent, Figure | "origin" | "venueTime"> & {
  readonly venue: string;
  readonly product: string;
  readonly symbol: string;
  /** The unified spelling. */
  readonly instrument: string;
  /** The venue's time, or the time of receipt where it gives none. */
  readonly time: EpochMs;
  readonly receivedTime: EpochMs;
};

/** Which rows to read; all when left out. */
export interface TickerQuery {
  readonly venue?: string;
  readonly product?: string;
  /** The venue's spelling or the unified one. */
  readonly symbol?: string;
  /** From this time on, in Unix milliseconds. */
  readonly from?: number;
  /** Before this time. */
  readonly to?: number;
  /** The newest so many; default 1 000. */
  readonly limit?: number;
}

/** The same with its bound. */
type BoundedQuery = TickerQuery & { readonly limit: number };

/** A ticker's row. `receivedTime` stands in where the venue gives no time. */
export function tickerRow(ticker: TickerEvent, receivedTime: EpochMs): TickerRow {
  const { instrument, venueTime } = ticker;
  const figures = FIGURE_NAMES.map((name) => ticker[name] ?? null);
  const market = [instrument.venue, instrument.product, instrument.symbol];
  return [...market, venueTime ?? receivedTime, ...figures, instrument.id, venueTime ?? null, receivedTime, ticker.origin];
}

/** The table of one database. Throws TruebookError when it was made by something else. */
export class TickerTable {
  readonly #database: SqlDatabase;
  readonly #insert: SqlStatement;
  readonly #select: SqlStatement;
  readonly #prune: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#database = database;
    refuseForeign(database);
    database.exec(CREATE);
    this.#insert = database.prepare(INSERT);
    this.#select = database.prepare(SELECT);
    this.#prune = database.prepare(PRUNE);
  }

  /** Writes rows in one transaction: all of them or none. Returns how many were new. Throws what the driver throws. */
  write(rows: readonly TickerRow[]): number {
    // Immediate: a lock that somebody else holds shows here, before anything is written.
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const written = rows.reduce((sum, row) => sum + this.#insert.run(row), 0);
      this.#database.exec("COMMIT");
      return written;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** The newest rows that fit, oldest first. */
  read(query: BoundedQuery): readonly StoredTicker[] {
    const { venue = null, product = null, symbol = null, from = 0, to = Number.MAX_SAFE_INTEGER, limit } = query;
    return this.#select.all([venue, product, symbol, from, to, limit]).map(storedTicker).reverse();
  }

  /** Makes pruning cheap; only a table that is pruned pays for it. */
  indexByTime(): void {
    this.#database.exec("CREATE INDEX IF NOT EXISTS tickers_by_time ON tickers (time)");
  }

  /** Deletes at most `limit` rows from before a time. Returns how many. */
  prune(before: number, limit: number): number {
    return this.#prune.run([before, limit]);
  }

  #rollBack(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch {
      // The database ended the transaction itself, as it does when the disk is full.
    }
  }
}

/** A table of the same name that is not ours, or ours of another version, must not be written into. */
function refuseForeign(database: SqlDatabase): void {
  const has = (name: string): boolean =>
    database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1").all([name]).length > 0;
  const [row] = has("truebook_tables") ? database.prepare("SELECT version FROM truebook_tables WHERE name = ?1").all(["tickers"]) : [];
  const version = row?.["version"];
  if (version === VERSION || (version === undefined && !has("tickers"))) return;
  const why =
    version === undefined ? "has a table tickers that truebook did not make" : `holds tickers in version ${version}, not ${VERSION}`;
  throw new TruebookError("store-unusable", `The database ${why}; nothing was written to it.`, { hint: "name another file" });
}

function storedTicker(row: SqlRow): StoredTicker {
  const figures = FIGURE_NAMES.flatMap((name) => {
    const text = row[FIGURES[name]];
    return typeof text === "string" ? [[name, text] as const] : [];
  });
  const venueTime = row["venue_time"];
  return {
    venue: String(row["venue"]),
    product: String(row["product"]),
    symbol: String(row["symbol"]),
    instrument: String(row["instrument"]),
    time: epochMs(Number(row["time"])),
    venueTime: typeof venueTime === "number" ? epochMs(venueTime) : undefined,
    receivedTime: epochMs(Number(row["received_time"])),
    ...Object.fromEntries(figures),
    origin: originOf(row["origin"]),
  };
}

function originOf(value: SqlValue | undefined): TickerEvent["origin"] {
  return value === "pushed" || value === "derived" ? value : "polled";
}
