import { expect, test } from "vitest";
import { OrderBook } from "#core/book/order-book";
import { epochMs, instrumentId, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type BookEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { LevelBuffer } from "#core/level-buffer";

const instrument: Instrument = {
  venue: "lmex",
  product: "futures",
  kind: "perpetual",
  symbol: venueSymbol("ETH-PERP"),
  id: instrumentId("ETH/USDT:USDT"),
  base: "ETH",
  quote: "USDT",
  settle: "USDT",
  priceScale: 2,
  sizeScale: 0,
  tick: priceUnits(5),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "contract",
  contractSize: "0.01",
  status: "trading",
};

function event(kind: BookEvent["kind"], sides: { bids?: [number, number][]; asks?: [number, number][] }, sequence: number): BookEvent {
  const levels = new LevelBuffer();
  for (const [price, size] of sides.bids ?? []) levels.bids.push(price, 2, size, 0);
  for (const [price, size] of sides.asks ?? []) levels.asks.push(price, 2, size, 0);
  levels.bids.settle(2, 0);
  levels.asks.settle(2, 0);
  return { kind, instrument, group: 0, sequence, previous: sequence - 1, venueTime: epochMs(1), levels };
}

test("a snapshot replaces everything and a delta changes what it names", () => {
  const book = new OrderBook();
  book.apply(
    event(
      "book-snapshot",
      {
        bids: [
          [100, 5],
          [95, 4],
        ],
        asks: [[105, 3]],
      },
      10,
    ),
  );
  book.apply(
    event(
      "book-delta",
      {
        bids: [
          [95, 0],
          [90, 1],
        ],
        asks: [[105, 7]],
      },
      11,
    ),
  );
  expect([book.bids.length, book.bids.priceAt(0), book.bids.priceAt(1)]).toEqual([2, 100, 90]);
  expect(book.asks.sizeOf(105)).toBe(7);
  expect(book.sequence).toBe(11);
  book.apply(event("book-snapshot", { bids: [[50, 1]] }, 20));
  expect([book.bids.length, book.asks.length, book.sequence]).toEqual([1, 0, 20]);
});

test("levels beyond the depth fall out, worst first, and are counted", () => {
  const book = new OrderBook(2);
  book.apply(
    event(
      "book-snapshot",
      {
        bids: [
          [1, 1],
          [3, 1],
          [2, 1],
        ],
        asks: [
          [9, 1],
          [7, 1],
          [8, 1],
        ],
      },
      1,
    ),
  );
  expect([book.bids.priceAt(0), book.bids.priceAt(1), book.asks.priceAt(0), book.asks.priceAt(1)]).toEqual([3, 2, 7, 8]);
  expect(book.pruned).toBe(2);
});

test.each([
  ["locked", 100, 100, true],
  ["crossed", 101, 100, true],
  ["apart", 99, 100, false],
])("a %s book says so", (_, bid, ask, crossed) => {
  const book = new OrderBook();
  book.apply(event("book-snapshot", { bids: [[bid, 1]], asks: [[ask, 1]] }, 1));
  expect(book.crossed).toBe(crossed);
});

test("a book with one empty side is not crossed", () => {
  const book = new OrderBook();
  book.apply(event("book-snapshot", { bids: [[100, 1]] }, 1));
  expect(book.crossed).toBe(false);
});
