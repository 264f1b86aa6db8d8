// Candles of a venue that pushes none: seeded from REST, continued from prints, closed by time. Each candle closes exactly once,
// also when no print comes after it.

import { Publisher } from "#bus/publisher";
import { type EpochMs, epochMs } from "#core/brand";
import { CandleBuilder } from "#core/candle-builder";
import { candleOpenTime } from "#core/candle-interval";
import { type CandleEvent, type CandleInterval, type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Timer } from "#core/port";
import { type FeedContext } from "#feed/feed-context";
import { type LagGauge } from "#feed/lag-gauge";
import { tradeOrder } from "#feed/running-order";
import { readTradesSince } from "#feed/trades-backfill";
import { type TradeNews, type TradesKeeper } from "#feed/trades-keeper";
import { type MarketCodec } from "#venues/venue";

/** A candle stays open this long past its end, for prints that are on their way. */
const CLOSE_GRACE_MS = 1_500;
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
export class CandlesKeeper {
  readonly #options: CandlesKeeperOptions;
  readonly #builder: CandleBuilder;
  readonly #candles: Publisher<CandleEvent>;
  readonly #stopTrades: () => void;
  /** Prints that came while the seed was read; undefined once it is in. */
  #held: TradeEvent[] | undefined = [];
  #seed: { cancel(): void } | undefined;
  #closing: Timer | undefined;

  constructor(options: CandlesKeeperOptions) {
    this.#options = options;
    this.#builder = new CandleBuilder(options.instrument, options.interval);
    this.#candles = new Publisher(() => options.context.metrics.count("truebook_listener_failures_total"));
    this.#stopTrades = options.trades.subscribe((news) => this.#heard(news));
    this.#readRows();
  }

  get listeners(): number {
    return this.#candles.size;
  }

  current(): CandleEvent | undefined {
    return this.#builder.current();
  }

  subscribe(listener: (candle: CandleEvent) => void): () => void {
    return this.#candles.subscribe(listener);
  }

  close(): void {
    this.#stopTrades();
    this.#seed?.cancel();
    this.#closing?.cancel();
  }

  /** The venue's time now: measured where it can be, else the local wall. */
  #venueNow(): EpochMs {
    const { clock } = this.#options.context;
    const { sample } = this.#options.lag;
    return sample === undefined ? clock.now() : epochMs(sample.venueTime + (clock.monotonic() - sample.at));
  }

  /** Step one of the seed: finished minutes of the open candle, and the last close before it. */
  #readRows(): void {
    const { codec, instrument, interval, context } = this.#options;
    const now = this.#venueNow();
    const openTime = candleOpenTime(interval, now);
    const minute = candleOpenTime("1m", now);
    const startTime = epochMs(Math.max(openTime - 60_000, minute - (codec.description.rest.candlesMax - 1) * 60_000));
    this.#seed = context.requester.call(codec.reads.candles(instrument, "1m", { startTime, endTime: minute, now }), (outcome) => {
      if (outcome.kind === "value") {
        for (const row of outcome.value) {
          if (row.openTime < openTime) this.#builder.startFrom(row.close);
          else if (row.openTime < minute) this.#builder.addRow(row);
        }
        if (startTime > openTime) this.#builder.markPartial();
      } else this.#options.context.log.write("warn", "candle seed failed", { instrument: instrument.id, error: outcome.error.code });
      this.#readTrades(minute, outcome.kind === "value");
    });
  }

  /** Step two: the prints of the present minute, so that none counts twice or is left out. */
  #readTrades(since: EpochMs, rowsKnown: boolean): void {
    const { context, codec, instrument } = this.#options;
    this.#seed = readTradesSince({ context, codec, instrument, since: { tradeId: undefined, venueTime: since } }, (outcome) => {
      this.#seed = undefined;
      const held = this.#held ?? [];
      this.#held = undefined;
      const prints = new Map<string, TradeEvent>();
      for (const trade of [...outcome.trades, ...held]) {
        if (trade.venueTime >= since) prints.set(trade.tradeId ?? `${trade.venueTime} ${trade.price} ${trade.size}`, trade);
      }
      for (const trade of [...prints.values()].sort(tradeOrder)) this.#add(trade);
      if (!outcome.complete || !rowsKnown) this.#builder.markPartial();
      const candle = this.#builder.current();
      if (candle !== undefined) this.#candles.publish(candle);
      this.#armClosing();
    });
  }

  #heard(news: TradeNews): void {
    if (news.kind === "hole") {
      this.#builder.markPartial();
      return;
    }
    if (this.#held !== undefined) {
      if (this.#held.length < HELD_MAX) this.#held.push(news.trade);
      return;
    }
    this.#add(news.trade);
    const candle = this.#builder.current();
    if (candle !== undefined) this.#candles.publish(candle);
    this.#armClosing();
  }

  #add(trade: TradeEvent): void {
    for (const closed of this.#builder.addTrade(trade)) this.#candles.publish(closed);
  }

  #armClosing(): void {
    const closeTime = this.#builder.closeTime;
    if (closeTime === undefined || this.#closing !== undefined) return;
    const waitMs = Math.max(0, closeTime + CLOSE_GRACE_MS - this.#venueNow());
    this.#closing = this.#options.context.clock.after(waitMs, () => {
      this.#closing = undefined;
      for (const closed of this.#builder.closeUntil(epochMs(this.#venueNow() - CLOSE_GRACE_MS))) this.#candles.publish(closed);
      this.#armClosing();
    });
  }
}
