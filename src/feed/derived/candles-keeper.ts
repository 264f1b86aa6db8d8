// Candles of a venue that pushes none: seeded from REST, continued from prints, closed by time. Each candle closes exactly once,
// also when no print comes after it, and one that may lack prints says so.

import { Publisher } from "#bus/publisher";
import { type EpochMs, epochMs } from "#core/brand";
import { CandleBuilder } from "#core/calendar/candle-builder";
import { candleOpenTime } from "#core/calendar/candle-interval";
import { type CandleEvent, type CandleInterval, type TradeEvent } from "#core/event";
import { type Instrument, sameScales } from "#core/instrument";
import { type Timer } from "#core/port";
import { type SeedPart, seedParts } from "#feed/derived/candle-seed";
import { type CandleSource } from "#feed/derived/candle-source";
import { type FeedContext } from "#feed/feed-context";
import { tradeOrder } from "#feed/prints/running-order";
import { readTradesSince } from "#feed/prints/trades-backfill";
import { type TradeNews, type TradesKeeper } from "#feed/prints/trades-keeper";
import { type LagGauge } from "#feed/venue-state/lag-gauge";
import { type MarketCodec } from "#venues/venue";

/** A candle stays open this long past its end, for prints that are on their way. */
const CLOSE_GRACE_MS = 1_500;
/** While prints are missing, a candle waits for them this long before it closes as partial. */
const CLOSE_PATIENCE_MS = 30_000;
/** A closing this much too late means that the process slept, and that nobody knows yet what it missed. */
const SLEPT_MS = 5_000;
const ASK_AGAIN_MS = 1_000;
/** Prints held while the seed is read. */
const HELD_MAX = 10_000;

export interface CandlesKeeperOptions {
  readonly context: FeedContext;
  readonly codec: MarketCodec;
  readonly instrument: Instrument;
  readonly interval: CandleInterval;
  readonly trades: TradesKeeper;
  readonly lag: LagGauge;
}

/** The candles of one instrument and interval. */
export class CandlesKeeper implements CandleSource {
  readonly #options: CandlesKeeperOptions;
  readonly #candles: Publisher<CandleEvent>;
  readonly #stopTrades: () => void;
  #instrument: Instrument;
  #builder: CandleBuilder;
  /** Prints that came while the seed was read; undefined once it is in. */
  #held: TradeEvent[] | undefined = [];
  /** What is older stands in the rows of the seed. */
  #seededUntil = epochMs(0);
  /**
   * How often each print of the seed may still come over the subscription, where it does not count again. A number, because two prints
   * without ids may be alike in everything. Bounded by a backfill's pages.
   */
  #seeded = new Map<string, number>();
  #seed: { cancel(): void } | undefined;
  #closing: Timer | undefined;
  #closed = false;

  constructor(options: CandlesKeeperOptions) {
    this.#options = options;
    this.#instrument = options.instrument;
    this.#builder = new CandleBuilder(options.instrument, options.interval);
    this.#candles = new Publisher(() => options.context.metrics.count("truebook_listener_failures_total"));
    this.#stopTrades = options.trades.subscribe((news) => this.#heard(news));
    // Read earlier, the seed and the prints would have a hole between them.
    options.trades.whenListening(() => this.#readSeed());
  }

  current(): CandleEvent | undefined {
    return this.#builder.current();
  }

  subscribe(listener: (candle: CandleEvent) => void): () => void {
    return this.#candles.subscribe(listener);
  }

  close(): void {
    this.#closed = true;
    this.#stopTrades();
    this.#seed?.cancel();
    this.#closing?.cancel();
  }

  /** The venue's time now: measured where it can be, else the local wall. */
  #venueNow(): EpochMs {
    const { clock } = this.#options.context;
    return this.#options.lag.venueNow(clock.monotonic()) ?? clock.now();
  }

  /** Step one of the seed: finished shorter candles of the open one, and the last close before it. */
  #readSeed(): void {
    if (this.#closed) return;
    const { codec, interval } = this.#options;
    const now = this.#venueNow();
    this.#seededUntil = candleOpenTime("1m", now);
    const { parts, complete } = seedParts(interval, { now, rest: codec.description.rest });
    if (!complete) this.#builder.markPartial(now);
    this.#readRows(parts, now);
  }

