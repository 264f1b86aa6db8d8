import { expect, test } from "vitest";
import { ladder } from "#apps/cli/output/ladder";
import { type BookLine } from "#apps/cli/output/lines";

const BOOK: BookLine = {
  v: 1,
  kind: "book",
  venue: "lmex",
  instrument: "BTC/USDT:USDT",
  symbol: "BTC-PERP",
  state: "live",
  proof: "sequence",
  epoch: 1,
  sequence: "7004412",
  depth: 2,
  bids: [
    ["3120.40", "1875"],
    ["3120.35", "402"],
  ],
  asks: [["3120.65", "310"]],
  venueTime: null,
  receivedTime: null,
  ageMs: 12,
  merged: 0,
};

test("bids stand at the left and asks at the right, best first, with the spread exact", () => {
  expect(ladder(BOOK, { levels: 3, columns: 120, color: false })).toEqual([
    "BTC-PERP (BTC/USDT:USDT, lmex)  live  sequence 7004412  spread 0.25  age 12 ms",
    "      SIZE      BID      ASK      SIZE",
    "      1875  3120.40  3120.65       310",
    "       402  3120.35",
    "",
  ]);
});

test("a bucket that may hold more than is known shows the least that it holds", () => {
  const [, , , second] = ladder({ ...BOOK, group: "0.05", cut: ["bids"] }, { levels: 2, columns: 120, color: false });
  expect(second).toBe("     ≥ 402  3120.35");
  const [, , first] = ladder({ ...BOOK, group: "0.05", cut: ["bids"] }, { levels: 2, columns: 120, color: false });
  expect(first).toBe("      1875  3120.40  3120.65       310");
});

test("a book that is not live shows its reason and no price, in as many lines as before", () => {
  const { reason: _none, ...rest } = { ...BOOK, reason: "" };
  const lines = ladder(
    { ...rest, state: "resyncing", reason: "gap", expected: "7004413", received: "7004415", bids: [], asks: [] },
    { levels: 3, columns: 120, color: false },
  );
  expect(lines[0]).toBe("BTC-PERP (BTC/USDT:USDT, lmex)  RESYNCING: gap, expected 7004413, received 7004415");
  expect(lines).toHaveLength(5);
  expect(lines.slice(1).join("")).not.toMatch(/3120/);
});

test("colour is never the only sign, and a hostile symbol stays inert", () => {
  const lines = ladder({ ...BOOK, symbol: "\u001b[2J" }, { levels: 1, columns: 80, color: false });
  expect(lines.join("")).not.toContain("\u001b");
  expect(ladder(BOOK, { levels: 1, columns: 80, color: true })[2]).toContain("\u001b[38;5;39m");
});

test("no line is wider than the terminal", () => {
  expect(ladder(BOOK, { levels: 2, columns: 40, color: false }).every((line) => line.length <= 40)).toBe(true);
});
