import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { type BookEvent } from "#core/event";
import { type InstrumentTable, instrumentTable, type Product } from "#core/instrument";
import { lmex } from "#venues/lmex/index";
import { frameReader } from "#venues/lmex/reader";
import { type FrameReader, type Reading } from "#venues/venue";

const NOW = epochMs(1767225665000);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function tableOf(product: Product, symbols: readonly string[], tick = 0.05): InstrumentTable {
  const steps = { minPriceIncrement: tick, minSizeIncrement: 1, minOrderSize: 1, contractSize: 0.01, active: true };
  const rows = symbols.map((symbol) => ({ symbol, base: symbol.split("-")[0], quote: "USDT", ...steps }));
  const body = bytesOf(JSON.stringify(rows));
  const reading = lmex.market(product).reads.instruments().decode({ status: 200, headers: {}, body });
  return instrumentTable(reading.kind === "value" ? reading.value : []);
}

const futures = tableOf("futures", ["ETH-PERP", "BTC-PERP", "BTC-260925"]);
const spot = tableOf("spot", ["BTC-USDT"]);

interface BookWords {
  readonly topic?: string;
  readonly symbol?: string;
  readonly type?: string;
  readonly sequence?: number;
  readonly bids?: string;
  readonly asks?: string;
}

function bookFrame(words: BookWords = {}): string {
  const {
    topic = "update:ETH-PERP_0",
    symbol = "ETH-PERP",
    type = "delta",
    sequence = 12,
    bids = '[["3120.40","15"]]',
    asks = "[]",
  } = words;
  return `{"topic":"${topic}","data":{"bids":${bids},"asks":${asks},"seqNum":${sequence},"prevSeqNum":${sequence - 1},"type":"${type}","symbol":"${symbol}","timestamp":1767225663251}}`;
}

const tradeRow = (
  words: { readonly symbol?: string; readonly price?: string; readonly size?: string; readonly id?: string } = {},
): string =>
  `{"price":${words.price ?? "3120.5"},"size":${words.size ?? "4"},"side":"SELL","symbol":"${words.symbol ?? "ETH-PERP"}","tradeId":${words.id ?? "51200418"},"timestamp":1767225663004}`;

const tradesFrame = (rows: readonly string[], topic = "tradeHistoryApiV3:ETH-PERP"): string =>
  `{"topic":"${topic}","data":[${rows.join(",")}]}`;

/** A reading as plain data, copied out of the reader's scratch space. */
function told(reading: Reading): unknown {
  if (reading.kind !== "market") return reading;
  return {
    topic: reading.topic,
    events: reading.events.map((event) => (event.kind === "book-delta" || event.kind === "book-snapshot" ? bookTold(event) : event)),
  };
}

function bookTold(event: BookEvent): unknown {
  const { levels, ...rest } = event;
  const side = (column: BookEvent["levels"]["bids"]) =>
    Array.from({ length: column.length }, (_, at) => [column.prices[at], column.sizes[at]]);
  return { ...rest, bids: side(levels.bids), asks: side(levels.asks) };
}

const pair = (): { readonly fast: FrameReader; readonly slow: FrameReader } => ({
  fast: frameReader("futures", () => futures),
  slow: frameReader("futures", () => futures, { fast: false }),
});

/** Reads a frame both ways, expects the same of both, and returns it. */
function read(text: string, readers = pair()): Reading {
  const bytes = bytesOf(text);
  const slow = told(readers.slow.read(bytes, NOW));
  const reading = readers.fast.read(bytes, NOW);
  expect(told(reading)).toEqual(slow);
  return reading;
}

test("the fields of a frame may come in any order, with space between and with company", () => {
  const shuffled = `\n{ "id" : "" , "data" : { "timestamp" : 1767225663251 , "symbol" : "ETH-PERP" , "type" : "delta" , "x" : [ { "y" : null } , true ] , "prevSeqNum" : 11 , "seqNum" : 12 , "asks" : [ ] , "bids" : [ [ "3120.40" , "15" ] ] } , "topic" : "update:ETH-PERP_0" }\n`;
  const { fast } = pair();
  expect(told(fast.read(bytesOf(shuffled), NOW))).toEqual(told(read(bookFrame())));
  expect(fast.counters.fastReads).toBe(1);
  expect([...fast.counters.unknownFields]).toEqual([["x", 1]]);
});

