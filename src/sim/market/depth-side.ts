// One side of a simulated book. It is deliberately not core's book side: the simulator is the oracle that judges core's book, and
// an oracle must not share code with what it judges.

import { type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { type PublishedLevel } from "#venues/dialect";

/** Price levels of one side, the best at the end. Sizes are absolute; a size of 0 is no level. */
export class DepthSide {
  /** Highest first for bids, lowest first for asks, so that one comparison serves both. */
  readonly #better: 1 | -1;
  readonly #keys: number[] = [];
  /** By key; each made once, however many pictures show it. */
  readonly #levels: PublishedLevel[] = [];

  constructor(side: "bids" | "asks") {
    this.#better = side === "bids" ? 1 : -1;
  }

  get length(): number {
    return this.#keys.length;
  }

  /** The price `rank` places behind the best; NaN past the end. */
  priceAt(rank: number): number {
    return (this.#keys[this.#keys.length - 1 - rank] ?? Number.NaN) * this.#better;
  }

  /** The size `rank` places behind the best; 0 past the end. */
  sizeAt(rank: number): number {
    return this.#levels[this.#levels.length - 1 - rank]?.[1] ?? 0;
  }

  /** The size at a price; 0 when there is no such level. */
  sizeOf(price: number): number {
    const at = this.#position(price);
    return this.#keys[at] === price * this.#better ? (this.#levels[at]?.[1] ?? 0) : 0;
  }

  /** Sets the size at a price and returns what it was. */
  set(price: number, size: number): number {
    const key = price * this.#better;
    const at = this.#position(price);
    if (this.#keys[at] === key) {
      const before = this.#levels[at]?.[1] ?? 0;
      if (size !== 0) this.#levels[at] = level(price, size);
      else {
        this.#keys.splice(at, 1);
        this.#levels.splice(at, 1);
      }
      return before;
    }
    if (size !== 0) {
      this.#keys.splice(at, 0, key);
      this.#levels.splice(at, 0, level(price, size));
    }
    return 0;
  }

  clear(): void {
    this.#keys.length = 0;
    this.#levels.length = 0;
  }

  /** Whether a price is among the `count` best, or would be if it had a level. */
  within(price: number, count: number): boolean {
    const rank = this.#keys.length - count;
    return rank < 0 || price * this.#better >= (this.#keys[rank] ?? 0);
  }

  /** The `count` best levels, best first. */
  best(count: number): PublishedLevel[] {
    return this.#levels.slice(Math.max(0, this.#levels.length - count)).reverse();
  }

  /** Where a price stands, or belongs: the first position whose key is not below its own. */
  #position(price: number): number {
    const key = price * this.#better;
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A published level. */
export function level(price: number, size: number): readonly [PriceUnits, SizeUnits] {
  return [priceUnits(price), sizeUnits(size)];
}
