import { DepthSide, level } from "#sim/market/depth-side";
import { type PublishedLevel } from "#venues/dialect";

/** One side of a published book: the best levels of a deeper one, and what the world was last told of them. */
export class WindowSide {
  readonly depth: DepthSide;
  readonly #levels: number;
  /** What the world was last told: price to size, never more than the window. */
  readonly #told = new Map<number, number>();
  /** Prices whose depth changed since then. */
  readonly #touched = new Set<number>();

  constructor(side: "bids" | "asks", levels: number) {
    this.depth = new DepthSide(side);
    this.#levels = levels;
  }

  /** Whether the depth changed since the world was last told. */
  get untold(): boolean {
    return this.#touched.size > 0;
  }

  /** Sets a level of the depth and returns the size that it had. */
  set(price: number, size: number): number {
    this.#touched.add(price);
    return this.depth.set(price, size);
  }

  /** Empties the depth; what the world was told stays until the next `changes`. */
  clear(): void {
    for (const price of this.#told.keys()) this.#touched.add(price);
    this.depth.clear();
  }

  /**
   * What the world must be told now: changed levels with their whole size, and 0 for what was removed or left the window.
   * Afterwards the world knows.
   */
  changes(): readonly PublishedLevel[] {
    if (this.#touched.size === 0) return NOTHING;
    const changed: PublishedLevel[] = [];
    for (const price of this.#touched) {
      this.#tell(price, this.depth.within(price, this.#levels) ? this.depth.sizeOf(price) : 0, changed);
    }
    this.#touched.clear();
    // Untouched levels keep their order, so at the window's far edge they either all enter or all leave: the count says which.
    const shown = Math.min(this.#levels, this.depth.length);
    for (let rank = shown - 1; rank >= 0 && this.#told.size < shown; rank -= 1)
      this.#tell(this.depth.priceAt(rank), this.depth.sizeAt(rank), changed);
    for (let rank = shown; rank < this.depth.length && this.#told.size > shown; rank += 1) this.#tell(this.depth.priceAt(rank), 0, changed);
    return changed;
  }

  /** The window now, best first. */
  picture(): readonly PublishedLevel[] {
    return this.depth.best(this.#levels);
  }

  #tell(price: number, size: number, changed: PublishedLevel[]): void {
    if ((this.#told.get(price) ?? 0) === size) return;
    if (size === 0) this.#told.delete(price);
    else this.#told.set(price, size);
    changed.push(level(price, size));
  }
}

const NOTHING: readonly PublishedLevel[] = [];