test("fields that are not known are counted by name, and no peer can make the list grow without end", () => {
  for (const reader of Object.values(pair())) {
    for (let number = 0; number < 200; number += 1)
      reader.read(bytesOf(bookFrame().replace('"type"', `"field${number}":1,"again":2,"type"`)), NOW);
    expect(reader.counters.unknownFields.size).toBe(64);
    expect(reader.counters.unknownFields.get("field0")).toBe(1);
    expect(reader.counters.unknownFields.get("again")).toBe(200);
  }
});

test("the last of repeated fields wins, as in JSON.parse", () => {
  const reading = read(bookFrame().replace('"asks":[]', '"asks":[],"seqNum":1,"prevSeqNum":0'));
  expect(told(reading)).toMatchObject({ events: [{ sequence: 12, previous: 11 }] });
});

test("numbers beyond 2^53 stay exact as sequence and as id", () => {
  const numbers = '"seqNum":9007199254740993,"prevSeqNum":9007199254740992';
  expect(told(read(bookFrame().replace('"seqNum":12,"prevSeqNum":11', numbers)))).toMatchObject({
    events: [{ sequence: 9007199254740993n, previous: 9007199254740992n }],
  });
  expect(told(read(tradesFrame([tradeRow({ id: "12345678901234567890" })])))).toMatchObject({
    events: [{ tradeId: "12345678901234567890" }],
  });
});

test("a frame whose topic and data name two instruments is foreign: dropped and counted, never applied", () => {
  expect(read(bookFrame({ symbol: "BTC-PERP" }))).toEqual({ kind: "foreign", topic: "update:ETH-PERP_0", symbol: "BTC-PERP" });
  expect(read(bookFrame({ symbol: "DOGE-PERP" }))).toMatchObject({ kind: "foreign", symbol: "DOGE-PERP" });
  expect(read(bookFrame({ topic: "update:DOGE-PERP_0" }))).toMatchObject({ kind: "foreign", topic: "update:DOGE-PERP_0" });
  expect(read(tradesFrame([tradeRow({ symbol: "BTC-PERP" })]))).toMatchObject({ kind: "foreign", symbol: "BTC-PERP" });
});

test("data of topics that truebook does not subscribe is foreign", () => {
  for (const topic of ["snapshotL1:ETH-PERP", "update:ETH-PERP_9", "fillsV2", "", "tradeHistoryApiV9:ETH-PERP", "x".repeat(5_000)]) {
    expect(read(bookFrame({ topic })).kind, topic).toBe("foreign");
  }
});

test("every spelling of a topic leads to the one that was subscribed", () => {
  const spellings = ["update:ETH-PERP_0", "update:ETH-PERP", "update:ETH-PERP-USDT_0", "update:ETH-PERP-USDT", "update:ETHPFC_0"];
  for (const topic of spellings) expect(told(read(bookFrame({ topic }))), topic).toMatchObject({ topic: "update:ETH-PERP_0" });
  expect(told(read(bookFrame({ symbol: "ETH-PERP-USDT" })))).toMatchObject({ topic: "update:ETH-PERP_0" });
  expect(told(read(bookFrame({ topic: "update:BTC-260925_2", symbol: "BTC-260925" })))).toMatchObject({ topic: "update:BTC-260925_2" });
  expect(told(read(tradesFrame([tradeRow({ symbol: "ETHPFC" })], "tradeHistoryApi")))).toMatchObject({ topic: "tradeHistoryApi:ETH-PERP" });
});

test("spot symbols are taken as they are", () => {
  const reader = frameReader("spot", () => spot);
  expect(told(reader.read(bytesOf(bookFrame({ topic: "update:BTC-USDT_0", symbol: "BTC-USDT" })), NOW))).toMatchObject({
    topic: "update:BTC-USDT_0",
  });
  expect(reader.read(bytesOf(bookFrame({ topic: "update:BTC-USDT-USDT_0", symbol: "BTC-USDT" })), NOW).kind).toBe("foreign");
});

