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
  ["no sequence", (right) => ({ ...right, sequence: undefined })],
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
