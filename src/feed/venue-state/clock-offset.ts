// Measures the venue's clock over REST: several samples, the one with the least error counts, again every minute and whenever a
// message looks late.

import { type EpochMs, epochMs, type MonotonicMs } from "#core/brand";
import { type Timer } from "#core/port";
import { type FeedContext } from "#feed/feed-context";
import { type LagGauge } from "#feed/venue-state/lag-gauge";
import { type MarketCodec } from "#venues/venue";

const SAMPLES = 3;
const SUSPICION_EVERY_MS = 2_000;
/** The first measurement shares its moment with everything that starts; a second soon after is usually far better. */
const SECOND_AFTER_MS = 3_000;
const RETRY_AFTER_MS = 5_000;

/** Keeps a lag gauge supplied with the venue's time. */
export class ClockOffset {
  readonly #context: FeedContext;
  readonly #codec: MarketCodec;
  readonly #everyMs: number;
  readonly #gauge: () => LagGauge;
  #timer: Timer | undefined;
  #call: { cancel(): void } | undefined;
  #askedAt: MonotonicMs | undefined;
  #stopped = false;
  #measured = false;

  constructor(options: {
    readonly context: FeedContext;
    readonly codec: MarketCodec;
    readonly everyMs: number;
    readonly gauge: () => LagGauge;
  }) {
    this.#context = options.context;
    this.#codec = options.codec;
    this.#everyMs = options.everyMs;
    this.#gauge = options.gauge;
  }

  start(): void {
    this.#measure(SAMPLES, undefined);
  }

  /** Somebody doubts the clock: measures soon, but not more often than every two seconds. */
  suspect(): void {
    const now = this.#context.clock.monotonic();
    if (this.#call !== undefined || (this.#askedAt !== undefined && now - this.#askedAt < SUSPICION_EVERY_MS)) return;
    this.#timer?.cancel();
    this.#measure(1, undefined);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#call?.cancel();
  }

  #measure(left: number, best: { at: MonotonicMs; venueTime: EpochMs; errorMs: number } | undefined): void {
    const { clock, requester } = this.#context;
    const sentAt = clock.monotonic();
    this.#askedAt = sentAt;
    this.#call = requester.call(
      this.#codec.reads.time(),
      (outcome) => {
        this.#call = undefined;
        if (this.#stopped) return;
        let least = best;
        if (outcome.kind === "value") {
          const arrivedAt = clock.monotonic();
          const halfMs = (arrivedAt - sentAt) / 2;
          const errorMs = halfMs + outcome.value.errorMs;
          // A truncated unit reads up to its whole length too early; half of it is the best guess.
          const sample = { at: arrivedAt, venueTime: epochMs(outcome.value.venueTime + halfMs + outcome.value.errorMs / 2), errorMs };
          if (least === undefined || errorMs < least.errorMs) least = sample;
        }
        if (left > 1 && outcome.kind === "value") this.#measure(left - 1, least);
        else this.#finish(least);
      },
      { deadlineMs: 5_000, attemptsMax: 1 },
    );
  }

  #finish(best: { at: MonotonicMs; venueTime: EpochMs; errorMs: number } | undefined): void {
    if (best !== undefined) this.#gauge().measured(best);
    const againMs = best === undefined ? RETRY_AFTER_MS : this.#measured ? this.#everyMs : SECOND_AFTER_MS;
    this.#measured = best !== undefined;
    this.#timer = this.#context.clock.after(againMs, () => this.#measure(SAMPLES, undefined));
  }
}
