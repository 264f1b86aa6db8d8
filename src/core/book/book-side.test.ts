import fc from "fast-check";
import { expect, test } from "vitest";
import { BookSide } from "#core/book/book-side";
import { LevelColumn } from "#core/level-buffer";

const changes = fc.array(
  fc.record({ price: fc.integer({ min: 1, max: 120 }), size: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 })) }),
  { maxLength: 400 },
);

function levels(side: BookSide): [number, number][] {
  return Array.from({ length: side.length }, (_, rank) => [side.priceAt(rank), side.sizeAt(rank)]);
}

test.each(["bids", "asks"] as const)("%s hold what a map of prices holds, best first, after any changes", (which) => {
  fc.assert(
    fc.property(changes, (list) => {
      const side = new BookSide(which);
      const naive = new Map<number, number>();
      for (const { price, size } of list) {
        side.set(price, size);
        if (size === 0) naive.delete(price);
        else naive.set(price, size);
      }
      const sorted = [...naive].sort(([a], [b]) => (which === "bids" ? b - a : a - b));
      expect(levels(side)).toEqual(sorted);
      for (const { price } of list) expect(side.sizeOf(price)).toBe(naive.get(price) ?? 0);
    }),
  );
});

test.each(["bids", "asks"] as const)("%s that take a whole book hold what they would if its levels came one by one", (which) => {
  const book = fc.tuple(changes, fc.constantFrom("as it is", "rising", "falling"), fc.boolean());
  fc.assert(
    fc.property(changes, book, (before, [list, order, once]) => {
      const [whole, naive] = [new BookSide(which), new BookSide(which)];
      for (const { price, size } of before) whole.set(price, size);
      const column = new LevelColumn();
      const sizes = new Map(list.map(({ price, size }) => [price, once ? size + 1 : size]));
      const levelsOf = once ? [...sizes].map(([price, size]) => ({ price, size })) : [...list];
      if (order !== "as it is") levelsOf.sort((a, b) => (order === "rising" ? a.price - b.price : b.price - a.price));
      for (const { price, size } of levelsOf) {
        column.push(price, 0, size, 0);
        naive.set(price, size);
      }
      whole.replace(column);
      expect(levels(whole)).toEqual(levels(naive));
    }),
  );
});

test("pruning forgets the worst levels and tells how many", () => {
  const side = new BookSide("asks");
  for (let price = 1; price <= 10; price += 1) side.set(price, price);
  expect(side.prune(4)).toBe(6);
  expect(levels(side)).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
  ]);
  expect(side.prune(4)).toBe(0);
});

test("a copy of the best levels is a book of its own", () => {
  const source = new BookSide("bids");
  for (let price = 1; price <= 10; price += 1) source.set(price, 1);
  const copy = new BookSide("bids");
  copy.copyBest(source, 3);
  source.set(10, 0);
  expect(levels(copy)).toEqual([
    [10, 1],
    [9, 1],
    [8, 1],
  ]);
  copy.set(11, 5);
  expect(levels(copy)[0]).toEqual([11, 5]);
});

test("a side of five thousand levels keeps its order", () => {
  const side = new BookSide("bids");
  for (let step = 0; step < 5_000; step += 1) side.set(((step * 7919) % 5_000) + 1, 1);
  expect(side.length).toBe(5_000);
  expect(side.priceAt(0)).toBe(5_000);
  expect(side.priceAt(4_999)).toBe(1);
});
