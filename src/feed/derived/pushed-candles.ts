// Candles of a venue that pushes them without saying which push is the last: a candle is closed when the next one comes, or by
// time. Where the topic was interrupted, or candles are missing between two pushes, REST tells how they ended. Each closes once.

import { Publisher } from "#bus/publisher";
import { type EpochMs, epochMs } from "#core/brand";
import { type CandleEvent, type CandleInterval, type MarketEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Timer } from "#core/port";
import { type CandleSource } from "#feed/derived/candle-source";
import { type FeedContext } from "#feed/feed-context";
import { type TopicConsumer, type TopicHandle } from "#feed/sessions/topic";
import { type LagGauge } from "#feed/venue-state/lag-gauge";
import { type MarketCodec } from "#venues/venue";

/** A candle stays open this long past its end, for pushes that are on their way. */
const CLOSE_GRACE_MS = 1_500;
const READ_DEADLINE_MS = 10_000;
/** A closing this much too late means that the process slept, and that nobody knows yet what it missed. */
const SLEPT_MS = 5_000;

export interface PushedCandlesOptions {
  readonly context: FeedContext;
  readonly codec: MarketCodec;
  readonly instrument: Instrument;
  readonly interval: CandleInterval;
  readonly lag: LagGauge;
}

/** The pushed candles of one instrument and interval. */
export class PushedCandles implements CandleSource, TopicConsumer {
  readonly #options: PushedCandlesOptions;
  readonly #candles: Publisher<CandleEvent>;
  #topic: TopicHandle | undefined;
  #current: CandleEvent | undefined;
  /** Where the last closed candle ended: what opens before is over. */
  #closedUntil: EpochMs | undefined;
  /** Pushes of the open candle may be missing: its last one may not be its end. */
  #doubtful = false;
  /** The newest push that came while REST was asked. */
  #held: CandleEvent | undefined;
  #read: { cancel(): void } | undefined;
  #closing: Timer | undefined;

  constructor(options: PushedCandlesOptions) {
    this.#options = options;
    this.#candles = new Publisher(() => options.context.metrics.count("truebook_listener_failures_total"));
  }

  /** Binds the topic that feeds it; called once, right after construction. */
  bind(topic: TopicHandle): void {
    this.#topic = topic;
  }

  current(): CandleEvent | undefined {
    return this.#current;
  }

  subscribe(listener: (candle: CandleEvent) => void): () => void {
    return this.#candles.subscribe(listener);
  }

  close(): void {
    this.#closing?.cancel();
    this.#read?.cancel();
    this.#read = undefined;
    this.#topic?.release();
  }

  subscribed(): void {
    this.#doubtful = this.#current !== undefined || this.#closedUntil !== undefined;
  }

  confirmed(): void {
    this.#armClosing();
  }

  received(event: MarketEvent): void {
    if (event.kind !== "candle" || (this.#closedUntil !== undefined && event.openTime < this.#closedUntil)) return;
    if (this.#read !== undefined) this.#held = event;
    else this.#take(event);
  }

  malformed(): void {
    this.#doubtful = true;
  }

  lost(): void {
    this.#doubtful = true;
  }

  /** The venue's time now: measured where it can be, else the local wall. */
  #venueNow(): EpochMs {
    const { clock } = this.#options.context;
    const { sample } = this.#options.lag;
    return sample === undefined ? clock.now() : epochMs(sample.venueTime + (clock.monotonic() - sample.at));
  }

  #take(candle: CandleEvent): void {
    const before = this.#current;
    if (before !== undefined && candle.openTime < before.openTime) return;
    // Finished candles that come before the first open one are history, which nobody asked for.
    if (before === undefined && this.#closedUntil === undefined && candle.closeTime <= this.#venueNow()) return;
    if (before === undefined || candle.openTime === before.openTime) {
      const missing = before === undefined && this.#closedUntil !== undefined && candle.openTime > this.#closedUntil;
      if (missing) this.#readClosed(candle);
      else this.#show(candle);
      return;
    }
    if (this.#doubtful || candle.openTime > before.closeTime) this.#readClosed(candle);
    else {
      this.#end(before);
      this.#show(candle);
    }
  }

  #show(candle: CandleEvent): void {
    // A push has all figures of its candle so far: whatever was missed of them is mended.
    this.#doubtful = false;
    this.#current = candle;
    this.#candles.publish(candle);
    this.#armClosing();
  }

  #end(candle: CandleEvent): void {
    this.#closing?.cancel();
    this.#closing = undefined;
    this.#current = undefined;
    this.#closedUntil = candle.closeTime;
    this.#candles.publish({ ...candle, state: "closed" });
  }

  #armClosing(): void {
    const candle = this.#current;
    if (candle === undefined || this.#closing !== undefined) return;
    const delayMs = Math.max(0, candle.closeTime + CLOSE_GRACE_MS - this.#venueNow());
    this.#closing = this.#options.context.clock.after(delayMs, () => {
      this.#closing = undefined;
      const due = this.#current;
      if (due === undefined || this.#read !== undefined) return;
      const lateMs = this.#venueNow() - due.closeTime - CLOSE_GRACE_MS;
      if (lateMs < 0) this.#armClosing();
      else if (this.#doubtful || this.#topic?.ready !== true || lateMs > SLEPT_MS) this.#readClosed(undefined);
      else this.#end(due);
    });
  }

  /** Asks REST how every candle ended that is over and was not closed yet; `next` is the push that showed it. */
  #readClosed(next: CandleEvent | undefined): void {
    const { context, codec, instrument, interval } = this.#options;
    this.#closing?.cancel();
    this.#closing = undefined;
    this.#held = next;
    const now = this.#venueNow();
    const first = this.#current?.openTime ?? this.#closedUntil ?? now;
    const until = next?.openTime ?? this.#current?.closeTime ?? now;
    const call = codec.reads.candles(instrument, interval, { startTime: first, endTime: epochMs(until - 1), now });
    this.#read = context.requester.call(
      call,
      (outcome) => {
        if (this.#read === undefined) return;
        this.#read = undefined;
        if (outcome.kind === "failed") {
          context.log.write("warn", "candles not read", { instrument: instrument.id, error: outcome.error.code });
          if (this.#topic?.ready !== true && this.#current !== undefined) {
            // The venue is away altogether: what is open waits until it is back, and is asked for then.
            this.#held = undefined;
            return;
          }
        }
        const rows = outcome.kind === "value" ? outcome.value : [];
        for (const row of rows) if (row.openTime >= first && row.closeTime <= until) this.#end(row);
        // What REST does not know ends as it was last seen, and says so.
        const left = this.#current;
        if (left !== undefined) this.#end({ ...left, partial: true });
        if (this.#closedUntil === undefined || this.#closedUntil < until) this.#closedUntil = until;
        const held = this.#held;
        this.#held = undefined;
        if (held !== undefined && held.openTime >= this.#closedUntil) this.#take(held);
      },
      { deadlineMs: READ_DEADLINE_MS },
    );
  }
}
