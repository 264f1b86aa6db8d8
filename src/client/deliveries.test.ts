import { expect, test } from "vitest";
import { type Delivery } from "#client/api";
import { CAPACITY_DEFAULT, overflowOf } from "#client/deliveries";

const BOOKS: Delivery = { kind: "latest" };
const TRADES: Delivery = { kind: "every", capacity: 500, overflow: "fail" };

test("a watch keeps its own way of handing out unless another is asked for", () => {
  expect(overflowOf(undefined, BOOKS)).toEqual({ kind: "latest" });
  expect(overflowOf(undefined, TRADES)).toEqual({ kind: "fail", capacity: 500 });
  expect(overflowOf("latest", TRADES)).toEqual({ kind: "latest" });
  expect(overflowOf("every", TRADES)).toEqual({ kind: "fail", capacity: 500 });
});

test("every of a conflating watch fails rather than loses", () => {
  expect(overflowOf("every", BOOKS)).toEqual({ kind: "fail", capacity: CAPACITY_DEFAULT });
});

test("a policy in full is taken as it is, and a capacity that holds nothing is refused", () => {
  expect(overflowOf({ kind: "every", capacity: 3, overflow: "drop-oldest" }, BOOKS)).toEqual({ kind: "drop-oldest", capacity: 3 });
  for (const capacity of [0, -1, 1.5, Number.NaN]) {
    expect(() => overflowOf({ kind: "every", capacity, overflow: "fail" }, BOOKS), String(capacity)).toThrow(/capacity/);
  }
});
