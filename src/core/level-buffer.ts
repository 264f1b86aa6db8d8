// Where a decoder puts book levels, so that a frame of forty levels makes no object. Reused: what a buffer holds is valid until
// the next decode into it.

import { rescale } from "#core/decimal";

/** More levels than this in one frame are not a book; the frame is malformed. */
export const LEVELS_MAX = 10_000;

const FIRST_CAPACITY = 256;

/** One side of a frame's levels. First as written (mantissa and places), then, after `settle`, as units of the instrument. */
export class LevelColumn {
  /** Price mantissas; price units after `settle`. */
  prices: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** Size mantissas; size units after `settle`. A size of 0 removes the level. */
  sizes: Float64Array = new Float64Array(FIRST_CAPACITY);
  priceDecimals: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  sizeDecimals: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** Adds a level as written. Returns false when the frame holds more than `LEVELS_MAX`. */
  push(price: number, priceDecimals: number, size: number, sizeDecimals: number): boolean {
    const at = this.length;
    if (at === LEVELS_MAX || (at === this.prices.length && !this.grow())) return false;
    this.prices[at] = price;
    this.priceDecimals[at] = priceDecimals;
    this.sizes[at] = size;
    this.sizeDecimals[at] = sizeDecimals;
    this.length = at + 1;
    return true;
  }

  /**
   * Turns what was written into units at the instrument's scales, in place.
   * Returns false when a price is not positive, a size is negative, or either has more digits than the scale: the frame is malformed.
   */
  settle(priceScale: number, sizeScale: number): boolean {
    const { prices, sizes, priceDecimals, sizeDecimals, length } = this;
    for (let at = 0; at < length; at += 1) {
      if (priceDecimals[at] !== priceScale) {
        prices[at] = rescale(prices[at] as number, priceDecimals[at] as number, priceScale);
        priceDecimals[at] = priceScale;
      }
      if (sizeDecimals[at] !== sizeScale) {
        sizes[at] = rescale(sizes[at] as number, sizeDecimals[at] as number, sizeScale);
        sizeDecimals[at] = sizeScale;
      }
      // Both comparisons are false for NaN, which is how `rescale` reports lost digits.
      if (!((prices[at] as number) > 0 && (sizes[at] as number) >= 0)) return false;
    }
    return true;
  }

  /** Makes room for more levels; the arrays are new afterwards. Returns false when the column already holds the most. */
  grow(): boolean {
    const capacity = this.prices.length * 2;
    if (this.length >= LEVELS_MAX) return false;
    const grown = <T extends Float64Array | Uint8Array>(target: T, source: T): T => {
      target.set(source);
      return target;
    };
    this.prices = grown(new Float64Array(capacity), this.prices);
    this.sizes = grown(new Float64Array(capacity), this.sizes);
    this.priceDecimals = grown(new Uint8Array(capacity), this.priceDecimals);
    this.sizeDecimals = grown(new Uint8Array(capacity), this.sizeDecimals);
    return true;
  }
}

/** Both sides of one frame's book levels, in any order of price. */
export class LevelBuffer {
  readonly bids: LevelColumn = new LevelColumn();
  readonly asks: LevelColumn = new LevelColumn();

  clear(): void {
    this.bids.clear();
    this.asks.clear();
  }
}
