import { expect, test } from "vitest";
import { type BookFrame } from "#apps/terminal/model/book-frame";
import { marketsView, stateView, venuesView } from "#apps/terminal/view/markets-view";
import { type Health } from "#client/api";

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

const NAMES = { venue: "lmex", name: "BTC-PERP", label: "lmex BTC-PERP" };

test("a row tells last price with its side, spread in basis points, age and state", () => {
  const [row] = marketsView([{ ...NAMES, book: book(), last: { price: 312_060, side: "buy" } }], 0);
  expect(row).toEqual({
    venue: "lmex",
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
  const [row] = marketsView([{ ...NAMES, book: book({ bids: [], asks: [] }), last: undefined }], 3);
  expect(row).toMatchObject({ last: "", spreadBps: "", chosen: false });
});

test("waiting for the first snapshot is told apart from trouble", () => {
  expect(stateView(book({ state: "resyncing", reason: "waiting" })).word).toBe("waiting");
  expect(stateView(book({ state: "resyncing", reason: "gap" }))).toEqual({ kind: "resyncing", word: "RESYNC", sign: "busy" });
  expect(stateView(book({ state: "stale", reason: "disconnected" }))).toEqual({ kind: "stale", word: "STALE", sign: "broken" });
});

test("a venue is told by its health in a word, and by how its books are proven", () => {
  const health = (venue: string, state: Health["state"]): Health => ({ ...HEALTH, venue, state });
  const books = [
    { venue: "lmex", proof: "sequence" },
    { venue: "lbank", proof: "image" },
    { venue: "lbank", proof: "image" },
  ] as const;
  expect(venuesView([health("lmex", "ready"), health("lbank", "degraded")], books)).toEqual([
    { name: "lmex", state: { kind: "live", word: "ready", sign: "live" }, proof: "sequence" },
    { name: "lbank", state: { kind: "resyncing", word: "degraded", sign: "busy" }, proof: "image" },
  ]);
  expect(venuesView([health("weex", "failed")], books)).toMatchObject([{ state: { word: "failed", sign: "broken" }, proof: "" }]);
});

const HEALTH: Health = {
  venue: "lmex",
  environment: "live",
  state: "ready",
  connections: [],
  books: [],
  gaps: { seen: 0, healed: 0, open: 0 },
  drops: 0,
  malformed: 0,
  unknownFields: {},
  rate: { requests: 0, retries: 0, rateLimited: 0, waiting: 0, headroom: [] },
  clock: undefined,
  latencyMs: undefined,
};
