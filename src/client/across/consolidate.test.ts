// Costs under half a second.

import fc from "fast-check";
import { expect, test } from "vitest";
import { consolidate, crossSpread } from "#client/across/consolidate";
import { type BookView } from "#client/api";
import { BookSnapshot } from "#client/book-view";
import { type BookState, LIVE } from "#core/book/book-state";
import { OrderBook } from "#core/book/order-book";
import { epochMs, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { UsageError } from "#core/error";
import { type Instrument, unifiedId } from "#core/instrument";

interface Made {
  readonly venue: string;
  readonly bid?: readonly [price: number, size: number];
  readonly ask?: readonly [price: number, size: number];
  readonly state?: BookState;
  readonly rules?: Partial<Instrument>;
}

/** A venue's book as units at its own scales: prices at two places, sizes in whole contracts of 0.001 coins. */
function bookOf(made: Made): BookView {
  const instrument: Instrument = {
    venue: made.venue,
    product: "futures",
    kind: "perpetual",
    symbol: venueSymbol("BTC-PERP"),
    id: unifiedId({ base: "BTC", quote: "USDT", settle: "USDT" }),
    base: "BTC",
    quote: "USDT",
    settle: "USDT",
    priceScale: 2,
    sizeScale: 0,
    tick: priceUnits(1),
    lot: sizeUnits(1),
    minSize: sizeUnits(1),
    sizeUnit: "contract",
    contractSize: "0.001",
    status: "trading",
    ...made.rules,
  };
  const side = (level: readonly [number, number] | undefined) =>
    level === undefined ? [] : [[priceUnits(level[0]), sizeUnits(level[1])] as const];
  const book = new OrderBook();
  book.replace({ instrument, bids: side(made.bid), asks: side(made.ask), sequence: 1, venueTime: epochMs(1) });
  const state = (): BookState => made.state ?? LIVE;
  const source = { instrument, book, proof: "sequence" as const, epoch: 1, receivedTime: epochMs(2), state, ageMs: () => 12 };
  return new BookSnapshot(source, { depth: 1, merged: 0 });
}

const COINS: Partial<Instrument> = { priceScale: 1, sizeScale: 3, sizeUnit: "base", contractSize: "1" };
const AWAY: BookState = { kind: "stale", reason: "disconnected" };

test("the best of each side is found over venues that write prices and sizes differently, with its size in base coins", () => {
  const best = consolidate([
    bookOf({ venue: "lmex", bid: [6_425_020, 1_875], ask: [6_425_070, 40] }),
    bookOf({ venue: "weex", bid: [642_501, 900], ask: [642_503, 250], rules: COINS }),
  ]);
  expect(best.bestBid).toMatchObject({ venue: "lmex", ageMs: 12, proof: "sequence", tied: [] });
  expect([String(best.bestBid?.price), String(best.bestBid?.size)]).toEqual(["64250.20", "1.875"]);
  expect([best.bestAsk?.venue, String(best.bestAsk?.price), String(best.bestAsk?.size)]).toEqual(["weex", "64250.3", "0.25"]);
  expect([String(best.spread), best.spreadBps?.toFixed(4), best.crossed, best.leftOut]).toEqual(["0.1", "0.0156", false, []]);
});

test("a venue whose book is not live has no part in the numbers and is named with its reason", () => {
  const best = consolidate([
    bookOf({ venue: "lmex", bid: [6_425_020, 5], ask: [6_425_070, 40] }),
    bookOf({ venue: "weex", bid: [6_499_999, 900], ask: [6_400_000, 250], state: AWAY }),
  ]);
  expect([best.bestBid?.venue, best.bestAsk?.venue, best.crossed]).toEqual(["lmex", "lmex", false]);
  expect(best.leftOut).toMatchObject([{ venue: "weex", state: "stale", reason: "disconnected", bid: undefined, ask: undefined }]);
  const none = consolidate([bookOf({ venue: "lmex", bid: [1, 1], ask: [2, 1], state: AWAY })]);
  expect(none).toMatchObject({ bestBid: undefined, bestAsk: undefined, spread: undefined, spreadBps: undefined, crossed: false });
});

test("a crossed pair of venues is reported as crossed, and of equal prices the larger size is named", () => {
  const best = consolidate([
    bookOf({ venue: "lmex", bid: [6_425_020, 5], ask: [6_425_030, 40] }),
    bookOf({ venue: "lbank", bid: [642_502, 6], ask: [642_510, 1], rules: { ...COINS, sizeScale: 3 } }),
    bookOf({ venue: "weex", bid: [642_490, 1], ask: [642_500, 1], rules: COINS }),
  ]);
  expect(best.bestBid).toMatchObject({ venue: "lbank", tied: ["lmex"] });
  expect([best.crossed, String(best.spread)]).toEqual([true, "-0.2"]);
});

test("the spread over two venues is the bid of one minus the ask of the other, exactly", () => {
  const spread = crossSpread(
    bookOf({ venue: "weex", bid: [642_510, 300], rules: COINS }),
    bookOf({ venue: "lmex", ask: [6_425_075, 200] }),
  );
  expect(spread).toMatchObject({ state: "known", crossed: true, bid: { venue: "weex" }, ask: { venue: "lmex", proof: "sequence" } });
  if (spread.state === "known") {
    expect([String(spread.spread), String(spread.size), spread.spreadBps.toFixed(5)]).toEqual(["0.25", "0.2", "0.03891"]);
  }
});

test("no spread is told while a side is not live or empty, and each is named", () => {
  const spread = crossSpread(bookOf({ venue: "weex", bid: [1, 1], ask: [2, 1], state: AWAY }), bookOf({ venue: "lmex", bid: [1, 1] }));
  expect(spread).toMatchObject({
    state: "unknown",
    missing: ["weex is stale (disconnected)", "lmex has no ask: that side of its book is empty"],
  });
  expect("spread" in spread).toBe(false);
});

test("books of different instruments are refused", () => {
  const spot = bookOf({ venue: "lbank", bid: [1, 1], ask: [2, 1], rules: { id: unifiedId({ base: "BTC", quote: "USDT" }) } });
  const other = bookOf({ venue: "lbank", bid: [1, 1], ask: [2, 1], rules: { base: "ETH" } });
  const perpetual = bookOf({ venue: "lmex", bid: [1, 1], ask: [2, 1] });
  expect(() => consolidate([perpetual, spot])).toThrow(UsageError);
  expect(() => consolidate([])).toThrow(UsageError);
  expect(() => crossSpread(perpetual, other)).toThrow(UsageError);
  // A perpetual against its spot is a spread like any other.
  expect(crossSpread(perpetual, spot).state).toBe("known");
});

test("whatever the venues show, the best is the best of those that are live", () => {
  const side = fc.option(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 9 })), { nil: undefined });
  const venue = fc.record({ bid: side, ask: side, live: fc.boolean(), fine: fc.boolean() });
  fc.assert(
    fc.property(fc.array(venue, { minLength: 1, maxLength: 4 }), (venues) => {
      // A venue of finer prices writes the same price with one more place.
      const books = venues.map(({ bid, ask, live, fine }, at) => {
        const scaled = (level: readonly [number, number] | undefined): readonly [number, number] | undefined =>
          level === undefined ? undefined : [level[0] * (fine ? 10 : 1), level[1]];
        const crossed = bid !== undefined && ask !== undefined && bid[0] >= ask[0];
        const [low, high] = [scaled(bid), crossed ? undefined : scaled(ask)];
        return bookOf({
          venue: `v${at}`,
          ...(low === undefined ? {} : { bid: low }),
          ...(high === undefined ? {} : { ask: high }),
          ...(live ? {} : { state: AWAY }),
          rules: { priceScale: fine ? 1 : 0 },
        });
      });
      const best = consolidate(books);
      const prices = (pick: (book: BookView) => BookView["bestBid"]): number[] =>
        books.flatMap((book) => (book.state === "live" ? [pick(book)?.price.toNumber() ?? Number.NaN] : [])).filter((price) => price > 0);
      const bids = prices((book) => book.bestBid);
      const asks = prices((book) => book.bestAsk);
      expect(best.bestBid?.price.toNumber()).toBe(bids.length === 0 ? undefined : Math.max(...bids));
      expect(best.bestAsk?.price.toNumber()).toBe(asks.length === 0 ? undefined : Math.min(...asks));
      expect(best.leftOut).toHaveLength(venues.filter(({ live }) => !live).length);
    }),
    { numRuns: 60 },
  );
});
