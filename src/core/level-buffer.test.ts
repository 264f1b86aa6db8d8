import fc from "fast-check";
import { expect, test } from "vitest";
import { unitsToText } from "#core/decimal";
import { LEVELS_MAX, LevelBuffer, LevelColumn } from "#core/level-buffer";

test("levels come out as units at the instrument's scales", () => {
  const column = new LevelColumn();
  column.push(312040, 2, 1875, 0);
  column.push(31203, 1, 20, 1);
  column.push(3119, 0, 0, 3);
  expect(column.settle(2, 0)).toBe(true);
  expect([...column.prices.subarray(0, 3)]).toEqual([312040, 312030, 311900]);
  expect([...column.sizes.subarray(0, 3)]).toEqual([1875, 2, 0]);
});

for (const [why, level] of [
  ["a price of zero", [0, 0, 1, 0]],
  ["a negative price", [-1, 0, 1, 0]],
  ["a negative size", [1, 0, -1, 0]],
  ["a price with more digits than the scale", [3120451, 3, 1, 0]],
  ["a size with more digits than the scale", [1, 0, 15, 1]],
  ["a price that is no number", [Number.NaN, 0, 1, 0]],
  ["a size that is no number", [1, 0, Number.NaN, 0]],
  ["a price that passes 2^53 at the scale", [9_007_199_254_740_991, 0, 1, 0]],
] as const) {
  test(`${why} makes the frame malformed`, () => {
    const column = new LevelColumn();
    column.push(100, 0, 1, 0);
    const [price, priceDecimals, size, sizeDecimals] = level;
    column.push(price, priceDecimals, size, sizeDecimals);
    expect(column.settle(2, 0)).toBe(false);
  });
}

test("settling twice changes nothing", () => {
  const column = new LevelColumn();
  column.push(31204, 1, 5, 0);
  expect(column.settle(2, 3)).toBe(true);
  expect(column.settle(2, 3)).toBe(true);
  expect([column.prices[0], column.sizes[0]]).toEqual([312040, 5000]);
});

test("a column grows to its bound, keeps what it holds, and then refuses", () => {
  const column = new LevelColumn();
  let pushed = 0;
  while (column.push(pushed + 1, 0, 1, 0)) pushed += 1;
  expect(pushed).toBe(LEVELS_MAX);
  expect(column.length).toBe(pushed);
  expect([column.prices[0], column.prices[300], column.prices[pushed - 1]]).toEqual([1, 301, pushed]);
});

test("clearing a buffer empties both sides", () => {
  const buffer = new LevelBuffer();
  buffer.bids.push(1, 0, 1, 0);
  buffer.asks.push(2, 0, 1, 0);
  buffer.clear();
  expect([buffer.bids.length, buffer.asks.length]).toEqual([0, 0]);
});

test("settled units write back as the text that came", () => {
  const level = fc.tuple(
    fc.integer({ min: 1, max: 1e9 }),
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 0, max: 1e9 }),
    fc.integer({ min: 0, max: 3 }),
  );
  fc.assert(
    fc.property(fc.array(level, { maxLength: 8 }), (levels) => {
      const column = new LevelColumn();
      for (const one of levels) column.push(...one);
      expect(column.settle(4, 3)).toBe(true);
      levels.forEach(([price, priceDecimals, size, sizeDecimals], at) => {
        expect(Number(unitsToText(column.prices[at] ?? 0, 4))).toBe(Number(unitsToText(price, priceDecimals)));
        expect(Number(unitsToText(column.sizes[at] ?? 0, 3))).toBe(Number(unitsToText(size, sizeDecimals)));
      });
    }),
  );
});
