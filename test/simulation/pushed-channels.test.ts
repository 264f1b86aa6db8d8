// Candles and tickers that a venue pushes, in a simulated world of WEEX.

import { expect, test } from "vitest";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type CandleEvent, type TickerEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { createWeexDialect } from "#venues/weex/dialect";
import { weex } from "#venues/weex/index";

const MINUTE_MS = 60_000;

function instrumentOf(world: SimulatedWorld, symbol: string): Instrument {
  const found = world.feed.instruments.bySymbol("contract", symbol);
  if (found === undefined) throw new RangeError(`no ${symbol}`);
  return found;
}

function candlesOf(world: SimulatedWorld, symbol: string) {
  const lease = world.feed.candles(instrumentOf(world, symbol), "1m");
  const told: CandleEvent[] = [];
  lease.kept.subscribe((candle) => told.push(candle));
  return { lease, told, closed: () => told.filter(({ state }) => state === "closed") };
}

/** Each minute once, without a hole, and nothing of a minute after it was closed. */
function expectOnce(told: readonly CandleEvent[]): void {
  const closed = told.filter(({ state }) => state === "closed").map(({ openTime }) => openTime);
  expect(closed).toEqual(closed.map((_, at) => (closed[0] ?? 0) + at * MINUTE_MS));
  const times = told.map(({ openTime }) => openTime);
  expect(times).toEqual([...times].sort((one, other) => one - other));
}

/** As the venue has them, and whole. */
function expectTrue(world: SimulatedWorld, closed: readonly CandleEvent[]): void {
  const market = world.exchange.marketOf({ venue: "weex", product: "contract", symbol: "ETHUSDT" });
  for (const candle of closed) {
    const [truth] = market?.candles("1m", { startTime: candle.openTime, endTime: candle.openTime }) ?? [];
    const prices = [truth?.open, truth?.high, truth?.low, truth?.close].map((units) => ((units ?? 0) / 100).toFixed(2));
    expect([candle.open, candle.high, candle.low, candle.close]).toEqual(prices);
    expect(candle).toMatchObject({ partial: false });
  }
}

for (const [api, symbol] of [
  ["v3", "ETHUSDT"],
  ["v2", "cmt_ethusdt"],
] as const) {
  test(`pushed candles of ${api} close exactly once and are the venue's own`, () => {
    const world = simulate({ venue: weex, api, seed: 3 });
    const { told, closed } = candlesOf(world, symbol);
    world.advance(6 * MINUTE_MS);
    expectOnce(told);
    expect(closed().length).toBeGreaterThanOrEqual(5);
    expectTrue(world, closed());
    world.close();
  });
}

test("minutes without a trade close as they end, once each, at the last close and without volume", () => {
  const world = simulate({ venue: weex, seed: 4 });
  const { told, closed } = candlesOf(world, "ETHUSDT");
  world.advance(10_000);
  for (const market of world.exchange.venues[0]?.tradedMarkets ?? []) market.pause();
  world.advance(4 * MINUTE_MS);
  expect(closed().length).toBeGreaterThanOrEqual(4);
  for (const market of world.exchange.venues[0]?.tradedMarkets ?? []) market.resume();
  world.advance(MINUTE_MS);
  expectOnce(told);
  expectTrue(world, closed());
  const [, flat] = closed();
  expect(flat).toMatchObject({ open: closed()[0]?.close, close: closed()[0]?.close });
  expect(Number(flat?.volume)).toBe(0);
  world.close();
});

test("a candle topic that falls silent is not taken for a market without trades", () => {
  const world = simulate({ venue: weex, seed: 4 });
  const { told, closed } = candlesOf(world, "ETHUSDT");
  world.advance(10_000);
  // Only this topic is held: what is muted is its candles.
  world.exchange.desk.post({ name: "mute-topic", venue: "weex", params: { durationMs: 200_000, channel: "candles" } });
  world.advance(4 * MINUTE_MS);
  expectOnce(told);
  expect(closed().length).toBeGreaterThanOrEqual(3);
  expectTrue(world, closed().slice(1));
  expect(
    closed()
      .slice(1)
      .some(({ volume }) => Number(volume) > 0),
  ).toBe(true);
  world.close();
});

