// Two ways to look at a kept book: a snapshot that never changes, and a live view that is valid in its turn and refuses to be
// read when the book is not live.

import { type BookBucket, type BookLevel, type BookView } from "#client/api";
import { type Bucket, doubleMid, grouped, imbalance, microprice, type Sides, spreadBps, spreadUnits, vwap } from "#core/book/book-figures";
import { BookSide } from "#core/book/book-side";
import { type BookState, type NotLiveReason } from "#core/book/book-state";
import { type OrderBook } from "#core/book/order-book";
import { type EpochMs, priceUnits, sizeUnits } from "#core/brand";
import { powerOfTen, textToUnits } from "#core/decimal";
import { BookNotLive, UsageError } from "#core/error";
import { type Side } from "#core/event";
import { type Instrument, type VenueId } from "#core/instrument";
import { Price, Size } from "#core/quantity";
import { type Sequence } from "#core/sequence";
import { type BookSource } from "#feed/books/book-source";

type Scales = Pick<Instrument, "priceScale" | "sizeScale" | "sizeUnit" | "contractSize">;

/** Scales that were met; most instruments share one with many others. Above the most, it starts anew. */
const known = new Map<string, Scales>();
const SCALES_MAX = 1_000;

/** The same object for all instruments whose numbers are alike: with a thousand books in turn, it is at hand when an instrument is not. */
function sharedScales({ priceScale, sizeScale, sizeUnit, contractSize }: Scales): Scales {
  const name = `${priceScale} ${sizeScale} ${sizeUnit} ${contractSize}`;
  const scales = known.get(name) ?? { priceScale, sizeScale, sizeUnit, contractSize };
  if (known.size >= SCALES_MAX) known.clear();
  known.set(name, scales);
  return scales;
}

/** Figures and levels over any two sides; what may be believed of them is the subclass's. */
abstract class BookReading implements BookView {
  readonly kind = "book" as const;
  readonly depth: number;

  constructor(depth: number) {
    this.depth = depth;
  }

  /** Whose scales the sides are in. */
  abstract get instrument(): Instrument;
  abstract get state(): BookState["kind"];
  abstract get reason(): NotLiveReason | undefined;
  abstract get expected(): string | undefined;
  abstract get received(): string | undefined;
  abstract get proof(): "sequence" | "image";
  abstract get epoch(): number;
  abstract get sequence(): string | undefined;
  abstract get venueTime(): EpochMs | undefined;
  abstract get receivedTime(): EpochMs | undefined;
  abstract get ageMs(): number;
  abstract get merged(): number;
  /** The sides to read. A live view throws here when it may not be read. */
  protected abstract sides(): Sides;

  get venue(): VenueId {
    return this.instrument.venue;
  }

  get bids(): readonly BookLevel[] {
    return this.#levels(this.sides().bids);
  }

  get asks(): readonly BookLevel[] {
    return this.#levels(this.sides().asks);
  }

  get bestBid(): BookLevel | undefined {
    return this.#best(this.sides().bids);
  }

  get bestAsk(): BookLevel | undefined {
    return this.#best(this.sides().asks);
  }

  get mid(): Price | undefined {
    const twice = doubleMid(this.sides());
    return twice === undefined ? undefined : new Price(priceUnits(twice * 5), this.instrument.priceScale + 1);
  }

  get spread(): Price | undefined {
    const units = spreadUnits(this.sides());
    return units === undefined ? undefined : new Price(priceUnits(units), this.instrument.priceScale);
  }

  get spreadBps(): number | undefined {
    return spreadBps(this.sides());
  }

  get microprice(): number | undefined {
    const units = microprice(this.sides());
    return units === undefined ? undefined : units / powerOfTen(this.instrument.priceScale);
  }

  imbalance(levels: number): number | undefined {
    return imbalance(this.sides(), levels);
  }

