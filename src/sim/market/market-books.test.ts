import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs, priceUnits } from "#core/brand";
import { UsageError } from "#core/error";
import { type Side } from "#core/event";
import { GROUP_TICKS, MarketBooks } from "#sim/market/market-books";

const TICK = 5;
const NOW = epochMs(1);

function books(): MarketBooks {
  return new MarketBooks({
    tick: priceUnits(TICK),
    windowLevels: 4,
    firstSequences: GROUP_TICKS.map((ticks) => ticks * 1_000),
    openTime: NOW,
  });
}

/** The grouped window, summed anew from all native levels. */
function grouped(levels: ReadonlyMap<number, number>, side: Side, group: number): number[][] {
  const step = TICK * (GROUP_TICKS[group] ?? 1);
  const sums = new Map<number, number>();
  for (const [price, size] of levels) {
    const bucket = (side === "buy" ? Math.floor(price / step) : Math.ceil(price / step)) * step;
    if (bucket > 0) sums.set(bucket, (sums.get(bucket) ?? 0) + size);
  }
  return [...sums].sort(([one], [other]) => (side === "buy" ? other - one : one - other)).slice(0, 4);
}

test("every grouping is the sum of the native levels in its buckets, also when it is asked for late", () => {
  const change = fc.record({
    side: fc.constantFrom<Side[]>("buy", "sell"),
    ticks: fc.integer({ min: 1, max: 60 }),
    size: fc.integer({ min: 0, max: 3 }),
    asks: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined, freq: 8 }),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const market = books();
      const native: Record<Side, Map<number, number>> = { buy: new Map(), sell: new Map() };
      market.open();
      for (const { side, ticks, size, asks } of changes) {
        market.set(side, ticks * TICK, size);
        if (size === 0) native[side].delete(ticks * TICK);
        else native[side].set(ticks * TICK, size);
        market.publish(NOW, "changes");
        if (asks !== undefined) market.picture(asks);
      }
      for (let group = 0; group < GROUP_TICKS.length; group += 1) {
        expect(market.picture(group).bids).toEqual(grouped(native.buy, "buy", group));
        expect(market.picture(group).asks).toEqual(grouped(native.sell, "sell", group));
      }
    }),
    { numRuns: 40 },
  );
});

test("each grouping has a chain of its own that moves only when its window does", () => {
  const market = books();
  market.open();
  const native: number[] = [];
  const coarse: number[] = [];
  market.onStep(0, (step) => native.push(step.sequence));
  market.onStep(2, (step) => coarse.push(step.sequence));
  market.set("buy", 25, 1);
  market.publish(NOW, "changes");
  market.set("buy", 25, 0);
  market.set("buy", 30, 1);
  market.publish(NOW, "changes");
  expect(native).toEqual([1_001, 1_002]);
  expect(coarse).toEqual([5_001]);
});

test("a grouping that no venue has is a named error", () => {
  expect(() => books().picture(9)).toThrow(UsageError);
});

test("renumbering reaches every grouping, also one that is made afterwards", () => {
  const market = books();
  market.open();
  market.picture(1);
  market.renumber(50);
  market.set("buy", 25, 1);
  market.publish(NOW, "changes");
  expect([market.picture(0).sequence, market.picture(1).sequence, market.picture(2).sequence]).toEqual([51, 51, 51]);
});

test("a listener that stopped hears nothing more", () => {
  const market = books();
  market.open();
  const heard: number[] = [];
  const stop = market.onStep(0, (step) => heard.push(step.sequence));
  market.set("buy", 25, 1);
  market.publish(NOW, "changes");
  stop();
  market.set("buy", 25, 2);
  market.publish(NOW, "changes");
  expect(heard).toEqual([1_001]);
});
