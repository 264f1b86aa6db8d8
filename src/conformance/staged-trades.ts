// Watched trades beside what the market printed.

import {
  checkFigures,
  checkTrades,
  figuresOf,
  type HeardTrades,
  hearMarket,
  type PublicMarket,
  type SimulatedExchange,
  type Trade,
  type TradeHole,
  tradeKey,
  type VenueConnection,
} from "#assemblies/simulated-ground/truth";

/** Trades that are kept of a card. */
const TRADES_MAX = 20_000;

export class StagedTrades {
  readonly trades: Trade[] = [];
  readonly holes: TradeHole[] = [];
  readonly #market: PublicMarket;
  readonly #heard: HeardTrades;
  readonly #named: boolean;

  constructor(
    venue: VenueConnection,
    about: { readonly market: PublicMarket; readonly exchange: SimulatedExchange; readonly named: boolean },
  ) {
    const { market, exchange } = about;
    const { id, product } = market.instrument;
    this.#market = market;
    this.#named = about.named;
    this.#heard = hearMarket(exchange, market.instrument);
    const watch = venue.watchTrades(id, { product });
    watch.onEach((news) => this.#take(news));
  }

  /** Prints that came from the market itself since the beginning, oldest first; its past at the start is not among them. */
  get printed(): HeardTrades["printed"] {
    return this.#heard.printed;
  }

  /** How often each print was heard, by all that tells it from others. */
  count(print: Parameters<typeof figuresOf>[0]): number {
    const wanted = figuresOf(print);
    return this.trades.filter((trade) => figuresOfTrade(trade) === wanted).length;
  }

  /** The first broken promise of the stream, in words; undefined when all hold. */
  get wrong(): string | undefined {
    const { instrument } = this.#market;
    return this.#named ? checkTrades(instrument, this.#heard) : checkFigures(instrument, this.#heard);
  }

  #take(news: Trade | TradeHole): void {
    if (news.kind === "trade-hole") {
      this.holes.push(news);
      this.#heard.holes.push(news);
      return;
    }
    if (this.trades.length >= TRADES_MAX) return;
    this.trades.push(news);
    const { tradeId, venueTime, price, size, side } = news;
    this.#heard.ids.push(tradeKey({ tradeId, venueTime, side, price: price.units, size: size.units }));
  }
}

/** All that tells a trade from others, in the words of `figuresOf`. */
export function figuresOfTrade({ venueTime, price, size, side }: Trade): string {
  return figuresOf({ venueTime, side, price: price.units, size: size.units });
}
