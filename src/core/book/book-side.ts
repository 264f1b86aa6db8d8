// One side of a book: an array of pairs of numbers, sorted so that the best price is at the END. Most changes happen near the best
// price, so an insert moves few numbers; and whoever found a level's price has its size at hand.

import { type LevelColumn } from "#core/level-buffer";

const FIRST_CAPACITY = 64;
/** Longer moves, in numbers, are left to the engine, whose call costs as much as a short one. */
const MOVED_BY_HAND_MAX = 64;
/** The search begins among this many best levels. */
const NEAR_BEST = 64;
/** Numbers at the best end that are looked at ahead, and how many of them a processor fetches at once. */
const TOUCHED = 16;
const A_STRETCH = 8;

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
  /** Key, size, key, size … */
  #pairs = new Float64Array(2 * FIRST_CAPACITY);
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
    return (this.#pairs[2 * (this.#length - 1 - rank)] as number) * this.#direction;
  }

  /** The size of the level that is `rank` places behind the best. The rank must exist. */
  sizeAt(rank: number): number {
    return this.#pairs[2 * (this.#length - rank) - 1] as number;
  }

  /** The size at a price; 0 when there is no such level. */
  sizeOf(price: number): number {
    const at = this.#find(price * this.#direction);
    return at >= 0 ? (this.#pairs[2 * at + 1] as number) : 0;
  }

  /** Sets the size at a price; 0 removes the level, and removing what is not there does nothing. */
  set(price: number, size: number): void {
    const key = price * this.#direction;
    const at = this.#find(key);
    if (at >= 0) {
      if (size === 0) this.#remove(at);
      else this.#pairs[2 * at + 1] = size;
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
    const pairs = this.#pairs;
    const bestLast = (order === "rising") === (this.#direction === 1);
    for (let at = 0; at < length; at += 1) {
      const target = 2 * (bestLast ? at : length - 1 - at);
      pairs[target] = (prices[at] as number) * this.#direction;
      pairs[target + 1] = sizes[at] as number;
    }
    this.#length = length;
  }

  /** Reads what the next change will need: the best levels, near which most changes are. The number means nothing. */
  touch(): number {
    const pairs = this.#pairs;
    const end = 2 * this.#length;
    let touched = 0;
    for (let at = Math.max(0, end - TOUCHED); at < end; at += A_STRETCH) touched += (pairs[at] as number) > 0 ? 1 : 0;
    return touched;
  }

  clear(): void {
    this.#length = 0;
  }

  /** Keeps the `depth` best levels and forgets the rest. Returns how many were forgotten. */
  prune(depth: number): number {
    const excess = this.#length - depth;
    if (excess <= 0) return 0;
    this.#pairs.copyWithin(0, 2 * excess, 2 * this.#length);
    this.#length = depth;
    return excess;
  }

  /** Takes over the `depth` best levels of another side of the same kind. */
  copyBest(other: BookSide, depth: number): void {
    const length = Math.min(depth, other.#length);
    this.#pairs = other.#pairs.slice(2 * (other.#length - length), 2 * other.#length);
    this.#length = length;
  }

  /** Takes over all levels of another side of the same kind. */
  copyFrom(other: BookSide): void {
    this.#reserve(other.#length);
    this.#pairs.set(other.#pairs.subarray(0, 2 * other.#length));
    this.#length = other.#length;
  }

  /**
   * The index of a key, or the bitwise complement of where it belongs. The quarter that holds it is chosen by arithmetic: which one it
   * is cannot be foreseen, and a branch that the processor guesses wrongly costs more than the whole step. Quarters and not halves,
   * because three comparisons that do not wait for each other take as long as one, and half as many steps are left.
   */
  #find(key: number): number {
    const pairs = this.#pairs;
    let low = 0;
    let left = this.#length;
    if (left === 0) return ~0;
    // However deep the book, most changes are near the best price.
    if (left > NEAR_BEST && (pairs[2 * (left - NEAR_BEST)] as number) <= key) {
      low = left - NEAR_BEST;
      left = NEAR_BEST;
    }
    while (left > 3) {
      const quarter = left >>> 2;
      const last = 2 * (low + quarter - 1);
      const below =
        (quarter & -((pairs[last] as number) < key)) +
        (quarter & -((pairs[last + 2 * quarter] as number) < key)) +
        (quarter & -((pairs[last + 4 * quarter] as number) < key));
      low = (low + below) | 0;
      left = (left - 3 * quarter) | 0;
    }
    while (left > 1) {
      const half = left >>> 1;
      low = (low + (half & -((pairs[2 * (low + half - 1)] as number) < key))) | 0;
      left = (left - half) | 0;
    }
    const nearest = pairs[2 * low] as number;
    if (nearest === key) return low;
    return nearest < key ? ~(low + 1) : ~low;
  }

  #insert(at: number, key: number, size: number): void {
    this.#reserve(this.#length + 1);
    const pairs = this.#pairs;
    const from = 2 * at;
    const end = 2 * this.#length;
    if (end - from > MOVED_BY_HAND_MAX) pairs.copyWithin(from + 2, from, end);
    else {
      for (let index = end - 2; index >= from; index -= 2) {
        pairs[index + 2] = pairs[index] as number;
        pairs[index + 3] = pairs[index + 1] as number;
      }
    }
    pairs[from] = key;
    pairs[from + 1] = size;
    this.#length += 1;
  }

  #remove(at: number): void {
    const pairs = this.#pairs;
    const from = 2 * at;
    const end = 2 * this.#length - 2;
    if (end - from > MOVED_BY_HAND_MAX) pairs.copyWithin(from, from + 2, end + 2);
    else {
      for (let index = from; index < end; index += 2) {
        pairs[index] = pairs[index + 2] as number;
        pairs[index + 1] = pairs[index + 3] as number;
      }
    }
    this.#length -= 1;
  }

  #reserve(length: number): void {
    if (2 * length <= this.#pairs.length) return;
    let capacity = Math.max(FIRST_CAPACITY, this.#pairs.length / 2);
    while (capacity < length) capacity *= 2;
    const pairs = new Float64Array(2 * capacity);
    pairs.set(this.#pairs);
    this.#pairs = pairs;
  }
}