test("a delta without a grouping continues the grouping whose number it names", () => {
  const readers = pair();
  read(bookFrame({ type: "snapshot", sequence: 100 }), readers);
  read(bookFrame({ topic: "update:ETH-PERP_3", type: "snapshot", sequence: 500 }), readers);
  const topicOf = (sequence: number): unknown => told(read(bookFrame({ topic: "update:ETH-PERP", sequence }), readers));
  expect(topicOf(501)).toMatchObject({ topic: "update:ETH-PERP_3", events: [{ group: 3 }] });
  expect(topicOf(101)).toMatchObject({ topic: "update:ETH-PERP_0", events: [{ group: 0 }] });
  expect(topicOf(502)).toMatchObject({ topic: "update:ETH-PERP_3" });
  // Nobody stands at 899: the venue's default grouping gets it, and its sequence rule calls it a gap.
  expect(topicOf(900)).toMatchObject({ topic: "update:ETH-PERP_0" });
});

test("a delta without a grouping goes to the only grouping that is heard, also when one before it was lost", () => {
  const readers = pair();
  read(bookFrame({ topic: "update:ETH-PERP_3", type: "snapshot", sequence: 500 }), readers);
  const skipping = bookFrame({ topic: "update:ETH-PERP", sequence: 502 });
  expect(told(read(skipping, readers))).toMatchObject({ topic: "update:ETH-PERP_3", events: [{ group: 3, previous: 501 }] });
});

test("a delta without a grouping that fits two of them is applied to neither", () => {
  const readers = pair();
  read(bookFrame({ type: "snapshot", sequence: 100 }), readers);
  read(bookFrame({ topic: "update:ETH-PERP_3", type: "snapshot", sequence: 100 }), readers);
  expect(read(bookFrame({ topic: "update:ETH-PERP", sequence: 101 }), readers)).toMatchObject({
    kind: "malformed",
    topic: "update:ETH-PERP_0",
  });
});

test("trades of two instruments in one message are malformed", () => {
  const rows = [tradeRow(), tradeRow({ symbol: "BTC-PERP" })];
  expect(read(tradesFrame(rows))).toMatchObject({ kind: "malformed", topic: "tradeHistoryApiV3:ETH-PERP" });
  expect(read(tradesFrame(rows, "tradeHistoryApi"))).toMatchObject({ kind: "malformed", topic: undefined });
});

test("an empty batch of trades is market data without events", () => {
  expect(read(tradesFrame([]))).toMatchObject({ kind: "market", topic: "tradeHistoryApiV3:ETH-PERP", events: [] });
  expect(read(tradesFrame([], "tradeHistoryApi"))).toMatchObject({ kind: "foreign" });
});

test("more digits than the instrument's scale make a frame malformed and its rules doubtful", () => {
  const doubtful = { kind: "malformed", refreshInstruments: true };
  expect(read(bookFrame({ bids: '[["3120.401","15"]]' }))).toMatchObject({ ...doubtful, topic: "update:ETH-PERP_0" });
  expect(read(bookFrame({ asks: '[["3120.40","1.5"]]' }))).toMatchObject(doubtful);
  expect(read(bookFrame({ bids: `[["${"9".repeat(40)}","15"]]` }))).toMatchObject(doubtful);
  expect(read(tradesFrame([tradeRow({ price: "3120.501" })]))).toMatchObject(doubtful);
  expect(read(tradesFrame([tradeRow({ size: "4.5" })]))).toMatchObject(doubtful);
});

test("trailing zeros and exponents are the same number", () => {
  const level = (text: string): unknown => told(read(bookFrame({ bids: `[[${text}]]` })));
  const plain = level('"3120.40","150"');
  for (const text of ['"3120.4","150"', "3120.4,150", '"3120.40000000000000000000","150.000"', "3.1204e3,1.5E2", '"3.1204E+3","150"'])
    expect(level(text), text).toEqual(plain);
});

