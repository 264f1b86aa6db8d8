// The published payloads judge the decoder: whatever else changes, these frames must mean this.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { type BookEvent } from "#core/event";
import { instrumentTable } from "#core/instrument";
import { lbank } from "#venues/lbank/index";
import { frameReader } from "#venues/lbank/reader";
import { check } from "#venues/lbank/sequence";
import { bookTopic, candlesTopic, tickerTopic, tradesTopic } from "#venues/lbank/topic";
import { type FrameReader, type Reading } from "#venues/venue";

const NOW = epochMs(1_790_000_000_500);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const reply = (body: string | undefined, status = 200) => ({ status, headers: {}, body: bytesOf(body ?? "") });
const spot = lbank.market("spot").reads;
const contract = lbank.market("contract").reads;

/** The payloads of a fixture file; its other lines tell where they come from. */
function payloads(name: string): readonly string[] {
  const text = readFileSync(new URL(`./fixtures/${name}.ndjson`, import.meta.url), "utf8");
  const lines = text.split("\n").filter((line) => line !== "");
  expect(lines[0]).toMatch(/^# /);
  return lines.filter((line) => !line.startsWith("#"));
}

function valueIn<Value>(reading: { readonly kind: string; readonly value?: Value }): Value {
  if (reading.value === undefined) throw new Error(`a reading is ${reading.kind}`);
  return reading.value;
}

const [accuracy, depth, kline, ticker, trades, time, ...refusals] = payloads("rest-spot");
const table = instrumentTable(valueIn(spot.instruments().decode(reply(accuracy))));
const sol = table.bySymbol("spot", "sol_usdt");
const btc = table.bySymbol("spot", "btc_usdt");
if (sol === undefined || btc === undefined) throw new Error("the fixture holds no such market");

/** A reading as plain data, copied out of the reader's scratch space. */
function told(reading: Reading): unknown {
  if (reading.kind !== "market") return reading;
  return { topic: reading.topic, events: reading.events.map((event) => (event.kind === "book-image" ? bookTold(event) : { ...event })) };
}

function bookTold(event: BookEvent): unknown {
  const side = (column: BookEvent["levels"]["bids"]) =>
    Array.from({ length: column.length }, (_, at) => [column.prices[at], column.sizes[at]]);
  const { node, venueTime, sequence, levels } = event;
  return { node, venueTime, sequence, bids: side(levels.bids), asks: side(levels.asks) };
}

const readers: readonly (readonly [name: string, make: () => FrameReader])[] = [
  ["the fast path", () => lbank.market("spot").reader(() => table)],
  ["the fallback", () => frameReader(() => table, { fast: false })],
];

for (const [name, make] of readers) {
  test(`${name} reads the published books, with their node and the zone that they do not name`, () => {
    const reader = make();
    const [first, second, third] = payloads("push");
    const topic = bookTopic("sol_usdt");
    const bids = [
      [15131, 227500],
      [15130, 901000],
    ];
    const asks = [
      [15132, 405000],
      [15133, 120000],
    ];
    expect(told(reader.read(bytesOf(first ?? ""), NOW))).toEqual({
      topic,
      events: [{ node: "t-07", venueTime: 1_790_000_000_123, sequence: undefined, bids, asks }],
    });
    expect(told(reader.read(bytesOf(second ?? ""), NOW))).toEqual({
      topic,
      events: [
        {
          node: undefined,
          venueTime: 1_790_000_000_723,
          sequence: undefined,
          bids: [
            [15131, 4],
            [15130, 901000],
          ],
          asks: [[15132, 405000]],
        },
      ],
    });
    const stale = reader.read(bytesOf(third ?? ""), NOW);
    const event = stale.kind === "market" ? stale.events[0] : undefined;
    expect(event?.kind === "book-image" ? check({ sequence: undefined, venueTime: undefined }, event) : undefined).toEqual({ kind: "old" });
  });

  test(`${name} reads prints at the time of the deal, with the taker's side and base coins`, () => {
    const reader = make();
    const prints = payloads("push")
      .slice(3, 6)
      .map((payload) => {
        const reading = reader.read(bytesOf(payload), NOW);
        return reading.kind === "market" ? { topic: reading.topic, ...reading.events[0] } : reading;
      });
    const common = { kind: "trade", topic: tradesTopic("sol_usdt"), instrument: sol, tradeId: undefined };
    expect(prints).toEqual([
      { ...common, price: 15131, size: 24000, side: "buy", venueTime: 1_790_000_000_110 },
      { ...common, price: 15130, size: 5000, side: "sell", venueTime: 1_790_000_001_004 },
      { ...common, price: 15130, size: 2500, side: "buy", venueTime: 1_790_000_002_004 },
    ]);
  });

  test(`${name} reads the ticker and the candle, and takes no answer for a push`, () => {
    const reader = make();
    const [tick, kbar, ...answers] = payloads("push").slice(6);
    expect(told(reader.read(bytesOf(tick ?? ""), NOW))).toEqual({
      topic: tickerTopic("sol_usdt"),
      events: [
        {
          kind: "ticker",
          instrument: sol,
          last: "151.31",
          high24h: "154.9",
          low24h: "147.05",
          volume24h: "918233.41",
          turnover24h: "138550121.7",
          changeFraction24h: "0.0187",
          venueTime: 1_790_000_000_123,
          origin: "pushed",
        },
      ],
    });
    expect(told(reader.read(bytesOf(kbar ?? ""), NOW))).toMatchObject({
      topic: candlesTopic("sol_usdt", "15min"),
      events: [
        {
          interval: "15m",
          openTime: 1_789_999_200_000,
          closeTime: 1_790_000_100_000,
          open: "151.02",
          close: "151.31",
          volume: "3120.55",
          state: "open",
          origin: "pushed",
        },
      ],
    });
    for (const answer of answers) expect(reader.read(bytesOf(answer), NOW)).toMatchObject({ kind: "foreign", symbol: "sol_usdt" });
  });

  test(`${name} reads pings, pongs and errors`, () => {
    const reader = make();
    const [ping, pong, missing, pair] = payloads("control").map((payload) => reader.read(bytesOf(payload), NOW));
    expect(ping).toEqual({ kind: "ping", reply: '{"action":"pong","pong":"7c2f7f0a-6a51-4c0f-9a3e-2d6a1c5b9e10"}' });
    expect(pong).toEqual({ kind: "pong" });
    expect(missing).toMatchObject({ kind: "refused", topic: undefined, code: "missing-parameter", retry: false });
    expect(pair).toMatchObject({ kind: "refused", topic: bookTopic("solusdt"), code: "invalid-pair", retry: false });
    expect(pair?.kind === "refused" ? pair.alsoTopics : []).toContain(tradesTopic("solusdt"));
  });
}

test("spot's instruments have the places that the venue counts", () => {
  expect(btc).toMatchObject({ id: "BTC/USDT", priceScale: 2, sizeScale: 5, tick: 1, lot: 1, minSize: 3, minNotional: "1" });
  expect(sol).toMatchObject({ priceScale: 2, sizeScale: 4, lot: 1, minSize: 10 });
});

test("spot's REST reads the published answers", () => {
  expect(valueIn(spot.book(btc, 50).decode(reply(depth)))).toMatchObject({
    bids: [
      [6123988, 73010],
      [6123910, 205000],
    ],
    asks: [
      [6124012, 51270],
      [6124090, 120000],
    ],
    venueTime: 1_790_000_000_300,
  });
  const [candle] = valueIn(spot.candles(btc, "1d", { now: NOW }).decode(reply(kline)));
  expect(candle).toMatchObject({ openTime: 1_789_920_000_000, closeTime: 1_790_006_400_000, close: "61240.12", state: "open" });
  expect(valueIn(spot.ticker(btc).decode(reply(ticker)))).toMatchObject({
    last: "61240.12",
    changeFraction24h: "0.0054",
    origin: "polled",
  });
  expect(valueIn(spot.trades(btc, { limit: 2 }).decode(reply(trades)))).toMatchObject([
    { price: 6123450, size: 500, side: "sell", tradeId: expect.stringMatching(/^9f0e1d2c[0-9a-f]{24}$/) },
    { price: 6124000, size: 100, side: "buy" },
  ]);
  expect(valueIn(spot.time().decode(reply(time)))).toEqual({ venueTime: 1_790_000_000_150, errorMs: 1 });
});

test("a refusal is told by its code, whatever HTTP and the type of result say", () => {
  const categories = refusals.map((body) => {
    const reading = spot.time().decode(reply(body));
    return reading.kind === "refused" ? reading.error.category : reading.kind;
  });
  expect(categories).toEqual(["bad-request", "rate-limited"]);
  const page = spot.time().decode(reply("<html>404 Not Found</html>", 404));
  expect(page).toMatchObject({ kind: "unreadable", error: { code: "unreadable-answer" } });
});

test("the contracts' REST reads the published answers", () => {
  const [instrument, marketData, marketOrder, getTime, refusal] = payloads("rest-contract");
  const [listed] = valueIn(contract.instruments().decode(reply(instrument)));
  if (listed === undefined) throw new Error("the fixture holds no contract");
  expect(listed).toMatchObject({ id: "BTC/USDT:USDT", priceScale: 1, sizeScale: 0, contractSize: "0.00010", minNotional: "5.0" });
  expect(valueIn(contract.book(listed, 50).decode(reply(marketOrder)))).toMatchObject({
    bids: [[612400, 310]],
    asks: [
      [612401, 12],
      [612402, 7],
    ],
    venueTime: undefined,
  });
  expect(valueIn(contract.ticker(listed).decode(reply(marketData)))).toMatchObject({
    last: "61240.1",
    markPrice: "61241.02",
    fundingRate: "0.0001",
  });
  expect(valueIn(contract.time().decode(reply(getTime))).venueTime).toBe(1_790_000_000_150);
  const refused = contract.book(listed, 5).decode(reply(refusal));
  expect(refused.kind === "refused" ? refused.error.category : refused.kind).toBe("unknown-instrument");
  expect(() => contract.trades(listed, { limit: 1 })).toThrow(/no trades/);
});

test("the article's language reads its messages", () => {
  const reader = lbank.market("spot", { dialect: "article" }).reader(() => table);
  const [ack, tick, book, prints, candle, ping, refusal] = payloads("article").map((payload) => told(reader.read(bytesOf(payload), NOW)));
  expect(ack).toEqual({ kind: "ack", action: "subscribe", topics: ["market.solusdt.ticker"], requestId: "1" });
  expect(tick).toMatchObject({ topic: "market.solusdt.ticker", events: [{ last: "151.31", volume24h: "918233.41", bestBid: "151.31" }] });
  expect(book).toMatchObject({
    topic: "market.solusdt.depth.step0",
    events: [{ sequence: 100_000_000_451, venueTime: 1_790_000_000_123 }],
  });
  expect(prints).toMatchObject({ topic: "market.solusdt.trade.detail", events: [{ price: 15131, size: 24000, side: "buy" }] });
  expect(candle).toMatchObject({ topic: "market.solusdt.kline.15min", events: [{ openTime: 1_789_999_200_000, volume: "3120.55" }] });
  expect(ping).toEqual({ kind: "ping", reply: '{"pong":1790000005000}' });
  expect(refusal).toMatchObject({ kind: "refused", requestId: "2", code: "bad-request", retry: false });
});
