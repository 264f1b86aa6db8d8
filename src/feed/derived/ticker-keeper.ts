// The ticker of a venue that pushes none: its day figures polled at a stated interval, the last price from prints in between.

import { Publisher } from "#bus/publisher";
import { type EpochMs } from "#core/brand";
import { unitsToText } from "#core/decimal";
import { type TickerEvent, type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { Poller } from "#feed/derived/poller";
import { type TickerSource } from "#feed/derived/ticker-source";
import { type FeedContext } from "#feed/feed-context";
import { tradeOrder } from "#feed/prints/running-order";
import { type TradeNews, type TradesKeeper } from "#feed/prints/trades-keeper";
import { type LagGauge } from "#feed/venue-state/lag-gauge";
import { type MarketCodec } from "#venues/venue";

/** How long a print may be on its way. */
const ON_ITS_WAY_MS = 1_000;

export interface TickerKeeperOptions {
  readonly context: FeedContext;
  readonly codec: MarketCodec;
  readonly instrument: Instrument;
  readonly everyMs: number;
  /** Prints that keep `last` moving between polls; absent when only polling is wanted. */
  readonly trades: TradesKeeper | undefined;
  readonly lag: LagGauge;
}

/** One instrument's ticker. */
export class TickerKeeper implements TickerSource {
  readonly instrument: Instrument;
  readonly everyMs: number;
  readonly #tickers: Publisher<TickerEvent>;
  readonly #poller: Poller<TickerEvent>;
  readonly #stopTrades: (() => void) | undefined;
  readonly #now: () => EpochMs | undefined;
  #polled: TickerEvent | undefined;
  /** The venue's time of the last poll, by our own clock before its offset is known. */
  #polledTime: EpochMs | undefined;
  #newest: TradeEvent | undefined;

  constructor(options: TickerKeeperOptions) {
    const { context, codec, instrument, everyMs } = options;
    this.instrument = instrument;
    this.everyMs = everyMs;
    this.#now = () => options.lag.venueNow(context.clock.monotonic());
    this.#tickers = new Publisher(() => context.metrics.count("truebook_listener_failures_total"));
    this.#poller = new Poller({
      clock: context.clock,
      requester: context.requester,
      everyMs,
      call: () => codec.reads.ticker(instrument),
      value: (ticker) => {
        this.#polled = ticker;
        this.#polledTime = ticker.venueTime ?? this.#now() ?? context.clock.now();
        this.#tickers.publish(ticker);
      },
      failed: (error) => context.log.write("warn", "ticker poll failed", { instrument: instrument.id, error: error.code }),
    });
    this.#stopTrades = options.trades?.subscribe((news) => this.#heard(news));
  }

  get unread(): boolean {
    return this.#poller.unread;
  }

  subscribe(listener: (ticker: TickerEvent) => void): () => void {
    return this.#tickers.subscribe(listener);
  }

  close(): void {
    this.#poller.stop();
    this.#stopTrades?.();
  }

  #heard(news: TradeNews): void {
    if (news.kind !== "trade") return;
    const { trade } = news;
    if (this.#newest !== undefined && tradeOrder(trade, this.#newest) < 0) return;
    this.#newest = trade;
    if (this.#polled === undefined || this.#isOlderThanPoll(news)) return;
    const last = unitsToText(trade.price, trade.instrument.priceScale);
    this.#polled = { ...this.#polled, last, venueTime: trade.venueTime, origin: "derived" };
    this.#tickers.publish(this.#polled);
  }

  /**
   * A print of before the poll must not move `last` back: one that opened the subscription, one that was held while REST was asked for
   * what is missing, one that REST told late. A print that was only on its way while the poll was answered may come after it.
   */
  #isOlderThanPoll({ trade, backfilled }: Extract<TradeNews, { kind: "trade" }>): boolean {
    const told = this.#polled?.venueTime;
    if (told !== undefined && trade.venueTime < told) return true;
    return this.#polledTime !== undefined && trade.venueTime <= this.#polledTime - (backfilled ? 0 : ON_ITS_WAY_MS);
  }
}
