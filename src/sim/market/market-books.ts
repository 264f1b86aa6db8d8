// All published books of one market: the native tick from the start, a grouping from the first time that someone asks for it.

import { type EpochMs, type PriceUnits } from "#core/brand";
import { UsageError } from "#core/error";
import { type Side } from "#core/event";
import { type StopListening } from "#sim/market/public-market";
import { PublishedBook } from "#sim/market/published-book";
import { type BookPicture, type PublishedStep } from "#venues/dialect";

/** How many native ticks one price step of each grouping has. */
export const GROUP_TICKS = [1, 2, 5, 10, 20, 50, 100, 200, 500] as const;

type StepListener = (step: PublishedStep) => void;

export interface MarketBooksOptions {
  readonly tick: PriceUnits;
  readonly windowLevels: number;
  /** The first sequence number of each grouping, as many as there are groupings. */
  readonly firstSequences: readonly number[];
  readonly openTime: EpochMs;
}

/** Keeps every grouping in step with one depth of native levels, and tells listeners what is published. */
export class MarketBooks {
  readonly #options: MarketBooksOptions;
  /** Where each grouping's chain began, or where the last renumbering put it. */
  #firstSequences: readonly number[];
  readonly #native: PublishedBook;
  /** By grouping; made lazily. */
  readonly #books: (PublishedBook | undefined)[] = [];
  readonly #listeners: Set<StepListener>[] = GROUP_TICKS.map(() => new Set());

  constructor(options: MarketBooksOptions) {
    this.#options = options;
    this.#firstSequences = options.firstSequences;
    this.#native = this.#make(0, options.openTime, 0);
    this.#books[0] = this.#native;
  }

  /** Publishes what was set so far as the beginning of the native chain. Call it once, before anything is published. */
  open(): void {
    this.#native.open();
  }

  /** Sets a native level; 0 removes it. Nothing is published yet. */
  set(side: Side, price: number, size: number): void {
    const native = side === "buy" ? this.#native.bids : this.#native.asks;
    const by = size - native.set(price, size);
    if (by === 0) return;
    for (let group = 1; group < this.#books.length; group += 1) {
      const book = this.#books[group];
      if (book !== undefined) this.#shift(book, { group, side, price, by });
    }
  }

  /** Empties every book; what was published stays published until the next `publish`. */
  clear(): void {
    for (const book of this.#books) {
      book?.bids.clear();
      book?.asks.clear();
    }
  }

  /** Publishes every grouping's changes and tells its listeners, the native one first. */
  publish(venueTime: EpochMs, when: "changes" | "always"): void {
    for (let group = 0; group < this.#books.length; group += 1) {
      const step = this.#books[group]?.publish(venueTime, when);
      if (step === undefined) continue;
      for (const listener of this.#listeners[group] ?? []) listener(step);
    }
  }

  onStep(group: number, listener: StepListener): StopListening {
    this.book(group);
    // A wrapper of its own, so that one function may listen twice and stop once.
    const own: StepListener = (step) => listener(step);
    this.#listeners[group]?.add(own);
    return () => this.#listeners[group]?.delete(own);
  }

  /** The book of a grouping. Throws UsageError for a grouping that no venue has. */
  book(group: number): PublishedBook {
    const known = this.#books[group];
    if (known !== undefined) return known;
    if (GROUP_TICKS[group] === undefined) {
      throw new UsageError("grouping", `Grouping ${group} does not exist; use 0 to ${GROUP_TICKS.length - 1}.`);
    }
    const picture = this.#native.picture();
    const book = this.#make(group, picture.venueTime, picture.sequence - (this.#firstSequences[0] ?? 0));
    for (const side of ["buy", "sell"] as const) {
      const { depth } = side === "buy" ? this.#native.bids : this.#native.asks;
      for (let rank = 0; rank < depth.length; rank += 1) {
        this.#shift(book, { group, side, price: depth.priceAt(rank), by: depth.sizeAt(rank) });
      }
    }
    book.open();
    this.#books[group] = book;
    return book;
  }

  /** Goes on counting from `sequence` in every grouping, also in those that nobody asked for yet. */
  renumber(sequence: number): void {
    this.#firstSequences = GROUP_TICKS.map(() => sequence);
    for (const book of this.#books) book?.renumber(sequence);
  }

  picture(group: number): BookPicture {
    return this.book(group).picture();
  }

  #make(group: number, venueTime: EpochMs, stepsBefore: number): PublishedBook {
    const first = this.#firstSequences[group] ?? 1;
    return new PublishedBook({ sequence: first + stepsBefore, venueTime, windowLevels: this.#options.windowLevels });
  }

  /** Adds `by` to the bucket that a native price falls in: bids down, asks up, so that a grouped book is never crossed. */
  #shift(book: PublishedBook, change: { readonly group: number; readonly side: Side; readonly price: number; readonly by: number }): void {
    const { group, side, price, by } = change;
    const step = this.#options.tick * (GROUP_TICKS[group] ?? 1);
    const bucket = (side === "buy" ? Math.floor(price / step) : Math.ceil(price / step)) * step;
    // A bid below the first step has no price in this grouping.
    if (bucket === 0) return;
    const window = side === "buy" ? book.bids : book.asks;
    window.set(bucket, window.depth.sizeOf(bucket) + by);
  }
}
