import { type Random } from "#core/port";

/** How long waits between attempts grow: `random(0 … min(capMs, baseMs × 2^failures))`. */
export interface BackoffRule {
  readonly baseMs: number;
  readonly capMs: number;
}

/** For sockets: reliability asks for a base of one second and a cap of thirty. */
export const RECONNECT_BACKOFF: BackoffRule = { baseMs: 1_000, capMs: 30_000 };
/** For reads, whose whole deadline is a few seconds. */
export const READ_BACKOFF: BackoffRule = { baseMs: 250, capMs: 5_000 };

/** Beyond this many doublings every cap is reached; it keeps the power finite. */
const DOUBLINGS_MAX = 30;

/** Full jitter: the whole wait is random, so that a thousand clients of a venue that restarts do not return in one beat. */
export class Backoff {
  readonly #rule: BackoffRule;
  readonly #random: Random;
  #failures = 0;

  constructor(rule: BackoffRule, random: Random) {
    this.#rule = rule;
    this.#random = random;
  }

  /** Waits asked for since the last `reset`. */
  get failures(): number {
    return this.#failures;
  }

  /** The next wait in ms; each call doubles the range of the one after it. */
  nextMs(): number {
    const ceilingMs = Math.min(this.#rule.capMs, this.#rule.baseMs * 2 ** Math.min(this.#failures, DOUBLINGS_MAX));
    this.#failures += 1;
    return this.#random.unit() * ceilingMs;
  }

  reset(): void {
    this.#failures = 0;
  }
}
