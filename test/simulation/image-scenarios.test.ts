// Promises of a venue without sequence numbers and without acknowledgements: LBank, in both of its languages.

import { expect } from "vitest";
import { type CandleEvent, type TickerEvent } from "#core/event";
import { createLbankDialect } from "#venues/lbank/dialect";
import { lbank } from "#venues/lbank/index";
import { scenario } from "./stage.ts";

const SYMBOL = "btc_usdt";
const spot = { venue: lbank, markets: { only: [SYMBOL] } } as const;

scenario(
  "a book of images is live, labelled as images, and equals the venue's at its time",
  (stage) => {
    const book = stage.book(SYMBOL);
    stage.pass(10_000);
    expect(book.source.proof).toBe("image");
    expect(book.source.book.sequence).toBeUndefined();
    expect(book.source.counters.updates).toBeGreaterThan(5);
    expect(book.states.map(({ kind }) => kind)).toEqual(["live"]);
  },
  spot,
);

scenario(
  "stale books of the other node are never taken",
  (stage) => {
    const book = stage.book(SYMBOL);
    stage.pass(20_000);
    expect(book.source.counters.old + book.source.counters.dropped).toBeGreaterThan(5);
    expect(book.states.map(({ kind }) => kind)).toEqual(["live"]);
  },
  { ...spot, otherSide: createLbankDialect({ staleNodeChance: 0.9 }) },
);

scenario(
  "a crossed image is told, and the next one heals the book without a new subscription",
  (stage) => {
    const book = stage.book(SYMBOL);
    stage.pass(3_000);
    const sent = stage.sent.length;
    stage.fault("crossed-book", { form: "locked" }, SYMBOL);
    stage.expectNotLive(book, 5_000);
    stage.expectLive(book, 2_000);
    expect(stage.sent.slice(sent).filter((text) => text.includes("subscribe"))).toEqual([]);
  },
  spot,
);

scenario(
  "an image that is repeated again and again does not pass for a book that moves",
  (stage) => {
    const book = stage.book(SYMBOL);
    stage.pass(3_000);
    stage.fault("frozen-repeats", { durationMs: 9_000 }, SYMBOL);
    stage.expectNotLive(book, 7_000);
    stage.expectLive(book, 20_000);
  },
  spot,
);

for (const [driftPpm, skewMs] of [
  [0, -5_000],
  [500, -3_000],
] as const) {
  scenario(
    `a venue whose clock is set back ${-skewMs} ms, drifting by ${driftPpm}, is not shown at its old image: stale at once, live with the next`,
    (stage) => {
      const book = stage.book(SYMBOL);
      stage.pass(6_000);
      stage.fault("clock-skew", { skewMs, driftPpm });
      expect(stage.expectNotLive(book, 5_000)).toBeGreaterThan(0);
      expect(book.source.state()).toMatchObject({ kind: "resyncing", reason: "reset" });
      stage.expectLive(book, 3_000);
      // The lag that the step looks like is over once the venue's clock was measured again.
      stage.pass(20_000);
      stage.expectLive(book, 1_000);
      expect(book.source.counters.dropped).toBeLessThanOrEqual(2);
      expect(stage.told("disconnected")).toEqual([]);
    },
    spot,
  );
}

scenario(
  "an image that comes late is no clock that was set back: the next one is the book again",
  (stage) => {
    const book = stage.book(SYMBOL);
    stage.pass(3_000);
    stage.fault("reorder-delta", {}, SYMBOL);
    stage.expectNotLive(book, 6_000);
    expect(book.source.state()).toMatchObject({ reason: "reset" });
    stage.expectLive(book, 2_000);
    expect(book.source.book.venueTime).toBeGreaterThan(stage.nowMs);
  },
  spot,
);

scenario(
  "a quiet market stays live without a reconnect, though nothing acknowledges and nothing is pushed",
  (stage) => {
    const book = stage.book(SYMBOL);
    const trades = stage.world.feed.trades(stage.instrument(SYMBOL));
    stage.market(SYMBOL).pause();
    const dials = stage.world.network.dials;
    stage.pass(120_000, 500);
    expect(book.states.map(({ kind }) => kind)).toEqual(["live"]);
    expect(stage.world.network.dials).toBe(dials);
    trades.release();
  },
  spot,
);

scenario(
  "the venue's pings are answered for hours",
  (stage) => {
    const book = stage.book(SYMBOL);
    stage.pass(400_000, 1_000);
    expect(stage.told("disconnected")).toEqual([]);
    expect(book.source.state().kind).toBe("live");
  },
  spot,
);

