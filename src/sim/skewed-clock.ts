import { type EpochMs, epochMs, type MonotonicMs } from "#core/brand";
import { type Clock, type Timer } from "#core/port";

/** A venue's clock: the simulator's, off by an amount that may grow. Steady time and timers are the simulator's own. */
export class SkewedClock implements Clock {
  readonly #base: Clock;
  #skewMs = 0;
  #driftPpm = 0;
  #since = 0;

  constructor(base: Clock) {
    this.#base = base;
  }

  /** Wall time from now on: off by `skewMs`, and by `driftPpm` millionths more of every millisecond that passes. */
  skew(skewMs: number, driftPpm: number): void {
    this.#skewMs = skewMs;
    this.#driftPpm = driftPpm;
    this.#since = this.#base.monotonic();
  }

  now(): EpochMs {
    const base = this.#base.now();
    if (this.#skewMs === 0 && this.#driftPpm === 0) return base;
    const drifted = ((this.#base.monotonic() - this.#since) * this.#driftPpm) / 1_000_000;
    return epochMs(Math.round(base + this.#skewMs + drifted));
  }

  monotonic(): MonotonicMs {
    return this.#base.monotonic();
  }

  after(delayMs: number, fire: () => void): Timer {
    return this.#base.after(delayMs, fire);
  }
}
