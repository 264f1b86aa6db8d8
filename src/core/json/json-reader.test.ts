import fc from "fast-check";
import { expect, test } from "vitest";
import { type JsonValue, parseJson } from "#core/json/json-fallback";
import { JsonReader, KEY_END, KEY_GAVE_UP, KEY_UNKNOWN } from "#core/json/json-reader";
import { readDecimal, readLevels, type WrittenDecimal } from "#core/json/json-value";
import { KeyTable } from "#core/json/key-table";
import { TextPool } from "#core/json/text-pool";
import { LevelColumn } from "#core/level-buffer";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function reading(text: string): JsonReader {
  const reader = new JsonReader();
  reader.load(bytesOf(text));
  return reader;
}

const numbers: readonly (readonly [text: string, read: readonly [mantissa: number, decimals: number] | undefined])[] = [
  ["0", [0, 0]],
  ["7", [7, 0]],
  ["3120.40", [312040, 2]],
  ['"3120.40"', [312040, 2]],
  ['"0.00000001"', [1, 8]],
  ["0.0", [0, 1]],
  ["123456789", [123456789, 0]],
  ["1234567890", [1234567890, 0]],
  ["9007199254740991", [9007199254740991, 0]],
  ['"90071992.54740991"', [9007199254740991, 8]],
  ["9007199254740992", undefined],
  ["9007199254740993", undefined],
  ["99999999999999999999", undefined],
  ["01", undefined],
  ["00", undefined],
  ["1.", undefined],
  [".5", undefined],
  ["-1", undefined],
  ["-0", undefined],
  ["+1", undefined],
  ["NaN", undefined],
  ["Infinity", undefined],
  ["", undefined],
  ['""', undefined],
  ['"1', undefined],
  ['" 1"', undefined],
  ['"1 "', undefined],
  ["null", undefined],
];

for (const [text, read] of numbers) {
  test(`the number ${text === "" ? "(nothing)" : text} is ${read === undefined ? "left to the fallback" : "read exactly"}`, () => {
    const reader = reading(text);
    const accepted = reader.number() && reader.finished();
    expect(accepted ? [reader.mantissa, reader.decimals] : undefined).toEqual(read);
  });
}

test("a whole number with an exponent is left to the fallback", () => {
  const reader = reading("[1e5]");
  expect(reader.openArray()).toBe(true);
  expect(reader.item()).toBe(1);
  expect(reader.integer()).toBe(1);
  expect(reader.item()).toBe(KEY_GAVE_UP);
});

test("whole numbers are read to 2^53 - 1 and no further, and never from a fraction", () => {
  const wholes: readonly (readonly [string, number])[] = [
    ["7004411", 7004411],
    ["1767225663251", 1767225663251],
    ['"1767225663251"', 1767225663251],
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", -1],
    ["90071992547409910", -1],
    ["007", -1],
    ['"1.0"', -1],
    ['"1', -1],
    ["x", -1],
  ];
  for (const [text, whole] of wholes) expect(reading(text).integer(), text).toBe(whole);
});

test("keys are found in any order, unknown ones are named, and the end is told", () => {
  const table = new KeyTable(["bids", "asks", "seqNum"]);
  const pool = new TextPool();
  for (const text of ['{"bids":1,"asks":2,"more":3,"seqNum":4}', '{ "seqNum" : 4 , "more" : 3 , "asks" : 2 , "bids" : 1 }']) {
    const reader = reading(text);
    const seen = new Map<string, number>();
    expect(reader.openObject()).toBe(true);
    let key = table.names.length;
    for (;;) {
      key = reader.key(table, key);
      if (key === KEY_END) break;
      const name = key === KEY_UNKNOWN ? reader.unknownKey(pool) : (table.names[key] ?? "");
      expect(reader.number()).toBe(true);
      seen.set(name, reader.mantissa);
    }
    expect(reader.finished()).toBe(true);
    expect(Object.fromEntries(seen)).toEqual({ bids: 1, asks: 2, more: 3, seqNum: 4 });
  }
});

test("a key spelled with an escape is left to the fallback, because it may be one that is known", () => {
  const table = new KeyTable(["data"]);
  for (const text of ['{"d\\u0061ta":1}', '{"d\\"ata":1}', '{"dät":1}', '{"da\u0001":1}']) {
    const reader = reading(text);
    reader.openObject();
    expect(reader.key(table, 1), text).toBe(KEY_GAVE_UP);
  }
});

test("a peer that changes its order of keys is still read", () => {
  const table = new KeyTable(["a", "b", "c"]);
  const orders = ["abc", "cba", "bac", "abc", "cab"];
  for (const order of orders) {
    const reader = reading(`{${[...order].map((name) => `"${name}":1`).join(",")}}`);
    reader.openObject();
    let key = 3;
    let read = "";
    for (;;) {
      key = reader.key(table, key);
      if (key < 0) break;
      read += table.names[key];
      reader.skip();
    }
    expect(read).toBe(order);
  }
});

