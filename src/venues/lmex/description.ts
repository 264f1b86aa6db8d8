// LMEX as data: futures and spot, each with two sockets (trades and private topics on one, books on the other), acknowledgements that
// list only what was accepted, three generations of trade topics, and no topics for tickers and candles at all.

import { lmexCapabilities } from "#venues/lmex/capabilities";
import { BOOK_DEPTH, environments, GROUP_MAX, type LmexProduct, limits, login, restOf, socketsOf } from "#venues/lmex/endpoints";
import { evidence } from "#venues/lmex/evidence";
import { TRADE_CHANNELS } from "#venues/lmex/topic";
import { type ChannelDescription, type ProductDescription, type VenueDescription } from "#venues/venue";

const groupings = Array.from({ length: GROUP_MAX + 1 }, (_, group) => group);

/** A product with LMEX's own word for it. */
type LmexProductDescription = ProductDescription & { readonly product: LmexProduct };

const privateTopic = (topics: readonly string[], known: ChannelDescription["evidence"], note?: string): ChannelDescription => ({
  socket: "market",
  topics,
  acked: true,
  evidence: known,
  ...(note === undefined ? {} : { note }),
});

const privateTopics: Readonly<Record<LmexProduct, readonly ChannelDescription[]>> = {
  futures: [
    privateTopic(["notificationApiV4", "notificationApiV3", "notificationApiV2"], "proven", "Order events."),
    privateTopic(["fillsV2", "fills"], "proven", "Executions."),
    privateTopic(["positionsV3", "positionsV2"], "proven", "Positions; one record with zero contracts when one closes."),
    privateTopic(["allPositionV4", "allPositionV3"], "proven", "Open positions only; a closed one is simply not mentioned."),
    privateTopic(["open-order:$SYM-USD"], "unproven", "Open orders with a number of their own."),
  ],
  spot: [
    privateTopic(["notificationApiV3"], "proven", "Order events; one object instead of a list."),
    privateTopic(["fills"], "proven", "Executions."),
  ],
};

function product(name: LmexProduct, api: string): LmexProductDescription {
  return {
    product: name,
    api,
    sizeUnit: name === "futures" ? "contract" : "base",
    spelling: { symbol: name === "futures" ? "BTC-PERP" : "BTC-USDT", socketTime: "epoch-ms", change24h: "percent" },
    evidence: "proven",
    sockets: socketsOf(name),
    book: {
      socket: "oss",
      topics: ["update:$SYM_$GROUP"],
      acked: true,
      evidence: "proven",
      note: "Snapshot, then deltas. Each grouping has a chain of its own; groupings above 0 are said to start from an ungrouped snapshot.",
      proof: "sequence",
      depths: [BOOK_DEPTH],
      groupings,
      recovery: "resubscribe",
      restSequence: false,
    },
    trades: {
      socket: "market",
      topics: name === "futures" ? TRADE_CHANNELS.map((channel) => `${channel}:$SYM`) : [`${TRADE_CHANNELS[2]}:$SYM`],
      acked: true,
      evidence: "proven",
      note: "Opens with recent trades, newest first. Which generations LMEX has switched on is not known: the ack decides.",
    },
    ticker: {
      socket: undefined,
      topics: [],
      acked: false,
      evidence: "proven",
      note: "No such topic exists: derived from trades and the book, with the day's figures read from market_summary.",
      instead: { how: "derived", everyMs: 5_000 },
    },
    candles: {
      socket: undefined,
      topics: [],
      acked: false,
      evidence: "proven",
      note: "No such topic exists: made from trades, seeded from ohlcv.",
      instead: { how: "derived" },
    },
    privateTopics: privateTopics[name],
    rest: restOf(name),
  };
}

/** The products, the default first. */
export const products: readonly LmexProductDescription[] = [product("futures", "v2.3"), product("spot", "v3.3")];

/** LMEX, everything that is not code. */
export const lmexDescription: VenueDescription<typeof lmexCapabilities> = {
  id: "lmex",
  capabilities: lmexCapabilities,
  title: "LMEX",
  docs: "https://docs.lmex.io",
  environments,
  products,
  login,
  limits,
  wsOrderEntry: false,
  aliases: [
    { name: "orderBookL2", meaning: "the topic update:SYM_0: a snapshot and deltas", channel: "book" },
    { name: "orderBookApi", meaning: "withdrawn by the venue in 2023; the topic update:SYM_0, grouped here where asked", channel: "book" },
    { name: "trade", meaning: "the topic tradeHistoryApiV3:SYM, or the newest generation that is accepted", channel: "trades" },
    { name: "kline", meaning: "no such topic: candles made from trades and seeded from REST", channel: "candles" },
    { name: "marketSummary", meaning: "no such topic: the ticker, derived and read from REST", channel: "ticker" },
    { name: "userInfo", meaning: "three private topics: notificationApiV4, fillsV2 and positionsV3", channel: "account" },
    { name: "orderUpdate", meaning: "the private topic notificationApiV4", channel: "orders" },
  ],
  evidence,
};