  vwap(side: Side, size: Size | string): number | undefined {
    const units = textToUnits(String(size), this.instrument.sizeScale);
    if (units === undefined)
      throw new UsageError(
        "bad-size",
        `Size ${String(size)} does not fit ${this.instrument.id}; it has ${this.instrument.sizeScale} decimal places.`,
      );
    const sides = this.sides();
    const average = vwap(side === "buy" ? sides.asks : sides.bids, units);
    return average === undefined ? undefined : average / powerOfTen(this.instrument.priceScale);
  }

  group(step: string): { readonly bids: readonly BookBucket[]; readonly asks: readonly BookBucket[] } {
    const { instrument, depth } = this;
    const units = textToUnits(step, instrument.priceScale);
    if (units === undefined || units <= 0 || units % instrument.tick !== 0) {
      const tick = new Price(instrument.tick, instrument.priceScale);
      throw new UsageError("bad-group", `Group ${step} is no multiple of the tick of ${instrument.id}; use a multiple of ${String(tick)}.`);
    }
    const { bids, asks } = this.sides();
    const priced = (buckets: readonly Bucket[]): BookBucket[] =>
      buckets.map(({ price, size, cut }) => ({ ...this.#level(price, size), ...(cut ? { cut } : {}) }));
    return {
      bids: priced(grouped(bids, { direction: "bids", step: units, depth })),
      asks: priced(grouped(asks, { direction: "asks", step: units, depth })),
    };
  }

  /** One line for people. Never throws, and says when the book is not live. */
  toString(): string {
    const label = `${this.instrument.venue} ${this.instrument.id}`;
    if (this.state !== "live") return `${label} ${this.state} (${this.reason ?? "unknown"})`;
    return `${label} ${String(this.bestBid?.price ?? "-")} / ${String(this.bestAsk?.price ?? "-")}`;
  }

  toJSON(): unknown {
    const live = this.state === "live";
    const pairs = (levels: readonly BookLevel[]): (readonly [string, string])[] =>
      levels.map(({ price, size }) => [String(price), String(size)]);
    return {
      venue: this.venue,
      instrument: this.instrument.id,
      symbol: this.instrument.symbol,
      state: this.state,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      proof: this.proof,
      epoch: this.epoch,
      sequence: this.sequence ?? null,
      bids: live ? pairs(this.bids) : [],
      asks: live ? pairs(this.asks) : [],
    };
  }

  #levels(side: BookSide): BookLevel[] {
    return Array.from({ length: Math.min(this.depth, side.length) }, (_, rank) => this.#level(side.priceAt(rank), side.sizeAt(rank)));
  }

  #best(side: BookSide): BookLevel | undefined {
    return side.length === 0 ? undefined : this.#level(side.priceAt(0), side.sizeAt(0));
  }

  /** What the levels are in. */
  protected scales(): Scales {
    return this.instrument;
  }

  #level(price: number, size: number): BookLevel {
    const scales = this.scales();
    return { price: new Price(priceUnits(price), scales.priceScale), size: new Size(sizeUnits(size), scales.sizeScale, scales) };
  }
}

/** What a snapshot is taken of. */
export type SnapshotSource = Pick<BookSource, "instrument" | "proof" | "epoch" | "receivedTime" | "state" | "ageMs"> & {
  readonly book: Pick<OrderBook, "bids" | "asks" | "sequence" | "venueTime">;
};

/** A book as it was when it was taken. Readable whatever its state, because it says its state. */
export class BookSnapshot extends BookReading {
  readonly instrument: Instrument;
  readonly state: BookState["kind"];
  readonly reason: NotLiveReason | undefined;
  readonly expected: string | undefined;
  readonly received: string | undefined;
  readonly proof: "sequence" | "image";
  readonly epoch: number;
  readonly sequence: string | undefined;
  readonly venueTime: EpochMs | undefined;
  readonly receivedTime: EpochMs | undefined;
  readonly ageMs: number;
  readonly merged: number;
  readonly #sides: Sides;
  readonly #state: BookState;
  readonly #sequence: Sequence | undefined;

