// A clock that can run faster than the system's, for things that are slow by nature: a minute of it passes in seconds. Whoever shares it
// with a peer sees nothing unusual but a network that seems slow.

import { type EpochMs, epochMs, type MonotonicMs, monotonicMs } from "#core/brand";
import { type Clock, type Timer } from "#core/port";

export class QuickClock implements Clock {
  readonly #base: Clock;
  readonly #wallMs: number;
  #speed = 1;
  /** Where the base stood when the speed was last set, and where this clock did. */
  #sinceMs: number;
  #passedMs = 0;

  /** As fast as `base` until it is hurried; its wall is `aheadMs` ahead. */
  constructor(base: Clock, how: { readonly aheadMs?: number } = {}) {
    this.#base = base;
    this.#wallMs = base.now() + (how.aheadMs ?? 0);
    this.#sinceMs = base.monotonic();
  }

  /** From now on it runs `speed` times as fast as its base. Timers that are set already keep their moment of the base. */
  hurry(speed: number): void {
    this.#passedMs = this.monotonic();
    this.#sinceMs = this.#base.monotonic();
    this.#speed = speed;
  }

  now(): EpochMs {
    return epochMs(Math.floor(this.#wallMs + this.monotonic()));
  }

  monotonic(): MonotonicMs {
    return monotonicMs(this.#passedMs + (this.#base.monotonic() - this.#sinceMs) * this.#speed);
  }

  after(delayMs: number, fire: () => void): Timer {
    return this.#base.after(delayMs / this.#speed, fire);
  }
}
