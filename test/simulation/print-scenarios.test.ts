// Promises about prints and what is made of them, one scenario each: every trade once, none missing without a word, candles and
// tickers that equal the venue's own.

import { expect } from "vitest";
import { epochMs } from "#core/brand";
import { unitsToText } from "#core/decimal";
import { type CandleEvent, type CandleInterval, type TickerEvent } from "#core/event";
import { type Dialect } from "#venues/dialect";
import { lmexDialect } from "#venues/lmex/dialect";
import { type Stage, scenario } from "./stage.ts";

const SYMBOL = "BTC-PERP";
const MINUTE_MS = 60_000;

/** REST as it is, but for reads of trades, which fail while `broken` holds. */
function dialectWithoutTrades(broken: () => boolean): Dialect {
  return {
    ...lmexDialect,
    answer(request, exchange) {
      const reply = lmexDialect.answer(request, exchange);
      return broken() && request.path.endsWith("/trades") ? { ...reply, status: 503, body: "<html></html>", headers: {} } : reply;
    },
  };
}

interface StagedCandles {
  readonly heard: CandleEvent[];
  readonly closed: () => CandleEvent[];
  current(): CandleEvent | undefined;
}

function candles(stage: Stage, interval: CandleInterval): StagedCandles {
  const lease = stage.world.feed.candles(stage.instrument(SYMBOL), interval);
  const heard: CandleEvent[] = [];
  lease.kept.subscribe((candle) => heard.push(candle));
  return { heard, closed: () => heard.filter(({ state }) => state === "closed"), current: () => lease.kept.current() };
}

/** The venue's own figures of a candle, in our words. */
function truth(stage: Stage, interval: CandleInterval, openTime: number): Record<string, string> {
  const market = stage.market(SYMBOL);
  const { priceScale, sizeScale } = market.instrument;
  const [row] = market.candles(interval, { startTime: epochMs(openTime), endTime: epochMs(openTime) });
  if (row === undefined) throw new RangeError("The venue has no such candle.");
  const price = (units: number): string => unitsToText(units, priceScale);
  return {
    open: price(row.open),
    high: price(row.high),
    low: price(row.low),
    close: price(row.close),
    volume: unitsToText(row.volume, sizeScale),
  };
}

const figures = ({ open, high, low, close, volume }: CandleEvent): Record<string, string | undefined> => ({
  open,
  high,
  low,
  close,
  volume,
});
const prices = ({ open, high, low, close }: Record<string, string | undefined> | CandleEvent): object => ({ open, high, low, close });

scenario(
  "trades that come twice are handed out once",
  (stage) => {
    const trades = stage.trades(SYMBOL);
    stage.fault("duplicate-trades", { times: 10, afterMs: 200 }, SYMBOL);
    stage.pass(20_000);
    expect(trades.keeper.counters.duplicates).toBeGreaterThanOrEqual(10);
    expect(new Set(trades.heard.ids).size).toBe(trades.heard.ids.length);
    expect(trades.keeper.counters.holes).toBe(0);
  },
  { mood: "busy" },
);

scenario(
  "trades missed over a reconnect are read over REST, marked, and in order",
  (stage) => {
    const trades = stage.trades(SYMBOL);
    stage.pass(10_000);
    stage.fault("missed-trades", {}, SYMBOL);
    stage.pass(20_000);
    expect(trades.keeper.counters.backfilled).toBeGreaterThan(0);
    expect(trades.keeper.counters.holes).toBe(0);
    const ids = trades.heard.ids.map(Number);
    expect(ids).toEqual([...ids].sort((one, other) => one - other));
    const first = ids[0] ?? 0;
    expect(ids).toEqual(ids.map((_, at) => first + at));
  },
  { mood: "busy" },
);

