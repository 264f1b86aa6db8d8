import fc from "fast-check";
import { expect, test } from "vitest";
import { doubleMid, grouped, imbalance, microprice, spreadBps, spreadUnits, vwap } from "#core/book/book-figures";
import { BookSide } from "#core/book/book-side";

function sides(bids: [number, number][], asks: [number, number][]): { bids: BookSide; asks: BookSide } {
  const made = { bids: new BookSide("bids"), asks: new BookSide("asks") };
  for (const [price, size] of bids) made.bids.set(price, size);
  for (const [price, size] of asks) made.asks.set(price, size);
  return made;
}

test("figures of a small book are what a person computes", () => {
  const book = sides(
    [
      [100, 30],
      [99, 10],
    ],
    [
      [102, 10],
      [103, 20],
    ],
  );
  expect(doubleMid(book)).toBe(202);
  expect(spreadUnits(book)).toBe(2);
  expect(spreadBps(book)).toBeCloseTo(198.0198, 4);
  expect(imbalance(book, 1)).toBe(0.5);
  expect(imbalance(book, 2)).toBeCloseTo(10 / 70, 12);
  expect(microprice(book)).toBe((100 * 10 + 102 * 30) / 40);
  expect(vwap(book.asks, 20)).toBe(102.5);
  expect(vwap(book.asks, 31)).toBeUndefined();
});

test("an empty side has no figures", () => {
  const book = sides([[100, 1]], []);
  expect([doubleMid(book), spreadUnits(book), spreadBps(book), imbalance(book, 5), microprice(book), vwap(book.asks, 1)]).toEqual(
    Array(6).fill(undefined),
  );
});

test("groups hold the whole size, never cross their bucket, and come best first", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom("bids" as const, "asks" as const),
      (levels, step, direction) => {
        const side = new BookSide(direction);
        for (const [price, size] of levels) side.set(price, size);
        const buckets = grouped(side, { direction, step, depth: 1_000 });
        let total = 0;
        for (let rank = 0; rank < side.length; rank += 1) total += side.sizeAt(rank);
        expect(buckets.reduce((sum, { size }) => sum + size, 0)).toBe(total);
        for (const { price } of buckets) expect(price % step).toBe(0);
        // Only the last one can be cut, and is unless the side ends with it.
        const ends = side.length === 0 || buckets.at(-1)?.price === side.priceAt(side.length - 1);
        expect(buckets.map(({ cut }) => cut)).toEqual(buckets.map((_, at) => at === buckets.length - 1 && !ends));
        const fewer = grouped(side, { direction, step, depth: Math.max(1, buckets.length - 1) });
        if (buckets.length > 1) expect(fewer).toEqual(buckets.slice(0, -1));
        const prices = buckets.map(({ price }) => (direction === "bids" ? 10_000 - price : price));
        expect(prices).toEqual([...new Set(prices)].sort((a, b) => a - b));
      },
    ),
  );
});
