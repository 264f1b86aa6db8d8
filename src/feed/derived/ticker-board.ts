// The tickers of a whole product, read in one request at a stated interval. One request for all costs a venue what one for a single
// market does, while a topic for each of a thousand markets would cost ten sockets.

import { Publisher } from "#bus/publisher";
import { type TickerEvent } from "#core/event";
import { type Instrument, type Product } from "#core/instrument";
import { Poller } from "#feed/derived/poller";
import { type TickerSource } from "#feed/derived/ticker-source";
import { type FeedContext } from "#feed/feed-context";
import { type MarketCodec } from "#venues/venue";

export interface TickerBoardOptions {
  readonly context: FeedContext;
  readonly codec: MarketCodec;
  /** Asked at every read: markets are listed and delisted while it runs. */
  readonly instruments: () => readonly Instrument[];
  readonly everyMs: number;
}

/** All tickers of one product. A market is told of first at the first read, later when a figure of it moved. */
export class TickerBoard implements TickerSource {
  readonly product: Product;
  readonly everyMs: number;
  readonly #tickers: Publisher<TickerEvent>;
  readonly #poller: Poller<readonly TickerEvent[]>;
  /** By symbol; bounded by the venue's instruments. */
  #last = new Map<string, TickerEvent>();

  constructor(options: TickerBoardOptions) {
    const { context, codec, everyMs } = options;
    this.product = codec.description.product;
    this.everyMs = everyMs;
    this.#tickers = new Publisher(() => context.metrics.count("truebook_listener_failures_total"));
    this.#poller = new Poller({
      clock: context.clock,
      requester: context.requester,
      everyMs,
      call: () => codec.reads.tickers(options.instruments()),
      value: (tickers) => this.#read(tickers),
      failed: (error) => context.log.write("warn", "tickers poll failed", { product: this.product, error: error.code }),
    });
  }

  /** The last figures of every market: what somebody who comes later begins with. */
  get present(): readonly TickerEvent[] {
    return [...this.#last.values()];
  }

  get unread(): boolean {
    return this.#poller.unread;
  }

  subscribe(listener: (ticker: TickerEvent) => void): () => void {
    return this.#tickers.subscribe(listener);
  }

  close(): void {
    this.#poller.stop();
  }

  #read(tickers: readonly TickerEvent[]): void {
    const before = this.#last;
    this.#last = new Map(tickers.map((ticker) => [ticker.instrument.symbol, ticker]));
    for (const ticker of tickers) if (moved(before.get(ticker.instrument.symbol), ticker)) this.#tickers.publish(ticker);
  }
}

/** Whether a figure differs. The time does not count: some venues stamp every answer with its own. */
function moved(before: TickerEvent | undefined, now: TickerEvent): boolean {
  return before === undefined || figuresOf(before) !== figuresOf(now);
}

function figuresOf(ticker: TickerEvent): string {
  const { instrument: _instrument, venueTime: _venueTime, ...figures } = ticker;
  return JSON.stringify(figures);
}