for (const hostile of [
  "NaN",
  '"NaN"',
  '"Infinity"',
  "1e400",
  "-1",
  '"-0.5"',
  "0",
  '"0"',
  "null",
  "[]",
  "true",
  '""',
  '" 1"',
  '"0x1F"',
  "01",
  ".5",
  '"1,5"',
]) {
  test(`a price of ${hostile} makes the frame malformed`, () => {
    expect(read(bookFrame({ bids: `[[${hostile},"15"]]` })).kind).toBe("malformed");
    expect(read(tradesFrame([tradeRow({ price: hostile })])).kind).toBe("malformed");
  });
}

for (const hostile of ["NaN", '"Infinity"', "1e400", "-1", "null", "{}", '"-5"']) {
  test(`a size of ${hostile} makes the frame malformed, and never removes a level`, () => {
    expect(read(bookFrame({ bids: `[["3120.40",${hostile}]]` })).kind).toBe("malformed");
    expect(read(tradesFrame([tradeRow({ size: hostile })])).kind).toBe("malformed");
  });
}

test("every spelling of zero removes a level", () => {
  for (const zero of ['"0"', '"0.0"', '"0.00000000"', "0", "0.0", "-0", '"-0.0"', "0e5"]) {
    expect(told(read(bookFrame({ bids: `[["3120.40",${zero}]]` }))), zero).toMatchObject({ events: [{ bids: [[312040, 0]] }] });
  }
});

for (const [what, bids] of [
  ["no pair", '[["3120.40"]]'],
  ["three parts", '[["3120.40","1","2"]]'],
  ["an object", '[{"price":"1"}]'],
  ["a null level", "[null]"],
  ["no list", '{"a":1}'],
  ["null", "null"],
] as const) {
  test(`levels with ${what} make the frame malformed`, () => {
    expect(read(bookFrame({ bids }))).toMatchObject({ kind: "malformed", topic: "update:ETH-PERP_0" });
  });
}

for (const missing of ["bids", "asks", "seqNum", "prevSeqNum", "type", "symbol"]) {
  test(`a delta without ${missing} is malformed, and tells its topic`, () => {
    expect(read(bookFrame().replace(`"${missing}"`, '"other"'))).toMatchObject({ kind: "malformed", topic: "update:ETH-PERP_0" });
  });
}

test("a book without a time is read, with a time that is none it is malformed", () => {
  expect(told(read(bookFrame().replace('"timestamp"', '"other"')))).toMatchObject({ events: [{ venueTime: undefined }] });
  expect(read(bookFrame().replace("1767225663251", '"yesterday"')).kind).toBe("malformed");
});

test("what is neither market data nor anything that the venue sends is malformed for every topic", () => {
  for (const text of ["", "{", "[]", "5", "null", "garbage", "pongpong", '{"data":{}}', '{"topic":5}']) {
    expect(read(text), text).toMatchObject({ kind: "malformed", topic: undefined });
  }
  expect(read('{"topic":"update:ETH-PERP_0"}')).toMatchObject({ kind: "malformed", topic: "update:ETH-PERP_0" });
  expect(read('{"hello":1}')).toMatchObject({ kind: "notice" });
  expect(read('{"event":"shutdown"}')).toMatchObject({ kind: "notice", words: "event shutdown" });
});

test("bytes that are no UTF-8 ask for the connection to be closed", () => {
  const bytes = bytesOf(bookFrame());
  bytes[20] = 0xff;
  for (const reader of Object.values(pair())) expect(reader.read(bytes, NOW)).toMatchObject({ kind: "malformed", closeCode: 1007 });
});

test("one message may refuse several topics", () => {
  const row = (symbol: string): string => `{"arg":"update:${symbol}_0","error":{"code":1000,"message":"no"}}`;
  expect(read(`{"severity":"ERROR","errors":[${row("A-PERP")},${row("B-PERP")}]}`)).toMatchObject({
    kind: "refused",
    topic: "update:A-PERP_0",
    alsoTopics: ["update:B-PERP_0"],
    code: "1000",
    retry: false,
  });
});

