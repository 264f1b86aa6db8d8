// The stricter judge of books that are images: a live one is the last image that came in, read from the wire by other code than the
// client's. Times on the wire are not looked at: a clock that was set back must not make an old book pass for the present one.

import { type OrderBook } from "#core/book/order-book";
import { type Frame, type FrameSink } from "#core/port";
import { type BookSource } from "#feed/books/book-source";
import { type Violation } from "./oracle.ts";

/** Nodes whose books are not the venue's word. */
const TRUSTED = /^t-/;
/** What an image of LBank's V2 socket carries wherever its fields stand. */
const IMAGE = '"type":"depth"';
const PAIR = /"pair":"([^"]*)"/;
const NODE = /"s":"([^"]*)"/;

/** Levels as they stand on the wire, whatever they are. */
type Levels = readonly unknown[];

interface Image {
  readonly bids: Levels;
  readonly asks: Levels;
}

/** Remembers the last image of each market that came over the wire. */
export class ReceivedImages implements FrameSink {
  /** As texts: most images are followed by another before anybody looks. */
  readonly #byPair = new Map<string, string>();
  /** The image that a book was last found equal to, and after which update: nothing has to be compared twice. */
  readonly #found = new WeakMap<BookSource, { readonly text: string; readonly updates: number }>();
  readonly #decoder = new TextDecoder();

  received({ bytes }: Frame): void {
    const text = this.#decoder.decode(bytes);
    if (!text.includes(IMAGE)) return;
    const pair = PAIR.exec(text)?.[1];
    const node = NODE.exec(text)?.[1];
    if (pair === undefined || (node !== undefined && !TRUSTED.test(node))) return;
    this.#byPair.set(pair, text);
  }

  sent(): void {
    // What we say is no image.
  }

  /** What is wrong with a book that is live, if anything. */
  check(source: BookSource, atMs: number): Violation | undefined {
    const { instrument, book } = source;
    if (source.state().kind !== "live" || book.sequence !== undefined) return undefined;
    const text = this.#byPair.get(instrument.symbol);
    if (text === undefined) return { invariant: "I1", words: `${instrument.symbol} is live and no image came`, atMs };
    const { updates } = source.counters;
    const found = this.#found.get(source);
    if (found?.text === text && found.updates === updates) return undefined;
    const image = imageOf(text);
    for (const side of ["bids", "asks"] as const) {
      if (!isSame(book[side], image[side], instrument))
        return { invariant: "I1", words: `${instrument.symbol} is live and its ${side} are not those of the last image that came`, atMs };
    }
    this.#found.set(source, { text, updates });
    return undefined;
  }
}

/** What the text tells; nothing when nobody can read it, so that no live book is equal to it. */
function imageOf(text: string): Image {
  try {
    const { depth } = JSON.parse(text) as { depth?: { bids?: unknown; asks?: unknown } };
    return { bids: Array.isArray(depth?.bids) ? depth.bids : [], asks: Array.isArray(depth?.asks) ? depth.asks : [] };
  } catch {
    return { bids: UNREADABLE, asks: UNREADABLE };
  }
}

const UNREADABLE: Levels = [[Number.NaN, Number.NaN]];

interface Scales {
  readonly priceScale: number;
  readonly sizeScale: number;
}

/** Whether a side is what the wire tells, which is in order as a rule; where it is not, each price has the size that was told last. */
function isSame(ours: OrderBook["bids"], theirs: Levels, scales: Scales): boolean {
  return isSameInOrder(ours, theirs, scales) || isSameInAnyOrder(ours, theirs, scales);
}

function isSameInOrder(ours: OrderBook["bids"], theirs: Levels, scales: Scales): boolean {
  if (ours.length !== theirs.length) return false;
  for (let rank = 0; rank < ours.length; rank += 1) {
    const [price, size] = figuresOf(theirs[rank]);
    if (Number(price) !== priceOf(ours, rank, scales) || !isSize(Number(size), ours, { rank, scales })) return false;
  }
  return true;
}

function isSameInAnyOrder(ours: OrderBook["bids"], theirs: Levels, scales: Scales): boolean {
  const sizes = new Map<number, number>();
  for (const level of theirs) {
    const [price, size] = figuresOf(level);
    if (Number(size) === 0) sizes.delete(Number(price));
    else sizes.set(Number(price), Number(size));
  }
  if (ours.length !== sizes.size) return false;
  for (let rank = 0; rank < ours.length; rank += 1) {
    const size = sizes.get(priceOf(ours, rank, scales));
    if (size === undefined || !isSize(size, ours, { rank, scales })) return false;
  }
  return true;
}

/** One that is no level has NaN, which no book holds. */
const figuresOf = (level: unknown): readonly unknown[] => (Array.isArray(level) ? (level as readonly unknown[]) : NO_LEVEL);
const NO_LEVEL: readonly unknown[] = [Number.NaN, Number.NaN];

/** A whole number through a power of ten is rounded as its decimal text is read: the same double. */
const priceOf = (ours: OrderBook["bids"], rank: number, { priceScale }: Scales): number => ours.priceAt(rank) / 10 ** priceScale;

function isSize(size: number, ours: OrderBook["bids"], { rank, scales }: { readonly rank: number; readonly scales: Scales }): boolean {
  const unit = 10 ** scales.sizeScale;
  return Math.abs(size - ours.sizeAt(rank) / unit) <= 0.5 / unit;
}
