// A book that changes as fast as it is asked to, for benchmarks: no traders, no time, only seeded changes of a window of levels, so
// that every consumer can be given the same ones, and what the book must be in the end is known.

import { type Random } from "#core/port";
import { seededRandom } from "#core/random";

/** Levels a side, as many as a venue keeps for a subscriber. */
export const CHURN_DEPTH = 50;
/** Prices a side on which levels come and go, for each level of the window; and the share of the window that is never given up. */
const SLOTS_A_LEVEL = 2;
const LEVELS_MIN_SHARE = 0.7;
const SIZE_MAX = 9_999;

export type ChurnLevel = readonly [price: number, size: number];

/** Levels of both sides in units; a size of 0 removes. */
export interface ChurnStep {
  readonly bids: readonly ChurnLevel[];
  readonly asks: readonly ChurnLevel[];
}

export interface BookChurn {
  readonly opening: ChurnStep;
  readonly steps: readonly ChurnStep[];
  /** The true book after the last step, best first. */
  readonly closing: ChurnStep;
  /** Further steps, which lead back to the opening: after them everything can be played again. */
  readonly home: readonly ChurnStep[];
}

export interface ChurnOptions {
  readonly seed: string;
  readonly steps: number;
  /** Changed levels a step and side, at most 30. */
  readonly levels: number;
  /** The price between the sides, in units. */
  readonly middle: number;
  /** Levels a side at most; `CHURN_DEPTH` when left out. */
  readonly depth?: number;
}

/** Makes the changes. Most happen near the best price, as in real books; the sides never meet. */
export function bookChurn(options: ChurnOptions): BookChurn {
  const random = seededRandom(options.seed);
  const depth = options.depth ?? CHURN_DEPTH;
  const bids = new ChurnSide(random, depth, (slot) => options.middle - 1 - slot);
  const asks = new ChurnSide(random, depth, (slot) => options.middle + 1 + slot);
  const opening = { bids: bids.picture(), asks: asks.picture() };
  const steps = Array.from({ length: options.steps }, () => ({ bids: bids.change(options.levels), asks: asks.change(options.levels) }));
  const closing = { bids: bids.picture(), asks: asks.picture() };
  return { opening, steps, closing, home: zipped(bids.home(options.levels), asks.home(options.levels)) };
}

function zipped(bids: readonly (readonly ChurnLevel[])[], asks: readonly (readonly ChurnLevel[])[]): ChurnStep[] {
  return Array.from({ length: Math.max(bids.length, asks.length) }, (_, at) => ({ bids: bids[at] ?? [], asks: asks[at] ?? [] }));
}

class ChurnSide {
  readonly #random: Random;
  readonly #depth: number;
  readonly #priceOf: (slot: number) => number;
  /** Size by slot, best slot first; 0 where no level is. */
  readonly #sizes: Float64Array;
  readonly #touched: Int32Array;
  readonly #opening: Float64Array;
  #levels = 0;
  #step = 0;

  constructor(random: Random, depth: number, priceOf: (slot: number) => number) {
    const slots = depth * SLOTS_A_LEVEL;
    this.#random = random;
    this.#depth = depth;
    this.#priceOf = priceOf;
    this.#sizes = new Float64Array(slots);
    this.#touched = new Int32Array(slots).fill(-1);
    for (let slot = 0; slot < slots; slot += SLOTS_A_LEVEL) this.#put(slot, this.#size());
    this.#opening = this.#sizes.slice();
  }

  picture(): ChurnLevel[] {
    return Array.from(this.#sizes, (size, slot): ChurnLevel => [this.#priceOf(slot), size]).filter(([, size]) => size > 0);
  }

  /** Changes `count` different levels. */
  change(count: number): ChurnLevel[] {
    this.#step += 1;
    return Array.from({ length: count }, () => {
      const slot = this.#slot();
      const held = this.#sizes[slot] as number;
      if (held === 0 || this.#levels <= this.#depth * LEVELS_MIN_SHARE || !this.#random.chance(0.2)) this.#put(slot, this.#size());
      else this.#put(slot, 0);
      return [this.#priceOf(slot), this.#sizes[slot] as number];
    });
  }

  /** What leads back to the opening, in groups of `count`; levels go before others come, so that the window never overflows. */
  home(count: number): ChurnLevel[][] {
    const changed = [...this.#sizes.keys()].filter((slot) => this.#sizes[slot] !== this.#opening[slot]);
    changed.sort((one, other) => Number((this.#opening[one] as number) > 0) - Number((this.#opening[other] as number) > 0));
    const levels = changed.map((slot): ChurnLevel => [this.#priceOf(slot), this.#opening[slot] as number]);
    return Array.from({ length: Math.ceil(levels.length / count) }, (_, at) => levels.slice(at * count, (at + 1) * count));
  }

  /** A slot that this step has not changed yet; a free one only while the window has room. */
  #slot(): number {
    for (;;) {
      const slot = Math.floor(this.#random.unit() ** 2 * this.#sizes.length);
      if (this.#touched[slot] === this.#step || (this.#sizes[slot] === 0 && this.#levels >= this.#depth)) continue;
      this.#touched[slot] = this.#step;
      return slot;
    }
  }

  #put(slot: number, size: number): void {
    this.#levels += Number(size > 0) - Number((this.#sizes[slot] as number) > 0);
    this.#sizes[slot] = size;
  }

  #size(): number {
    return this.#random.integer(1, SIZE_MAX);
  }
}
