// Topic names of both generations: `BTCUSDT@depth200` in V3, `depth.cmt_btcusdt.200` in V2. V2 repeats its channel in data; V3 tells
// symbol, event and depth, from which the same name is built.

import { type CandleInterval } from "#core/event";
import { INTERVALS_V2, V3_INTERVALS } from "#venues/weex/endpoints";
import { type WeexVersion } from "#venues/weex/wire";

/** Levels a side that a book may be subscribed with. */
export const BOOK_LEVELS = [15, 200] as const;

/** The topic of a book of 15 or 200 levels. */
export const bookTopic = (version: WeexVersion, symbol: string, level: number): string =>
  version === "v3" ? `${symbol}@depth${level}` : `depth.${symbol}.${level}`;

export const tradesTopic = (version: WeexVersion, symbol: string): string => (version === "v3" ? `${symbol}@trade` : `trades.${symbol}`);

export const tickerTopic = (version: WeexVersion, symbol: string): string => (version === "v3" ? `${symbol}@ticker` : `ticker.${symbol}`);

/** The topic of candles of the last price; `interval` as the venue spells it. */
export const candlesTopic = (version: WeexVersion, symbol: string, interval: string): string =>
  version === "v3" ? `${symbol}@kline_${interval}_LAST_PRICE` : `kline.LAST_PRICE.${symbol}.${interval}`;

/** How a version's topics spell an interval; undefined where it has none. */
export function spellInterval(version: WeexVersion, interval: CandleInterval): string | undefined {
  return version === "v3" ? interval : INTERVALS_V2[interval];
}

/** The interval that a frame's spelling means. */
export function readInterval(version: WeexVersion, spelled: string): CandleInterval | undefined {
  if (version === "v3") return V3_INTERVALS.find((interval) => interval === spelled);
  return V3_INTERVALS.find((interval) => INTERVALS_V2[interval] === spelled);
}

/** A V2 channel taken apart; undefined for one that truebook does not subscribe. */
export type ParsedChannel =
  | { readonly channel: "book"; readonly symbol: string; readonly level: number }
  | { readonly channel: "trades" | "ticker"; readonly symbol: string }
  | { readonly channel: "candles"; readonly symbol: string; readonly interval: string };

const CHANNEL = /^(?:(depth)\.([^.\s]{1,64})\.(15|200)|(trades|ticker)\.([^.\s]{1,64})|(kline)\.LAST_PRICE\.([^.\s]{1,64})\.([A-Z]+_\d+))$/;

/** Takes a V2 channel apart. */
export function parseChannel(text: string): ParsedChannel | undefined {
  const match = text.length > 128 ? null : CHANNEL.exec(text);
  if (match === null) return undefined;
  if (match[1] !== undefined) return { channel: "book", symbol: match[2] ?? "", level: Number(match[3]) };
  if (match[4] !== undefined) return { channel: match[4] === "trades" ? "trades" : "ticker", symbol: match[5] ?? "" };
  return { channel: "candles", symbol: match[7] ?? "", interval: match[8] ?? "" };
}