let restBroken = false;
scenario(
  "trades that REST cannot give either are told as a hole between the known ones",
  (stage) => {
    restBroken = false;
    const trades = stage.trades(SYMBOL);
    stage.pass(10_000);
    restBroken = true;
    const before = trades.heard.ids.length;
    const lastId = trades.heard.ids[before - 1];
    stage.fault("missed-trades", {}, SYMBOL);
    stage.pass(30_000);
    restBroken = false;
    const hole = trades.news.find((news) => news.kind === "hole");
    expect(hole).toMatchObject({
      kind: "hole",
      afterId: expect.any(String),
      beforeId: expect.any(String),
      reason: expect.stringContaining("venue"),
    });
    expect(Number(hole?.kind === "hole" ? hole.afterId : 0)).toBeGreaterThanOrEqual(Number(lastId));
    expect(trades.heard.ids.length).toBeGreaterThan(before);
  },
  { mood: "busy", otherSide: dialectWithoutTrades(() => restBroken) },
);

scenario(
  "trades lost on a healthy socket are seen by their ids and read over REST",
  (stage) => {
    const trades = stage.trades(SYMBOL);
    stage.pass(10_000);
    stage.fault("mute-topic", { durationMs: 700, channel: "trades" }, SYMBOL);
    stage.pass(10_000);
    expect(trades.keeper.counters.backfilled).toBeGreaterThan(0);
    expect(trades.keeper.counters.holes).toBe(0);
  },
  { mood: "chaos" },
);

scenario(
  "a trade topic that falls silent is found out by REST, and nothing is missing",
  (stage) => {
    const trades = stage.trades(SYMBOL);
    stage.pass(10_000);
    stage.fault("mute-topic", { durationMs: 20_000, channel: "trades" }, SYMBOL);
    stage.pass(8_000);
    expect(trades.keeper.counters.backfilled).toBeGreaterThan(0);
    stage.pass(30_000);
    expect(trades.keeper.counters.holes).toBe(0);
  },
  { mood: "busy" },
);

scenario(
  "an unreadable trades frame loses no trade",
  (stage) => {
    const trades = stage.trades(SYMBOL);
    stage.pass(5_000);
    stage.fault("hostile-numbers", { part: "price", times: 3 }, SYMBOL);
    stage.pass(20_000);
    expect(stage.world.client.health().malformed).toBe(3);
    expect(trades.keeper.counters.holes).toBe(0);
    expect(trades.keeper.counters.backfilled).toBeGreaterThan(0);
  },
  { mood: "busy" },
);

scenario("a minute closes exactly once, with the venue's own figures", (stage) => {
  const minutes = candles(stage, "1m");
  stage.pass(4 * MINUTE_MS, 1_000);
  const closed = minutes.closed();
  expect(closed.length).toBeGreaterThanOrEqual(3);
  expect(new Set(closed.map(({ openTime }) => openTime)).size).toBe(closed.length);
  for (const candle of closed) {
    expect(figures(candle)).toEqual(truth(stage, "1m", candle.openTime));
    expect(candle).toMatchObject({ partial: false, closeTime: candle.openTime + MINUTE_MS, origin: "derived" });
  }
});

for (const interval of ["5m", "1h", "1d", "1w", "1M"] as const) {
  scenario(`an open candle of ${interval} is seeded from REST and goes on with the venue's own prices`, (stage) => {
    stage.pass(150_000, 1_000);
    const staged = candles(stage, interval);
    stage.pass(30_000, 1_000);
    stage.market(SYMBOL).pause();
    stage.pass(2_000);
    const candle = staged.current();
    expect(candle?.partial).toBe(false);
    expect(prices(candle as CandleEvent)).toEqual(prices(truth(stage, interval, candle?.openTime ?? 0)));
  });
}

scenario("a candle in which nothing is traded closes too, at the price before it", (stage) => {
  const minutes = candles(stage, "1m");
  stage.pass(10_000);
  stage.market(SYMBOL).pause();
  stage.pass(3 * MINUTE_MS, 1_000);
  const closed = minutes.closed();
  expect(closed.length).toBeGreaterThanOrEqual(3);
  const [traded, ...flat] = closed;
  for (const candle of flat) {
    expect(figures(candle)).toEqual({ open: traded?.close, high: traded?.close, low: traded?.close, close: traded?.close, volume: "0" });
    expect(candle.partial).toBe(false);
  }
});

