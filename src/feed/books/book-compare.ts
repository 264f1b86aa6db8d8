// Compares a book with REST where REST has no sequence: against every version that the book had while the question was on its
// way. It reads twice before it says "different", and what it proves is likeness, not equality.

import { type OrderBook } from "#core/book/order-book";
import { type BookImage } from "#core/event";
import { type Timer } from "#core/port";
import { type BookKeeper } from "#feed/books/book-keeper";
import { type FeedContext } from "#feed/feed-context";
import { type FeedSettings } from "#feed/feed-settings";
import { type CallOutcome } from "#transport/rest-call";
import { type MarketCodec } from "#venues/venue";

/** Levels a side that are compared at most. */
const COMPARE_DEPTH = 50;
/** Versions remembered during one compare; a book that moves on faster is alive anyway. */
const VERSIONS_MAX = 4_096;

export type CompareOutcome =
  | { readonly kind: "alike" }
  /** `divergence` is the share of levels that differ from the present book, 0 to 1. */
  | { readonly kind: "different"; readonly divergence: number }
  | { readonly kind: "unanswered" }
  /** REST served an older book than ours (a cache), or we were not allowed to ask: nothing is known. */
  | { readonly kind: "unknown" };

export interface CompareOptions {
  readonly context: FeedContext;
  readonly settings: FeedSettings;
  readonly codec: MarketCodec;
  readonly keeper: BookKeeper;
}

/** Runs one compare; `settled` is called once, unless `cancel` is called before. */
export function compareWithRest(options: CompareOptions, settled: (outcome: CompareOutcome) => void): { cancel(): void } {
  return new Compare(options, settled);
}

class Compare {
  readonly #options: CompareOptions;
  readonly #settled: (outcome: CompareOutcome) => void;
  readonly #depth: number;
  readonly #versions = new Set<string>();
  readonly #stopListening: () => void;
  #reads = 0;
  #timer: Timer | undefined;
  #call: { cancel(): void } | undefined;
  #done = false;

  constructor(options: CompareOptions, settled: (outcome: CompareOutcome) => void) {
    this.#options = options;
    this.#settled = settled;
    this.#depth = Math.min(COMPARE_DEPTH, options.codec.description.rest.bookDepthMax);
    this.#stopListening = options.keeper.subscribe(() => this.#note());
    this.#note();
    this.#read();
  }

  cancel(): void {
    this.#finish();
  }

  #note(): void {
    if (this.#versions.size < VERSIONS_MAX) this.#versions.add(fingerprint(bookLevels(this.#options.keeper.book, this.#depth)));
  }

  #read(): void {
    const { codec, keeper, settings, context } = this.#options;
    this.#reads += 1;
    const call = codec.reads.book(keeper.instrument, this.#depth, keeper.group);
    this.#call = context.requester.call(call, (outcome) => this.#answered(outcome), {
      deadlineMs: settings.compareWithinMs,
      attemptsMax: 1,
    });
  }

  #answered(outcome: CallOutcome<BookImage>): void {
    if (this.#done) return;
    if (outcome.kind === "failed") {
      const refused = outcome.error.code === "venue-rate-limited" || outcome.error.code === "rate-limit-local";
      this.#end(refused ? { kind: "unknown" } : { kind: "unanswered" });
      return;
    }
    const image = outcome.value;
    if (this.#matches(image)) {
      this.#end({ kind: "alike" });
      return;
    }
    // What is missing may still be on its way over the socket.
    this.#timer = this.#options.context.clock.after(this.#options.settings.compareAgainMs, () => this.#again(image));
  }

  #again(image: BookImage): void {
    if (this.#matches(image)) this.#end({ kind: "alike" });
    else if (this.#reads < 2) this.#read();
    else if (this.#isCached(image)) this.#end({ kind: "unknown" });
    else this.#end({ kind: "different", divergence: divergence(image, this.#options.keeper.book, this.#depth) });
  }

  #matches(image: BookImage): boolean {
    return this.#versions.has(fingerprint(imageLevels(image, this.#depth)));
  }

  /** A cache serves a book from before ours; only its time can tell. */
  #isCached(image: BookImage): boolean {
    const ours = this.#options.keeper.book.venueTime;
    return image.venueTime !== undefined && ours !== undefined && image.venueTime < ours;
  }

  #end(outcome: CompareOutcome): void {
    if (this.#done) return;
    this.#finish();
    this.#settled(outcome);
  }

  #finish(): void {
    this.#done = true;
    this.#stopListening();
    this.#timer?.cancel();
    this.#call?.cancel();
    this.#versions.clear();
  }
}

type Levels = readonly (readonly [price: number, size: number])[];

function bookLevels(book: OrderBook, depth: number): { bids: Levels; asks: Levels } {
  const take = (side: OrderBook["bids"]): Levels =>
    Array.from({ length: Math.min(depth, side.length) }, (_, rank) => [side.priceAt(rank), side.sizeAt(rank)] as const);
  return { bids: take(book.bids), asks: take(book.asks) };
}

function imageLevels(image: BookImage, depth: number): { bids: Levels; asks: Levels } {
  return { bids: image.bids.slice(0, depth), asks: image.asks.slice(0, depth) };
}

/** A text that two books share only when their levels are alike. */
function fingerprint(levels: { bids: Levels; asks: Levels }): string {
  return `${levels.bids.join(";")}|${levels.asks.join(";")}`;
}

function divergence(image: BookImage, book: OrderBook, depth: number): number {
  const theirs = imageLevels(image, depth);
  const ours = bookLevels(book, depth);
  const count = (left: Levels, right: Levels): number => {
    const known = new Map(right.map(([price, size]) => [price, size]));
    return left.filter(([price, size]) => known.get(price) !== size).length;
  };
  const total = Math.max(1, theirs.bids.length + theirs.asks.length);
  return (count(theirs.bids, ours.bids) + count(theirs.asks, ours.asks)) / total;
}