  constructor(source: SnapshotSource, options: { readonly depth: number; readonly merged: number }) {
    super(options.depth);
    this.instrument = source.instrument;
    const state = source.state();
    this.#state = state;
    this.#sequence = source.book.sequence;
    this.state = state.kind;
    this.reason = state.kind === "live" ? undefined : state.reason;
    this.expected = state.kind === "live" ? undefined : state.expected;
    this.received = state.kind === "live" ? undefined : state.received;
    this.proof = source.proof;
    this.epoch = source.epoch;
    this.sequence = source.book.sequence === undefined ? undefined : String(source.book.sequence);
    this.venueTime = source.book.venueTime;
    this.receivedTime = source.receivedTime;
    this.ageMs = source.ageMs();
    this.merged = options.merged;
    const bids = new BookSide("bids");
    const asks = new BookSide("asks");
    bids.copyBest(source.book.bids, options.depth);
    asks.copyBest(source.book.asks, options.depth);
    this.#sides = { bids, asks };
  }

  /** The same picture with another count of what it replaced. */
  restamped(merged: number): BookSnapshot {
    const { instrument, proof, epoch, receivedTime, ageMs, venueTime, depth } = this;
    const book = { ...this.#sides, sequence: this.#sequence, venueTime };
    return new BookSnapshot(
      { instrument, proof, epoch, receivedTime, state: () => this.#state, ageMs: () => ageMs, book },
      { depth, merged },
    );
  }

  protected sides(): Sides {
    return this.#sides;
  }
}

/** The kept book itself. Its levels and figures throw `BookNotLive` unless live or opened with `allowStale`. */
export class LiveBookView extends BookReading {
  readonly merged = 0;
  readonly #source: BookSource;
  readonly #allowStale: boolean;
  /** Of `#scaled`, which is the instrument as it was last looked at. */
  #scales: Scales;
  #scaled: Instrument;

  constructor(source: BookSource, options: { readonly depth: number; readonly allowStale: boolean }) {
    super(options.depth);
    this.#source = source;
    this.#scaled = source.instrument;
    this.#scales = sharedScales(source.instrument);
    this.#allowStale = options.allowStale;
  }

  /** Asked each time: the rules may change while the view is held, and the levels are in those of the moment. */
  get instrument(): Instrument {
    return this.#source.instrument;
  }

  get state(): BookState["kind"] {
    return this.#source.state().kind;
  }

  get reason(): NotLiveReason | undefined {
    const state = this.#source.state();
    return state.kind === "live" ? undefined : state.reason;
  }

  get expected(): string | undefined {
    const state = this.#source.state();
    return state.kind === "live" ? undefined : state.expected;
  }

  get received(): string | undefined {
    const state = this.#source.state();
    return state.kind === "live" ? undefined : state.received;
  }

  get proof(): "sequence" | "image" {
    return this.#source.proof;
  }

  get epoch(): number {
    return this.#source.epoch;
  }

  get sequence(): string | undefined {
    const { sequence } = this.#source.book;
    return sequence === undefined ? undefined : String(sequence);
  }

  get venueTime(): EpochMs | undefined {
    return this.#source.book.venueTime;
  }

  get receivedTime(): EpochMs | undefined {
    return this.#source.receivedTime;
  }

  get ageMs(): number {
    return this.#source.ageMs();
  }

  protected override scales(): Scales {
    const { instrument } = this.#source;
    // As in `BookKeeper.received`: the same instrument is not read to learn that it is one.
    if (!Object.is(instrument, this.#scaled)) {
      this.#scaled = instrument;
      this.#scales = sharedScales(instrument);
    }
    return this.#scales;
  }

  protected sides(): Sides {
    const state = this.#source.state();
    if (state.kind !== "live" && !this.#allowStale) {
      const { instrument } = this;
      throw new BookNotLive(
        "book-not-live",
        `The book of ${instrument.venue} ${instrument.id} is ${state.kind} (${state.reason}); check its state or ask with allowStale.`,
        {
          context: { venue: instrument.venue, instrument: instrument.id, state: state.kind, reason: state.reason },
        },
      );
    }
    return this.#source.book;
  }
}
