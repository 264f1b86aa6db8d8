// The published payloads judge the decoder: whatever else changes, these frames must mean this.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { type BookEvent } from "#core/event";
import { type InstrumentTable, instrumentTable } from "#core/instrument";
import { type MarketReads, type Reading } from "#venues/venue";
import { weex } from "#venues/weex/index";
import { frameReader } from "#venues/weex/reader";
import { type WeexVersion } from "#venues/weex/wire";

const NOW = epochMs(1767225605000);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const reply = (body: string | undefined, status = 200) => ({ status, headers: {}, body: bytesOf(body ?? "") });

/** The payloads of a fixture file by the words above them; its first lines tell where they come from. */
function lines(name: string): readonly string[] {
  const text = readFileSync(new URL(`./fixtures/${name}.ndjson`, import.meta.url), "utf8");
  expect(text).toMatch(/^# /);
  return text.split("\n").filter((line) => line !== "");
}
const payloads = (name: string): readonly string[] => lines(name).filter((line) => !line.startsWith("#"));

const rest = lines("rest");
const body = (name: string): string => rest[rest.findIndex((line) => line.startsWith(`# ${name}`)) + 1] ?? "";
const reads: Readonly<Record<WeexVersion, MarketReads>> = {
  v3: weex.market("contract", { api: "v3" }).reads,
  v2: weex.market("contract", { api: "v2" }).reads,
};

function table(version: WeexVersion): InstrumentTable {
  const name = version === "v3" ? "contract v3 exchangeInfo" : "contract v2 contracts";
  const reading = reads[version].instruments().decode(reply(body(name)));
  return instrumentTable(reading.kind === "value" ? reading.value : []);
}
const tables = { v3: table("v3"), v2: table("v2") };
const instrumentOf = (version: WeexVersion) => {
  const found = tables[version].all[0];
  if (found === undefined) throw new RangeError("the fixture holds no instrument");
  return found;
};
const value = <Value>(reading: { readonly kind: string; readonly value?: Value }): Value | undefined => reading.value;

/** A reading as plain data, copied out of the reader's scratch space. */
function told(reading: Reading): unknown {
  if (reading.kind !== "market") return reading;
  const events = reading.events.map((event) => {
    if (event.kind === "trade") return [event.tradeId, event.side, event.price, event.size, event.venueTime];
    if (event.kind === "book-delta" || event.kind === "book-snapshot") return bookTold(event);
    const { instrument: _instrument, ...figures } = event as unknown as Record<string, unknown>;
    return figures;
  });
  return { topic: reading.topic, events };
}

function bookTold(event: BookEvent): unknown {
  const side = (column: BookEvent["levels"]["bids"]) =>
    Array.from({ length: column.length }, (_, at) => [column.prices[at], column.sizes[at]]);
  const { kind, sequence, previous, venueTime, levels } = event;
  return { kind, sequence, previous, venueTime, bids: side(levels.bids), asks: side(levels.asks) };
}

const ticker = {
  kind: "ticker",
  last: "2950.61",
  high24h: "3011.20",
  low24h: "2904.15",
  turnover24h: "1830444120.55",
  changeFraction24h: "0.012803",
  markPrice: "2950.58",
  origin: "pushed",
};
const candle = {
  kind: "candle",
  interval: "1m",
  openTime: 1767225600000,
  closeTime: 1767225660000,
  open: "2950.1",
  high: "2951.0",
  low: "2949.8",
  close: "2950.6",
  volume: "14.221",
  turnover: "41960.3",
  state: "open",
  partial: false,
  origin: "pushed",
};
const books = (topic: string, times: readonly (number | undefined)[]) => [
  {
    topic,
    events: [
      {
        kind: "book-snapshot",
        sequence: 6100000123,
        previous: 6100000100,
        venueTime: times[0],
        bids: [[295060, 12500]],
        asks: [[295062, 4100]],
      },
    ],
  },
  {
    topic,
    events: [
      {
        kind: "book-delta",
        sequence: 6100000140,
        previous: 6100000123,
        venueTime: times[1],
        bids: [],
        asks: [
          [295062, 0],
          [295071, 2400],
        ],
      },
    ],
  },
];

for (const fast of [true, false]) {
  const path = fast ? "the fast path" : "the fallback";

  test(`${path} reads the published frames of V3`, () => {
    const reader = frameReader({ version: "v3", product: "contract", fast }, () => tables.v3);
    const refused = (id: string, words: string) => ({
      kind: "refused",
      topic: undefined,
      requestId: id,
      code: "INVALID_ARGUMENT",
      words: `INVALID_ARGUMENT: ${words}`,
      retry: false,
    });
    expect(payloads("socket-v3").map((payload) => told(reader.read(bytesOf(payload), NOW)))).toEqual([
      {
        topic: "ETHUSDT@ticker",
        events: [{ ...ticker, volume24h: "617201.330", indexPrice: "2951.42", venueTime: 1767225600308 }],
      },
      ...books("ETHUSDT@depth200", [1767225600048, 1767225600548]),
      { topic: "ETHUSDT@trade", events: [["5b0f6a52-0c6e-4b5e-9a55-1a2b3c4d5e6f", "buy", 295061, 250, 1767225600001]] },
      { topic: "ETHUSDT@kline_1m_LAST_PRICE", events: [candle] },
      { kind: "foreign", topic: undefined, symbol: "bookTicker" },
      { kind: "notice", words: "event connected" },
      { kind: "ping", reply: '{"method":"PONG","id":1000000001}' },
      { kind: "ping", reply: '{"method":"PONG","id":1000000002}' },
      { kind: "ack", action: "subscribe", topics: [], requestId: "1" },
      { kind: "pong" },
      { kind: "pong" },
      refused("3", "invalid symbol : cmt_xyzusdt"),
      refused("12", "invalid depth level : 20"),
      { kind: "notice", words: "an echo of a method" },
      {
        kind: "refused",
        topic: "ETHUSDT@depth200",
        requestId: undefined,
        code: "delisted",
        words: "ETHUSDT is delisted: its snapshot is empty and numbered 0",
        retry: false,
      },
    ]);
    expect(reader.counters).toMatchObject(fast ? { fastReads: 4, fallbackReads: 0 } : { fastReads: 0, fallbackReads: 4 });
    expect(reader.counters.unknownFields.size).toBe(0);
  });

  test(`${path} reads the published frames of V2`, () => {
    const reader = frameReader({ version: "v2", product: "contract", fast }, () => tables.v2);
    const refused = (topic: string | undefined) => ({
      kind: "refused",
      topic,
      requestId: undefined,
      code: "40020",
      words: "Parameter channel is invalid",
      retry: false,
    });
    const ack = (action: string) => ({ kind: "ack", action, topics: ["ticker.cmt_ethusdt"], requestId: undefined });
    const candles = { topic: "kline.LAST_PRICE.cmt_ethusdt.MINUTE_1", events: [candle] };
    expect(payloads("socket-v2").map((payload) => told(reader.read(bytesOf(payload), NOW)))).toEqual([
      { topic: "ticker.cmt_ethusdt", events: [{ ...ticker, volume24h: "617201.33", venueTime: undefined }] },
      candles,
      ...books("depth.cmt_ethusdt.15", [undefined, undefined]),
      { topic: "trades.cmt_ethusdt", events: [[undefined, "buy", 295061, 250, 1767225600001]] },
      { kind: "ping", reply: '{"event":"pong","time":"1767225600000"}' },
      { kind: "pong" },
      ack("subscribe"),
      ack("unsubscribe"),
      refused("depth.cmt_ethusdt.20"),
      refused(undefined),
      candles,
    ]);
    expect(reader.counters).toMatchObject(fast ? { fastReads: 3, fallbackReads: 0 } : { fastReads: 0, fallbackReads: 3 });
    expect(reader.counters.unknownFields.size).toBe(0);
  });
}

test("both versions list the same instrument under symbols of their own, with exact steps in base coins", () => {
  const common = {
    id: "ETH/USDT:USDT",
    kind: "perpetual",
    priceScale: 2,
    sizeScale: 3,
    tick: 1,
    lot: 1,
    minSize: 1,
    maxSize: 50_000_000,
    sizeUnit: "base",
    contractSize: "1",
    status: "trading",
  };
  expect(instrumentOf("v3")).toMatchObject({ symbol: "ETHUSDT", ...common });
  expect(instrumentOf("v2")).toMatchObject({ symbol: "cmt_ethusdt", ...common });
});

test("V3's book over REST carries the chain's number, V2's carries a time", () => {
  const read = (version: WeexVersion) =>
    value(reads[version].book(instrumentOf(version), 200).decode(reply(body(`contract ${version} depth`))));
  expect(read("v3")).toMatchObject({ bids: [[295060, 12500]], asks: [[295062, 4100]], sequence: 6100000123, venueTime: undefined });
  expect(read("v2")).toMatchObject({ bids: [[295060, 12500]], asks: [[295062, 4100]], sequence: undefined, venueTime: 1767225600123 });
});

test("tickers agree on what is base volume, what is turnover, and that the change is a fraction", () => {
  for (const version of ["v3", "v2"] as const) {
    const read = value(reads[version].ticker(instrumentOf(version)).decode(reply(body(`contract ${version} ticker`))));
    expect(read).toMatchObject({ last: "2950.61", turnover24h: "1830444120.55", changeFraction24h: "0.012803", origin: "polled" });
    expect(read?.volume24h).toMatch(/^617201\.33/);
  }
});

test("trades come oldest first; ids of 18 digits survive as text, and V2's are left out because its socket has none", () => {
  const read = (version: WeexVersion) =>
    value(reads[version].trades(instrumentOf(version), { limit: 100 }).decode(reply(body(`contract ${version} trades`))));
  expect(read("v3")?.map(({ tradeId, side, size }) => [tradeId, side, size])).toEqual([
    ["811111111111111401", "sell", 100],
    ["5b0f6a52-0c6e-4b5e-9a55-1a2b3c4d5e6f", "buy", 250],
  ]);
  expect(read("v2")?.map(({ tradeId, side, size }) => [tradeId, side, size])).toEqual([[undefined, "buy", 250]]);
});

test("candles come oldest first from both versions, whichever end the venue sends first", () => {
  for (const version of ["v3", "v2"] as const) {
    const call = reads[version].candles(instrumentOf(version), "1m", { now: NOW });
    const read = value(call.decode(reply(body(`contract ${version} candles`))));
    expect(read?.map(({ openTime, close, volume, turnover, state }) => [openTime, close, volume, turnover, state])).toEqual([
      [1767225540000, "2950.6", "14.221", "41960.3", "closed"],
      [1767225600000, "2950.4", "3.5", "10326.0", "open"],
    ]);
  }
});

test("both clocks tell milliseconds", () => {
  for (const version of ["v3", "v2"] as const) {
    expect(value(reads[version].time().decode(reply(body(`contract ${version} time`))))).toEqual({ venueTime: 1767225600123, errorMs: 1 });
  }
});

test("refusals of both versions are told with their meaning", () => {
  const meanings = payloads("rest-errors").map((text) => {
    const reading = reads.v3.time().decode(reply(text, text.includes("Not Found") ? 404 : 400));
    return reading.kind === "refused" ? reading.error.code : reading.kind;
  });
  expect(meanings).toEqual([
    "venue-bad-request",
    "venue-clock",
    "venue-bad-request",
    "venue-clock",
    "venue-not-found",
    "venue-order-rejected",
  ]);
});
