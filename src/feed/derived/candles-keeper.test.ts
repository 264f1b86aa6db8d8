// Candles made from prints whose topic falls silent around their end, in virtual time. Costs about two seconds.

import { afterEach, expect, test } from "vitest";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type Candle } from "#client/api";
import { unitsToText } from "#core/decimal";
import { lmex } from "#venues/lmex/index";

const MARKET = { venue: "lmex", product: "futures", symbol: "BTC-PERP" } as const;
const MINUTE_MS = 60_000;

const worlds: SimulatedWorld[] = [];
afterEach(() => {
  for (const each of worlds.splice(0)) each.close();
});

/** A busy market, two minutes in, with the candles that are told of it. */
function busyMarket(atMs: number): { readonly world: SimulatedWorld; readonly closed: () => readonly Candle[] } {
  const world = simulate({ venue: lmex, seed: 7, mood: "busy" });
  worlds.push(world);
  const candles: Candle[] = [];
  world.client.watchCandles(MARKET.symbol, "1m").onEach((candle) => candles.push(candle));
  world.advance(MINUTE_MS);
  world.advance(MINUTE_MS - (world.clock.now() % MINUTE_MS) + atMs);
  return { world, closed: () => candles.filter(({ state }) => state === "closed") };
}

function post(world: SimulatedWorld, name: string, params: Readonly<Record<string, string | number>>): void {
  expect(world.exchange.desk.post({ name, venue: MARKET.venue, params }).kind).toBe("posted");
}

test.each([
  [57_000, 7_000],
  [57_000, 70_000],
  [59_000, 3_000],
])("prints that are silent from second %d for %d ms are in the candle that they belong to", (atMs, durationMs) => {
  const { world, closed } = busyMarket(atMs);
  post(world, "mute-topic", { channel: "trades", durationMs });
  world.advance(180_000);
  expect(closed().length).toBeGreaterThanOrEqual(4);
  for (const { openTime, open, high, low, close, volume, partial } of closed()) {
    const [truth] = world.exchange.marketOf(MARKET)?.candles("1m", { startTime: openTime, endTime: openTime }) ?? [];
    const prices = [truth?.open, truth?.high, truth?.low, truth?.close].map((units) => unitsToText(units ?? 0, 1));
    expect([open, high, low, close, volume, partial]).toEqual([...prices, String(truth?.volume), false]);
  }
});

test("a candle that ends in silence while REST does not answer says that prints may be missing", () => {
  const { world, closed } = busyMarket(57_000);
  const before = closed().length;
  post(world, "mute-topic", { channel: "trades", durationMs: 30_000 });
  post(world, "silent-reply", { times: 40 });
  world.advance(25_000);
  expect(closed().slice(before)).toMatchObject([{ partial: true }]);
});