test("a refusal with a code that nobody knows may be tried again; its words are made safe to show", () => {
  const reading = read('{"severity":"ERROR","errors":[{"arg":"update:A_0","error":{"code":4711,"message":"\\u001b[31mred"}}]}');
  expect(reading).toMatchObject({ kind: "refused", code: "4711", retry: true });
  expect(reading.kind === "refused" && reading.words.includes("\u001b")).toBe(false);
});

test("new instruments are used from the next frame on, by either path", () => {
  let table = futures;
  for (const fast of [true, false]) {
    table = futures;
    const reader = frameReader("futures", () => table, { fast });
    const firstBid = (): unknown => (told(reader.read(bytesOf(bookFrame()), NOW)) as { events: { bids: unknown[] }[] }).events[0]?.bids[0];
    expect(firstBid()).toEqual([312040, 15]);
    table = tableOf("futures", ["ETH-PERP"], 0.0001);
    expect(firstBid()).toEqual([31204000, 15]);
    table = tableOf("futures", ["ETH-PERP"], 0.001);
    expect(firstBid()).toEqual([3120400, 15]);
    table = tableOf("futures", ["BTC-PERP"]);
    expect(reader.read(bytesOf(bookFrame()), NOW).kind).toBe("foreign");
  }
});

test("a frame cut at any byte is malformed, with its topic as soon as the cut leaves it readable", () => {
  const whole = bookFrame();
  const known = whole.indexOf('","data"');
  const readers = pair();
  for (let length = 0; length < whole.length; length += 1) {
    expect(read(whole.slice(0, length), readers), whole.slice(0, length)).toMatchObject({
      kind: "malformed",
      topic: length > known ? "update:ETH-PERP_0" : undefined,
    });
  }
});

const hostileNumber = fc.constantFrom(
  "NaN",
  "1e400",
  "-0",
  "4.0E-5",
  "9".repeat(40),
  "9007199254740993",
  "0",
  "1.",
  "01",
  '"3120.40"',
  "null",
  "3120.45",
);
const seeds = [
  bookFrame(),
  bookFrame({ type: "snapshot", bids: '[["3120.40","1875"],["3120.35","402"]]', asks: '[["3120.65","310"],["3120.50","960"]]' }),
  bookFrame({ topic: "update:ETH-PERP" }),
  tradesFrame([tradeRow(), tradeRow({ id: '"51200417"' })]),
  '{"event":"subscribe","channel":["update:ETH-PERP_0"]}',
  '{"severity":"ERROR","errors":[{"arg":"update:FOO-PERP_0","error":{"code":1000,"message":"no"}}]}',
] as const;

const mutation = fc.oneof(
  fc.tuple(fc.nat(), fc.string({ maxLength: 3 })).map(
    ([where, text]) =>
      (frame: string) =>
        splice(frame, where, text),
  ),
  fc.tuple(fc.nat(), fc.nat(12)).map(
    ([where, length]) =>
      (frame: string) =>
        cutOut(frame, where, length),
  ),
  fc.tuple(fc.nat(), hostileNumber).map(
    ([where, text]) =>
      (frame: string) =>
        replaceNth(frame, /"?-?\d+(?:\.\d+)?"?/g, { where, text }),
  ),
  fc.tuple(fc.nat(), fc.constantFrom('"bids"', '"\\u0062ids"', '"seqNum"', '"__proto__"', '"topic"', '"data"')).map(
    ([where, text]) =>
      (frame: string) =>
        replaceNth(frame, /"[a-zA-Z]+"(?=:)/g, { where, text }),
  ),
  fc
    .constantFrom("[[[[[[[[", '{"a":', '"x":{"constructor":{"prototype":1}},', "\u00e4", "\u0000")
    .chain((text) => fc.nat().map((where) => (frame: string) => splice(frame, where, text))),
);

const splice = (frame: string, where: number, text: string): string =>
  frame.slice(0, where % frame.length) + text + frame.slice(where % frame.length);

function cutOut(frame: string, where: number, length: number): string {
  const at = where % frame.length;
  return frame.slice(0, at) + frame.slice(at + length);
}

