// Measures the venue's clock over REST: several samples, the one with the least error counts, again every minute and whenever a
// message looks late.

import { type EpochMs, epochMs, type MonotonicMs } from "#core/brand";
import { type Timer } from "#core/port";
import { type FeedContext } from "#feed/feed-context";
import { type ClockSample, type LagGauge } from "#feed/venue-state/lag-gauge";
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

  /** Somebody was refused for the time: measures once, now, and calls back whether or not that worked. */
  mend(measured: () => void): { cancel(): void } {
    const { clock, requester } = this.#context;
    const sentAt = clock.monotonic();
    return requester.call(
      this.#codec.reads.time(),
      (outcome) => {
        if (this.#stopped) return;
        if (outcome.kind === "value") this.#gauge().stepped(sampleOf(outcome.value, { sentAt, arrivedAt: clock.monotonic() }));
        measured();
      },
      { deadlineMs: 5_000, attemptsMax: 1 },
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#call?.cancel();
  }

  #measure(left: number, best: ClockSample | undefined): void {
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
          const sample = sampleOf(outcome.value, { sentAt, arrivedAt: clock.monotonic() });
          if (least === undefined || sample.errorMs < least.errorMs) least = sample;
        }
        if (left > 1 && outcome.kind === "value") this.#measure(left - 1, least);
        else this.#finish(least);
      },
      { deadlineMs: 5_000, attemptsMax: 1 },
    );
  }

  #finish(best: ClockSample | undefined): void {
    if (best !== undefined) this.#gauge().measured(best);
    const againMs = best === undefined ? RETRY_AFTER_MS : this.#measured ? this.#everyMs : SECOND_AFTER_MS;
    this.#measured = best !== undefined;
    this.#timer = this.#context.clock.after(againMs, () => this.#measure(SAMPLES, undefined));
  }
}

/** What an answer tells of the venue's clock: it was written somewhere between sending and arriving. */
function sampleOf(
  told: { readonly venueTime: EpochMs; readonly errorMs: number },
  moments: { readonly sentAt: MonotonicMs; readonly arrivedAt: MonotonicMs },
): ClockSample {
  const halfMs = (moments.arrivedAt - moments.sentAt) / 2;
  // A truncated unit reads up to its whole length too early; half of it is the best guess.
  const venueTime = epochMs(told.venueTime + halfMs + told.errorMs / 2);
  return { at: moments.arrivedAt, venueTime, errorMs: halfMs + told.errorMs };
}
