import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { type BookEvent } from "#core/event";
import { LevelBuffer } from "#core/level-buffer";
import { check } from "#venues/weex/sequence";

const levels = new LevelBuffer();
const event = (kind: BookEvent["kind"], numbers: readonly [first: number | bigint, last: number | bigint], time?: number): BookEvent => ({
  kind,
  instrument: {} as BookEvent["instrument"],
  group: 0,
  previous: numbers[0],
  sequence: numbers[1],
  venueTime: time === undefined ? undefined : epochMs(time),
  levels,
});
const at = (sequence: number | bigint | undefined, time?: number) => ({
  sequence,
  venueTime: time === undefined ? undefined : epochMs(time),
});

test("a delta continues when its first number equals the last one, and never when it is one more", () => {
  expect(check(at(123), event("book-delta", [123, 140])).kind).toBe("apply");
  expect(check(at(123), event("book-delta", [124, 140]))).toEqual({ kind: "gap", expected: "123", received: "124" });
});

test("numbers may skip, because the venue sums changes up", () => {
  expect(check(at(123), event("book-delta", [123, 9_000])).kind).toBe("apply");
});

test("a delta that overlaps what is known is a gap, because its levels cannot be cut in two", () => {
  expect(check(at(123), event("book-delta", [120, 140])).kind).toBe("gap");
});

test("a repeat is old; with a newer time the chain began anew; without times only silence can tell", () => {
  expect(check(at(140, 1_000), event("book-delta", [123, 140], 1_000)).kind).toBe("old");
  expect(check(at(140, 1_000), event("book-delta", [3, 9], 2_000)).kind).toBe("reset");
  expect(check(at(140), event("book-delta", [3, 9])).kind).toBe("old");
});

test("a delta before its snapshot is dropped, and a snapshot starts the chain wherever it stands", () => {
  expect(check(at(undefined), event("book-delta", [123, 140])).kind).toBe("old");
  expect(check(at(undefined), event("book-snapshot", [100, 123])).kind).toBe("apply");
});

test("an unasked snapshot replaces the book when it moves on, and is a gap when it moves back", () => {
  expect(check(at(123), event("book-snapshot", [150, 160])).kind).toBe("apply");
  expect(check(at(123), event("book-snapshot", [90, 100])).kind).toBe("gap");
});

test("numbers beyond 2^53 chain exactly", () => {
  const far = 9_007_199_254_740_993n;
  expect(check(at(far), event("book-delta", [far, far + 5n])).kind).toBe("apply");
  expect(check(at(far), event("book-delta", [far + 1n, far + 5n])).kind).toBe("gap");
});
