import { type PriceUnits } from "#core/brand";
import { type Side } from "#core/event";
import { PriceLevel } from "#matching/price-level";

/** How many levels from the best are tried one by one before the search halves. */
const LINEAR_PROBE = 6;

/** The price levels of one side, the best at the END of the array, where nearly all changes happen. */
export class LevelLadder {
  /** `+1` for bids, `-1` for asks: `direction × price` ascends through the array. */
  readonly #direction: 1 | -1;
  readonly #levels: PriceLevel[] = [];

  constructor(side: Side) {
    this.#direction = side === "buy" ? 1 : -1;
  }

  get length(): number {
    return this.#levels.length;
  }

  get best(): PriceLevel | undefined {
    return this.#levels[this.#levels.length - 1];
  }

  /** The level that is `rank` places behind the best; undefined past the end. */
  at(rank: number): PriceLevel | undefined {
    return this.#levels[this.#levels.length - 1 - rank];
  }

  /** Whether an order of the other side with limit `price` reaches a level; market orders (undefined) reach all. */
  reaches(level: PriceLevel, price: PriceUnits | undefined): boolean {
    return price === undefined || (level.price - price) * this.#direction >= 0;
  }

  /** The level at a price, made when there is none. */
  ensure(price: PriceUnits): PriceLevel {
    const at = this.#find(price);
    const found = this.#levels[at];
    if (found !== undefined && found.price === price) return found;
    const level = new PriceLevel(price);
    if (at === this.#levels.length) this.#levels.push(level);
    else this.#levels.splice(at, 0, level);
    return level;
  }

  /** Forgets a level that has no orders left. */
  drop(level: PriceLevel): void {
    const at = this.#find(level.price);
    if (at === this.#levels.length - 1) this.#levels.pop();
    else this.#levels.splice(at, 1);
  }

  /** Where a price stands, or belongs. */
  #find(price: number): number {
    const key = price * this.#direction;
    let high = this.#levels.length - 1;
    const probeEnd = high - LINEAR_PROBE;
    for (; high >= 0 && high > probeEnd; high -= 1) {
      const candidate = this.#keyAt(high);
      if (candidate === key) return high;
      if (candidate < key) return high + 1;
    }
    let low = 0;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const candidate = this.#keyAt(middle);
      if (candidate === key) return middle;
      if (candidate < key) low = middle + 1;
      else high = middle - 1;
    }
    return low;
  }

  #keyAt(at: number): number {
    return (this.#levels[at] as PriceLevel).price * this.#direction;
  }
}
