// What the published payloads do not show: odd frames, hostile ones, and that the fast path never says anything else than the other.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { instrumentTable } from "#core/instrument";
import { listings } from "#sim/market/instruments";
import { type FrameReader, type Reading } from "#venues/venue";
import { weexDialect } from "#venues/weex/dialect";
import { frameReader } from "#venues/weex/reader";
import { type WeexVersion } from "#venues/weex/wire";

const NOW = epochMs(1767225605000);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const contracts = listings(weexDialect)
  .map(({ instrument }) => instrument)
  .filter(({ product }) => product === "contract");
const tables = {
  v3: instrumentTable(contracts),
  v2: instrumentTable(
    contracts.map((instrument) => ({ ...instrument, symbol: `cmt_${instrument.symbol.toLowerCase()}` as typeof instrument.symbol })),
  ),
};
const seedsOf = (version: WeexVersion): readonly string[] =>
  readFileSync(new URL(`./fixtures/socket-${version}.ndjson`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("{"));

/** A reading as plain data; what is reused is copied. */
function told(reading: Reading): unknown {
  return JSON.parse(
    JSON.stringify(reading, (key, part: unknown) => {
      if (key === "instrument") return (part as { symbol: string }).symbol;
      if (key === "levels") {
        const { bids, asks } = part as Record<"bids" | "asks", { length: number; prices: Float64Array; sizes: Float64Array }>;
        return [bids, asks].map(({ length, prices, sizes }) => [...prices.slice(0, length), ...sizes.slice(0, length)]);
      }
      return typeof part === "bigint" ? `${part}n` : part;
    }),
  );
}

const pair = (version: WeexVersion): readonly [FrameReader, FrameReader] => [
  frameReader({ version, product: "contract" }, () => tables[version]),
  frameReader({ version, product: "contract", fast: false }, () => tables[version]),
];

function read([fast, slow]: readonly [FrameReader, FrameReader], frame: string): Reading {
  const bytes = bytesOf(frame);
  const slowly = told(slow.read(bytes, NOW));
  const reading = fast.read(bytes, NOW);
  expect(told(reading), frame).toEqual(slowly);
  return reading;
}

const depth = (parts: Partial<Record<"U" | "u" | "l" | "d" | "b" | "a" | "s" | "E", string>> = {}): string =>
  `{"e":"depth","E":${parts.E ?? "1767225600548"},"s":${parts.s ?? '"ETHUSDT"'},"U":${parts.U ?? "123"},"u":${parts.u ?? "140"},` +
  `"l":${parts.l ?? "200"},"d":${parts.d ?? '"CHANGED"'},"b":${parts.b ?? "[]"},"a":${parts.a ?? '[["2950.62","0"]]'}}`;
const payload = (row: string): string => `{"event":"payload","channel":"depth.cmt_ethusdt.15","data":[${row}]}`;
const row = (parts: { readonly symbol?: string; readonly asks?: string } = {}): string =>
  `{"startVersion":"123","endVersion":"140","level":15,"depthType":"CHANGED","symbol":"${parts.symbol ?? "cmt_ethusdt"}",` +
  `"asks":${parts.asks ?? '[{"price":"2950.62","size":"0"}]'},"bids":[]}`;

test("names that differ by case only are different fields", () => {
  const reading = read(pair("v3"), depth({ U: "7", u: "9" }));
  expect(reading).toMatchObject({ events: [{ previous: 7, sequence: 9 }] });
});

test("trades of one frame come oldest first, whatever order the venue sends", () => {
  const print = (T: number): string => `{"T":${T},"t":"id-${T}","p":"1.00","q":"0.100","v":"0.1","m":true}`;
  const reading = read(pair("v3"), `{"e":"trade","E":9,"s":"ETHUSDT","d":[${[5, 3, 4].map(print).join(",")}]}`);
  expect(reading.kind === "market" && reading.events.map((event) => (event.kind === "trade" ? event.tradeId : ""))).toEqual([
    "id-3",
    "id-4",
    "id-5",
  ]);
});

test("an id of 18 digits without quotes stays what it is", () => {
  const frame = '{"e":"trade","E":9,"s":"ETHUSDT","d":[{"T":1,"t":811111111111111401,"p":"1.00","q":"0.100","v":"0.1","m":true}]}';
  expect(read(pair("v3"), frame)).toMatchObject({ events: [{ tradeId: "811111111111111401" }] });
});

test("a V2 channel that contradicts its row is foreign: dropped and counted, never applied", () => {
  expect(read(pair("v2"), payload(row({ symbol: "cmt_btcusdt" }))).kind).toBe("foreign");
});

test("levels of V2 take their members in either order, and nothing beside them", () => {
  expect(read(pair("v2"), payload(row({ asks: '[{"size":"1.5","price":"2950.62"}]' }))).kind).toBe("market");
  expect(read(pair("v2"), payload(row({ asks: '[{"price":"2950.62","size":"1","extra":1}]' }))).kind).toBe("malformed");
  expect(read(pair("v2"), payload(row({ asks: '[{"price":"2950.62"}]' }))).kind).toBe("malformed");
});

test("a depth payload of two rows is malformed and tells its topic", () => {
  expect(read(pair("v2"), payload(`${row()},${row()}`))).toMatchObject({ kind: "malformed", topic: "depth.cmt_ethusdt.15" });
});

test("numbers that run backwards are malformed, and so is an event that contradicts its type", () => {
  expect(read(pair("v3"), depth({ U: "9", u: "7" }))).toMatchObject({ kind: "malformed", topic: "ETHUSDT@depth200" });
  expect(read(pair("v3"), depth({ d: '"SNAPSHOT"' }))).toMatchObject({ kind: "malformed", topic: "ETHUSDT@depth200" });
});

test.each([
  ["v3", '{"e":"ticker","E":1767225600548,"s":"ETHUSDT","d":[{"c":"-2950.61","h":"3011.20"}]}', "ETHUSDT@ticker"],
  ["v2", '{"event":"payload","channel":"ticker.cmt_ethusdt","data":[{"symbol":"cmt_ethusdt","high":"1"}]}', "ticker.cmt_ethusdt"],
  [
    "v3",
    '{"e":"kline","E":9,"s":"ETHUSDT","d":[{"t":1767225600000,"i":"1m","o":"1","h":"1","l":"2","c":"1","v":"0","q":"0"}]}',
    "ETHUSDT@kline_1m_LAST_PRICE",
  ],
] as const)("a %s ticker without a price, and a candle whose prices contradict each other, are malformed", (version, frame, topic) => {
  expect(read(pair(version), frame)).toMatchObject({ kind: "malformed", topic });
});

test("more digits than the instrument has make a frame malformed and its rules doubtful", () => {
  expect(read(pair("v3"), depth({ a: '[["2950.621","1"]]' }))).toMatchObject({ kind: "malformed", refreshInstruments: true });
});

test("a symbol that is not listed is foreign", () => {
  expect(read(pair("v3"), depth({ s: '"NEWUSDT"' }))).toMatchObject({ kind: "foreign", symbol: "NEWUSDT" });
});

test("candles of the mark price are not read as candles of the last", () => {
  const frame = '{"e":"kline","E":1,"s":"ETHUSDT","p":"MARK_PRICE","d":[]}';
  expect(read(pair("v3"), frame).kind).toBe("foreign");
});

test("a ping echoes the venue's time in V2 only, and nothing that could be harmful", () => {
  expect(read(pair("v2"), '{"event":"ping","time":1767225600000}')).toEqual({
    kind: "ping",
    reply: '{"event":"pong","time":"1767225600000"}',
  });
  expect(read(pair("v2"), '{"event":"ping","time":"\\",\\"x\\":\\""}').kind).toBe("notice");
  expect(read(pair("v2"), `{"event":"ping","time":"${"9".repeat(99)}"}`).kind).toBe("notice");
});

test("bytes that are no UTF-8 ask for the connection to be closed", () => {
  const [fast] = pair("v3");
  expect(fast.read(Uint8Array.of(0x7b, 0xff, 0x7d), NOW)).toMatchObject({ kind: "malformed", closeCode: 1007 });
});

const hostile = fc.constantFrom("NaN", "1e400", "-0", "4.0E-5", "9".repeat(40), "9007199254740993", "0", "1.", "01", "null", '"1.5"');
const splice = (frame: string, where: number, text: string): string =>
  frame.slice(0, where % frame.length) + text + frame.slice(where % frame.length);
const mutation = fc.oneof(
  fc.tuple(fc.nat(), fc.string({ maxLength: 3 })).map(
    ([where, text]) =>
      (frame: string) =>
        splice(frame, where, text),
  ),
  fc.tuple(fc.nat(), fc.nat(12)).map(
    ([where, length]) =>
      (frame: string) =>
        frame.slice(0, where % frame.length) + frame.slice((where % frame.length) + length),
  ),
  fc.tuple(fc.nat(), hostile).map(([where, text]) => (frame: string) => {
    const numbers = [...frame.matchAll(/"?-?\d+(?:\.\d+)?"?/g)];
    const found = numbers[where % Math.max(1, numbers.length)];
    return found === undefined ? frame : frame.slice(0, found.index) + text + frame.slice(found.index + found[0].length);
  }),
  fc
    .constantFrom("[[[[[[[[", '{"a":', '"x":{"constructor":{"prototype":1}},', '"\\u0065":1,', "\u00e4", "\u0000", '"__proto__":1,')
    .chain((text) => fc.nat().map((where) => (frame: string) => splice(frame, where, text))),
);

for (const version of ["v3", "v2"] as const) {
  test(`mutated frames of ${version} mean the same on both paths, never throw, and leave the prototypes alone`, () => {
    const readers = pair(version);
    const kinds = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom(...seedsOf(version)), fc.array(mutation, { minLength: 1, maxLength: 3 }), (seed, mutations) => {
        kinds.add(
          read(
            readers,
            mutations.reduce((frame, mutate) => (frame === "" ? frame : mutate(frame)), seed),
          ).kind,
        );
      }),
      { numRuns: 1_500 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
    for (const kind of ["market", "malformed", "foreign"]) expect(kinds).toContain(kind);
  });
}