test("what an interruption hid is mended, and each minute still closes once", () => {
  const world = simulate({ venue: weex, seed: 5 });
  const { told, closed } = candlesOf(world, "ETHUSDT");
  world.advance(70_000);
  world.exchange.venues[0]?.setMode("maintenance");
  world.advance(2 * MINUTE_MS);
  world.exchange.venues[0]?.setMode("open");
  world.advance(3 * MINUTE_MS);
  expectOnce(told);
  expect(closed().length).toBeGreaterThanOrEqual(5);
  expectTrue(world, closed());
  world.close();
});

test("a pushed ticker is read once and then handed on as it comes, with a fraction", () => {
  const world = simulate({ venue: weex, seed: 6 });
  const lease = world.feed.ticker(instrumentOf(world, "BTCUSDT"), { everyMs: 5_000, live: true });
  const told: TickerEvent[] = [];
  lease.kept.subscribe((ticker) => told.push(ticker));
  world.advance(20_000);
  expect(told.length).toBeGreaterThan(3);
  for (const ticker of told) expect(ticker.changeFraction24h).toMatch(/^-?0\.\d+$/);
  expect(told.slice(1).every(({ origin }) => origin === "pushed")).toBe(true);
  lease.release();
  world.close();
});

test("a refused topic leaves the others of its message alone, and is not asked for again on the connection", () => {
  const world = simulate({ venue: weex, seed: 7, settings: { auditEveryMs: 0 } });
  const unknown: Instrument = { ...instrumentOf(world, "BTCUSDT"), symbol: "XYZUSDT" as Instrument["symbol"] };
  const bad = world.feed.book(unknown, { group: 0 });
  const good = world.feed.book(instrumentOf(world, "ETHUSDT"), { group: 0 });
  world.advance(60_000);
  expect(good.kept.state().kind).toBe("live");
  expect(bad.kept.state()).toEqual({ kind: "stale", reason: "refused" });
  const asked = world.exchange.log.last().filter(({ event, detail }) => event === "received" && detail?.includes("XYZUSDT") === true);
  expect(asked.length).toBe(2);
  world.close();
});

test("the book of a delisted contract is refused, not live and not asked for without end", () => {
  const dialect = createWeexDialect({ delisted: ["ADAUSDT"] });
  const world = simulate({ venue: weex, otherSide: dialect, seed: 8, settings: { auditEveryMs: 0 } });
  const dead = world.feed.book(instrumentOf(world, "ADAUSDT"), { group: 0 });
  const good = world.feed.book(instrumentOf(world, "ETHUSDT"), { group: 0 });
  world.advance(60_000);
  expect(good.kept.state().kind).toBe("live");
  expect(dead.kept.state()).toEqual({ kind: "stale", reason: "refused" });
  world.close();
});

test("when a connection's operations are used up, a new one with a budget of its own takes over", () => {
  const dialect = createWeexDialect({ operationsMax: 240 });
  const world = simulate({ venue: weex, otherSide: dialect, api: "v2", seed: 9, settings: { auditEveryMs: 0 } });
  const book = world.feed.book(instrumentOf(world, "cmt_ethusdt"), { group: 0 });
  world.advance(2_000);
  // Each renewal is two operations; a book renews twice a minute at most here.
  for (let round = 0; round < 125; round += 1) {
    world.exchange.desk.post({ name: "drop-delta", venue: "weex", symbol: "ETHUSDT", params: { times: 1 } });
    world.advance(25_000);
  }
  world.advance(30_000);
  expect(book.kept.state().kind).toBe("live");
  const refusals = world.feed.sessions.reduce((sum, session) => sum + session.counters.refused, 0);
  expect(refusals).toBe(0);
  expect(world.feed.sessions[0]?.connection.epoch).toBeGreaterThan(1);
  world.close();
});
