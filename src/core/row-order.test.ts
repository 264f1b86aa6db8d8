import { expect, test } from "vitest";
import { isNewestFirst } from "#core/row-order";

const rows = (...times: number[]) => times.map((venueTime) => ({ venueTime }));

test("rows whose times mostly fall stand newest first", () => {
  expect(isNewestFirst(rows(9, 7, 7, 3))).toBe(true);
  expect(isNewestFirst(rows(3, 7, 7, 9))).toBe(false);
});

test("a clock that was set back once does not turn the order of rows round", () => {
  expect(isNewestFirst(rows(100, 101, 102, 40, 41))).toBe(false);
  expect(isNewestFirst(rows(41, 40, 102, 101, 100))).toBe(true);
});

test("no row, one row and rows of one moment have no order to turn", () => {
  expect([rows(), rows(5), rows(5, 5)].map(isNewestFirst)).toEqual([false, false, false]);
});
