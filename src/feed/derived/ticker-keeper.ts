// The ticker of a venue that pushes none: its day figures polled at a stated interval, the last price from prints in between.

import { Publisher } from "#bus/publisher";
import { unitsToText } from "#core/decimal";
import { type TickerEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { Poller } from "#feed/derived/poller";
import { type TickerSource } from "#feed/derived/ticker-source";
import { type FeedContext } from "#feed/feed-context";
import { type TradeNews, type TradesKeeper } from "#feed/prints/trades-keeper";
import { type MarketCodec } from "#venues/venue";

export interface TickerKeeperOptions {
  readonly context: FeedContext;
  readonly codec: MarketCodec;
  readonly instrument: Instrument;
  readonly everyMs: number;
  /** Prints that keep `last` moving between polls; absent when only polling is wanted. */
  readonly trades: TradesKeeper | undefined;
}

/** One instrument's ticker. */
export class TickerKeeper implements TickerSource {
  readonly instrument: Instrument;
  readonly everyMs: number;
  readonly #tickers: Publisher<TickerEvent>;
  readonly #poller: Poller<TickerEvent>;
  readonly #stopTrades: (() => void) | undefined;
  #polled: TickerEvent | undefined;

  constructor(options: TickerKeeperOptions) {
    const { context, codec, instrument, everyMs } = options;
    this.instrument = instrument;
    this.everyMs = everyMs;
    this.#tickers = new Publisher(() => context.metrics.count("truebook_listener_failures_total"));
    this.#poller = new Poller({
      clock: context.clock,
      requester: context.requester,
      everyMs,
      call: () => codec.reads.ticker(instrument),
      value: (ticker) => {
        this.#polled = ticker;
        this.#tickers.publish(ticker);
      },
      failed: (error) => context.log.write("warn", "ticker poll failed", { instrument: instrument.id, error: error.code }),
    });
    this.#stopTrades = options.trades?.subscribe((news) => this.#heard(news));
  }

  subscribe(listener: (ticker: TickerEvent) => void): () => void {
    return this.#tickers.subscribe(listener);
  }

  close(): void {
    this.#poller.stop();
    this.#stopTrades?.();
  }

  #heard(news: TradeNews): void {
    if (news.kind !== "trade" || this.#polled === undefined) return;
    const { trade } = news;
    if (this.#polled.venueTime !== undefined && trade.venueTime < this.#polled.venueTime) return;
    const last = unitsToText(trade.price, trade.instrument.priceScale);
    this.#polled = { ...this.#polled, last, venueTime: trade.venueTime, origin: "derived" };
    this.#tickers.publish(this.#polled);
  }
}
