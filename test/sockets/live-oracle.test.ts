import { expect, test } from "vitest";
import { dialects } from "#assemblies/dialects";
import { VirtualClock } from "#clock/virtual-clock";
import { createSimulatedExchange } from "#sim/world";
import { type HandOut, LiveOracle } from "./live-oracle.ts";

function scene() {
  const exchange = createSimulatedExchange({ venues: dialects, seed: "7", clock: new VirtualClock() });
  const instrument = { venue: "lmex", product: "futures", symbol: "BTC-PERP" } as const;
  const truth = exchange.trueBook(instrument);
  if (truth === undefined) throw new Error("The exchange has no book.");
  const levels = (side: typeof truth.bids) => side.map(([price, size]) => ({ price: { units: price }, size: { units: size } }));
  const right: HandOut = {
    state: "live",
    sequence: String(truth.sequence),
    venueTime: truth.venueTime,
    depth: 50,
    instrument,
    bids: levels(truth.bids),
    asks: levels(truth.asks),
  };
  return { oracle: new LiveOracle(exchange), right };
}

test("the venue's own book is right, and a book that says it is not live is never wrong", () => {
  const { oracle, right } = scene();
  oracle.judge(right, "callback");
  oracle.judge({ ...right, state: "resyncing", bids: [] }, "callback");
  expect(oracle.report()).toEqual({ compared: 1, wrongMs: 0, words: [] });
});

test.each<[string, (right: HandOut) => HandOut]>([
  [
    "a size that differs by one unit",
    (right) => ({ ...right, bids: right.bids.map(({ price, size }) => ({ price, size: { units: size.units + 1 } })) }),
  ],
  ["a level too few", (right) => ({ ...right, asks: right.asks.slice(1) })],
  ["another sequence than its levels have", (right) => ({ ...right, sequence: String(Number(right.sequence) + 1) })],
  ["neither sequence nor time", (right) => ({ ...right, sequence: undefined, venueTime: undefined })],
  ["a time before the market's", (right) => ({ ...right, sequence: undefined, venueTime: 1 })],
])("%s is wrong while live, however short it lasts", (_words, twisted) => {
  const { oracle, right } = scene();
  oracle.judge(twisted(right), "callback");
  oracle.judge(right, "callback");
  const { wrongMs, words } = oracle.report();
  expect(wrongMs).toBeGreaterThanOrEqual(1);
  expect(words).toHaveLength(1);
});

test("a wrong book that nothing follows is wrong until the report", () => {
  const { oracle, right } = scene();
  oracle.judge({ ...right, asks: [] }, "live view");
  oracle.judge(right, "callback");
  expect(oracle.report().wrongMs).toBeGreaterThanOrEqual(1);
});

test("an image is judged by its time, and levels beyond its depth are not missed", () => {
  const { oracle, right } = scene();
  const image = { ...right, sequence: undefined, depth: 10, bids: right.bids.slice(0, 10), asks: right.asks.slice(0, 10) };
  oracle.judge(image, "callback");
  oracle.judge({ ...image, bids: right.bids.slice(1, 11) }, "live view");
  oracle.judge(image, "live view");
  expect(oracle.report().words).toEqual([expect.stringContaining("live view futures BTC-PERP")]);
});
