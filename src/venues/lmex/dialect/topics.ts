// What a topic text of LMEX means: a held topic, a refusal with the venue's code, or nothing (the topic is missing from the ack).

import { type Product } from "#core/instrument";
import { type ExchangeView, type HeldTopic, type MarketView } from "#venues/dialect";
import { type SocketAddress } from "#venues/lmex/dialect/addresses";

/** What came of one asked topic. `unlisted`: neither an error nor part of the ack. */
export type TopicReading =
  | { readonly kind: "held"; readonly topic: HeldTopic }
  | { readonly kind: "refused"; readonly code: number; readonly words: string }
  | { readonly kind: "unlisted" };

const UNLISTED: TopicReading = { kind: "unlisted" };
const UNKNOWN_MARKET: TopicReading = { kind: "refused", code: 1000, words: "Market pair provided is currently not supported." };
const UNKNOWN_TOPIC: TopicReading = { kind: "refused", code: 1005, words: "Topic provided is currently not supported." };

/** The venue keeps this many levels a side. */
export const BOOK_LEVELS = 50;
/** The coarsest grouping that is published; beyond it a topic is confirmed and stays silent. */
export const GROUP_MAX = 8;

const PRIVATE_TOPICS: ReadonlyMap<Product, ReadonlySet<string>> = new Map<Product, ReadonlySet<string>>([
  [
    "futures",
    new Set([
      "notificationApiV4",
      "notificationApiV3",
      "notificationApiV2",
      "fillsV2",
      "fills",
      "allPositionV4",
      "allPositionV3",
      "positionsV3",
      "positionsV2",
    ]),
  ],
  ["spot", new Set(["notificationApiV3", "fills"])],
]);

/** Which trade topics a product's main socket knows; a test takes some away to see a client fall back. */
export interface TradeTopics {
  readonly futures: readonly string[];
  readonly spot: readonly string[];
}

export const ALL_TRADE_TOPICS: TradeTopics = {
  futures: ["tradeHistoryApiV3", "tradeHistoryApiV2", "tradeHistoryApi"],
  spot: ["tradeHistoryApi"],
};

/** A market by any spelling that LMEX's sockets take: `BTC-PERP`, `BTC-PERP-USDT`, and for old topics `BTCPFC`. */
export function marketBySpelling(exchange: ExchangeView, product: Product, spelled: string): MarketView | undefined {
  const exact = exchange.market(product, spelled);
  if (exact !== undefined || product !== "futures") return exact;
  if (spelled.endsWith("-USDT")) return exchange.market(product, spelled.slice(0, -5));
  if (spelled.endsWith("PFC")) return exchange.market(product, `${spelled.slice(0, -3)}-PERP`);
  return undefined;
}

/** A held topic without the parts that most topics leave at rest. */
export function held(topic: string, channel: HeldTopic["channel"], market: MarketView | undefined, group = 0): HeldTopic {
  return { topic, channel, market, group, depth: BOOK_LEVELS, interval: undefined };
}

/** Reads a topic asked on an order book socket. */
export function readBookTopic(text: string, product: Product, exchange: ExchangeView): TopicReading {
  const colon = text.indexOf(":");
  const name = colon < 0 ? text : text.slice(0, colon);
  if (name !== "update" && name !== "snapshotL1") return UNKNOWN_TOPIC;
  const rest = colon < 0 ? "" : text.slice(colon + 1);
  const bar = rest.lastIndexOf("_");
  const spelled = bar < 0 ? rest : rest.slice(0, bar);
  const market = marketBySpelling(exchange, product, spelled);
  if (market === undefined || spelled.endsWith("PFC")) return UNKNOWN_MARKET;
  const groupText = bar < 0 ? "0" : rest.slice(bar + 1);
  if (!/^\d{1,4}$/.test(groupText)) return UNKNOWN_TOPIC;
  const group = Number(groupText);
  if (group > GROUP_MAX) return { kind: "held", topic: held(text, "silent", market, group) };
  return { kind: "held", topic: held(text, name === "update" ? "book" : "best", market, group) };
}

/** Reads a topic asked on a main socket. Books and withdrawn topics are dropped without a word; private ones stay silent. */
export function readMainTopic(text: string, product: Product, exchange: ExchangeView, trades: TradeTopics): TopicReading {
  const colon = text.indexOf(":");
  const name = colon < 0 ? text : text.slice(0, colon);
  if (PRIVATE_TOPICS.get(product)?.has(text) === true || (product === "futures" && name === "open-order" && colon > 0)) {
    return { kind: "held", topic: held(text, "silent", undefined) };
  }
  const known = product === "spot" ? trades.spot : trades.futures;
  if (colon < 0 || !known.includes(name)) return UNLISTED;
  const spelled = text.slice(colon + 1);
  // Newer topics take only the spelling of their own generation.
  const market = name === "tradeHistoryApi" ? marketBySpelling(exchange, product, spelled) : exchange.market(product, spelled);
  return market === undefined ? UNLISTED : { kind: "held", topic: held(text, "trades", market) };
}

const ARTICLE_CHANNELS: ReadonlyMap<string, HeldTopic["channel"]> = new Map<string, HeldTopic["channel"]>([
  ["orderBookL2", "book"],
  ["orderBookApi", "book"],
  ["trade", "trades"],
  ["kline", "silent"],
  ["marketSummary", "silent"],
  ["userInfo", "silent"],
  ["orderUpdate", "silent"],
]);

/** Reads a name that an article uses, with or without `:SYM`. Undefined when it is none; only the article dialect asks. */
export function readArticleTopic(text: string, product: Product | undefined, exchange: ExchangeView): TopicReading | undefined {
  const colon = text.indexOf(":");
  const channel = ARTICLE_CHANNELS.get(colon < 0 ? text : text.slice(0, colon));
  if (channel === undefined) return undefined;
  if (channel === "silent") return { kind: "held", topic: held(text, "silent", undefined) };
  const [, spelled, group] = colon < 0 ? [] : (/^(.*?)(?:_(\d))?$/.exec(text.slice(colon + 1)) ?? []);
  const grouping = Number(group ?? 0);
  const products: readonly Product[] = product === undefined ? ["futures", "spot"] : [product];
  for (const candidate of products) {
    const market =
      spelled === undefined
        ? exchange.markets.find((known) => known.instrument.product === candidate)
        : marketBySpelling(exchange, candidate, spelled);
    if (market !== undefined) return { kind: "held", topic: held(text, grouping > GROUP_MAX ? "silent" : channel, market, grouping) };
  }
  return UNKNOWN_MARKET;
}

/** Reads a topic on any socket of LMEX. */
export function readTopic(
  text: string,
  address: SocketAddress,
  exchange: ExchangeView,
  options: { readonly article: boolean; readonly trades: TradeTopics },
): TopicReading {
  if (options.article) {
    const alias = readArticleTopic(text, address.product, exchange);
    if (alias !== undefined) return alias;
  }
  if (address.product !== undefined) {
    return address.role === "oss"
      ? readBookTopic(text, address.product, exchange)
      : readMainTopic(text, address.product, exchange, options.trades);
  }
  for (const product of ["futures", "spot"] as const) {
    const main = readMainTopic(text, product, exchange, options.trades);
    const found = main.kind === "held" ? main : readBookTopic(text, product, exchange);
    if (found.kind === "held") return found;
  }
  return UNKNOWN_TOPIC;
}