test("texts come from the pool as one object, and only when they are plain", () => {
  const pool = new TextPool();
  const first = reading('"update:ETH-PERP_0"').text(pool);
  const second = reading('"update:ETH-PERP_0"').text(pool);
  expect(first).toBe("update:ETH-PERP_0");
  expect(second).toBe(first);
  for (const text of ['"a\\u0062"', '"ä"', '"a', "a", '"\u0001"', '"\u007f"']) expect(reading(text).text(pool), text).toBeUndefined();
});

test("a pool keeps no part of the read that a text came with, so that later bytes there change nothing", () => {
  const pool = new TextPool();
  const read = Buffer.from('"ETH-PERP"');
  const reader = new JsonReader();
  reader.load(read);
  const text = reader.text(pool);
  read.fill(0x41);
  reader.load(Buffer.from('"ETH-PERP"'));
  expect([text, reader.text(pool)]).toEqual(["ETH-PERP", "ETH-PERP"]);
  reader.load(Buffer.from('"AAAAAAAA"'));
  expect(reader.text(pool)).toBe("AAAAAAAA");
});

test("a pool that is full still spells every text right", () => {
  const pool = new TextPool();
  for (let round = 0; round < 2; round += 1) {
    for (let number = 0; number < 20_000; number += 1) expect(reading(`"topic-${number}"`).text(pool)).toBe(`topic-${number}`);
  }
});

test("choices are found, and everything else is refused", () => {
  const table = new KeyTable(["snapshot", "delta"]);
  expect(reading('"snapshot"').choice(table)).toBe(0);
  expect(reading('"delta"').choice(table)).toBe(1);
  for (const text of ['"Delta"', '"delta', '"del\\u0074a"', "delta", '""']) expect(reading(text).choice(table), text).toBe(-1);
});

test("a table with a repeated name cannot be built", () => {
  expect(() => new KeyTable(["a", "a"])).toThrow(RangeError);
});

test("more levels than a book can have are left to the fallback, which refuses them too", () => {
  const text = `[${'["1","1"],'.repeat(20_000)}["1","1"]]`;
  expect(reading(text).levels(new LevelColumn())).toBe(false);
  const parsed = parseJson(bytesOf(text));
  expect(parsed.kind === "value" && readLevels(parsed.value, new LevelColumn())).toBe(false);
});

/** Reads any value with the pull reader, as the fallback would tell it: numbers as text with their places. Undefined when it gave up. */
function pull(reader: JsonReader, table: KeyTable, pool: TextPool, depth = 0): unknown {
  const first = reader.peek();
  if (depth > 40) return undefined;
  if (first === 0x7b) return pullObject(reader, table, pool, depth);
  if (first === 0x5b) {
    reader.openArray();
    const items: unknown[] = [];
    for (;;) {
      const item = reader.item();
      if (item === 0) return items;
      const value = item < 0 ? undefined : pull(reader, table, pool, depth + 1);
      if (value === undefined) return undefined;
      items.push(value);
    }
  }
  if (first === 0x22) return reader.text(pool);
  if (first >= 0x30 && first <= 0x39) return reader.number() ? { mantissa: reader.mantissa, decimals: reader.decimals } : undefined;
  return reader.skip() ? "word" : undefined;
}

function pullObject(reader: JsonReader, table: KeyTable, pool: TextPool, depth: number): unknown {
  reader.openObject();
  const members = new Map<string, unknown>();
  let key = table.names.length;
  for (;;) {
    key = reader.key(table, key);
    if (key === KEY_END) return members;
    if (key === KEY_GAVE_UP) return undefined;
    const name = key === KEY_UNKNOWN ? reader.unknownKey(pool) : (table.names[key] ?? "");
    const value = pull(reader, table, pool, depth + 1);
    if (value === undefined) return undefined;
    members.set(name, value);
  }
}

/** The fallback's value in the same words. */
function told(value: JsonValue, pulled: unknown): unknown {
  if (Array.isArray(value)) return value.map((item, at) => told(item, Array.isArray(pulled) ? pulled[at] : undefined));
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([name, inner]) => [name, told(inner, pulled instanceof Map ? pulled.get(name) : undefined)] as const,
    );
    return new Map(members);
  }
  if (value === null || typeof value === "boolean") return "word";
  // A number and its text look alike after the fallback; the pull reader says which it was.
  if (typeof value === "string" && (typeof pulled === "string" || pulled === undefined)) return pulled === "word" ? "word" : value;
  const decimal: WrittenDecimal = { mantissa: 0, decimals: 0 };
  if (typeof value === "string" && value.startsWith("-")) return "word";
  return readDecimal(value, decimal) ? { mantissa: decimal.mantissa, decimals: decimal.decimals } : value;
}

const names = fc.constantFrom("bids", "asks", "seqNum", "topic", "other", "__proto__", "constructor");
const leaf = fc.oneof(
  fc.constantFrom(
    "1",
    "0",
    "3120.40",
    "1.5",
    "true",
    "false",
    "null",
    '"x"',
    '"3120.40"',
    "-1",
    "1e5",
    "4.0E-5",
    '"1.5e-7"',
    "01",
    "1.",
    "9007199254740993",
    '"\\u0061"',
    '"ä"',
  ),
  fc.nat().map(String),
);
const tree = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("node"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
    fc
      .array(fc.tuple(names, tie("node")), { maxLength: 4 })
      .map((members) => `{${members.map(([name, value]) => `"${name}":${value}`).join(", ")}}`),
  ),
})).node;
const damage = fc.tuple(fc.nat(), fc.constantFrom("delete", "double", "replace", "cut"), fc.constantFrom(...'{}[]",:0 \\.e-\n\u0000'));