scenario(
  "prints without ids come once over a reconnect, and what was missed is read over REST",
  (stage) => {
    const instrument = stage.instrument(SYMBOL);
    const heard: string[] = [];
    const printed: string[] = [];
    const lease = stage.world.feed.trades(instrument);
    const figures = (print: { venueTime: number; price: number; size: number; side: string }): string =>
      `${print.venueTime} ${print.price} ${print.size} ${print.side}`;
    lease.kept.subscribe((news) => {
      if (news.kind === "trade") heard.push(figures(news.trade));
    });
    stage.pass(5_000);
    stage.market(SYMBOL).onPrint((prints) => printed.push(...prints.map(figures)));
    stage.fault("close", { code: "1006", scope: "all" });
    stage.pass(20_000);
    const settled = printed.slice(0, -3);
    for (const print of new Set(settled)) {
      expect(heard.filter((other) => other === print)).toHaveLength(settled.filter((other) => other === print).length);
    }
    expect(lease.kept.counters.backfilled).toBeGreaterThan(0);
    lease.release();
  },
  { ...spot, mood: "busy" },
);

scenario(
  "a pushed candle closes once, by the next one or by time, also over a reconnect",
  (stage) => {
    const candles: CandleEvent[] = [];
    const lease = stage.world.feed.candles(stage.instrument(SYMBOL), "1m");
    lease.kept.subscribe((candle) => candles.push(candle));
    stage.pass(130_000, 1_000);
    stage.fault("close", { code: "1006", scope: "all" });
    stage.market(SYMBOL).pause();
    stage.pass(70_000, 1_000);
    stage.market(SYMBOL).resume();
    stage.pass(120_000, 1_000);
    const closed = candles.filter(({ state }) => state === "closed").map(({ openTime }) => openTime);
    expect(closed.length).toBeGreaterThanOrEqual(4);
    expect(new Set(closed).size).toBe(closed.length);
    expect([...closed].sort((a, b) => a - b)).toEqual(closed);
    for (const [at, openTime] of closed.slice(1).entries()) expect(openTime - (closed[at] ?? 0)).toBe(60_000);
    for (const candle of candles.filter(({ state }) => state === "closed")) {
      const [truth] = stage.market(SYMBOL).candles("1m", { startTime: candle.openTime, endTime: candle.openTime });
      expect(Number(candle.close) * 100, String(candle.openTime)).toBeCloseTo(truth?.close ?? 0, 3);
    }
    lease.release();
  },
  spot,
);

scenario(
  "a pushed ticker begins with what REST says and goes on with pushes",
  (stage) => {
    const tickers: TickerEvent[] = [];
    const lease = stage.world.feed.ticker(stage.instrument(SYMBOL), { everyMs: 5_000, live: true });
    lease.kept.subscribe((ticker) => tickers.push(ticker));
    stage.pass(20_000);
    expect(new Set(tickers.map(({ origin }) => origin))).toContain("pushed");
    expect(tickers.filter(({ origin }) => origin === "pushed").length).toBeGreaterThan(3);
    lease.release();
  },
  spot,
);

scenario(
  "contracts have no topic: their book is polled, and their ticker too",
  (stage) => {
    const instrument = stage.instrument("BTCUSDT", "contract");
    const tickers: TickerEvent[] = [];
    const ticker = stage.world.feed.ticker(instrument, { everyMs: 1_000, live: true });
    ticker.kept.subscribe((event) => tickers.push(event));
    const book = stage.world.feed.polledBook(instrument, { group: 0, depth: 50, everyMs: 1_000 });
    stage.pass(5_000);
    expect(book.kept.state().kind).toBe("live");
    expect(tickers.length).toBeGreaterThan(3);
    expect(() => stage.world.feed.trades(instrument)).toThrow(/no topic/);
    ticker.release();
    book.release();
  },
  { venue: lbank, markets: { only: ["BTCUSDT"] } },
);

scenario(
  "the article's language is understood by the same feed: book, prints, candles and ticker",
  (stage) => {
    const book = stage.book(SYMBOL);
    const instrument = stage.instrument(SYMBOL);
    const events: string[] = [];
    const trades = stage.world.feed.trades(instrument);
    const candles = stage.world.feed.candles(instrument, "1m");
    const ticker = stage.world.feed.ticker(instrument, { everyMs: 5_000, live: true });
    trades.kept.subscribe((news) => events.push(news.kind));
    candles.kept.subscribe((candle) => events.push(candle.kind));
    ticker.kept.subscribe((event) => events.push(event.origin));
    stage.pass(20_000);
    expect(book.source.book.sequence).toBeDefined();
    expect([...new Set(events)].sort()).toEqual(["candle", "polled", "pushed", "trade"]);
    expect(stage.sent.some((text) => text.startsWith('{"sub":"market.btcusdt.depth.step0"'))).toBe(true);
    for (const lease of [trades, candles, ticker]) lease.release();
  },
  { ...spot, dialect: "article" },
);