  #readRows(parts: readonly SeedPart[], now: EpochMs): void {
    const [part, ...others] = parts;
    if (part === undefined) {
      this.#readTrades(now);
      return;
    }
    const { codec, context, interval } = this.#options;
    const openTime = candleOpenTime(interval, now);
    const call = codec.reads.candles(this.#instrument, part.interval, { startTime: part.from, endTime: part.to, now });
    this.#seed = context.requester.call(call, (outcome) => {
      if (this.#closed) return;
      if (outcome.kind === "failed") {
        context.log.write("warn", "candle seed failed", { instrument: this.#instrument.id, error: outcome.error.code });
        this.#builder.markPartial(now);
        this.#readTrades(now);
        return;
      }
      for (const row of outcome.value) {
        if (row.openTime < openTime) this.#builder.startFrom(row.close);
        else if (row.openTime < part.to) this.#builder.addRow(row);
      }
      this.#readRows(others, now);
    });
  }

  /** Step two: the prints of the present minute, so that none counts twice or is left out. */
  #readTrades(now: EpochMs): void {
    const { context, codec } = this.#options;
    const since = this.#seededUntil;
    const start = { tradeId: undefined, venueTime: epochMs(since - 1) };
    this.#seed = readTradesSince({ context, codec, instrument: this.#instrument, since: start }, (outcome) => {
      this.#seed = undefined;
      if (this.#closed) return;
      if (!outcome.complete) this.#builder.markPartial(now);
      const held = this.#held ?? [];
      this.#held = undefined;
      this.#seeded = countsOf(outcome.trades);
      const others = held.filter((trade) => !this.#wasSeeded(trade));
      for (const trade of [...outcome.trades, ...others].sort(tradeOrder)) this.#add(trade);
      this.#builder.openAt(this.#venueNow());
      this.#publishCurrent();
    });
  }

  #heard(news: TradeNews): void {
    if (news.kind === "hole") {
      this.#builder.markPartial(news.to);
      return;
    }
    const { trade } = news;
    if (this.#held !== undefined) {
      if (this.#held.length < HELD_MAX) this.#held.push(trade);
      else this.#builder.markPartial(trade.venueTime);
      return;
    }
    if (!sameScales(trade.instrument, this.#instrument)) {
      this.#beginAnew(trade);
      return;
    }
    if (this.#wasSeeded(trade)) return;
    this.#add(trade);
    this.#publishCurrent();
  }

  /** Prices of before have other units: everything is read again at the new scales. */
  #beginAnew(trade: TradeEvent): void {
    this.#instrument = trade.instrument;
    this.#builder = new CandleBuilder(trade.instrument, this.#options.interval);
    this.#held = [trade];
    this.#closing?.cancel();
    this.#closing = undefined;
    this.#readSeed();
  }

  #wasSeeded(trade: TradeEvent): boolean {
    const key = printKey(trade);
    const left = this.#seeded.get(key);
    if (left === undefined) return false;
    if (left > 1) this.#seeded.set(key, left - 1);
    else this.#seeded.delete(key);
    return true;
  }

  #add(trade: TradeEvent): void {
    if (trade.venueTime < this.#seededUntil) return;
    const { context, lag } = this.#options;
    if (lag.ahead(trade.venueTime, context.clock.monotonic())) {
      // Where it belongs, nobody knows; believed, it would close every candle up to its time.
      this.#builder.markPartial(this.#venueNow());
      return;
    }
    for (const closed of this.#builder.addTrade(trade)) this.#candles.publish(closed);
  }

  #publishCurrent(): void {
    const candle = this.#builder.current();
    if (candle !== undefined) this.#candles.publish(candle);
    this.#armClosing(undefined);
  }

  /**
   * Closes by time, when no print came that shows the end. The topic may be silent for another reason than a quiet market, so REST is asked
   * for what was missed first. `waitedMs` counts how long the candle that is due waited for prints already.
   */
  #armClosing(waitedMs: number | undefined): void {
    const { closeTime } = this.#builder;
    if (closeTime === undefined || this.#closing !== undefined) return;
    const { clock } = this.#options.context;
    const delayMs = waitedMs === undefined ? Math.max(0, closeTime + CLOSE_GRACE_MS - this.#venueNow()) : ASK_AGAIN_MS;
    const dueAt = clock.monotonic() + delayMs;
    this.#closing = clock.after(delayMs, () => {
      this.#closing = undefined;
      const slept = clock.monotonic() - dueAt > SLEPT_MS;
      if (waitedMs === undefined) this.#options.trades.askWhetherMissed();
      const waited = (waitedMs ?? 0) + ASK_AGAIN_MS;
      if ((slept || this.#options.trades.interrupted) && waited <= CLOSE_PATIENCE_MS) this.#armClosing(waited);
      else this.#closeDue();
    });
  }

  #closeDue(): void {
    const until = epochMs(this.#venueNow() - CLOSE_GRACE_MS);
    // What nobody could vouch for says so.
    const { interrupted, unanswered } = this.#options.trades;
    if (interrupted || unanswered) this.#builder.markPartial(until);
    for (const closed of this.#builder.closeUntil(until)) this.#candles.publish(closed);
    this.#armClosing(undefined);
  }
}

function countsOf(trades: readonly TradeEvent[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const trade of trades) counts.set(printKey(trade), (counts.get(printKey(trade)) ?? 0) + 1);
  return counts;
}

function printKey(trade: TradeEvent): string {
  return trade.tradeId ?? `${trade.venueTime} ${trade.price} ${trade.size} ${trade.side}`;
}
