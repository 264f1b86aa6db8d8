// Tickers on disk: added in the turn in which they come, written in batches. A slow or failing disk never holds the stream up; what
// waits is bounded, and what is lost to that bound is counted and told.

import { DeliveryQueue } from "#bus/delivery-queue";
import { TruebookError, UsageError } from "#core/error";
import { type TickerEvent } from "#core/event";
import { type Clock, type Log, type Timer } from "#core/port";
import { loadSqlDriver, type SqlDatabase, type SqlDriverName } from "#store/sqlite/sql-driver";
import { type StoredTicker, type TickerQuery, type TickerRow, TickerTable, tickerRow } from "#store/sqlite/ticker-table";

const BATCH_DEFAULT = 500;
const MAX_WAIT_DEFAULT_MS = 1_000;
const CAPACITY_DEFAULT = 50_000;
/** A disk that just refused gets this long before it is asked again. */
const RETRY_MS = 1_000;
const READ_DEFAULT = 1_000;
const PRUNE_EVERY_MS = 60_000;
/** Rows that are deleted at once, so that catching up on old ones never takes long. */
const PRUNE_ROWS_MAX = 5_000;

export interface TickerStoreOptions {
  /** Rows that are written together, which holds the process up for 1 to 3 ms a hundred; default 500. */
  readonly batch?: number;
  /** The longest that a ticker waits for others; default 1 000. */
  readonly maxWaitMs?: number;
  /** Rows that may wait for a disk that cannot write; the oldest go first, counted. Default 50 000. */
  readonly capacity?: number;
  /** Deletes rows that are older than this; nothing is deleted by default. */
  readonly keepMs?: number;
  /** Default: Node's own where it has one, else the package libsql. */
  readonly driver?: SqlDriverName;
  readonly clock?: Clock;
  readonly log?: Log;
}

export interface TickerStoreCounters {
  readonly added: number;
  /** New rows in the table. */
  readonly written: number;
  /** Tickers that were in the table already. */
  readonly known: number;
  /** Lost to the capacity while the disk could not write. */
  readonly dropped: number;
  readonly waiting: number;
  readonly batches: number;
  /** Batches that the disk refused; they are tried again. */
  readonly failures: number;
  /** How long the slowest batch held this process up. */
  readonly slowestBatchMs: number;
}

/** A file of tickers. */
export interface TickerStore extends AsyncDisposable {
  readonly driver: SqlDriverName;
  readonly counters: TickerStoreCounters;
  /** Takes a ticker to be written soon; never waits. The same ticker twice is one row. Throws UsageError after `close`. */
  add(ticker: TickerEvent): void;
  /** Writes everything that waits, now. False when the disk refused: it is tried again. */
  flush(): boolean;
  /** The newest rows that fit, oldest first. What still waits is not among them. */
  read(query?: TickerQuery): readonly StoredTicker[];
  /** Writes the rest and closes the file. Rejects with TruebookError when rows could not be written. */
  close(): Promise<void>;
}

/** Opens a file of tickers, or makes it. Rejects with ConfigError without a driver, TruebookError for a file that is not ours. */
export async function openTickerStore(path: string, options: TickerStoreOptions & { readonly clock: Clock }): Promise<TickerStore> {
  const settings = settingsOf(options);
  const driver = await loadSqlDriver(options.driver);
  let database: SqlDatabase | undefined;
  try {
    database = driver.open(path);
    // Readers never wait for the writer, and a commit does not wait for the disk: after a power cut the last moments may be missing,
    // but the file is whole.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 0");
    return new FileStore({ ...settings, database, driver: driver.name, table: new TickerTable(database) });
  } catch (error) {
    database?.close();
    throw error instanceof TruebookError ? error : unusable(path, error);
  }
}

function unusable(path: string, cause: unknown): TruebookError {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new TruebookError("store-unusable", `The database ${path} could not be opened: ${words}.`, { cause, hint: "name another file" });
}

interface Settings {
  readonly batch: number;
  readonly maxWaitMs: number;
  readonly capacity: number;
  readonly keepMs: number | undefined;
  readonly clock: Clock;
  readonly log: Log | undefined;
}

interface FileStoreOptions extends Settings {
  readonly database: SqlDatabase;
  readonly driver: SqlDriverName;
  readonly table: TickerTable;
}

class FileStore implements TickerStore {
  readonly driver: SqlDriverName;
  readonly #options: FileStoreOptions;
  readonly #queue: DeliveryQueue<TickerRow>;
  /** Taken from the queue and not written yet. */
  #batch: TickerRow[] = [];
  #timer: { readonly timer: Timer; readonly soon: boolean } | undefined;
  #prunedAt = Number.NEGATIVE_INFINITY;
  #closed = false;
  #failing = false;
  readonly #counts = { added: 0, written: 0, known: 0, batches: 0, failures: 0, slowestBatchMs: 0 };

