// The published payloads judge the decoder: whatever else changes, these frames must mean this.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { type BookEvent } from "#core/event";
import { type InstrumentTable, instrumentTable } from "#core/instrument";
import { lmex } from "#venues/lmex/index";
import { frameReader } from "#venues/lmex/reader";
import { type FrameReader, type Reading } from "#venues/venue";

const NOW = epochMs(1767225665000);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const reads = lmex.market("futures").reads;

/** The payloads of a fixture file; its other lines tell where they come from. */
function payloads(name: string): readonly string[] {
  const text = readFileSync(new URL(`./fixtures/${name}.ndjson`, import.meta.url), "utf8");
  const lines = text.split("\n").filter((line) => line !== "");
  expect(lines[0]).toMatch(/^# /);
  return lines.filter((line) => !line.startsWith("#"));
}

const rest = payloads("rest-futures");
const reply = (body: string | undefined, status = 200) => ({ status, headers: {}, body: bytesOf(body ?? "") });

function table(): InstrumentTable {
  const reading = reads.instruments().decode(reply(rest[0]));
  return instrumentTable(reading.kind === "value" ? reading.value : []);
}
const instruments = table();
const eth = instruments.bySymbol("futures", "ETH-PERP");
if (eth === undefined) throw new Error("the fixture holds no ETH-PERP");

/** A reading as plain data, copied out of the reader's scratch space. */
function told(reading: Reading): unknown {
  if (reading.kind !== "market") return reading;
  const events = reading.events.map((event) => {
    if (event.kind === "trade") return [event.tradeId, event.side, event.price, event.size, event.venueTime];
    return event.kind === "book-delta" || event.kind === "book-snapshot" ? bookTold(event) : event.kind;
  });
  return { topic: reading.topic, events };
}

function bookTold(event: BookEvent): unknown {
  const side = (column: BookEvent["levels"]["bids"]) =>
    Array.from({ length: column.length }, (_, at) => [column.prices[at], column.sizes[at]]);
  const { kind, sequence, previous, venueTime, levels } = event;
  return { kind, sequence, previous, venueTime, bids: side(levels.bids), asks: side(levels.asks) };
}

const readers: readonly (readonly [name: string, make: () => FrameReader])[] = [
  ["the fast path", () => lmex.market("futures").reader(() => instruments)],
  ["the fallback", () => frameReader("futures", () => instruments, { fast: false })],
];

for (const [name, make] of readers) {
  test(`${name} reads the published book frames`, () => {
    const reader = make();
    const topic = "update:ETH-PERP_0";
    const delta = (sequence: number, venueTime: number, bids: readonly unknown[], asks: readonly unknown[]) => ({
      topic,
      events: [{ kind: "book-delta", sequence, previous: sequence - 1, venueTime, bids, asks }],
    });
    expect(payloads("book").map((payload) => told(reader.read(bytesOf(payload), NOW)))).toEqual([
      {
        topic,
        events: [
          {
            kind: "book-snapshot",
            sequence: 7004411,
            previous: 7004410,
            venueTime: 1767225663200,
            bids: [
              [312040, 1875],
              [312035, 402],
              [312030, 77],
            ],
            asks: [
              [312065, 310],
              [312055, 2210],
              [312050, 960],
            ],
          },
        ],
      },
      delta(
        7004412,
        1767225663251,
        [
          [312030, 0],
          [312045, 15],
        ],
        [],
      ),
      delta(7004413, 1767225663302, [], [[312050, 0]]),
      delta(7004414, 1767225663340, [], [[312050, 41]]),
      delta(7004415, 1767225663391, [[312045, 16]], [[312050, 0]]),
    ]);
    expect(reader.counters).toMatchObject(
      name === "the fast path" ? { fastReads: 5, fallbackReads: 0 } : { fastReads: 0, fallbackReads: 5 },
    );
    expect(reader.counters.unknownFields.size).toBe(0);
  });

  test(`${name} reads the published trades, oldest first`, () => {
    const reader = make();
    const last = ["51200418", "sell", 312050, 4, 1767225663004];
    expect(payloads("trades").map((payload) => told(reader.read(bytesOf(payload), NOW)))).toEqual([
      { topic: "tradeHistoryApiV3:ETH-PERP", events: [["51200417", "buy", 312045, 12, 1767225660911], last] },
      { topic: "tradeHistoryApiV2:ETH-PERP", events: [last] },
      { topic: "tradeHistoryApi:ETH-PERP", events: [last] },
    ]);
  });

  test(`${name} reads acks, refusals, pongs and greetings`, () => {
    const reader = make();
    const refused = { kind: "refused", topic: "update:FOO-PERP_0", requestId: undefined, retry: false };
    expect(payloads("control").map((payload) => reader.read(bytesOf(payload), NOW))).toEqual([
      { kind: "ack", action: "subscribe", topics: ["tradeHistoryApiV3:ETH-PERP"], requestId: undefined },
      { kind: "ack", action: "subscribe", topics: [], requestId: undefined },
      { kind: "ack", action: "unsubscribe", topics: ["update:ETH-PERP_0"], requestId: undefined },
      { ...refused, code: "1000", words: "Market pair provided is currently not supported." },
      { ...refused, code: "MARKET_PAIR_NOT_SUPPORT", words: "MARKET_PAIR_NOT_SUPPORT" },
      { ...refused, topic: undefined, code: "1001", words: "Unknown operation" },
      { kind: "pong" },
      { kind: "pong" },
      { kind: "notice", words: "login accepted" },
      { kind: "notice", words: "spot market websocket connect success" },
    ]);
    expect(reader.counters).toMatchObject({ fastReads: 0, fallbackReads: 0 });
  });
}

test("the published market summary is an instrument and a ticker", () => {
  expect(eth).toEqual({
    venue: "lmex",
    product: "futures",
    kind: "perpetual",
    symbol: "ETH-PERP",
    id: "ETH/USDT:USDT",
    base: "ETH",
    quote: "USDT",
    settle: "USDT",
    priceScale: 2,
    sizeScale: 0,
    tick: 5,
    lot: 1,
    minSize: 1,
    maxSize: 60000,
    sizeUnit: "contract",
    contractSize: "0.01",
    status: "trading",
  });
  expect(reads.ticker(eth).decode(reply(rest[0]))).toEqual({
    kind: "value",
    value: {
      kind: "ticker",
      instrument: eth,
      last: "3120.45",
      bestBid: "3120.4",
      bestAsk: "3120.5",
      high24h: "3188.2",
      low24h: "3079.95",
      turnover24h: "40211873.119",
      fundingRate: "0.00008125",
      openInterest: "84210",
      changeFraction24h: "-0.01284",
      venueTime: undefined,
      origin: "polled",
    },
  });
});

test("the published REST book is an image without a sequence", () => {
  expect(reads.book(eth, 50).decode(reply(rest[1]))).toEqual({
    kind: "value",
    value: {
      instrument: eth,
      bids: [
        [312040, 1875],
        [312035, 402],
      ],
      asks: [
        [312050, 960],
        [312055, 2210],
      ],
      sequence: undefined,
      venueTime: 1767225661842,
    },
  });
});

test("the published REST trades come oldest first, under the ids of the socket", () => {
  const reading = reads.trades(eth, { limit: 2 }).decode(reply(rest[2]));
  expect(reading.kind === "value" && reading.value.map((trade) => [trade.tradeId, trade.side, trade.price, trade.size])).toEqual([
    ["51200417", "buy", 312045, 12],
    ["51200418", "sell", 312050, 4],
  ]);
});

test("the published candles come oldest first, and only a past one is closed", () => {
  const reading = reads.candles(eth, "1m", { now: epochMs(1767225700000) }).decode(reply(rest[3]));
  expect(
    reading.kind === "value" &&
      reading.value.map(({ openTime, closeTime, open, high, low, close, volume, turnover, state }) => ({
        openTime,
        closeTime,
        open,
        high,
        low,
        close,
        volume,
        turnover,
        state,
      })),
  ).toEqual([
    {
      openTime: 1767225600000,
      closeTime: 1767225660000,
      open: "3118.1",
      high: "3120.2",
      low: "3117.6",
      close: "3119.8",
      volume: undefined,
      turnover: "102377.05",
      state: "closed",
    },
    {
      openTime: 1767225660000,
      closeTime: 1767225720000,
      open: "3119.8",
      high: "3121.0",
      low: "3119.2",
      close: "3120.45",
      volume: undefined,
      turnover: "88214.62",
      state: "open",
    },
  ]);
});

test("the published clock is read to the millisecond", () => {
  expect(reads.time().decode(reply(rest[4]))).toEqual({ kind: "value", value: { venueTime: 1767225662417, errorMs: 1 } });
});

test("the published error bodies are refusals, by their words and codes before their status", () => {
  const [parameter, envelope, price, missing, limited] = payloads("rest-errors").map((body) => {
    const status = Number(/"status":(\d+)/.exec(body)?.[1] ?? 401);
    const reading = reads.instruments().decode(reply(body, status));
    return reading.kind === "refused" ? [reading.error.category, reading.error.venueCode, reading.error.retry.kind] : reading.kind;
  });
  expect(parameter).toEqual(["bad-request", "-2", "never"]);
  expect(envelope).toEqual(["auth", "10002", "never"]);
  expect(price).toEqual(["order-rejected", "302", "never"]);
  expect(missing).toEqual(["not-found", "-1", "never"]);
  expect(limited).toEqual(["rate-limited", "303", "backoff"]);
});
