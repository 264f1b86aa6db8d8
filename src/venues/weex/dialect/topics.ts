// What a topic text of either generation means: a held topic, or a refusal in the venue's words.

import { isCandleInterval } from "#core/calendar/candle-interval";
import { type CandleInterval } from "#core/event";
import { type Product } from "#core/instrument";
import { type ExchangeView, type HeldTopic, type MarketView } from "#venues/dialect";
import { readInterval } from "#venues/weex/topic";

export type TopicReading = { readonly kind: "held"; readonly topic: HeldTopic } | { readonly kind: "refused"; readonly words: string };

/** Levels a side that the venue publishes. */
export const FULL_DEPTH = 200;

const CONTRACT_INTERVALS: ReadonlySet<string> = new Set(["1m", "5m", "15m", "30m", "1h", "4h", "12h", "1d", "1w"]);

interface Found {
  readonly channel: HeldTopic["channel"];
  readonly depth?: number;
  readonly interval?: CandleInterval;
}

const held = (topic: string, market: MarketView, found: Found): TopicReading => ({
  kind: "held",
  topic: { topic, market, group: 0, channel: found.channel, depth: found.depth ?? 0, interval: found.interval },
});

const refused = (words: string): TopicReading => ({ kind: "refused", words: `INVALID_ARGUMENT: ${words}` });

/** A market by its V3 symbol in any case. */
export function marketV3(exchange: ExchangeView, product: Product, symbol: string): MarketView | undefined {
  return exchange.market(product, symbol.toUpperCase());
}

/** A contract by its V2 symbol. */
export function marketV2(exchange: ExchangeView, symbol: string): MarketView | undefined {
  return symbol.startsWith("cmt_") && symbol === symbol.toLowerCase()
    ? exchange.market("contract", symbol.slice(4).toUpperCase())
    : undefined;
}

/** Reads `BTCUSDT@depth200`. A held topic goes by the text that was asked. */
export function readTopicV3(text: string, product: Product, exchange: ExchangeView): TopicReading {
  const at = text.indexOf("@");
  const symbol = at < 0 ? text : text.slice(0, at);
  const name = at < 0 ? "" : text.slice(at + 1);
  const market = marketV3(exchange, product, symbol);
  // The venue knows contracts by their older names inside, and says so.
  if (market === undefined) return refused(`invalid symbol : ${product === "contract" ? "cmt_" : ""}${symbol.toLowerCase()}`);
  const depth = /^depth(\d*)$/.exec(name);
  if (depth !== null) return bookTopicV3(text, market, depth[1] === "" ? "15" : (depth[1] ?? ""));
  if (name === "trade") return held(text, market, { channel: "trades" });
  if (name === "ticker") return held(text, market, { channel: "ticker" });
  if (name === "bookTicker" && product === "spot") return held(text, market, { channel: "best" });
  const kline = /^kline_([0-9]+[a-zA-Z])(?:_(LAST_PRICE|MARK_PRICE))?$/.exec(name);
  const interval = kline?.[1] ?? "";
  const offered = isCandleInterval(interval) && (product === "spot" || CONTRACT_INTERVALS.has(interval));
  if (kline === null || !offered || !isCandleInterval(interval)) return refused(`invalid event : ${name}`);
  return held(text, market, kline[2] === "MARK_PRICE" ? { channel: "silent" } : { channel: "candles", interval });
}

function bookTopicV3(text: string, market: MarketView, level: string): TopicReading {
  return level === "15" || level === String(FULL_DEPTH)
    ? held(text, market, { channel: "book", depth: Number(level) })
    : refused(`invalid depth level : ${level}`);
}

/** Reads `depth.cmt_btcusdt.200`; undefined for what the venue does not have. */
export function readTopicV2(channel: string, exchange: ExchangeView): TopicReading {
  const [name = "", ...parts] = channel.split(".");
  const [symbol = "", last] = name === "kline" ? parts.slice(1) : parts;
  const market = marketV2(exchange, symbol);
  const unknown: TopicReading = { kind: "refused", words: "Parameter channel is invalid" };
  if (market === undefined) return unknown;
  switch (name) {
    case "depth":
      return last === "15" || last === String(FULL_DEPTH) ? held(channel, market, { channel: "book", depth: Number(last) }) : unknown;
    case "trades":
    case "ticker":
      return last === undefined ? held(channel, market, { channel: name }) : unknown;
    case "kline": {
      const interval = readInterval("v2", last ?? "");
      if (interval === undefined) return unknown;
      if (parts[0] === "MARK_PRICE") return held(channel, market, { channel: "silent" });
      return parts[0] === "LAST_PRICE" ? held(channel, market, { channel: "candles", interval }) : unknown;
    }
    default:
      return unknown;
  }
}
