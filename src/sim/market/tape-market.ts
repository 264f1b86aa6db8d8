// A market that repeats a recording. Every local timestamp of the tape's book is one sequence number, also when it leaves the
// published window as it was (the step is then empty), so that a number names the same moment of the tape in every run.

import { type EpochMs, epochMs } from "#core/brand";
import { type TruebookError, UsageError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { type MarketSource, type SourcePrint, type SourceRules, type SourceStep } from "#core/market-source";
import { type Clock, type Random, type Timer } from "#core/port";
import { GROUP_TICKS, MarketBooks } from "#sim/market/market-books";
import { MarketReads } from "#sim/market/market-reads";
import { PrintHistory } from "#sim/market/print-history";
import { type PublicMarket, type StopListening } from "#sim/market/public-market";
import { type MarketPrint, type PublishedStep } from "#venues/dialect";

export interface TapeMarketOptions {
  /** The market that the tape replaces; its scales and steps give way to the tape's. */
  readonly instrument: Instrument;
  /** A recording whose first step is ready. */
  readonly source: MarketSource;
  /** For the numbers that a tape does not have: first sequences, trade ids, funding. */
  readonly random: Random;
  readonly clock: Clock;
  /** Published levels a side; 50 unless told otherwise. The whole depth is kept inside. */
  readonly windowLevels?: number;
}

/** How far the tape is. After its end, and after a failure, the last book stands. */
export type Playback =
  | { readonly kind: "before-first-subscriber" }
  | { readonly kind: "playing" }
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly error: TruebookError };

/** A public market whose clock begins with the first listener after `start`. */
export interface TapeMarket extends PublicMarket {
  readonly playback: Playback;
}

const WINDOW_LEVELS = 50;
const US_IN_MS = 1_000;

/** Makes a market that shows the tape's first book until someone listens. Throws UsageError when the tape has no first book. */
export function createTapeMarket(options: TapeMarketOptions): TapeMarket {
  const first = options.source.peek();
  if (first.kind === "failed") throw first.error;
  if (first.kind !== "step" || first.step.book === undefined) {
    throw new UsageError("tape-empty", "The tape has no first book ready; open it with openTape, and check that it has rows.");
  }
  return new RecordedMarket(options, first.step);
}

/** An instrument whose prices and sizes are as fine as a tape's. */
export function tapeInstrument(instrument: Instrument, rules: SourceRules): Instrument {
  const { maxSize: _unknownToTapes, ...kept } = instrument;
  const { priceScale, sizeScale, tick, lot } = rules;
  return { ...kept, priceScale, sizeScale, tick, lot, minSize: lot };
}

class RecordedMarket extends MarketReads implements TapeMarket {
  readonly instrument: Instrument;
  readonly #source: MarketSource;
  readonly #clock: Clock;
  readonly #originUs: number;
  #playback: Playback = { kind: "before-first-subscriber" };
  #life: "new" | "running" | "paused" | "stopped" = "new";
  #awaited = false;
  /** The steady time at which the tape's first moment was, or would have been without pauses. */
  #originMs = 0;
  #pausedMs = 0;
  #nextTradeId: number;
  #timer: Timer | undefined = undefined;

  constructor(options: TapeMarketOptions, first: SourceStep) {
    const { clock, random, source } = options;
    super({
      books: new MarketBooks({
        tick: source.rules.tick,
        windowLevels: options.windowLevels ?? WINDOW_LEVELS,
        firstSequences: GROUP_TICKS.map(() => random.integer(6_000_000, 8_000_000)),
        openTime: clock.now(),
      }),
      history: new PrintHistory(() => clock.now(), undefined),
      standing: { fundingRate: "0.00010000", openInterest: "0" },
    });
    this.instrument = tapeInstrument(options.instrument, source.rules);
    this.#source = source;
    this.#clock = clock;
    this.#originUs = first.localTimeUs;
    this.#nextTradeId = random.integer(40_000_000, 60_000_000);
    this.#setLevels(first);
    this.books.open();
    this.printed(first.prints.map((print) => this.#print(print, epochMs(clock.now() + this.#dueMs(print)))));
    source.take();
  }

  get playback(): Playback {
    return this.#playback;
  }

  start(): void {
    if (this.#life !== "new") return;
    this.#life = "running";
    if (this.#awaited) this.#begin();
  }

  stop(): void {
    this.#life = "stopped";
    this.#timer?.cancel();
    this.#source.close();
  }

  pause(): void {
    if (this.#life !== "running") return;
    this.#life = "paused";
    this.#pausedMs = this.#clock.monotonic();
    this.#timer?.cancel();
  }

  resume(): void {
    if (this.#life !== "paused") return;
    this.#life = "running";
    this.#originMs += this.#clock.monotonic() - this.#pausedMs;
    if (this.#playback.kind === "playing") this.#plan();
    else if (this.#awaited) this.#begin();
  }

  override onStep(group: number, listener: (step: PublishedStep) => void): StopListening {
    const stop = super.onStep(group, listener);
    this.#begin();
    return stop;
  }

  override onPrint(listener: (prints: readonly MarketPrint[]) => void): StopListening {
    const stop = super.onPrint(listener);
    this.#begin();
    return stop;
  }

  /** Starts the tape's clock, once it may run and somebody listens. */
  #begin(): void {
    this.#awaited = true;
    if (this.#life !== "running" || this.#playback.kind !== "before-first-subscriber") return;
    this.#playback = { kind: "playing" };
    this.#originMs = this.#clock.monotonic();
    this.#plan();
  }

  #plan(): void {
    this.#timer?.cancel();
    if (this.#life !== "running") return;
    const next = this.#source.peek();
    switch (next.kind) {
      case "step":
        this.#timer = this.#clock.after(this.#waitMs(next.step), () => this.#play());
        return;
      case "waiting":
        this.#source.onReady(() => this.#plan());
        return;
      case "ended":
      case "failed":
        this.#playback = next;
    }
  }

  /** Plays every step that is due. Several may share a millisecond; each keeps its own number. */
  #play(): void {
    for (let next = this.#source.peek(); next.kind === "step" && this.#waitMs(next.step) <= 0; next = this.#source.peek()) {
      this.#source.take();
      this.#playStep(next.step);
      if (this.#life !== "running") return;
    }
    this.#plan();
  }

  #playStep(step: SourceStep): void {
    const now = this.#clock.now();
    if (step.prints.length > 0) this.printed(step.prints.map((print) => this.#print(print, now)));
    if (step.book === undefined) return;
    this.#setLevels(step);
    this.books.publish(now, "always");
  }

  #setLevels({ book }: SourceStep): void {
    if (book === undefined) return;
    if (book.startsAfresh) this.books.clear();
    for (const [price, size] of book.bids) this.books.set("buy", price, size);
    for (const [price, size] of book.asks) this.books.set("sell", price, size);
  }

  #print({ price, size, side }: SourcePrint, venueTime: EpochMs): MarketPrint {
    const tradeId = this.#nextTradeId;
    this.#nextTradeId += 1;
    return { tradeId, price, size, side, venueTime };
  }

  /** Whole milliseconds after the tape's first moment; negative for trades from before it. */
  #dueMs({ localTimeUs }: { readonly localTimeUs: number }): number {
    return Math.floor((localTimeUs - this.#originUs) / US_IN_MS);
  }

  #waitMs(step: SourceStep): number {
    return this.#originMs + this.#dueMs(step) - this.#clock.monotonic();
  }
}
