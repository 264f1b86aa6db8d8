import fc from "fast-check";
import { expect, test } from "vitest";
import { runningOrder } from "#feed/prints/running-order";

test("running numbers are ordered as numbers, also beyond 2^53", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 29n }), fc.bigInt({ min: 0n, max: 10n ** 29n }), (one, other) => {
      expect(Math.sign(runningOrder(String(one), String(other)) ?? Number.NaN)).toBe(one < other ? -1 : one > other ? 1 : 0);
    }),
  );
});

test("what is no running number has no order", () => {
  for (const text of ["", "-1", "1.5", "a", "0x10", "1".repeat(31)]) expect(runningOrder(text, "5"), text).toBeUndefined();
});
