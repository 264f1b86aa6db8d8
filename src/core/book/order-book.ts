// The book itself: two sides, a position in the venue's sequence, and nothing that could be wrong about it. Whether it may be
// shown as live is `BookState`, beside it.

import { BookSide } from "#core/book/book-side";
import { type EpochMs, epochMs } from "#core/brand";
import { type BookEvent, type BookImage } from "#core/event";
import { type LevelColumn } from "#core/level-buffer";
import { type Sequence } from "#core/sequence";

/** Levels a side that a book may hold unless told otherwise; more are pruned, worst first. */
export const BOOK_DEPTH_MAX = 5000;

/** The levels of one instrument in units of its scales, at a position of the venue's chain. */
export class OrderBook {
  readonly bids: BookSide = new BookSide("bids");
  readonly asks: BookSide = new BookSide("asks");
  readonly depthMax: number;
  // Plain numbers, NaN for none: a field that may also be undefined would cost an allocation at every update.
  #sequence = Number.NaN;
  #wideSequence: bigint | undefined = undefined;
  #venueTimeMs = Number.NaN;
  /** Levels that fell out behind `depthMax`. */
  pruned = 0;

  constructor(depthMax: number = BOOK_DEPTH_MAX) {
    this.depthMax = depthMax;
  }

  /** The venue's number that this content belongs to; undefined on image feeds and before the first snapshot. */
  get sequence(): Sequence | undefined {
    return Number.isNaN(this.#sequence) ? this.#wideSequence : this.#sequence;
  }

  get venueTime(): EpochMs | undefined {
    return Number.isNaN(this.#venueTimeMs) ? undefined : epochMs(this.#venueTimeMs);
  }

  /** Applies a settled book message in place. The caller has asked the venue's continuity rule before. */
  apply(event: BookEvent): void {
    const { bids, asks } = event.levels;
    if (event.kind === "book-delta") {
      applyColumn(this.bids, bids);
      applyColumn(this.asks, asks);
    } else {
      this.bids.replace(bids);
      this.asks.replace(asks);
    }
    if (this.bids.length > this.depthMax) this.pruned += this.bids.prune(this.depthMax);
    if (this.asks.length > this.depthMax) this.pruned += this.asks.prune(this.depthMax);
    this.#moveTo(event.sequence, event.venueTime);
  }

  /** Replaces everything by a book read over REST. */
  replace(image: BookImage): void {
    this.clear();
    for (const [price, size] of image.bids) this.bids.set(price, size);
    for (const [price, size] of image.asks) this.asks.set(price, size);
    this.pruned += this.bids.prune(this.depthMax) + this.asks.prune(this.depthMax);
    this.#moveTo(image.sequence, image.venueTime);
  }

  /** Whether the best bid is at or above the best ask: locked or crossed, never a true book of one venue. */
  get crossed(): boolean {
    return this.bids.length > 0 && this.asks.length > 0 && this.bids.priceAt(0) >= this.asks.priceAt(0);
  }

  /** Takes over another book's content and position. */
  copyFrom(other: OrderBook): void {
    this.bids.copyFrom(other.bids);
    this.asks.copyFrom(other.asks);
    this.#moveTo(other.sequence, other.venueTime);
  }

  /** Reads what the next change will need, `step` references from here: 0 to 2. The number means nothing. */
  touch(step: number): number {
    if (step > 0) return this.bids.touch(step - 1) + this.asks.touch(step - 1);
    return (this.#sequence > 0 && this.#venueTimeMs > 0 ? 1 : 0) + this.bids.length + this.asks.length;
  }

  clear(): void {
    this.bids.clear();
    this.asks.clear();
    this.#moveTo(undefined, undefined);
  }

  #moveTo(sequence: Sequence | undefined, venueTime: EpochMs | undefined): void {
    const wide = typeof sequence === "bigint";
    this.#sequence = wide ? Number.NaN : (sequence ?? Number.NaN);
    this.#wideSequence = wide ? sequence : undefined;
    this.#venueTimeMs = venueTime ?? Number.NaN;
  }
}

function applyColumn(side: BookSide, column: LevelColumn): void {
  const { prices, sizes, length } = column;
  for (let at = 0; at < length; at += 1) side.set(prices[at] as number, sizes[at] as number);
}
