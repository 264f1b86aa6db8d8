// How far venue time is behind ours, measured against a steady clock, so that a jump of the local wall clock changes nothing.
// Without a measured offset there is no lag: a venue whose clock is merely wrong must not look late.

import { type EpochMs, epochMs, type MonotonicMs } from "#core/brand";
import { LatencyHistogram } from "#core/latency-histogram";

/** A measurement of the venue's clock: at `at` (steady, local) the venue's clock read `venueTime`, give or take `errorMs`. */
export interface ClockSample {
  readonly at: MonotonicMs;
  readonly venueTime: EpochMs;
  readonly errorMs: number;
}

/** Beyond this the sample is too rough to accuse anybody of lag. */
const ERROR_MAX_MS = 2_500;

/** No message is this far ahead of its venue's clock, however that was stepped since it was measured last. */
const AHEAD_MAX_MS = 60_000;

/** Crystals drift: a good measurement is not good for ever. */
const SAMPLE_AGE_MAX_MS = 300_000;

/** Judges and counts the lag of one venue. */
export class LagGauge {
  readonly latency: LatencyHistogram = new LatencyHistogram();
  readonly #lagMs: number;
  readonly #suspected: () => void;
  #sample: ClockSample | undefined;

  /** `suspected` is called when a message looks late, so that the clock can be measured again. */
  constructor(lagMs: number, suspected: () => void) {
    this.#lagMs = lagMs;
    this.#suspected = suspected;
  }

  get sample(): ClockSample | undefined {
    return this.#sample;
  }

  /** Takes a measurement when it is better than what is known, when that is old, or when the two cannot both be true: a clock stepped. */
  measured(fresh: ClockSample): void {
    if (fresh.errorMs > ERROR_MAX_MS) return;
    const known = this.#sample;
    if (known === undefined || fresh.errorMs <= known.errorMs || fresh.at - known.at > SAMPLE_AGE_MAX_MS) this.#sample = fresh;
    else {
      const predicted = known.venueTime + (fresh.at - known.at);
      if (Math.abs(predicted - fresh.venueTime) > known.errorMs + fresh.errorMs) this.#sample = fresh;
    }
  }

  /** Takes a measurement whatever was known: the venue itself said that it was wrong. */
  stepped(fresh: ClockSample): void {
    if (fresh.errorMs <= ERROR_MAX_MS) this.#sample = fresh;
  }

  /** The venue's time at a steady local time, in whole milliseconds; undefined before the first measurement. */
  venueNow(at: MonotonicMs): EpochMs | undefined {
    const sample = this.#sample;
    return sample === undefined ? undefined : epochMs(Math.round(sample.venueTime + (at - sample.at)));
  }

  /** Whether a message with this venue time, received at `receivedAt`, is too far behind. */
  behind(venueTime: EpochMs, receivedAt: MonotonicMs): boolean {
    const sample = this.#sample;
    if (sample === undefined) return false;
    const behindMs = sample.venueTime + (receivedAt - sample.at) - venueTime;
    this.latency.add(behindMs);
    if (behindMs - sample.errorMs <= this.#lagMs) return false;
    this.#suspected();
    return true;
  }

  /** Whether a time lies so far in the venue's future that nothing may be built on it. False before the first measurement. */
  ahead(venueTime: EpochMs, receivedAt: MonotonicMs): boolean {
    const now = this.venueNow(receivedAt);
    if (now === undefined || venueTime - now <= AHEAD_MAX_MS) return false;
    this.#suspected();
    return true;
  }
}
