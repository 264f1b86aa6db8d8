// Where the tickers of several markets come from: a topic for each, or one read of all markets of a product again and again.

import { type Ticker, type WatchOptions } from "#client/api";
import { atLeast } from "#client/number-options";
import { mustPush } from "#client/offers";
import { type Instrument, type Product } from "#core/instrument";
import { type Feed } from "#feed/feed";

/** How often a ticker is polled where the venue's description does not say. */
const TICKER_EVERY_MS = 5_000;
/** Reading more often would spend the venue's limit on one stream. */
const EVERY_LEAST_MS = 100;

/** Opens a source of tickers; the answer closes it. */
export type OpenTickers = (push: (ticker: Ticker) => void) => () => void;

/** Tickers of named markets, each as the venue offers it: pushed, or polled and moved by prints. Throws UsageError for a bad interval. */
export function namedTickers(feed: Feed, instruments: ReadonlySet<Instrument>, options: WatchOptions): OpenTickers {
  const live = options.via !== "rest";
  if (!live && instruments.size > 1) return readTickers(feed, options, instruments);
  for (const instrument of instruments) mustPush(feed, instrument, { channel: "ticker", via: options.via });
  const wanted = [...instruments].map((instrument) => ({ instrument, everyMs: everyMsOf(feed, instrument.product, options) }));
  return (push) =>
    allOf(
      wanted.map(({ instrument, everyMs }) => {
        const lease = feed.ticker(instrument, { everyMs, live });
        return allOf([lease.kept.subscribe(push), () => lease.release()]);
      }),
    );
}

/** One read for each product, whatever the number of markets: of `wanted`, or of all that are traded. Throws UsageError for a bad option. */
export function readTickers(feed: Feed, options: WatchOptions, wanted?: ReadonlySet<Instrument>): OpenTickers {
  const everyMs = atLeast(EVERY_LEAST_MS, "everyMs", options.everyMs ?? TICKER_EVERY_MS);
  const among = wanted === undefined ? feed.instruments.all : [...wanted];
  const products = options.product === undefined ? [...new Set(among.map(({ product }) => product))] : [options.product];
  for (const instrument of among) {
    if (products.includes(instrument.product)) mustPush(feed, instrument, { channel: "ticker", via: options.via });
  }
  // A product that the venue does not have is told at once, not when somebody listens.
  for (const product of products) feed.codec(product);
  const names = wanted === undefined ? undefined : new Set([...wanted].map(nameOf));
  return (push) => {
    const heard = (ticker: Ticker): void => {
      if (names === undefined || names.has(nameOf(ticker.instrument))) push(ticker);
    };
    return allOf(
      products.map((product) => {
        const lease = feed.allTickers(product, { everyMs });
        lease.kept.present.forEach(heard);
        return allOf([lease.kept.subscribe(heard), () => lease.release()]);
      }),
    );
  };
}

function everyMsOf(feed: Feed, product: Product, options: WatchOptions): number {
  const described = feed.codec(product).description.ticker.instead?.everyMs;
  return atLeast(EVERY_LEAST_MS, "everyMs", options.everyMs ?? described ?? TICKER_EVERY_MS);
}

function nameOf({ product, symbol }: Instrument): string {
  return `${product} ${symbol}`;
}

function allOf(stops: readonly (() => void)[]): () => void {
  return () => {
    for (const stop of stops) stop();
  };
}
