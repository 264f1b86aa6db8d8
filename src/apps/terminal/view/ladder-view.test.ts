import { expect, test } from "vitest";
import { type BookFrame } from "#apps/terminal/model/book-frame";
import { ladderView } from "#apps/terminal/view/ladder-view";

const BOOK: BookFrame = {
  state: "live",
  reason: undefined,
  expected: undefined,
  received: undefined,
  ageMs: 12,
  sequence: "7004412",
  epoch: 1,
  proof: "sequence",
  priceScale: 2,
  sizeScale: 0,
  tick: 5,
  bids: [
    { price: 312_040, size: 10 },
    { price: 312_035, size: 30 },
    { price: 312_020, size: 5 },
  ],
  asks: [
    { price: 312_055, size: 20 },
    { price: 312_060, size: 40 },
  ],
};

function ladder(book: BookFrame, last?: { price: number; side: "buy" | "sell" }, step = 5) {
  return ladderView({ name: "BTC-PERP", book, last }, { step, centre: 312_050 - (312_050 % step), barSize: 40 }, 7);
}

test("rows go down from asks over the spread to bids, each at its own price", () => {
  const rows = ladder(BOOK).rows.map(({ kind, price, size, cumulative }) => `${kind} ${price} ${size} ${cumulative}`.trim());
  expect(rows).toEqual([
    "ask 3120.65",
    "ask 3120.60 40 60",
    "ask 3120.55 20 20",
    "gap 3120.50",
    "gap 3120.45",
    "bid 3120.40 10 10",
    "bid 3120.35 30 40",
  ]);
});

test("best levels, bars and the last trade's row are marked", () => {
  const rows = ladder(BOOK, { price: 312_055, side: "buy" }).rows;
  expect(rows.map((row) => row.best)).toEqual([false, false, true, false, false, true, false]);
  expect(rows.map((row) => row.bar)).toEqual([0, 1, 0.5, 0, 0, 0.25, 0.75]);
  expect(rows.map((row) => row.traded)).toEqual([undefined, undefined, "buy", undefined, undefined, undefined, undefined]);
});

test("with a wider step sizes add up, bids rounded down and asks up, so that no row lies about the spread", () => {
  const rows = ladder(BOOK, undefined, 20).rows.filter((row) => row.size !== "");
  expect(rows.map(({ kind, price, size, cumulative }) => [kind, price, size, cumulative])).toEqual([
    ["ask", "3120.60", "60", "60"],
    ["bid", "3120.40", "10", "10"],
    ["bid", "3120.20", "35", "45"],
  ]);
});

test("mid, spread and lean are exact figures of the best levels", () => {
  expect(ladder(BOOK)).toMatchObject({
    mid: "3120.475",
    spread: "0.15",
    spreadBps: "0.48",
    imbalancePercent: -14,
    sequence: "7004412",
    step: "0.05",
  });
});

test("a book that is not live keeps its rows and says why", () => {
  const view = ladder({ ...BOOK, state: "resyncing", reason: "gap", expected: "41", received: "43", ageMs: 3_200 });
  expect(view.rows).toHaveLength(7);
  expect(view).toMatchObject({ trouble: "gap: expected 41, received 43", age: "3.2 s", state: { word: "RESYNC" } });
});

test("a book without levels says what it waits for instead of showing nothing", () => {
  const empty = { ...BOOK, bids: [], asks: [] };
  const said = (book: BookFrame) => ladderView({ name: "x", book, last: undefined }, undefined, 7).empty;
  expect(said({ ...empty, state: "resyncing", reason: "waiting" })).toBe("waiting for the first snapshot");
  expect(said({ ...empty, state: "stale", reason: "refused" })).toBe("no book: refused");
  expect(said(empty)).toBe("the book is empty on both sides");
  expect(said({ ...empty, bids: BOOK.bids })).toBe("the book is empty on one side");
});