  constructor(options: FileStoreOptions) {
    this.#options = options;
    this.driver = options.driver;
    // It drops instead of ending: the error is never made.
    const overflowed = (): Error => new TruebookError("consumer-too-slow", "The disk is too slow.");
    this.#queue = new DeliveryQueue({ kind: "drop-oldest", capacity: options.capacity }, overflowed);
    if (options.keepMs !== undefined) options.table.indexByTime();
  }

  get counters(): TickerStoreCounters {
    return { ...this.#counts, dropped: this.#queue.drops, waiting: this.#waiting };
  }

  get #waiting(): number {
    return this.#queue.waiting + this.#batch.length;
  }

  add(ticker: TickerEvent): void {
    if (this.#closed) throw new UsageError("store-closed", "The ticker store is closed; open it again.");
    const { clock, batch, maxWaitMs } = this.#options;
    this.#counts.added += 1;
    this.#queue.push(tickerRow(ticker, clock.now()));
    // In a turn of its own: whoever hands tickers over has others to serve.
    if (!this.#failing) this.#schedule(this.#waiting >= batch ? 0 : maxWaitMs);
  }

  flush(): boolean {
    while (this.#waiting > 0) if (!this.#writeBatch()) return false;
    return true;
  }

  read(query: TickerQuery = {}): readonly StoredTicker[] {
    return this.#options.table.read({ ...query, limit: whole("limit", query.limit ?? READ_DEFAULT, 1) });
  }

  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#closed = true;
    this.#timer?.timer.cancel();
    const whole = this.flush();
    const lost = this.#waiting;
    this.#options.database.close();
    if (whole) return Promise.resolve();
    return Promise.reject(
      new TruebookError("store-not-written", `The ticker store closed with ${lost} rows that the disk did not take.`, {
        hint: "look for space on the disk and for another process that holds the file",
      }),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** One timer at most; an earlier turn replaces a later one. */
  #schedule(delayMs: number): void {
    const soon = delayMs === 0;
    if (this.#timer !== undefined && (this.#timer.soon || !soon)) return;
    this.#timer?.timer.cancel();
    this.#timer = { soon, timer: this.#options.clock.after(delayMs, () => this.#turn()) };
  }

  /** One batch a turn, so that a long queue is written with room for everything else in between. */
  #turn(): void {
    const { batch, maxWaitMs } = this.#options;
    this.#timer = undefined;
    if (this.#waiting === 0 || !this.#writeBatch()) return;
    this.#prune();
    if (this.#waiting > 0) this.#schedule(this.#waiting >= batch ? 0 : maxWaitMs);
  }

  #writeBatch(): boolean {
    const { table, clock, batch, log } = this.#options;
    while (this.#batch.length < batch) {
      const taken = this.#queue.take();
      if (taken.kind !== "item") break;
      this.#batch.push(taken.delivered.item);
    }
    const startedAt = clock.monotonic();
    try {
      const written = table.write(this.#batch);
      this.#counts.written += written;
      this.#counts.known += this.#batch.length - written;
    } catch (error) {
      this.#counts.failures += 1;
      this.#failing = true;
      const words = error instanceof Error ? error.message : String(error);
      log?.write("warn", "ticker batch not written", {
        rows: this.#batch.length,
        waiting: this.#waiting,
        dropped: this.#queue.drops,
        error: words,
      });
      if (!this.#closed) this.#schedule(RETRY_MS);
      return false;
    }
    this.#batch = [];
    this.#failing = false;
    this.#counts.batches += 1;
    this.#counts.slowestBatchMs = Math.max(this.#counts.slowestBatchMs, clock.monotonic() - startedAt);
    return true;
  }

  #prune(): void {
    const { keepMs, clock, table, log } = this.#options;
    if (keepMs === undefined || clock.monotonic() < this.#prunedAt + PRUNE_EVERY_MS) return;
    try {
      const deleted = table.prune(clock.now() - keepMs, PRUNE_ROWS_MAX);
      // A full portion: there is more, and it goes with the next batch.
      if (deleted < PRUNE_ROWS_MAX) this.#prunedAt = clock.monotonic();
    } catch (error) {
      log?.write("warn", "old tickers not deleted", { error: error instanceof Error ? error.message : String(error) });
    }
  }
}

function settingsOf(options: TickerStoreOptions & { readonly clock: Clock }): Settings {
  const batch = whole("batch", options.batch ?? BATCH_DEFAULT, 1);
  return {
    batch,
    maxWaitMs: whole("maxWaitMs", options.maxWaitMs ?? MAX_WAIT_DEFAULT_MS, 1),
    capacity: whole("capacity", options.capacity ?? Math.max(CAPACITY_DEFAULT, batch), batch),
    keepMs: options.keepMs === undefined ? undefined : whole("keepMs", options.keepMs, 1),
    clock: options.clock,
    log: options.log,
  };
}

function whole(name: string, given: number, least: number): number {
  if (Number.isInteger(given) && given >= least) return given;
  throw new UsageError("bad-option", `The option ${name} is ${String(given)}; use a whole number of at least ${least}.`);
}
