import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { PublishedBook } from "#sim/market/published-book";
import { type BookPicture, type PublishedLevel, type PublishedStep } from "#venues/dialect";

const WINDOW = 5;
const START = { sequence: 7_000_000, venueTime: epochMs(1_000), windowLevels: WINDOW };

/** A client as simple as can be: a map by price, best first when asked. */
class NaiveClient {
  readonly #bids: Map<number, number>;
  readonly #asks: Map<number, number>;

  constructor(picture: BookPicture) {
    this.#bids = new Map(picture.bids);
    this.#asks = new Map(picture.asks);
  }

  apply(step: PublishedStep): void {
    for (const [levels, book] of [
      [step.bids, this.#bids],
      [step.asks, this.#asks],
    ] as const) {
      for (const [price, size] of levels) {
        if (size === 0) expect(book.delete(price)).toBe(true);
        else book.set(price, size);
      }
      expect(book.size).toBeLessThanOrEqual(WINDOW);
    }
  }

  sides(): { readonly bids: number[][]; readonly asks: number[][] } {
    return {
      bids: [...this.#bids].sort(([one], [other]) => other - one),
      asks: [...this.#asks].sort(([one], [other]) => one - other),
    };
  }
}

const plain = ({ bids, asks }: { bids: readonly PublishedLevel[]; asks: readonly PublishedLevel[] }) => ({ bids, asks });

type Change = { readonly side: "bids" | "asks"; readonly price: number; readonly size: number } | "publish" | "clear";

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      side: fc.constantFrom<("bids" | "asks")[]>("bids", "asks"),
      price: fc.integer({ min: 1, max: 14 }),
      size: fc.integer({ min: 0, max: 3 }),
    }),
  },
  { weight: 6, arbitrary: fc.constant<Change>("publish") },
  { weight: 1, arbitrary: fc.constant<Change>("clear") },
);

test("a client that applies every step to a map always holds the published window, whatever changes between two steps", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 120 }), fc.constantFrom<("changes" | "always")[]>("changes", "always"), (changes, when) => {
      const book = new PublishedBook(START);
      const depth = { bids: new Map<number, number>(), asks: new Map<number, number>() };
      book.open();
      const client = new NaiveClient(book.picture());
      for (const each of changes) {
        if (each === "clear") {
          book.bids.clear();
          book.asks.clear();
          depth.bids.clear();
          depth.asks.clear();
        } else if (each !== "publish") {
          book[each.side].set(each.price, each.size);
          if (each.size === 0) depth[each.side].delete(each.price);
          else depth[each.side].set(each.price, each.size);
        } else {
          const step = book.publish(epochMs(2_000), when);
          if (step !== undefined) client.apply(step);
          const best = [...depth.bids].sort(([one], [other]) => other - one).slice(0, WINDOW);
          expect(book.picture().bids).toEqual(best);
        }
        expect(plain(book.picture())).toEqual(client.sides());
      }
    }),
    { numRuns: 60 },
  );
});

test("a step without changes takes no number, unless every turn must have one", () => {
  const book = new PublishedBook(START);
  book.open();
  expect(book.publish(epochMs(2_000), "changes")).toBeUndefined();
  book.bids.set(10, 1);
  book.bids.set(10, 0);
  expect(book.publish(epochMs(2_000), "changes")).toBeUndefined();
  expect(book.publish(epochMs(2_000), "always")).toEqual({
    previous: 7_000_000,
    sequence: 7_000_001,
    venueTime: 2_000,
    bids: [],
    asks: [],
  });
});

test("a level leaves the window as size 0 and comes back as a level when it is among the best again", () => {
  const book = new PublishedBook(START);
  for (let price = 1; price <= WINDOW; price += 1) book.bids.set(price, price);
  book.open();
  book.bids.set(9, 9);
  expect(book.publish(epochMs(1), "changes")?.bids).toEqual([
    [9, 9],
    [1, 0],
  ]);
  book.bids.set(9, 0);
  expect(book.publish(epochMs(2), "changes")?.bids).toEqual([
    [9, 0],
    [1, 1],
  ]);
});

/** A book that moved `steps` times, one number and one millisecond each, and what it looked like each time. */
function moved(steps: number): { readonly book: PublishedBook; readonly pictures: Map<number, BookPicture> } {
  const book = new PublishedBook(START);
  for (let price = 1; price <= 8; price += 1) book.asks.set(100 + price, 1);
  book.open();
  const pictures = new Map([[book.sequence, book.picture()]]);
  for (let step = 1; step <= steps; step += 1) {
    book.bids.set(1 + ((step * 7) % 40), 1 + step);
    book.asks.set(101 + ((step * 5) % 30), step % 3);
    book.publish(epochMs(1_000 + step), "always");
    pictures.set(book.sequence, book.picture());
  }
  return { book, pictures };
}

test("any of the last 10,000 sequences can be seen again, and much older ones are forgotten", () => {
  const { book, pictures } = moved(10_500);
  const last = book.sequence;
  for (const back of [0, 1, 2, 63, 64, 65, 500, 4_321, 499, 9_999]) expect(book.at(last - back)).toEqual(pictures.get(last - back));
  for (let back = 60; back <= 260; back += 1) expect(book.at(last - back)).toEqual(pictures.get(last - back));
  expect(book.at(START.sequence)).toBeUndefined();
  expect(book.at(last + 1)).toBeUndefined();
});

test("the book at a time is the one last published at or before it", () => {
  const { book, pictures } = moved(200);
  expect(book.atTime(epochMs(1_077))).toEqual(pictures.get(START.sequence + 77));
  expect(book.atTime(epochMs(9_999))).toEqual(book.picture());
  expect(book.atTime(epochMs(1_000))).toEqual(pictures.get(START.sequence));
  expect(book.atTime(epochMs(999))).toBeUndefined();
});

test("changes that are not yet published are in no picture", () => {
  const { book } = moved(70);
  const before = book.picture();
  book.bids.set(99, 5);
  expect(book.picture()).toEqual(before);
  book.renumber(5);
  expect(book.picture()).toEqual({ ...before, sequence: 5 });
});

test("after renumbering the chain goes on from the new number, and the old numbers are still known", () => {
  const { book, pictures } = moved(70);
  const old = book.sequence;
  book.renumber(5);
  book.bids.set(99, 5);
  expect(book.publish(epochMs(5_000), "changes")).toMatchObject({ previous: 5, sequence: 6 });
  expect(book.at(6)?.bids[0]).toEqual([99, 5]);
  expect(book.at(old)).toEqual(pictures.get(old));
});
