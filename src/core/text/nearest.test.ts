import { expect, test } from "vitest";
import { editDistance, nearest } from "#core/text/nearest";

test.each([
  ["", "abc", 3],
  ["book", "book", 0],
  ["bokk", "book", 1],
  ["obok", "book", 1],
  ["environmnt", "environment", 1],
  ["kitten", "sitting", 3],
])("from %j to %j it takes %i edits", (from, to, edits) => {
  expect(editDistance(from, to)).toBe(edits);
  expect(editDistance(to, from)).toBe(edits);
});

test.each([
  ["BTC-PRP", ["ETH-PERP", "BTC-PERP", "BTC-USDT"], "BTC-PERP"],
  ["lmx", ["lbank", "lmex", "weex"], "lmex"],
  ["btc-perp", ["BTC-PERP"], "BTC-PERP"],
  ["BTC", ["ETH-PERP", "BTC-PERP"], "BTC-PERP"],
])("%j among %j means %j", (word, known, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test("a word that is near to none gets no suggestion", () => {
  expect(nearest("zzzzzz", ["book", "trades"])).toBeUndefined();
  expect(nearest("x".repeat(10_000), ["book"])).toBeUndefined();
  expect(nearest("book", ["b".repeat(10_000)])).toBeUndefined();
});
