// Compares a book with REST. Where REST has no sequence: against every version that the book had while the question was on its way,
// which proves likeness, not equality. Where it has one: with the version of that number. It reads twice before it says "different".

import { type OrderBook } from "#core/book/order-book";
import { type BookImage } from "#core/event";
import { type Timer } from "#core/port";
import { type Sequence } from "#core/sequence";
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
  /** Within which each read must answer. Default `settings.compareWithinMs`. */
  readonly withinMs?: number;
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
  /** The same by number, where REST tells one of the same chain. */
  readonly #bySequence = new Map<Sequence, string>();
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
    if (this.#versions.size >= VERSIONS_MAX) return;
    const { book } = this.#options.keeper;
    const print = fingerprint(bookLevels(book, this.#depth));
    this.#versions.add(print);
    if (book.sequence !== undefined) this.#bySequence.set(book.sequence, print);
  }

  #read(): void {
    const { codec, keeper, settings, context } = this.#options;
    this.#reads += 1;
    const call = codec.reads.book(keeper.instrument, this.#depth, keeper.group);
    this.#call = context.requester.call(call, (outcome) => this.#answered(outcome), {
      deadlineMs: this.#options.withinMs ?? settings.compareWithinMs,
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
    const print = fingerprint(imageLevels(image, this.#depth));
    const known = image.sequence === undefined ? undefined : this.#bySequence.get(image.sequence);
    // At a number that we had, only that version will do; else likeness with any of them is all that can be asked.
    return known === undefined ? this.#versions.has(print) : known === print;
  }

  /** A cache serves a book from before ours; its number tells, or else its time. */
  #isCached(image: BookImage): boolean {
    const last = this.#options.keeper.book.sequence;
    if (image.sequence !== undefined && last !== undefined) return image.sequence < last && !this.#bySequence.has(image.sequence);
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
    this.#bySequence.clear();
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