function damaged(text: string, [where, how, letter]: readonly [number, string, string]): string {
  const at = text.length === 0 ? 0 : where % text.length;
  if (how === "delete") return text.slice(0, at) + text.slice(at + 1);
  if (how === "double") return text.slice(0, at + 1) + text.slice(at);
  return how === "cut" ? text.slice(0, at) : text.slice(0, at) + letter + text.slice(at + 1);
}

test("what the pull reader accepts, JSON.parse accepts, with the same value", () => {
  const table = new KeyTable(["bids", "asks", "seqNum", "topic"]);
  const pool = new TextPool();
  let accepted = 0;
  fc.assert(
    fc.property(tree, fc.array(damage, { maxLength: 2 }), (text, damages) => {
      const input = damages.reduce(damaged, text);
      const reader = reading(input);
      const pulled = pull(reader, table, pool);
      if (pulled === undefined || !reader.finished()) return;
      accepted += 1;
      const parsed = parseJson(bytesOf(input));
      expect(() => JSON.parse(input)).not.toThrow();
      expect(parsed.kind).toBe("value");
      if (parsed.kind === "value") expect(told(parsed.value, pulled)).toEqual(pulled);
    }),
    { numRuns: 400 },
  );
  expect(accepted).toBeGreaterThan(40);
});

test("what is skipped, JSON.parse accepts", () => {
  fc.assert(
    fc.property(tree, fc.array(damage, { maxLength: 2 }), (text, damages) => {
      const input = damages.reduce(damaged, text);
      const reader = reading(input);
      if (reader.skip() && reader.finished()) expect(() => JSON.parse(input)).not.toThrow();
    }),
    { numRuns: 400 },
  );
});

const figure = fc.oneof(
  fc.constantFrom(
    "0",
    "0.0",
    "1",
    "3120.40",
    "00",
    "1.",
    "-0",
    "-5",
    "4.0E-5",
    "1e400",
    "1E",
    "1E+",
    "1.E5",
    "1e05",
    "0E7",
    "0.0e-3",
    "9".repeat(40),
    "9007199254740993",
    "null",
    "{}",
  ),
  fc.tuple(fc.nat(10_000_000), fc.nat(9)).map(([units, places]) => (units / 10 ** places).toFixed(places)),
  fc
    .tuple(fc.nat(1_000_000), fc.nat(6), fc.constantFrom("e", "E", "e+", "E-", "e-"), fc.nat(25))
    .map(([units, places, letter, exponent]) => `${(units / 10 ** places).toFixed(places)}${letter}${exponent}`),
);
const written = fc.tuple(figure, fc.boolean()).map(([text, quoted]) => (quoted ? `"${text}"` : text));

test.each([
  ["4.0E-5", 4, 5],
  ['"4.0E-5"', 4, 5],
  ["1.513E2", 1513, 1],
  ["15e2", 1500, 0],
  ["1.50e+1", 15, 0],
  ["100e-1", 10, 0],
  ["0.0E-9", 0, 0],
  ["1E-05", 1, 5],
])("%s is read with its exponent, exactly", (text, mantissa, decimals) => {
  const reader = reading(text);
  expect([reader.number(), reader.mantissa, reader.decimals, reader.finished()]).toEqual([true, mantissa, decimals, true]);
});

test.each(["1e", "1e+", "1e-", '"1e5', "1e100", "9007199254740993e0", "9e16", "1e23", '"1e5x"'])("%s is left to the fallback", (text) => {
  const reader = reading(text);
  expect(reader.number() && reader.finished()).toBe(false);
});

test("levels are the same from the bytes and from the fallback", () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(written, written), { maxLength: 4 }), fc.boolean(), (rows, spaced) => {
      const input = spaced
        ? `[ ${rows.map(([price, size]) => `[ ${price} , ${size} ]`).join(" , ")} ]`
        : `[${rows.map((row) => `[${row.join(",")}]`).join(",")}]`;
      const fast = new LevelColumn();
      const reader = reading(input);
      if (!reader.levels(fast) || !reader.finished()) return;
      accepted += 1;
      const parsed = parseJson(bytesOf(input));
      const slow = new LevelColumn();
      expect(parsed.kind === "value" && readLevels(parsed.value, slow)).toBe(true);
      expect(slow.length).toBe(fast.length);
      expect(slow.settle(8, 8)).toBe(fast.settle(8, 8));
      for (const key of ["prices", "sizes"] as const) {
        expect([...slow[key].subarray(0, slow.length)]).toEqual([...fast[key].subarray(0, fast.length)]);
      }
    }),
    { numRuns: 400 },
  );
  expect(accepted).toBeGreaterThan(20);
});
