// The instruments of one feed: read at the start, read again now and then and whenever a frame suggests that rules changed.

import { type MonotonicMs } from "#core/brand";
import { type TruebookError } from "#core/error";
import { type Instrument, type InstrumentTable, instrumentTable } from "#core/instrument";
import { type Timer } from "#core/port";
import { type FeedContext } from "#feed/feed-context";
import { type FeedSettings } from "#feed/feed-settings";
import { type MarketCodec } from "#venues/venue";

const DEADLINE_MS = 15_000;
/** A product that nothing is known of is asked for again after this long, and then ever more rarely. */
const MISSING_AGAIN_MS = 5_000;

export interface InstrumentWatchOptions {
  readonly context: FeedContext;
  readonly settings: FeedSettings;
  readonly codecs: readonly MarketCodec[];
}

/** Keeps the table. Readers hold the function that gives it, never the table itself. */
export class InstrumentWatch {
  readonly #options: InstrumentWatchOptions;
  readonly #byCodec = new Map<MarketCodec, readonly Instrument[]>();
  /** Symbols that the last answer left out. */
  readonly #absent = new Map<MarketCodec, ReadonlySet<string>>();
  readonly #calls = new Map<MarketCodec, { cancel(): void }>();
  #table: InstrumentTable = instrumentTable([]);
  #timer: Timer | undefined;
  #secondLook: Timer | undefined;
  #missing: Timer | undefined;
  #readAt: MonotonicMs | undefined;
  #started = false;

  constructor(options: InstrumentWatchOptions) {
    this.#options = options;
  }

  get table(): InstrumentTable {
    return this.#table;
  }

  /**
   * Reads every product once. `started` gets the first error only when no product could be read; one that could not is asked for again
   * soon, and ever more rarely.
   */
  start(started: (error: TruebookError | undefined) => void): void {
    let open = this.#options.codecs.length;
    let failure: TruebookError | undefined;
    this.#readAll((error) => {
      failure ??= error;
      open -= 1;
      if (open > 0) return;
      this.#started = true;
      if (this.#missingCodecs().length > 0) this.#lookForMissing(MISSING_AGAIN_MS);
      started(this.#table.all.length === 0 ? failure : undefined);
    });
    this.#arm();
  }

  /** A frame did not fit the rules: they are read again, but not in a storm. */
  doubt(): void {
    const { clock } = this.#options.context;
    if (this.#readAt !== undefined && clock.monotonic() - this.#readAt < this.#options.settings.refreshLeastMs) return;
    this.#readAll(() => undefined);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#secondLook?.cancel();
    this.#missing?.cancel();
    for (const call of this.#calls.values()) call.cancel();
  }

  #arm(): void {
    this.#timer = this.#options.context.clock.after(this.#options.settings.refreshEveryMs, () => {
      this.#readAll(() => undefined);
      this.#arm();
    });
  }

  #missingCodecs(): readonly MarketCodec[] {
    return this.#options.codecs.filter((codec) => !this.#byCodec.has(codec));
  }

  #lookForMissing(waitMs: number): void {
    const { context, settings } = this.#options;
    this.#missing = context.clock.after(waitMs, () => {
      const missing = this.#missingCodecs();
      this.#missing = undefined;
      if (missing.length === 0) return;
      this.#lookForMissing(Math.min(2 * waitMs, settings.refreshEveryMs));
      this.#read(missing, () => undefined);
    });
  }

  #readAll(settled: (error: TruebookError | undefined) => void): void {
    this.#readAt = this.#options.context.clock.monotonic();
    this.#read(this.#options.codecs, settled);
  }

  #read(codecs: readonly MarketCodec[], settled: (error: TruebookError | undefined) => void): void {
    const { context } = this.#options;
    for (const codec of codecs) {
      const call = context.requester.call(
        codec.reads.instruments(),
        (outcome) => {
          this.#calls.delete(codec);
          if (outcome.kind === "value") this.#take(codec, outcome.value);
          else context.log.write("warn", "instruments not read", { product: codec.description.product, error: outcome.error.code });
          settled(outcome.kind === "value" ? undefined : outcome.error);
        },
        { deadlineMs: DEADLINE_MS },
      );
      this.#calls.set(codec, call);
    }
  }

  /** One answer may lack a row that could not be read: an instrument stays until a second answer, asked for soon, leaves it out too. */
  #doubtfullyAbsent(codec: MarketCodec, present: readonly Instrument[]): readonly Instrument[] {
    const { context, settings } = this.#options;
    const symbols = new Set(present.map((instrument) => instrument.symbol));
    const before = this.#absent.get(codec);
    const doubtful = (this.#byCodec.get(codec) ?? []).filter(({ symbol }) => !symbols.has(symbol) && before?.has(symbol) !== true);
    this.#absent.set(codec, new Set(doubtful.map(({ symbol }) => symbol)));
    if (doubtful.length > 0) {
      this.#secondLook ??= context.clock.after(settings.refreshLeastMs, () => {
        this.#secondLook = undefined;
        this.#readAll(() => undefined);
      });
    }
    return doubtful;
  }

  #take(codec: MarketCodec, instruments: readonly Instrument[]): void {
    const before = this.#table;
    this.#byCodec.set(codec, [...instruments, ...this.#doubtfullyAbsent(codec, instruments)]);
    this.#table = instrumentTable([...this.#byCodec.values()].flat());
    // Not told by an empty table: its only market may have been delisted, and whoever waits for it must hear that it is back.
    if (!this.#started) return;
    for (const instrument of instruments) {
      const old = before.bySymbol(instrument.product, instrument.symbol);
      const change = old === undefined ? "listed" : difference(old, instrument);
      if (change !== undefined) this.#options.context.status({ kind: "instrument", instrument, change });
    }
    for (const old of before.all) {
      if (old.product === codec.description.product && this.#table.bySymbol(old.product, old.symbol) === undefined) {
        this.#options.context.status({ kind: "instrument", instrument: old, change: "delisted" });
      }
    }
  }
}

/** The first rule that changed, in words; undefined when none did. */
function difference(old: Instrument, fresh: Instrument): string | undefined {
  if (old.status !== fresh.status) return `status ${old.status} became ${fresh.status}`;
  if (old.priceScale !== fresh.priceScale || old.tick !== fresh.tick) return "tick size changed";
  if (old.sizeScale !== fresh.sizeScale || old.lot !== fresh.lot) return "lot size changed";
  return old.contractSize === fresh.contractSize ? undefined : "contract size changed";
}
