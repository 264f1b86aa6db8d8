import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { seededRandom } from "#core/random";
import { type Listing, listings } from "#sim/market/instruments";
import { createSimulatedMarket, type SimulatedMarket, type SimulatedMarketOptions } from "#sim/market/simulated-market";
import { lbankDialect } from "#venues/lbank/dialect";
import { lmexDialect } from "#venues/lmex/dialect";

const [btc, eth] = listings(lmexDialect) as [Listing, Listing];

interface Scene {
  readonly clock: VirtualClock;
  readonly market: SimulatedMarket;
  /** Every step and print as text, in order. */
  readonly log: string[];
}

function scene(seed: string, options: Partial<SimulatedMarketOptions> = {}, listing: Listing = eth): Scene {
  const clock = new VirtualClock();
  const market = createSimulatedMarket({ ...listing, random: seededRandom(seed), clock, mood: "busy", ...options });
  const log: string[] = [];
  market.onStep(0, (step) => log.push(JSON.stringify(step)));
  market.onPrint((prints) => log.push(JSON.stringify(prints)));
  return { clock, market, log };
}

test("the same seed gives the same steps and prints byte for byte, and another seed gives others", () => {
  const logs = ["7", "7", "8"].map((seed) => {
    const { clock, market, log } = scene(seed);
    market.start();
    clock.advance(5_000);
    return log.join("\n");
  });
  expect(logs[0]?.length).toBeGreaterThan(1_000);
  expect(logs[1]).toBe(logs[0]);
  expect(logs[2]).not.toBe(logs[0]);
});

test("what happens depends on the seed and not on when time moves: a sleeping machine changes the times only", () => {
  const [steady, sleepy] = [scene("7"), scene("7")];
  steady.market.start();
  sleepy.market.start();
  steady.clock.advance(4_000);
  for (let second = 0; second < 8; second += 1) {
    sleepy.clock.sleep(700);
    sleepy.clock.advance(700);
  }
  const untimed = ({ log }: Scene): string[] => log.slice(0, 60).map((line) => line.replaceAll(/"venueTime":\d+/g, ""));
  expect(untimed(sleepy)).toEqual(untimed(steady));
});

test("a book is there before the market starts, full and not crossed, and the chain is unbroken afterwards", () => {
  for (const listing of listings(lmexDialect, { further: 1 })) {
    const { clock, market } = scene("7", { mood: "chaos" }, listing);
    expect(market.picture(0).bids).toHaveLength(50);
    expect(market.picture(0).asks).toHaveLength(50);
    let last = market.picture(0).sequence;
    market.onStep(0, (step) => {
      expect([step.previous, step.sequence]).toEqual([last, last + 1]);
      last = step.sequence;
      const { bids, asks } = market.picture(0);
      expect(bids[0]?.[0] ?? 0).toBeLessThan(asks[0]?.[0] ?? 0);
    });
    market.start();
    clock.advance(1_000);
    expect(last).toBe(market.picture(0).sequence);
  }
});

test("moods publish about as often as they say", () => {
  const perSecond = (["quiet", "calm", "busy", "chaos"] as const).map((mood) => {
    const { clock, market, log } = scene("7", { mood });
    market.start();
    clock.advance(60_000);
    return log.filter((line) => line.startsWith("{")).length / 60;
  });
  const [quiet = 0, calm = 0, busy = 0, chaos = 0] = perSecond;
  expect(quiet).toBeLessThan(1.5);
  expect(calm).toBeGreaterThan(6);
  expect(busy).toBeGreaterThan(calm * 1.4);
  expect(chaos).toBeGreaterThan(busy * 1.4);
});

test("a pause keeps the market still, a resume moves it on without catching up, and a stop leaves no timer", () => {
  const { clock, market, log } = scene("7");
  market.start();
  clock.advance(1_000);
  market.pause();
  const before = log.length;
  clock.advance(60_000);
  expect(log).toHaveLength(before);
  market.resume();
  clock.advance(1_000);
  expect(log.length).toBeGreaterThan(before);
  expect(log.length).toBeLessThan(before + 200);
  market.stop();
  expect(clock.pendingTimers).toBe(0);
});

