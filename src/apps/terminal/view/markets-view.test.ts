import { expect, test } from "vitest";
import { type BookFrame } from "#apps/terminal/model/book-frame";
import { marketsView, stateView } from "#apps/terminal/view/markets-view";

function book(change: Partial<BookFrame> = {}): BookFrame {
  return {
    state: "live",
    reason: undefined,
    expected: undefined,
    received: undefined,
    ageMs: 12,
    sequence: "7",
    epoch: 1,
    proof: "sequence",
    priceScale: 2,
    sizeScale: 0,
    tick: 5,
    bids: [{ price: 312_040, size: 1_875 }],
    asks: [{ price: 312_065, size: 310 }],
    ...change,
  };
}

test("a row tells last price with its side, spread in basis points, age and state", () => {
  const [row] = marketsView([{ name: "BTC-PERP", book: book(), last: { price: 312_060, side: "buy" } }], 0);
  expect(row).toEqual({
    name: "BTC-PERP",
    chosen: true,
    last: "3120.60",
    lastSide: "buy",
    spreadBps: "0.80",
    age: "12 ms",
    state: { kind: "live", word: "live", sign: "live" },
  });
});

test("a market that has neither traded nor shown a book shows no invented number", () => {
  const [row] = marketsView([{ name: "BTC-PERP", book: book({ bids: [], asks: [] }), last: undefined }], 3);
  expect(row).toMatchObject({ last: "", spreadBps: "", chosen: false });
});

test("waiting for the first snapshot is told apart from trouble", () => {
  expect(stateView(book({ state: "resyncing", reason: "waiting" })).word).toBe("waiting");
  expect(stateView(book({ state: "resyncing", reason: "gap" }))).toEqual({ kind: "resyncing", word: "RESYNC", sign: "busy" });
  expect(stateView(book({ state: "stale", reason: "disconnected" }))).toEqual({ kind: "stale", word: "STALE", sign: "broken" });
});