function replaceNth(frame: string, pattern: RegExp, by: { readonly where: number; readonly text: string }): string {
  const count = [...frame.matchAll(pattern)].length;
  let seen = -1;
  return frame.replace(pattern, (match) => {
    seen += 1;
    return seen === by.where % Math.max(1, count) ? by.text : match;
  });
}

test("mutated frames mean the same on both paths, never throw, and leave the prototypes alone", () => {
  const readers = pair();
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 3 }), (seed, mutations) => {
      const reading = read(
        mutations.reduce((frame, mutate) => (frame === "" ? frame : mutate(frame)), seed as string),
        readers,
      );
      kinds.set(reading.kind, (kinds.get(reading.kind) ?? 0) + 1);
    }),
    { numRuns: 1_500 },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
  for (const kind of ["market", "malformed", "foreign"]) expect(kinds.get(kind), kind).toBeGreaterThan(0);
});

test("mutated bytes, also such as are no text, never throw", () => {
  const readers = pair();
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
      (seed, changes) => {
        const bytes = bytesOf(seed);
        for (const [where, value] of changes) bytes[where % bytes.length] = value;
        const slow = told(readers.slow.read(bytes, NOW));
        expect(told(readers.fast.read(bytes, NOW))).toEqual(slow);
      },
    ),
    { numRuns: 1_000 },
  );
});

test("looking ahead finds the books of usual frames, and reads come out as if nobody had", () => {
  const frames = [
    bookFrame(),
    "pong",
    bookFrame({ topic: "update:BTC-PERP_0", symbol: "BTC-PERP" }),
    tradesFrame([tradeRow()]),
    '{"topic":',
    bookFrame({ topic: "update:NEW-PERP_0", symbol: "NEW-PERP" }),
    bookFrame({ sequence: 13 }),
  ].map(bytesOf);
  const [plain, looking] = [frameReader("futures", () => futures), frameReader("futures", () => futures)];
  const routes: number[] = [];
  // Nothing is known of a topic before its first frame was read.
  expect(looking.ahead?.(frames, frames.length, routes)).toBe(0);
  for (const frame of frames) expect(told(looking.read(frame, NOW))).toEqual(told(plain.read(frame, NOW)));
  const [ether, coin] = [0, 2].map((at) => routeOf(looking, frames[at] ?? bytesOf("")));
  expect(looking.ahead?.(frames, frames.length, routes)).toBe(3);
  expect(routes.slice(0, 3)).toEqual([ether, coin, ether]);
  expect(looking.ahead?.(frames, 1, routes)).toBe(1);
  for (const frame of frames) expect(told(looking.read(frame, NOW))).toEqual(told(plain.read(frame, NOW)));
});

test("what was seen ahead is used for its own frame only, however they are read", () => {
  const [ether, coin, later] = [
    bookFrame(),
    bookFrame({ topic: "update:BTC-PERP_0", symbol: "BTC-PERP" }),
    bookFrame({ sequence: 13 }),
  ].map(bytesOf);
  if (ether === undefined || coin === undefined || later === undefined) throw new Error("three frames");
  const [plain, looking] = [frameReader("futures", () => futures), frameReader("futures", () => futures)];
  const cut = [ether, coin];
  const reads = (...frames: readonly Uint8Array[]): void => {
    for (const frame of frames) expect(told(looking.read(frame, NOW))).toEqual(told(plain.read(frame, NOW)));
  };
  reads(ether, coin);
  looking.ahead?.(cut, 2, []);
  reads(coin, ether, coin);
  looking.ahead?.(cut, 2, []);
  // The list belongs to whoever cuts: what it holds later was not looked at, even as long a frame in the same place.
  cut[0] = coin;
  cut[1] = later;
  reads(coin, later, ether);
  // Spaces that nobody writes lie before the name.
  const spaced = [` ${new TextDecoder().decode(coin)}`, new TextDecoder().decode(ether).replace('{"topic":', '{"topic": ')].map(bytesOf);
  looking.ahead?.(spaced, 2, []);
  reads(...spaced);
});

function routeOf(reader: FrameReader, frame: Uint8Array): number | undefined {
  const reading = reader.read(frame, NOW);
  return reading.kind === "market" ? reading.route : undefined;
}
