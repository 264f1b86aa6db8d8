// The one way this room counts against a limit "at most N in T". A token bucket lets twice its capacity through around a
// refill; a log of what was taken does not, whatever windows the venue itself uses.

/** At most `capacity` (whole numbers) may be taken in any half-open stretch of `perMs`. */
export interface WindowLimit {
  readonly capacity: number;
  readonly perMs: number;
}

/** Remembers what was taken in the last `perMs`. Holds at most `capacity` entries while its owner asks `waitMs` first. */
export class SlidingWindow {
  readonly #limit: WindowLimit;
  readonly #times: number[] = [];
  readonly #weights: number[] = [];
  #head = 0;
  #used = 0;

  constructor(limit: WindowLimit) {
    this.#limit = limit;
  }

  get capacity(): number {
    return this.#limit.capacity;
  }

  /** What was taken in the window that ends at `nowMs`. */
  used(nowMs: number): number {
    this.#prune(nowMs);
    return this.#used;
  }

  /** Milliseconds until `weight` more fits below `capacity - reserve`: 0 now, Infinity never. */
  waitMs(nowMs: number, weight: number, reserve = 0): number {
    this.#prune(nowMs);
    const usable = this.#limit.capacity - reserve;
    if (weight > usable) return Number.POSITIVE_INFINITY;
    let excess = this.#used + weight - usable;
    if (excess <= 0) return 0;
    for (let at = this.#head; at < this.#times.length; at += 1) {
      excess -= this.#weights[at] ?? 0;
      if (excess <= 0) return (this.#times[at] ?? nowMs) + this.#limit.perMs - nowMs;
    }
    return this.#limit.perMs;
  }

  /** Takes without asking. Weights of one instant share an entry. */
  take(nowMs: number, weight = 1): void {
    this.#prune(nowMs);
    if (weight <= 0) return;
    this.#used += weight;
    const last = this.#times.length - 1;
    if (last >= this.#head && this.#times[last] === nowMs) {
      this.#weights[last] = (this.#weights[last] ?? 0) + weight;
      return;
    }
    this.#times.push(nowMs);
    this.#weights.push(weight);
  }

  #prune(nowMs: number): void {
    while (this.#head < this.#times.length && (this.#times[this.#head] ?? 0) + this.#limit.perMs <= nowMs) {
      this.#used -= this.#weights[this.#head] ?? 0;
      this.#head += 1;
    }
    // Dropping the spent front in one go keeps both arrays short without shifting at every entry.
    if (this.#head > 64 || this.#head === this.#times.length) {
      this.#times.splice(0, this.#head);
      this.#weights.splice(0, this.#head);
      this.#head = 0;
    }
  }
}
