// Candles made from prints whose topic falls silent around their end, in virtual time. Costs about two seconds.

import { afterEach, expect, test } from "vitest";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type Candle } from "#client/api";
import { epochMs } from "#core/brand";
import { unitsToText } from "#core/decimal";
import { type TradeEvent } from "#core/event";
import { type Dialect } from "#venues/dialect";
import { lbankDialect } from "#venues/lbank/dialect";
import { lbank } from "#venues/lbank/index";
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

test("a print of next year closes no candle before its time, and the one that it may belong to says so", () => {
  const { world, closed } = busyMarket(30_000);
  const before = closed().length;
  const [instrument] = world.feed.instruments.all.filter(({ symbol }) => symbol === MARKET.symbol);
  if (instrument === undefined) throw new RangeError("Nothing is listed.");
  const prints = world.feed.trades(instrument).kept;
  let last: TradeEvent | undefined;
  prints.subscribe((news) => {
    if (news.kind === "trade") last = news.trade;
  });
  world.until(() => last !== undefined);
  if (last === undefined) throw new RangeError("Nothing was traded.");
  const [receivedTime, receivedMonotonic] = [world.clock.now(), world.clock.monotonic()];
  const next = { ...last, tradeId: String(Number(last.tradeId) + 1), venueTime: epochMs(last.venueTime + 365 * 86_400_000) };
  prints.received(next, { receivedTime, receivedMonotonic, epoch: 1, message: 1 });
  world.advance(150_000);
  const times = closed().map(({ openTime }) => openTime);
  expect(times.length - before).toBe(2);
  expect(times).toEqual(times.map((_, at) => (times[0] ?? 0) + at * MINUTE_MS));
  expect(closed()[before]?.partial).toBe(true);
});

/** LBank, where every print has a twin that is alike in everything; pushes and candles of REST tell prints without ids. */
const twins: Dialect = {
  ...lbankDialect,
  answer(request, exchange) {
    const reply = lbankDialect.answer(request, exchange);
    if (!request.path.endsWith("/trades.do") || typeof reply.body !== "string") return reply;
    return { ...reply, body: reply.body.replace(/\{"price"[^}]*\}/g, (row) => `${row},${row.replace(/"id":"./, '"id":"t')}`) };
  },
};

test("two prints that are alike in everything both count in a candle that REST begins", () => {
  const world = simulate({ venue: lbank, otherSide: twins, seed: 7, mood: "busy" });
  worlds.push(world);
  world.advance(30_000);
  const market = world.exchange.marketOf({ venue: "lbank", product: "spot", symbol: "btc_usdt" });
  market?.pause();
  const candles: Candle[] = [];
  world.client.watchCandles("btc_usdt", "2h").onEach((candle) => candles.push(candle));
  world.advance(10_000);
  const [minute] = market?.candles("1m", { startTime: epochMs(0), endTime: world.clock.now() }).slice(-1) ?? [];
  expect(candles.at(-1)).toMatchObject({ volume: unitsToText(2n * (minute?.volume ?? 0n), 5), partial: false });
});