scenario(
  "a candle over a reconnect waits for what was missed, and is whole",
  (stage) => {
    const minutes = candles(stage, "1m");
    stage.pass(MINUTE_MS - 5_000, 1_000);
    stage.fault("changed-book", { scope: "all", awayMs: 4_000 });
    stage.pass(20_000, 1_000);
    const [first] = minutes.closed();
    expect(first?.partial).toBe(false);
    expect(figures(first as CandleEvent)).toEqual(truth(stage, "1m", first?.openTime ?? 0));
  },
  { mood: "busy" },
);

scenario(
  "a candle whose prints nobody can give any more closes as partial",
  (stage) => {
    restBroken = false;
    const minutes = candles(stage, "1m");
    stage.pass(MINUTE_MS - 10_000, 1_000);
    restBroken = true;
    stage.fault("missed-trades", {}, SYMBOL);
    stage.pass(90_000, 1_000);
    restBroken = false;
    const [first] = minutes.closed();
    expect(first?.partial).toBe(true);
    stage.pass(2 * MINUTE_MS, 1_000);
    expect(
      minutes
        .closed()
        .map(({ partial }) => partial)
        .at(-1),
    ).toBe(false);
  },
  { mood: "busy", otherSide: dialectWithoutTrades(() => restBroken) },
);

scenario("minutes that the process slept through are not told as if nothing had happened", (stage) => {
  const minutes = candles(stage, "1m");
  stage.pass(20_000, 1_000);
  stage.world.clock.sleep(10 * MINUTE_MS);
  stage.pass(60_000, 1_000);
  for (const candle of minutes.closed()) {
    if (!candle.partial) expect(figures(candle)).toEqual(truth(stage, "1m", candle.openTime));
  }
  const opens = minutes.closed().map(({ openTime }) => openTime);
  expect(opens).toEqual(opens.map((_, at) => (opens[0] ?? 0) + at * MINUTE_MS));
  expect(opens.length).toBeGreaterThanOrEqual(10);
});

scenario(
  "a ticker is polled at its interval, and its last price follows the trades in between",
  (stage) => {
    const lease = stage.world.feed.ticker(stage.instrument(SYMBOL), { everyMs: 5_000, live: true });
    const heard: TickerEvent[] = [];
    lease.kept.subscribe((ticker) => heard.push(ticker));
    stage.pass(31_000, 500);
    const polled = heard.filter(({ origin }) => origin === "polled");
    expect(polled.length).toBe(7);
    expect(polled[0]).toMatchObject({ high24h: expect.any(String), low24h: expect.any(String), turnover24h: expect.any(String) });
    const derived = heard.filter(({ origin }) => origin === "derived");
    expect(derived.length).toBeGreaterThan(3);
    stage.market(SYMBOL).pause();
    stage.pass(1_000);
    const last = stage.market(SYMBOL).day().last ?? 0;
    expect(heard.at(-1)?.last).toBe(unitsToText(last, 1));
    lease.release();
    const before = heard.length;
    stage.pass(20_000, 1_000);
    expect(heard.length).toBe(before);
  },
  { mood: "busy" },
);

scenario(
  "the last price of a derived ticker does not go back by prints that come late",
  (stage) => {
    const instrument = stage.instrument(SYMBOL);
    const ticker = stage.world.feed.ticker(instrument, { everyMs: 1_000, live: true });
    let polledAt = 0;
    let late = 0;
    ticker.kept.subscribe(({ origin, venueTime }) => {
      if (origin === "polled") polledAt = stage.world.clock.now();
      // A print on its way while the figures were read may be told after them, and no more than that.
      else if (venueTime !== undefined && venueTime < polledAt - 1_500) late += 1;
    });
    stage.pass(5_000);
    for (let round = 0; round < 4; round += 1) {
      stage.fault("black-hole", { direction: "both" });
      stage.pass(15_000);
    }
    expect(stage.world.feed.trades(instrument).kept.counters.backfilled).toBeGreaterThan(10);
    expect(late).toBe(0);
    ticker.release();
  },
  { mood: "busy" },
);
