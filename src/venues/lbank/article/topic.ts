// Topic names of the article's language: `market.btcusdt.depth.step0`. Its symbols have no underscore.

import { type CandleInterval } from "#core/event";
import { ARTICLE_INTERVALS } from "#venues/lbank/endpoints";
import { type TopicWords } from "#venues/lbank/routes";

const nameOf = (symbol: string): string => symbol.replace("_", "");

/** The names that truebook subscribes. */
export const ARTICLE_WORDS: TopicWords = {
  name: nameOf,
  book: (symbol) => `market.${nameOf(symbol)}.depth.step0`,
  trades: (symbol) => `market.${nameOf(symbol)}.trade.detail`,
  ticker: (symbol) => `market.${nameOf(symbol)}.ticker`,
  candles: (symbol, interval) => `market.${nameOf(symbol)}.kline.${ARTICLE_INTERVALS.get(interval) ?? ""}`,
};

const INTERVAL_BY_PERIOD: ReadonlyMap<string, CandleInterval> = new Map(
  [...ARTICLE_INTERVALS].map(([interval, period]) => [period, interval]),
);

/** A topic taken apart, aliases included. */
export type ArticleTopic =
  | { readonly channel: "book" | "trades" | "ticker"; readonly name: string }
  | { readonly channel: "candles"; readonly name: string; readonly interval: CandleInterval };

const TOPIC = /^market\.([a-z0-9]{1,48})\.(ticker|depth(?:\.step0)?|trade(?:\.detail)?|kline\.([a-z0-9]{1,8}))$/;

/** Reads a topic text; undefined when it is none of the article's. */
export function parseArticleTopic(text: string): ArticleTopic | undefined {
  const [, name, rest, period] = TOPIC.exec(text) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  if (period !== undefined) {
    const interval = INTERVAL_BY_PERIOD.get(period);
    return interval === undefined ? undefined : { channel: "candles", name, interval };
  }
  return { channel: rest.startsWith("depth") ? "book" : rest.startsWith("trade") ? "trades" : "ticker", name };
}
