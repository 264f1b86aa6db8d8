// A book without our own orders: exact, and it says what it could not find. A few milliseconds.

import fc from "fast-check";
import { expect, test } from "vitest";
import { BookSnapshot } from "#client/book-view";
import { withoutOwn } from "#client/trading/without-own";
import { type OrderReport } from "#core/account/account-event";
import { venueOrderId } from "#core/account/order";
import { BookSide } from "#core/book/book-side";
import { epochMs, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { BTC_PERP } from "#sim/scripted-world";

type Levels = readonly (readonly [price: number, size: number])[];

function bookOf(bids: Levels, asks: Levels, venueTime?: number): BookSnapshot {
  const sides = { bids: new BookSide("bids"), asks: new BookSide("asks") };
  for (const [price, size] of bids) sides.bids.set(price, size);
  for (const [price, size] of asks) sides.asks.set(price, size);
  const source = { instrument: BTC_PERP, proof: "sequence", epoch: 1, receivedTime: undefined, ageMs: () => 5 } as const;
  const book = { ...sides, sequence: 7, venueTime: venueTime === undefined ? undefined : epochMs(venueTime) };
  return new BookSnapshot({ ...source, state: () => ({ kind: "live" }), book }, { depth: 25, merged: 0 });
}

const order = (price: number, size: number, more: Partial<OrderReport> = {}): OrderReport => ({
  kind: "order",
  instrument: BTC_PERP,
  venueOrderId: venueOrderId("1"),
  clientOrderId: undefined,
  status: "open",
  side: "buy",
  style: "limit",
  price: priceUnits(price),
  size: sizeUnits(size),
  filledSize: undefined,
  averagePrice: undefined,
  reduceOnly: undefined,
  words: undefined,
  venueTime: undefined,
  origin: "stream",
  ...more,
});

const levels = (side: readonly { readonly price: { readonly units: number }; readonly size: { readonly units: number } }[]) =>
  side.map(({ price, size }) => [price.units, size.units]);

test("what of ours rests is taken out of its level, and a level that is all ours is not there", () => {
  const book = bookOf(
    [
      [100, 10],
      [99, 5],
    ],
    [[101, 8]],
  );
  const shown = withoutOwn(book, [order(100, 6, { filledSize: sizeUnits(2) }), order(99, 5), order(101, 3, { side: "sell" })]);
  expect([levels(shown.bids), levels(shown.asks)]).toEqual([[[100, 6]], [[101, 5]]]);
  expect(shown.own.takenOut).toHaveLength(3);
  expect([shown.own.notShown, shown.sequence, shown.state]).toEqual([[], "7", "live"]);
  expect(levels(book.bids)).toEqual([
    [100, 10],
    [99, 5],
  ]);
});

test("a size that the book does not show is told, and nothing of others is taken for it", () => {
  const shown = withoutOwn(bookOf([[100, 4]], []), [order(100, 6), order(90, 2)]);
  expect(levels(shown.bids)).toEqual([]);
  expect(shown.own.notShown.map(({ price, size }) => `${size} at ${price}`)).toEqual(["2 at 10.0", "2 at 9.0"]);
});

test("an order that is newer than the picture is not taken out of what others had there", () => {
  const mine = [order(100, 6, { venueTime: epochMs(2_000) })];
  const [before, after] = [withoutOwn(bookOf([[100, 10]], [], 1_999), mine), withoutOwn(bookOf([[100, 10]], [], 2_000), mine)];
  expect([levels(before.bids), before.own.notShown.length]).toEqual([[[100, 10]], 1]);
  expect([levels(after.bids), after.own.notShown.length]).toEqual([[[100, 4]], 0]);
});

test.each([
  ["waits for its trigger", { status: "untriggered" as const }],
  ["is of another market", { instrument: { ...BTC_PERP, symbol: venueSymbol("ETH-PERP") } }],
  ["has no price", { price: undefined }],
  ["is filled", { filledSize: sizeUnits(6) }],
])("an order that %s takes nothing out", (_what, more) => {
  const shown = withoutOwn(bookOf([[100, 10]], []), [order(100, 6, more)]);
  expect([levels(shown.bids), shown.own.takenOut, shown.own.notShown]).toEqual([[[100, 10]], [], []]);
});

test("with every order in the book, what is left and what is ours are the book", () => {
  const amounts = fc.array(
    fc.record({ price: fc.integer({ min: 90, max: 100 }), ours: fc.integer({ min: 0, max: 9 }), others: fc.integer({ min: 0, max: 9 }) }),
    {
      maxLength: 11,
    },
  );
  fc.assert(
    fc.property(amounts, (rows) => {
      const unique = [...new Map(rows.map((row) => [row.price, row])).values()].filter(({ ours, others }) => ours + others > 0);
      const book = bookOf(
        unique.map(({ price, ours, others }) => [price, ours + others] as const),
        [],
      );
      const shown = withoutOwn(
        book,
        unique.filter(({ ours }) => ours > 0).map(({ price, ours }) => order(price, ours)),
      );
      const expected = unique.filter(({ others }) => others > 0).map(({ price, others }) => [price, others]);
      expect(levels(shown.bids)).toEqual(expected.sort(([a = 0], [b = 0]) => b - a));
      expect(shown.own.notShown).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
