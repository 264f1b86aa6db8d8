import { expect, test } from "vitest";
import { type Instrument, type Product } from "#core/instrument";
import { lmex } from "#venues/lmex/index";

const futures = lmex.market("futures").subscribe;
const spot = lmex.market("spot").subscribe;
const eth = instrumentOf("futures", "ETH-PERP");
const coin = instrumentOf("spot", "BTC-USDT");

function instrumentOf(product: Product, symbol: string): Instrument {
  const row = { symbol, base: "A", quote: "USDT", minPriceIncrement: 0.05, minSizeIncrement: 1, contractSize: 0.01, active: true };
  const reading = lmex
    .market(product)
    .reads.instruments()
    .decode({ status: 200, headers: {}, body: new TextEncoder().encode(JSON.stringify([row])) });
  if (reading.kind !== "value" || reading.value[0] === undefined) throw new Error("no instrument");
  return reading.value[0];
}

test("a book is one topic a grouping, and a grouping that stays silent is never asked", () => {
  expect(futures.topics({ channel: "book", instrument: eth, group: 0, depth: 50 })).toEqual(["update:ETH-PERP_0"]);
  expect(futures.topics({ channel: "book", instrument: eth, group: 8, depth: 50 })).toEqual(["update:ETH-PERP_8"]);
  expect(futures.topics({ channel: "book", instrument: eth, group: 9, depth: 50 })).toEqual([]);
  expect(spot.topics({ channel: "book", instrument: coin, group: 0, depth: 50 })).toEqual(["update:BTC-USDT_0"]);
});

test("futures trades fall back through the generations; spot has one", () => {
  expect(futures.topics({ channel: "trades", instrument: eth })).toEqual([
    "tradeHistoryApiV3:ETH-PERP",
    "tradeHistoryApiV2:ETH-PERP",
    "tradeHistoryApi:ETH-PERP",
  ]);
  expect(spot.topics({ channel: "trades", instrument: coin })).toEqual(["tradeHistoryApi:BTC-USDT"]);
});

test("tickers and candles have no topic", () => {
  expect(futures.topics({ channel: "ticker", instrument: eth })).toEqual([]);
  expect(spot.topics({ channel: "candles", instrument: coin, interval: "1m" })).toEqual([]);
});

test("messages carry at most twenty topics, in order, and none is left out", () => {
  const topics = Array.from({ length: 45 }, (_, at) => `update:S${at}-PERP_0`);
  const messages = futures.encode("subscribe", topics, 1).map((text) => JSON.parse(text) as { op: string; args: string[] });
  expect(messages.map((message) => message.args.length)).toEqual([20, 20, 5]);
  expect(messages.flatMap((message) => message.args)).toEqual(topics);
  expect(futures.encode("unsubscribe", ["update:ETH-PERP_0"], 2)).toEqual(['{"op":"unsubscribe","args":["update:ETH-PERP_0"]}']);
  expect(futures.encode("subscribe", [], 3)).toEqual([]);
});
