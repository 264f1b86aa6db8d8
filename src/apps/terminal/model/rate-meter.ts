/** Seconds of history: what the longest sparkline shows. */
const SECONDS_MAX = 60;

/** How much a counter grew in each of the last seconds. */
export class RateMeter {
  readonly #perSecond: number[] = [];
  #count: number | undefined = undefined;
  #second: number | undefined = undefined;

  /** Tells the counter's value at a steady time. Call at least once a second; a longer silence counts as one sample. */
  sample(count: number, monotonicMs: number): void {
    const second = Math.floor(monotonicMs / 1_000);
    if (this.#second === second) return;
    if (this.#second !== undefined && this.#count !== undefined) {
      this.#perSecond.push(Math.max(0, count - this.#count) / (second - this.#second));
      if (this.#perSecond.length > SECONDS_MAX) this.#perSecond.shift();
    }
    this.#second = second;
    this.#count = count;
  }

  /** The growth in the last whole second; undefined before there was one. */
  get latest(): number | undefined {
    return this.#perSecond.at(-1);
  }

  /** Oldest first, at most 60. */
  get history(): readonly number[] {
    return this.#perSecond;
  }
}
