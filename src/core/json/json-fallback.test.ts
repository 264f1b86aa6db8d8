import fc from "fast-check";
import { expect, test } from "vitest";
import {
  JSON_BYTES_MAX,
  JSON_DEPTH_MAX,
  JSON_EXACT_NUMBERS_MAX,
  JSON_VALUES_MAX,
  type JsonValue,
  parseJson,
  parseJsonText,
} from "#core/json/json-fallback";
import { asObject, asSequence, asText, asWhole, field, readDecimal, type WrittenDecimal } from "#core/json/json-value";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function parsedValue(text: string): JsonValue {
  const reading = parseJson(bytesOf(text));
  if (reading.kind !== "value") throw new Error(reading.reason);
  return reading.value;
}

test("numbers that a float would change come out as they were written", () => {
  expect(parsedValue("[9007199254740993,1.10,4.0E-5,-0,1e400,12345678901234567890]")).toEqual([
    "9007199254740993",
    "1.10",
    "4.0E-5",
    "-0",
    "1e400",
    "12345678901234567890",
  ]);
});

test("plain whole numbers stay numbers", () => {
  expect(parsedValue('{"seqNum":7004411,"zero":0,"time":1767225663251}')).toEqual({ seqNum: 7004411, zero: 0, time: 1767225663251 });
});

test("what stands inside strings is left alone", () => {
  expect(parsedValue('{"a":"1.5 and \\"2.5\\" \\\\","b":1.5}')).toEqual({ a: '1.5 and "2.5" \\', b: "1.5" });
});

for (const text of [
  "",
  " ",
  "{",
  '{"a":',
  "[1,]",
  "{1:2}",
  "{1.5:2}",
  "{-1:2}",
  "[01]",
  "[1.]",
  "[.5]",
  "[+1]",
  "[1e]",
  "[NaN]",
  "[Infinity]",
  "[-]",
  "nul",
  '"a',
  '"\u0001"',
  "[1 2]",
  "1.5.5",
  "\ufeff{}",
]) {
  test(`${JSON.stringify(text)} is malformed, not mended`, () => {
    expect(parseJson(bytesOf(text)).kind).toBe("malformed");
  });
}

test("invalid UTF-8 asks for the connection to be closed", () => {
  expect(parseJson(Uint8Array.of(0x22, 0xc3, 0x28, 0x22))).toEqual({ kind: "malformed", reason: "not valid UTF-8", closeCode: 1007 });
});

test("depth, size and number of values have limits", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
  expect(parseJsonText(nested(JSON_DEPTH_MAX)).kind).toBe("value");
  expect(parseJsonText(nested(JSON_DEPTH_MAX + 1))).toEqual({ kind: "malformed", reason: "nested deeper than 64" });
  expect(parseJson(new Uint8Array(JSON_BYTES_MAX + 1)).kind).toBe("malformed");
  expect(parseJsonText(`[${"1,".repeat(JSON_VALUES_MAX)}1]`).kind).toBe("value");
  expect(parseJsonText(`[${"1,".repeat(JSON_VALUES_MAX + 1)}1]`).kind).toBe("malformed");
  expect(parseJsonText(`[${"1.5,".repeat(JSON_EXACT_NUMBERS_MAX)}1.5]`).kind).toBe("malformed");
});

test("hostile names are names like any other", () => {
  const object = asObject(parsedValue('{"__proto__":{"polluted":1},"constructor":2}'));
  expect(object).toBeDefined();
  if (object === undefined) return;
  expect(field(object, "constructor")).toBe(2);
  expect(field(object, "toString")).toBeUndefined();
  expect(field(object, "hasOwnProperty")).toBeUndefined();
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  expect("polluted" in {}).toBe(false);
});

test("the last of repeated names wins", () => {
  expect(parsedValue('{"a":1,"a":2}')).toEqual({ a: 2 });
});

test("sequence numbers beyond 2^53 keep every digit", () => {
  expect(asSequence(parsedValue("9007199254740993"))).toBe(9007199254740993n);
  expect(asSequence(parsedValue('"9007199254740993"'))).toBe(9007199254740993n);
  expect(asWhole(parsedValue("9007199254740993"))).toBeUndefined();
  expect(asWhole(parsedValue("1767225663251"))).toBe(1767225663251);
  for (const text of ["-1", "1.5", '"x"', "null", "[]", "1e3"]) expect(asSequence(parsedValue(text)), text).toBeUndefined();
});

test("decimals are read exactly or not at all", () => {
  const cases: readonly (readonly [text: string, read: readonly [number, number] | undefined])[] = [
    ['"3120.40"', [312040, 2]],
    ["4.0E-5", [4, 5]],
    ["1e3", [1000, 0]],
    ["-12.50", [-125, 1]],
    ["-0", [0, 0]],
    ['"3120.4000000000000000000000"', [31204, 1]],
    ["9007199254740993", [Number.NaN, 0]],
    ["1e400", [Number.NaN, 0]],
    ['"NaN"', undefined],
    ['"Infinity"', undefined],
    ['"0x10"', undefined],
    ['""', undefined],
    ['"1 "', undefined],
    ["true", undefined],
    ["null", undefined],
    [`"${"9".repeat(65)}"`, undefined],
  ];
  for (const [text, read] of cases) {
    const target: WrittenDecimal = { mantissa: 1, decimals: 1 };
    const accepted = readDecimal(parsedValue(text), target);
    expect(accepted ? [target.mantissa, target.decimals] : undefined, text).toEqual(read);
  }
});

test("it accepts exactly what JSON.parse accepts, and tells the same apart from the spelling of numbers", () => {
  const alphabet = fc.constantFrom(...'{}[]",:0123456789.-+eE truefalsn\\u ');
  const soup = fc.array(alphabet, { maxLength: 24 }).map((letters) => letters.join(""));
  fc.assert(
    fc.property(
      fc.oneof(
        soup,
        fc.json(),
        fc.json().map((text) => text.slice(0, -1)),
      ),
      (text) => {
        let expected: unknown;
        let valid = true;
        try {
          expected = JSON.parse(text);
        } catch {
          valid = false;
        }
        const reading = parseJson(bytesOf(text));
        expect(reading.kind).toBe(valid ? "value" : "malformed");
        if (reading.kind === "value") expect(floats(reading.value, expected)).toEqual(expected);
      },
    ),
    { numRuns: 400 },
  );
});

/** Turns exact texts back into floats where the other side has one. */
function floats(value: JsonValue, expected: unknown): unknown {
  if (typeof expected === "number") return Number(asText(value));
  if (Array.isArray(value) && Array.isArray(expected)) return value.map((item, at) => floats(item, expected[at]));
  const object = asObject(value);
  if (object === undefined || typeof expected !== "object" || expected === null) return value;
  return Object.fromEntries(Object.entries(object).map(([name, inner]) => [name, floats(inner, Reflect.get(expected, name))]));
}
