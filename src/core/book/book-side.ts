// One side of a book: two parallel arrays of numbers, sorted so that the best price is at the END. Most changes happen near the
// best price, so an insert moves few numbers.

import { type LevelColumn } from "#core/level-buffer";

const FIRST_CAPACITY = 64;
/** Longer moves are left to the engine, whose call costs as much as a short one. */
const MOVED_BY_HAND_MAX = 32;
/** The search begins among this many best levels. */
const NEAR_BEST = 64;

/** How prices follow each other; none also where a level is there twice, or with a size of 0. */
function orderOf({ prices, sizes, length }: LevelColumn): "rising" | "falling" | "none" {
  const rising = length < 2 || (prices[0] as number) < (prices[1] as number);
  for (let at = 0; at < length; at += 1) {
    if (sizes[at] === 0) return "none";
    if (at > 0 && (prices[at - 1] === prices[at] || (prices[at - 1] as number) < (prices[at] as number) !== rising)) return "none";
  }
  return rising ? "rising" : "falling";
}

/** Levels of one side. Prices are units; a size of 0 never stays. */
export class BookSide {
  /** `+1` for bids (best is highest), `-1` for asks (best is lowest). Keys are `direction × price`, ascending. */
  readonly #direction: 1 | -1;
  #keys = new Float64Array(FIRST_CAPACITY);
  #sizes = new Float64Array(FIRST_CAPACITY);
  #length = 0;

  constructor(side: "bids" | "asks") {
    this.#direction = side === "bids" ? 1 : -1;
  }

  get side(): "bids" | "asks" {
    return this.#direction === 1 ? "bids" : "asks";
  }

  get length(): number {
    return this.#length;
  }

  /** The price of the level that is `rank` places behind the best (0 is the best). The rank must exist. */
  priceAt(rank: number): number {
    return (this.#keys[this.#length - 1 - rank] as number) * this.#direction;
  }

  /** The size of the level that is `rank` places behind the best. The rank must exist. */
  sizeAt(rank: number): number {
    return this.#sizes[this.#length - 1 - rank] as number;
  }

  /** The size at a price; 0 when there is no such level. */
  sizeOf(price: number): number {
    const at = this.#find(price * this.#direction);
    return at >= 0 ? (this.#sizes[at] as number) : 0;
  }

  /** Sets the size at a price; 0 removes the level, and removing what is not there does nothing. */
  set(price: number, size: number): void {
    const key = price * this.#direction;
    const at = this.#find(key);
    if (at >= 0) {
      if (size === 0) this.#remove(at);
      else this.#sizes[at] = size;
    } else if (size !== 0) this.#insert(~at, key, size);
  }

  /** Takes the levels of a whole book in place of those held. Sorted ones, in either order, go straight to their places. */
  replace(column: LevelColumn): void {
    const { prices, sizes, length } = column;
    this.#length = 0;
    const order = orderOf(column);
    if (order === "none") {
      for (let at = 0; at < length; at += 1) this.set(prices[at] as number, sizes[at] as number);
      return;
    }
    this.#reserve(length);
    const bestLast = (order === "rising") === (this.#direction === 1);
    for (let at = 0; at < length; at += 1) {
      const target = bestLast ? at : length - 1 - at;
      this.#keys[target] = (prices[at] as number) * this.#direction;
      this.#sizes[target] = sizes[at] as number;
    }
    this.#length = length;
  }

  clear(): void {
    this.#length = 0;
  }

  /** Keeps the `depth` best levels and forgets the rest. Returns how many were forgotten. */
  prune(depth: number): number {
    const excess = this.#length - depth;
    if (excess <= 0) return 0;
    this.#keys.copyWithin(0, excess, this.#length);
    this.#sizes.copyWithin(0, excess, this.#length);
    this.#length = depth;
    return excess;
  }

  /** Takes over the `depth` best levels of another side of the same kind. */
  copyBest(other: BookSide, depth: number): void {
    const length = Math.min(depth, other.#length);
    const from = other.#length - length;
    this.#keys = other.#keys.slice(from, other.#length);
    this.#sizes = other.#sizes.slice(from, other.#length);
    this.#length = length;
  }

  /** Takes over all levels of another side of the same kind. */
  copyFrom(other: BookSide): void {
    this.#reserve(other.#length);
    this.#keys.set(other.#keys.subarray(0, other.#length));
    this.#sizes.set(other.#sizes.subarray(0, other.#length));
    this.#length = other.#length;
  }

  /**
   * The index of a key, or the bitwise complement of where it belongs. The half that holds it is chosen by arithmetic: which one it
   * is cannot be foreseen, and a branch that the processor guesses wrongly costs more than the whole step.
   */
  #find(key: number): number {
    const keys = this.#keys;
    let low = 0;
    let left = this.#length;
    if (left === 0) return ~0;
    // However deep the book, most changes are near the best price.
    if (left > NEAR_BEST && (keys[left - NEAR_BEST] as number) <= key) {
      low = left - NEAR_BEST;
      left = NEAR_BEST;
    }
    while (left > 1) {
      const half = left >>> 1;
      low = (low + (half & -((keys[low + half - 1] as number) < key))) | 0;
      left = (left - half) | 0;
    }
    const nearest = keys[low] as number;
    if (nearest === key) return low;
    return nearest < key ? ~(low + 1) : ~low;
  }

  #insert(at: number, key: number, size: number): void {
    const length = this.#length;
    this.#reserve(length + 1);
    const keys = this.#keys;
    const sizes = this.#sizes;
    if (length - at > MOVED_BY_HAND_MAX) {
      keys.copyWithin(at + 1, at, length);
      sizes.copyWithin(at + 1, at, length);
    } else {
      for (let index = length; index > at; index -= 1) {
        keys[index] = keys[index - 1] as number;
        sizes[index] = sizes[index - 1] as number;
      }
    }
    keys[at] = key;
    sizes[at] = size;
    this.#length = length + 1;
  }

  #remove(at: number): void {
    const length = this.#length - 1;
    const keys = this.#keys;
    const sizes = this.#sizes;
    if (length - at > MOVED_BY_HAND_MAX) {
      keys.copyWithin(at, at + 1, length + 1);
      sizes.copyWithin(at, at + 1, length + 1);
    } else {
      for (let index = at; index < length; index += 1) {
        keys[index] = keys[index + 1] as number;
        sizes[index] = sizes[index + 1] as number;
      }
    }
    this.#length = length;
  }

  #reserve(length: number): void {
    if (length <= this.#keys.length) return;
    let capacity = Math.max(FIRST_CAPACITY, this.#keys.length);
    while (capacity < length) capacity *= 2;
    const keys = new Float64Array(capacity);
    const sizes = new Float64Array(capacity);
    keys.set(this.#keys);
    sizes.set(this.#sizes);
    this.#keys = keys;
    this.#sizes = sizes;
  }
}
