import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalSequence, parseSequence, successor } from "#core/sequence";

test("a number has one form: a number up to 2^53 - 1, a bigint beyond", () => {
  expect(parseSequence("7004411")).toBe(7004411);
  expect(parseSequence("9007199254740991")).toBe(9007199254740991);
  expect(parseSequence("9007199254740992")).toBe(9007199254740992n);
  expect(parseSequence("0007")).toBe(7);
});

test("what is no whole number from 0 up is refused", () => {
  for (const text of ["", "-1", "+1", "1.0", "1e3", " 1", "x", "9".repeat(41)]) expect(parseSequence(text), text).toBeUndefined();
});

test("the next number follows across 2^53", () => {
  expect(successor(1)).toBe(2);
  expect(successor(Number.MAX_SAFE_INTEGER - 1)).toBe(Number.MAX_SAFE_INTEGER);
  expect(successor(Number.MAX_SAFE_INTEGER)).toBe(9007199254740992n);
  expect(successor(9007199254740992n)).toBe(9007199254740993n);
});

test("forms compare and equal as the numbers they are", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.bigInt({ min: 0n, max: 10n ** 20n }), (one, other) => {
      const left = canonicalSequence(one);
      const right = canonicalSequence(other);
      expect(left === right).toBe(one === other);
      expect(left < right).toBe(one < other);
      expect(successor(left)).toBe(canonicalSequence(one + 1n));
      expect(parseSequence(String(one))).toBe(left);
    }),
  );
});
