// Tickers and candles of a venue that pushes them: what comes is handed on as it is. A venue that never says that a candle is closed
// leaves that to us: each closes exactly once, when a newer one comes or by time, and an interruption is made good over REST.

import { Publisher } from "#bus/publisher";
import { type EpochMs, epochMs } from "#core/brand";
import { candleCloseTime } from "#core/candle-interval";
import { type CandleEvent, type CandleInterval, type MarketEvent, type TickerEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Timer } from "#core/port";
import { type FeedContext } from "#feed/feed-context";
import { type LagGauge } from "#feed/lag-gauge";
import { type TopicConsumer, type TopicHandle } from "#feed/topic";
import { type MarketCodec } from "#venues/venue";

/** A candle stays open this long past its end, for changes that are on their way. */
const CLOSE_GRACE_MS = 1_500;
/** Candles without a trade that one step may close: a day of minutes. */
const FLAT_MAX = 1_440;
/** Candles held while REST is asked. */
const HELD_MAX = 1_000;

/** Somebody who tells an instrument's ticker, pushed or polled. */
export interface TickerSource {
  subscribe(listener: (ticker: TickerEvent) => void): () => void;
  close(): void;
}

/** Somebody who tells candles, pushed or built from prints. */
export interface CandleSource {
  /** The open candle as it stands. */
  current(): CandleEvent | undefined;
  subscribe(listener: (candle: CandleEvent) => void): () => void;
  close(): void;
}

/** One pushed ticker. */
export class PushedTicker implements TickerSource, TopicConsumer {
  readonly #tickers: Publisher<TickerEvent>;
  #topic: TopicHandle | undefined;

  constructor(context: FeedContext) {
    this.#tickers = new Publisher(() => context.metrics.count("truebook_listener_failures_total"));
  }

  bind(topic: TopicHandle): void {
    this.#topic = topic;
  }

  subscribe(listener: (ticker: TickerEvent) => void): () => void {
    return this.#tickers.subscribe(listener);
  }

  close(): void {
    this.#topic?.release();
  }

  received(event: MarketEvent): void {
    if (event.kind === "ticker") this.#tickers.publish(event);
  }

  subscribed(): void {
    // The next figures replace the last ones; nothing is built from them.
  }

  confirmed(): void {
    // As above.
  }

  malformed(): void {
    // As above.
  }

  lost(): void {
    // As above.
  }
}

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
  #open: CandleEvent | undefined;
  /** What ended before this is told; late changes of it are dropped. */
  #closedUntil: EpochMs = epochMs(0);
  /** Something may have been missed since `#open`: what comes is held until REST was asked. */
  #interrupted = false;
  #held: CandleEvent[] = [];
  #repair: { cancel(): void } | undefined;
  #closing: Timer | undefined;

  constructor(options: PushedCandlesOptions) {
    this.#options = options;
    this.#candles = new Publisher(() => options.context.metrics.count("truebook_listener_failures_total"));
  }

  bind(topic: TopicHandle): void {
    this.#topic = topic;
  }

  current(): CandleEvent | undefined {
    return this.#open;
  }

  subscribe(listener: (candle: CandleEvent) => void): () => void {
    return this.#candles.subscribe(listener);
  }

  close(): void {
    this.#repair?.cancel();
    this.#closing?.cancel();
    this.#topic?.release();
  }

  // What the session calls.

  subscribed(): void {
    // Whether something was missed is asked once the venue confirms.
  }

  confirmed(): void {
    if (this.#interrupted && this.#repair === undefined) this.#ask();
  }

  received(event: MarketEvent): void {
    if (event.kind !== "candle") return;
    if (!this.#interrupted) this.#take(event);
    else if (this.#held.length < HELD_MAX) this.#held.push(event);
  }

  malformed(): void {
    if (this.#open === undefined) return;
    this.#interrupt();
    if (this.#topic?.ready === true) this.confirmed();
  }

  lost(): void {
    this.#repair?.cancel();
    this.#repair = undefined;
    if (this.#open !== undefined) this.#interrupt();
  }

  #interrupt(): void {
    this.#interrupted = true;
    this.#closing?.cancel();
    this.#closing = undefined;
  }

  /** Reads what the interruption may have hidden, from the open candle on. */
  #ask(): void {
    const { context, codec, instrument, interval } = this.#options;
    const open = this.#open;
    if (open === undefined || !codec.description.rest.candleIntervals.includes(interval)) {
      this.#resume([], false);
      return;
    }
    const call = codec.reads.candles(instrument, interval, { startTime: open.openTime, now: this.#venueNow() });
    this.#repair = context.requester.call(call, (outcome) => {
      this.#repair = undefined;
      if (outcome.kind === "value") this.#resume(outcome.value, true);
      else {
        context.log.write("warn", "candle repair failed", { instrument: instrument.id, error: outcome.error.code });
        this.#resume([], false);
      }
    });
  }

  #resume(rows: readonly CandleEvent[], complete: boolean): void {
    this.#interrupted = false;
    if (!complete && this.#open !== undefined) this.#open = { ...this.#open, partial: true };
    for (const row of rows) this.#take({ ...row, state: "open" });
    for (const candle of this.#held.splice(0)) this.#take(candle);
    this.#armClosing();
  }

  #take(candle: CandleEvent): void {
    const open = this.#open;
    // Finished candles that come before the first open one are history, which nobody asked for.
    if (candle.closeTime <= (open === undefined ? this.#venueNow() : this.#closedUntil)) return;
    if (open !== undefined && candle.openTime < open.openTime) return;
    if (open !== undefined && candle.openTime > open.openTime) this.#closeUntil(candle.openTime);
    this.#open = open?.openTime === candle.openTime && open.partial ? { ...candle, partial: true } : candle;
    this.#candles.publish(this.#open);
    this.#armClosing();
  }

  /** Closes what ends at or before `time`; candles in which nobody traded stand at the last close. */
  #closeUntil(time: EpochMs): void {
    for (let step = 0; step < FLAT_MAX && this.#open !== undefined && this.#open.closeTime <= time; step += 1) {
      const closed: CandleEvent = { ...this.#open, state: "closed" };
      this.#closedUntil = closed.closeTime;
      this.#open = flatAfter(closed);
      this.#candles.publish(closed);
    }
  }

  #armClosing(): void {
    if (this.#open === undefined || this.#closing !== undefined || this.#interrupted) return;
    const waitMs = Math.max(0, this.#open.closeTime + CLOSE_GRACE_MS - this.#venueNow());
    this.#closing = this.#options.context.clock.after(waitMs, () => {
      this.#closing = undefined;
      this.#closeUntil(epochMs(this.#venueNow() - CLOSE_GRACE_MS));
      this.#armClosing();
    });
  }

  /** The venue's time now: measured where it can be, else the local wall. */
  #venueNow(): EpochMs {
    const { clock } = this.#options.context;
    const { sample } = this.#options.lag;
    return sample === undefined ? clock.now() : epochMs(sample.venueTime + (clock.monotonic() - sample.at));
  }
}

/** The candle after one that closed, as long as nobody trades in it. */
function flatAfter(closed: CandleEvent): CandleEvent {
  const { close, closeTime, interval } = closed;
  return {
    ...closed,
    openTime: closeTime,
    closeTime: candleCloseTime(interval, closeTime),
    open: close,
    high: close,
    low: close,
    volume: "0",
    turnover: "0",
    state: "open",
    origin: "derived",
  };
}
