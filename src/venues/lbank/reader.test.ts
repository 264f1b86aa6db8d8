import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type BookEvent } from "#core/event";
import { type Instrument, instrumentTable, unifiedId } from "#core/instrument";
import { articleReader } from "#venues/lbank/article/reader";
import { frameReader } from "#venues/lbank/reader";
import { type FrameReader, type Reading } from "#venues/venue";

const NOW = epochMs(1_790_000_000_500);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const SOL: Instrument = {
  venue: "lbank",
  product: "spot",
  kind: "spot",
  symbol: venueSymbol("sol_usdt"),
  id: unifiedId({ base: "SOL", quote: "USDT" }),
  base: "SOL",
  quote: "USDT",
  priceScale: 2,
  sizeScale: 5,
  tick: priceUnits(1),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "base",
  contractSize: "1",
  status: "trading",
};
const table = instrumentTable([SOL]);

const depth = (bids: string, asks = "[[151.32,40.5]]", more = ""): string =>
  `{"depth":{"asks":${asks},"bids":${bids}},"count":50,"type":"depth","pair":"sol_usdt"${more},"SERVER":"V2","TS":"2026-09-21T22:13:20.123"}`;
const trade = (members = '"price":151.31,"volume":2.4,"direction":"buy","TS":"2026-09-21T22:13:20.110"'): string =>
  `{"trade":{${members}},"type":"trade","pair":"sol_usdt","SERVER":"V2","TS":"2026-09-21T22:13:20.123"}`;

function told(reading: Reading): unknown {
  if (reading.kind !== "market") return reading;
  return { topic: reading.topic, events: reading.events.map((event) => (event.kind === "book-image" ? bookTold(event) : event)) };
}

function bookTold({ levels, ...rest }: BookEvent): unknown {
  const side = (column: BookEvent["levels"]["bids"]) =>
    Array.from({ length: column.length }, (_, at) => [column.prices[at], column.sizes[at]]);
  return { ...rest, bids: side(levels.bids), asks: side(levels.asks) };
}

const pair = (): { readonly fast: FrameReader; readonly slow: FrameReader } => ({
  fast: frameReader(() => table),
  slow: frameReader(() => table, { fast: false }),
});

/** Reads a frame both ways, expects the same of both, and returns it. */
function read(text: string, readers = pair()): Reading {
  const bytes = bytesOf(text);
  const slow = told(readers.slow.read(bytes, NOW));
  const reading = readers.fast.read(bytes, NOW);
  expect(told(reading)).toEqual(slow);
  return reading;
}

const figures = (type: "tick" | "kbar", members: string): string =>
  `{"${type}":{${members}},"type":"${type}","pair":"sol_usdt","SERVER":"V2","TS":"2026-09-21T22:13:20.123"}`;

test("plain books and prints are read fast, in any order of their fields", () => {
  const { fast } = pair();
  fast.read(bytesOf(depth("[[151.31,22.75]]", "[]", ',"s":"t-01"')), NOW);
  fast.read(bytesOf(trade()), NOW);
  fast.read(bytesOf('{"TS":"2026-09-21T22:13:20.123","pair":"sol_usdt","depth":{"bids":[],"asks":[]},"type":"depth"}'), NOW);
  expect(fast.counters).toMatchObject({ fastReads: 3, fallbackReads: 0 });
});

test("figures may be texts, have exponents or trailing zeros, and come out exact", () => {
  for (const figure of ["0.0004", '"0.00040"', "4.0E-4", "4e-4", '"4E-4"']) {
    const reading = read(depth(`[[151.31,${figure}]]`));
    const event = reading.kind === "market" ? reading.events[0] : undefined;
    expect(event?.kind === "book-image" ? event.levels.bids.sizes[0] : undefined, figure).toBe(40);
  }
});

test("the node of one push is not the next one's", () => {
  const readers = pair();
  expect(told(read(depth("[]", "[]", ',"s":"m-03"'), readers))).toMatchObject({ events: [{ node: "m-03" }] });
  const reading = read(depth("[]"), readers);
  expect(reading.kind === "market" && reading.events[0]?.kind === "book-image" ? reading.events[0].node : "none").toBeUndefined();
});

