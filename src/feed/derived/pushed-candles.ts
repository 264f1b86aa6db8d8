// Candles of a venue that pushes them without saying which push is the last: a candle is closed by the next one when pushes came up
// to its end. Where they did not, because the market is quiet or the topic fell silent or was interrupted, REST tells how it ended: from
// here the two look alike. Each closes once, also when nothing is traded in it or after it.

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
/** A last push this long before the end of its candle does not show that none was missed after it. */
const UNHEARD_MS = 3_000;
const READ_DEADLINE_MS = 10_000;

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
  /** The candle that ended there, with which one starts in which nothing is traded. */
  #lastClosed: CandleEvent | undefined;
  /** Pushes of the open candle may be missing: its last one may not be its end. */
  #doubtful = false;
  /** The newest push that came while REST was asked, or will be when the candle before it has its grace behind it. */
  #held: CandleEvent | undefined;
  /** The venue's time when the open candle was last pushed. */
  #pushedTime: EpochMs | undefined;
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
    const { context, lag } = this.#options;
    if (lag.ahead(event.openTime, context.clock.monotonic())) {
      // Believed, it would end every candle up to there, and all true ones would come too late.
      this.malformed();
      return;
    }
    if (this.#read === undefined && this.#held === undefined) this.#take(event);
    // What is still told of a candle before the held one, REST tells too.
    else if (this.#held === undefined || event.openTime >= this.#held.openTime) this.#held = event;
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
    const heardUntil = this.#pushedTime ?? before.openTime;
    if (!this.#doubtful && candle.openTime === before.closeTime && heardUntil > before.closeTime - UNHEARD_MS) {
      this.#end(before);
      this.#show(candle);
    } else if (this.#venueNow() < before.closeTime + CLOSE_GRACE_MS) {
      // The venue's own table may not have the last prints yet. The closing by time asks.
      this.#held = candle;
    } else this.#readClosed(candle);
  }

  #show(candle: CandleEvent): void {
    // A push has all figures of its candle so far: whatever was missed of them is mended.
    this.#doubtful = false;
    this.#pushedTime = this.#venueNow();
    this.#current = candle;
    this.#candles.publish(candle);
    this.#armClosing();
  }

  #end(candle: CandleEvent): void {
    this.#closing?.cancel();
    this.#closing = undefined;
    this.#current = undefined;
    this.#closedUntil = candle.closeTime;
    this.#lastClosed = candle;
    this.#candles.publish({ ...candle, state: "closed" });
    this.#armClosing();
  }

  #armClosing(): void {
    const dueTime = this.#current?.closeTime ?? this.#nextClose;
    if (dueTime === undefined || this.#closing !== undefined) return;
    const delayMs = Math.max(0, dueTime + CLOSE_GRACE_MS - this.#venueNow());
    this.#closing = this.#options.context.clock.after(delayMs, () => {
      this.#closing = undefined;
      const due = this.#current;
      if (this.#read !== undefined) return;
      if (due === undefined) {
        this.#closeQuiet();
        return;
      }
      if (this.#venueNow() < due.closeTime + CLOSE_GRACE_MS) this.#armClosing();
      else this.#readClosed(this.#held);
    });
  }

  /** When the candle ends that follows the last closed one; undefined before the first. */
  get #nextClose(): EpochMs | undefined {
    const last = this.#lastClosed;
    return last === undefined || this.#closedUntil === undefined
      ? undefined
      : epochMs(this.#closedUntil + (last.closeTime - last.openTime));
  }

  /** Nothing was pushed for the whole length of a candle. A topic that is silent for another reason must not pass for that. */
  #closeQuiet(): void {
    const [next, last] = [this.#nextClose, this.#lastClosed];
    const lateMs = this.#venueNow() - (next ?? 0) - CLOSE_GRACE_MS;
    if (next === undefined || last === undefined || lateMs < 0) this.#armClosing();
    // While the topic is away its next subscription asks.
    else if (this.#topic?.ready === true) {
      const lengthMs = last.closeTime - last.openTime;
      this.#readClosed(undefined, epochMs(next + Math.floor(lateMs / lengthMs) * lengthMs));
    }
  }

  /**
   * Candles that REST leaves out, because nothing was traded in them, up to a time at which one ends. Of more than one answer can hold
   * nobody knows what was left out, and months have no length that could be added.
   */
  #endFlat(until: EpochMs, from: EpochMs): void {
    const { interval, codec } = this.#options;
    for (let end = this.#nextClose; end !== undefined && end <= until; end = this.#nextClose) {
      const last = this.#lastClosed;
      if (last === undefined || interval === "1M") return;
      if ((until - from) / (last.closeTime - last.openTime) > codec.description.rest.candlesMax) return;
      const { close } = last;
      const [openTime, closeTime] = [last.closeTime, end];
      const flat = { open: close, high: close, low: close, close, volume: "0", turnover: "0", partial: false, origin: "derived" } as const;
      this.#end({ ...last, ...flat, openTime, closeTime });
    }
  }

  /** Asks REST how every candle ended that is over and was not closed yet; `next` is the push that showed it. */
  #readClosed(next: CandleEvent | undefined, quietUntil?: EpochMs): void {
    const { context, codec, instrument, interval } = this.#options;
    this.#closing?.cancel();
    this.#closing = undefined;
    this.#held = next;
    const now = this.#venueNow();
    const first = this.#current?.openTime ?? this.#closedUntil ?? now;
    const until = next?.openTime ?? quietUntil ?? this.#current?.closeTime ?? now;
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
        if (outcome.kind === "failed" && quietUntil !== undefined) {
          // Nothing is open, so nothing is lost: whatever comes next asks again.
          this.#takeHeld();
          this.#askQuietLater();
          return;
        }
        const rows = outcome.kind === "value" ? outcome.value : [];
        for (const row of rows) {
          if (row.openTime < first || row.closeTime > until) continue;
          this.#endFlat(row.openTime, first);
          this.#end(row);
        }
        if (outcome.kind === "value" && this.#current === undefined) this.#endFlat(until, first);
        // What REST does not know ends as it was last seen, and says so.
        const left = this.#current;
        if (left !== undefined) this.#end({ ...left, partial: true });
        if (this.#closedUntil === undefined || this.#closedUntil < until) this.#closedUntil = until;
        this.#takeHeld();
        this.#armClosing();
      },
      { deadlineMs: READ_DEADLINE_MS },
    );
  }

  #takeHeld(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined && (this.#closedUntil === undefined || held.openTime >= this.#closedUntil)) this.#take(held);
  }

  #askQuietLater(): void {
    if (this.#current !== undefined || this.#read !== undefined) return;
    this.#closing ??= this.#options.context.clock.after(READ_DEADLINE_MS, () => {
      this.#closing = undefined;
      if (this.#current === undefined && this.#read === undefined) this.#closeQuiet();
    });
  }
}
