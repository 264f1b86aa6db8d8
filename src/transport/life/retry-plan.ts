import { type Random } from "#core/port";
import { Backoff, RECONNECT_BACKOFF } from "#transport/life/backoff";
import { SlidingWindow } from "#transport/limits/sliding-window";

/** How long a connection must stay useful before its failures are forgotten. Opening alone proves nothing. */
export const USEFUL_HOLD_MS = 5_000;

/** A peer that accepts and closes meets at most this many connects in 20 s, whatever the dice say. */
const CONNECTS: { readonly capacity: number; readonly perMs: number } = { capacity: 5, perMs: 20_000 };

/** How one connection ended: when it first was useful, and how long the way it ended says to wait at least. */
export interface EndedLife {
  readonly usefulAt: number | undefined;
  readonly minDelayMs: number;
}

/** Decides when one connection may try again. */
export class RetryPlan {
  readonly #backoff: Backoff;
  readonly #attemptsMax: number | undefined;
  readonly #connects: SlidingWindow = new SlidingWindow(CONNECTS);
  #failures = 0;

  constructor(random: Random, attemptsMax: number | undefined) {
    this.#backoff = new Backoff(RECONNECT_BACKOFF, random);
    this.#attemptsMax = attemptsMax;
  }

  dialled(nowMs: number): void {
    this.#connects.take(nowMs);
  }

  /** Milliseconds until the next attempt; undefined when the attempts are used up. */
  ended(nowMs: number, life: EndedLife): number | undefined {
    if (life.usefulAt !== undefined && nowMs - life.usefulAt >= USEFUL_HOLD_MS) {
      this.#failures = 0;
      this.#backoff.reset();
    } else {
      this.#failures += 1;
    }
    if (this.#attemptsMax !== undefined && this.#failures >= this.#attemptsMax) return undefined;
    return Math.max(life.minDelayMs + this.#backoff.nextMs(), this.#connects.waitMs(nowMs, 1));
  }
}