test("a halted market stands still, takes no order, and says it in its instrument", () => {
  const { clock, market, log } = scene("7");
  market.start();
  market.setStatus("halted");
  clock.advance(10_000);
  expect(log).toEqual([]);
  expect(market.instrument.status).toBe("halted");
  expect(market.place({ kind: "market", side: "buy", size: sizeUnits(1), timeInForce: "ioc" })).toBeUndefined();
  market.setStatus("trading");
  clock.advance(2_000);
  expect(log.length).toBeGreaterThan(0);
});

test("an order from outside prints before its step is published, and can be cancelled", () => {
  const { market, log } = scene("7");
  const ask = market.picture(0).asks[0];
  const bid = market.picture(0).bids[0];
  market.place({ kind: "limit", side: "buy", price: priceUnits(ask?.[0] ?? 0), size: sizeUnits(1), timeInForce: "ioc" });
  expect(log.map((line) => line[0])).toEqual(["[", "{"]);
  const order = market.place({ kind: "limit", side: "buy", price: priceUnits(bid?.[0] ?? 0), size: sizeUnits(5), timeInForce: "gtc" });
  expect(market.picture(0).bids[0]).toEqual([bid?.[0], (bid?.[1] ?? 0) + 5]);
  expect(order !== undefined && market.cancel(order.id)).toBe(true);
  expect(market.picture(0).bids[0]).toEqual(bid);
});

test("a conflated market publishes at its own pace, and what it published at a time can be asked for", () => {
  const { clock, market, log } = scene("7", { cadence: { kind: "conflated", everyMs: 600 }, windowLevels: 20 });
  const times: number[] = [];
  const begin = clock.now();
  market.onStep(0, (step) => times.push(step.venueTime - begin));
  market.start();
  clock.advance(2_500);
  expect(times).toEqual([600, 1_200, 1_800, 2_400]);
  const now = market.picture(0);
  expect(now.bids).toHaveLength(20);
  clock.advance(600);
  expect(market.pictureAtTime(0, epochMs(begin + 2_999))).toEqual(now);
  expect(log.length).toBeGreaterThan(0);
});

test("every grouping can be followed from its picture to the picture after any number of steps", () => {
  const { clock, market } = scene("7");
  for (const group of [0, 1, 4, 8]) {
    const first = market.picture(group);
    const sides = { bids: new Map<number, number>(first.bids), asks: new Map<number, number>(first.asks) };
    market.onStep(group, (step) => {
      for (const side of ["bids", "asks"] as const) {
        for (const [price, size] of step[side]) {
          if (size === 0) sides[side].delete(price);
          else sides[side].set(price, size);
        }
      }
      const { bids, asks } = market.picture(group);
      expect([...sides.bids].sort(([one], [other]) => other - one)).toEqual(bids);
      expect([...sides.asks].sort(([one], [other]) => one - other)).toEqual(asks);
    });
  }
  market.start();
  clock.advance(1_500);
});

test("figures are exact decimal text near the market", () => {
  const { market } = scene("7", {}, btc);
  expect(market.figures.markPrice).toMatch(/^642\d\d\.\d\d$/);
  expect(market.figures.indexPrice).toMatch(/^642\d\d\.\d{4}$/);
  expect(market.figures.fundingRate).toMatch(/^-?0\.000\d{5}$/);
});

test("further markets have symbols of their own, in the case that the venue writes", () => {
  const symbols = (dialect: typeof lmexDialect): readonly string[] =>
    listings(dialect, { further: 2 }).map(({ instrument }) => instrument.symbol);
  expect(symbols(lmexDialect).slice(-2)).toEqual(["SIM001-PERP", "SIM002-PERP"]);
  expect(symbols(lbankDialect).slice(-2)).toEqual(["sim001_usdt", "sim002_usdt"]);
});
