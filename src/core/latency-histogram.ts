/** Upper bounds of the buckets in ms: steps of about a fifth, from a tenth of a millisecond to a minute. */
const BOUNDS: readonly number[] = Array.from({ length: 80 }, (_, at) => 0.1 * 1.184 ** at);

/** Counts durations in fixed buckets, so that its size never grows. Quantiles are bucket bounds: at most a fifth too high. */
export class LatencyHistogram {
  readonly #counts = new Float64Array(BOUNDS.length + 1);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** Adds a duration in ms; negative ones (clock error) count as the least. */
  add(ms: number): void {
    let low = 0;
    let high = BOUNDS.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((BOUNDS[middle] as number) < ms) low = middle + 1;
      else high = middle;
    }
    this.#counts[low] = (this.#counts[low] as number) + 1;
    this.#total += 1;
  }

  /** The bound below which `fraction` of all durations lie; undefined before the first. */
  quantile(fraction: number): number | undefined {
    if (this.#total === 0) return undefined;
    let left = Math.ceil(fraction * this.#total);
    for (let at = 0; at < this.#counts.length; at += 1) {
      left -= this.#counts[at] as number;
      if (left <= 0) return BOUNDS[Math.min(at, BOUNDS.length - 1)];
    }
    return BOUNDS[BOUNDS.length - 1];
  }
}
