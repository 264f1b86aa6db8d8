// Which markets `watch` follows: a venue and its symbols, or markets with their venue before a colon, or both mixed.

import { UsageError } from "#core/error";
import { printable } from "#core/text/printable";

/** One market as it was asked for. */
export interface MarketName {
  readonly venue: string;
  readonly symbol: string;
  /** Where it was said for this market alone: `weex/spot:BTCUSDT`. */
  readonly product: string | undefined;
}

/**
 * Reads `lmex BTC-PERP ETH-PERP`, `lmex:BTC-PERP lbank:btc_usdt weex/spot:BTCUSDT`, or both mixed: what names no venue belongs to the
 * first word. `knownVenue` gives a venue's id, or throws with the nearest. Throws UsageError; a market named twice is followed once.
 */
export function readMarkets(
  words: readonly string[],
  venues: readonly string[],
  knownVenue: (name: string) => string,
): readonly MarketName[] {
  const [first = "", ...rest] = words;
  const qualified = marketOf(first, venues, knownVenue);
  const home = qualified === undefined ? knownVenue(first) : undefined;
  const markets = qualified === undefined ? [] : [qualified];
  for (const word of rest) {
    const own = marketOf(word, venues, knownVenue);
    if (own === undefined && home === undefined) {
      throw new UsageError("missing-argument", `"${printable(word).slice(0, 40)}" names no venue; nothing was started.`, {
        hint: `Write VENUE:${printable(word).slice(0, 40)}, with ${venues.join(", ")}.`,
      });
    }
    markets.push(own ?? { venue: home ?? "", symbol: word, product: undefined });
  }
  if (markets.length === 0) {
    throw new UsageError("missing-argument", `No symbol of ${home ?? "a venue"} was given; nothing was started.`, {
      hint: "Run truebook watch --help.",
    });
  }
  const key = ({ venue, symbol, product }: MarketName): string => `${venue} ${product ?? ""} ${symbol}`;
  return markets.filter((market, at) => markets.findIndex((other) => key(other) === key(market)) === at);
}

/** A word with its venue; undefined where what stands before the colon is none, as in BTC/USDT:USDT. */
function marketOf(word: string, venues: readonly string[], knownVenue: (name: string) => string): MarketName | undefined {
  const colon = word.indexOf(":");
  if (colon <= 0) return undefined;
  const [name = "", product] = word.slice(0, colon).split("/");
  const symbol = word.slice(colon + 1);
  if (!venues.includes(name.toLowerCase())) {
    // A currency before a slash is a symbol's; anything else was meant as a venue, and the nearest is named.
    if (product !== undefined || /^[A-Z0-9]+$/.test(name)) return undefined;
    knownVenue(name);
  }
  if (symbol === "") throw new UsageError("missing-argument", `No symbol stands behind ${printable(word)}; nothing was started.`);
  return { venue: name.toLowerCase(), symbol, product };
}
