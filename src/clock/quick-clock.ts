// A clock that runs faster than the system's, for things that are slow by nature: a minute of it passes in seconds. Whoever shares it
// with a peer sees nothing unusual but a network that seems slow.

import { type EpochMs, epochMs, type MonotonicMs, monotonicMs } from "#core/brand";
import { type Clock, type Timer } from "#core/port";

/** `base` running `speed` times as fast from now on; its wall begins `aheadMs` ahead. */
export class QuickClock implements Clock {
  readonly #base: Clock;
  readonly #speed: number;
  readonly #wallMs: number;
  readonly #steadyMs: number;

  constructor(base: Clock, how: { readonly speed: number; readonly aheadMs?: number }) {
    this.#base = base;
    this.#speed = how.speed;
    this.#wallMs = base.now() + (how.aheadMs ?? 0);
    this.#steadyMs = base.monotonic();
  }

  now(): EpochMs {
    return epochMs(Math.floor(this.#wallMs + this.monotonic()));
  }

  monotonic(): MonotonicMs {
    return monotonicMs((this.#base.monotonic() - this.#steadyMs) * this.#speed);
  }

  after(delayMs: number, fire: () => void): Timer {
    return this.#base.after(delayMs / this.#speed, fire);
  }
}
