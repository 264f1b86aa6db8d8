// One side of a book: its keys, sorted so that the best price is at the END, and behind them its sizes in the same order. Most changes
// happen near the best price, so an insert moves few numbers; and a search, which looks at keys alone, finds eight of them in each
// stretch of memory.

import { type LevelColumn } from "#core/level-buffer";

const FIRST_CAPACITY = 64;
/** Longer moves, in levels, are left to the engine, whose calls cost as much as a short one. */
const MOVED_BY_HAND_MAX = 32;
/** The search begins among this many best levels; so many keys are looked at ahead. */
const NEAR_BEST = 64;
/** Of so many best levels the sizes are looked at ahead. */
const NEAREST = 16;
/** Numbers that a processor fetches at once. */
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

/** Reads one number of each stretch of memory. */
function looked(numbers: Float64Array, from: number, end: number): number {
  let seen = 0;
  for (let at = from; at < end; at += A_STRETCH) seen += (numbers[at] as number) > 0 ? 1 : 0;
  return seen;
}

/** Levels of one side. Prices are units; a size of 0 never stays. */
export class BookSide {
  /** `+1` for bids (best is highest), `-1` for asks (best is lowest). Keys are `direction × price`, ascending. */
  readonly #direction: 1 | -1;
  /** Keys in its first half, sizes in its second. */
  #numbers = new Float64Array(2 * FIRST_CAPACITY);
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
    return (this.#numbers[this.#length - 1 - rank] as number) * this.#direction;
  }

  /** The size of the level that is `rank` places behind the best. The rank must exist. */
  sizeAt(rank: number): number {
    const numbers = this.#numbers;
    return numbers[(numbers.length >>> 1) + this.#length - 1 - rank] as number;
  }

  /** The size at a price; 0 when there is no such level. */
  sizeOf(price: number): number {
    const numbers = this.#numbers;
    const at = this.#find(price * this.#direction);
    return at >= 0 ? (numbers[(numbers.length >>> 1) + at] as number) : 0;
  }

  /** Sets the size at a price; 0 removes the level, and removing what is not there does nothing. */
  set(price: number, size: number): void {
    const key = price * this.#direction;
    const at = this.#find(key);
    if (at >= 0) {
      if (size === 0) this.#remove(at);
      else {
        const numbers = this.#numbers;
        numbers[(numbers.length >>> 1) + at] = size;
      }
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
    const numbers = this.#numbers;
    const half = numbers.length >>> 1;
    const bestLast = (order === "rising") === (this.#direction === 1);
    for (let at = 0; at < length; at += 1) {
      const target = bestLast ? at : length - 1 - at;
      numbers[target] = (prices[at] as number) * this.#direction;
      numbers[half + target] = sizes[at] as number;
    }
    this.#length = length;
  }

  /** Reads what the next change will need: where its numbers are, and then the keys near the best price. The number means nothing. */
  touch(step: number): number {
    const numbers = this.#numbers;
    if (step === 0) return numbers.length;
    const end = this.#length;
    const half = numbers.length >>> 1;
    return looked(numbers, Math.max(0, end - NEAR_BEST), end) + looked(numbers, half + Math.max(0, end - NEAREST), half + end);
  }

  clear(): void {
    this.#length = 0;
  }

  /** Keeps the `depth` best levels and forgets the rest. Returns how many were forgotten. */
  prune(depth: number): number {
    const excess = this.#length - depth;
    if (excess <= 0) return 0;
    this.#move(0, excess, this.#length);
    this.#length = depth;
    return excess;
  }

  /** Takes over the `depth` best levels of another side of the same kind. */
  copyBest(other: BookSide, depth: number): void {
    const length = Math.min(depth, other.#length);
    this.#numbers = other.#best(length, length);
    this.#length = length;
  }

  /** Takes over all levels of another side of the same kind. */
  copyFrom(other: BookSide): void {
    this.#numbers = other.#best(other.#length, Math.max(other.#length, this.#numbers.length >>> 1));
    this.#length = other.#length;
  }

  /**
   * The index of a key, or the bitwise complement of where it belongs. The quarter that holds it is chosen by arithmetic: which one it
   * is cannot be foreseen, and a branch that the processor guesses wrongly costs more than the whole step. Quarters and not halves,
   * because three comparisons that do not wait for each other take as long as one, and half as many steps are left.
   */
  #find(key: number): number {
    const keys = this.#numbers;
    let low = 0;
    let left = this.#length;
    if (left === 0) return ~0;
    // However deep the book, most changes are near the best price.
    if (left > NEAR_BEST && (keys[left - NEAR_BEST] as number) <= key) {
      low = left - NEAR_BEST;
      left = NEAR_BEST;
    }
    while (left > 3) {
      const quarter = left >>> 2;
      const last = low + quarter - 1;
      const below =
        (quarter & -((keys[last] as number) < key)) +
        (quarter & -((keys[last + quarter] as number) < key)) +
        (quarter & -((keys[last + 2 * quarter] as number) < key));
      low = (low + below) | 0;
      left = (left - 3 * quarter) | 0;
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
    const end = this.#length;
    this.#reserve(end + 1);
    const numbers = this.#numbers;
    const half = numbers.length >>> 1;
    if (end - at > MOVED_BY_HAND_MAX) this.#move(at + 1, at, end);
    else {
      for (let index = end; index > at; index -= 1) {
        numbers[index] = numbers[index - 1] as number;
        numbers[half + index] = numbers[half + index - 1] as number;
      }
    }
    numbers[at] = key;
    numbers[half + at] = size;
    this.#length = end + 1;
  }

  #remove(at: number): void {
    const numbers = this.#numbers;
    const half = numbers.length >>> 1;
    const last = this.#length - 1;
    if (last - at > MOVED_BY_HAND_MAX) this.#move(at, at + 1, last + 1);
    else {
      for (let index = at; index < last; index += 1) {
        numbers[index] = numbers[index + 1] as number;
        numbers[half + index] = numbers[half + index + 1] as number;
      }
    }
    this.#length = last;
  }

  /** Moves the levels from `from` up to `end`, both of their numbers, to where `target` is the first of them. */
  #move(target: number, from: number, end: number): void {
    const numbers = this.#numbers;
    const half = numbers.length >>> 1;
    numbers.copyWithin(target, from, end);
    numbers.copyWithin(half + target, half + from, half + end);
  }

  /** The numbers of the `length` best levels, in an array with room for `capacity`. */
  #best(length: number, capacity: number): Float64Array<ArrayBuffer> {
    const numbers = this.#numbers;
    const half = numbers.length >>> 1;
    const from = this.#length - length;
    const best = new Float64Array(2 * capacity);
    best.set(numbers.subarray(from, from + length));
    best.set(numbers.subarray(half + from, half + from + length), capacity);
    return best;
  }

  #reserve(length: number): void {
    const held = this.#numbers.length >>> 1;
    if (length <= held) return;
    let capacity = Math.max(FIRST_CAPACITY, held);
    while (capacity < length) capacity *= 2;
    this.#numbers = this.#best(this.#length, capacity);
  }
}