test.each([
  ["a digit too many", depth("[[151.311,1]]"), "more digits"],
  ["a negative size", depth("[[151.31,-1]]"), "negative"],
  ["a level without a size", depth("[[151.31]]"), "list of price and size"],
  ["a time that is none", depth("[]").replace("22:13:20.123", "25:13:20.123"), "TS is no time"],
  ["a direction that is none", trade().replace('"buy"', '"hold"'), "neither buy nor sell"],
  ["a price of zero", trade().replace("151.31", "0"), "not positive"],
  ["a ticker below zero", figures("tick", '"latest":-151.31'), "without a last price"],
  ["a candle below zero", figures("kbar", '"t":"2026-09-21T22:13:00.000","slot":"1min","o":1,"h":1,"l":-1,"c":1,"v":1,"a":1'), "prices"],
  ["a candle upside down", figures("kbar", '"t":"2026-09-21T22:13:00.000","slot":"1min","o":1,"h":1,"l":2,"c":1,"v":1,"a":1'), "prices"],
])("%s makes the frame malformed, with its topic", (_name, text, reason) => {
  const reading = read(text);
  expect(reading.kind === "malformed" ? [reading.topic !== undefined, reading.reason.includes(reason)] : reading).toEqual([true, true]);
});

test("a pair that the table does not hold, and a channel that nobody subscribed, are foreign", () => {
  expect(read(depth("[]").replace("sol_usdt", "doge_usdt"))).toEqual({ kind: "foreign", topic: undefined, symbol: "doge_usdt" });
  expect(read(depth("[]").replace('"type":"depth"', '"type":"fdepth"'))).toMatchObject({ kind: "foreign" });
});

test("a ping with an id that is too long is not echoed", () => {
  expect(read(`{"action":"ping","ping":"${"x".repeat(500)}"}`).kind).toBe("notice");
});

test("unknown fields are counted by both ways alike", () => {
  const readers = pair();
  read(depth("[]", "[]", ',"extra":{"deep":[1,null]}'), readers);
  expect([...readers.fast.counters.unknownFields]).toEqual([["extra", 1]]);
  expect([...readers.slow.counters.unknownFields]).toEqual([["extra", 1]]);
});

const FRAMES = [
  depth("[[151.31,22.75],[151.3,90.1]]", "[[151.32,40.5]]", ',"s":"t-07"'),
  depth("[[151.31,4.0E-4]]"),
  trade(),
  '{"tick":{"latest":151.31,"high":154.9,"low":147.05,"vol":9.1,"turnover":13.7,"change":1.87,"dir":"buy"},"type":"tick","pair":"sol_usdt","TS":"2026-09-21T22:13:20.123"}',
  '{"kbar":{"t":"2026-09-21T22:00:00.000","slot":"15min","o":1,"h":2,"l":0.5,"c":1.5,"v":3,"a":4,"n":5},"type":"kbar","pair":"sol_usdt","TS":"2026-09-21T22:13:20.123"}',
  '{"action":"ping","ping":"7c2f"}',
  '{"SERVER":"V2","message":"Invalid order pairs:[solusdt],remoteIp is: [192.0.2.10]","status":"error","TS":"2026-09-21T22:13:20.123"}',
];

test("mutated frames give a reading and never a throw, and both ways tell the same", () => {
  const readers = pair();
  const article = articleReader(() => table);
  const edit = fc.record({ at: fc.nat(400), cut: fc.nat(6), put: fc.string({ unit: "binary-ascii", maxLength: 4 }) });
  fc.assert(
    fc.property(fc.constantFrom(...FRAMES), fc.array(edit, { maxLength: 3 }), (frame, edits) => {
      let text = frame;
      for (const { at, cut, put } of edits) text = text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + cut);
      read(text, readers);
      article.read(bytesOf(text), NOW);
    }),
    { numRuns: 400 },
  );
});
