// Promises about what may be believed, one scenario each: audits, clocks, lag, sleep, rules that change, books over REST.

import { expect } from "vitest";
import { LiveBookView } from "#client/book-view";
import { BookNotLive } from "#core/error";
import { type Dialect, type OutFrame, type SocketDialect } from "#venues/dialect";
import { lmexDialect } from "#venues/lmex/dialect";
import { type StagedBook, scenario } from "./stage.ts";

const SYMBOL = "BTC-PERP";
const OTHER = "ETH-PERP";
const HOUR_MS = 3_600_000;

const kinds = (book: StagedBook): string[] => book.states.map(({ kind }) => kind);

/** LMEX with its data frames and REST answers rewritten on their way out. */
function rewriting(rewrite: {
  readonly frame?: (text: string) => string;
  readonly reply?: (path: string, body: string) => string;
}): Dialect {
  const { frame = (text) => text, reply = (_path, body) => body } = rewrite;
  const rewritten = (frames: readonly OutFrame[]): readonly OutFrame[] => frames.map((each) => ({ ...each, text: frame(each.text) }));
  const overWords = (words: SocketDialect): SocketDialect => ({
    greeting: () => words.greeting(),
    received: (text, held) => words.received(text, held),
    opening: (topic) => rewritten(words.opening(topic)),
    step: (topic, step) => rewritten(words.step(topic, step)),
    prints: (topic, prints) => rewritten(words.prints(topic, prints)),
    ping: (id) => words.ping(id),
  });
  return {
    ...lmexDialect,
    socket(address, exchange, options) {
      const words = lmexDialect.socket(address, exchange, options);
      return words === undefined ? undefined : overWords(words);
    },
    answer(request, exchange) {
      const answer = lmexDialect.answer(request, exchange);
      return { ...answer, body: reply(request.path, answer.body) };
    },
  };
}

scenario(
  "audits of a true book find nothing, each book in its turn",
  (stage) => {
    const books = [stage.book(SYMBOL), stage.book(OTHER), stage.book("BTC-USDT")];
    stage.pass(60_000);
    const audits = stage.told("audit");
    expect(audits.length).toBeGreaterThanOrEqual(10);
    expect(audits.every(({ divergence }) => divergence === 0)).toBe(true);
    expect(books.map(({ source }) => source.counters.audits).every((count) => count >= 3)).toBe(true);
    expect(books.map(kinds)).toEqual([["live"], ["live"], ["live"]]);
  },
  { settings: { auditEveryMs: 5_000 } },
);

scenario(
  "a book that is wrong without a gap is found by its audit and made true again",
  (stage) => {
    const lease = stage.world.feed.book(stage.instrument(SYMBOL), { group: 0 });
    const { kept } = lease;
    stage.world.until(() => kept.state().kind === "live");
    // Nothing on the wire betrays it: the wrong level is planted behind the chain's back, away from where people trade.
    const { asks } = kept.book;
    asks.set(asks.priceAt(25), 123_456_789);
    const planted = stage.nowMs;
    expect(stage.world.until(() => kept.state().kind !== "live", 7_000)).toBe(true);
    expect(kept.state()).toMatchObject({ kind: "resyncing", reason: "audit" });
    expect(stage.nowMs - planted).toBeLessThan(7_000);
    const [found] = stage.told("audit").filter(({ divergence }) => divergence > 0);
    expect(found?.divergence).toBeLessThan(0.2);
    expect(stage.world.until(() => kept.state().kind === "live", 1_000)).toBe(true);
    expect(kept.counters).toMatchObject({ gaps: 1, healed: 1 });
  },
  { mood: "quiet", settings: { auditEveryMs: 5_000, silenceLeastMs: 60_000 } },
);

scenario(
  "a REST book from a cache that stands still makes nobody resync",
  (stage) => {
    const book = stage.book(SYMBOL);
    stage.pass(2_000);
    stage.fault("stale-rest-book", { durationMs: 90_000 }, SYMBOL);
    stage.pass(80_000);
    expect(kinds(book)).toEqual(["live"]);
    expect(book.source.counters.resyncs).toBe(0);
  },
  { settings: { auditEveryMs: 5_000 } },
);

let lateMs = 0;
const late = rewriting({
  frame: (text) => text.replace(/"timestamp":(\d+)/g, (_all, time: string) => `"timestamp":${Number(time) - lateMs}`),
});

scenario(
  "changes that come too late make the book stale for lag, and timely ones make it live again",
  (stage) => {
    lateMs = 0;
    const book = stage.book(SYMBOL);
    stage.pass(2_000);
    expect(stage.world.feed.lag.sample).toBeDefined();
    lateMs = 7_000;
    stage.expectNotLive(book, 2_000);
    expect(book.source.state()).toEqual({ kind: "stale", reason: "lag" });
    expect(stage.told("stale")).toMatchObject([{ reason: "lag" }]);
    stage.pass(5_000);
    expect(stage.told("stale")).toHaveLength(1);
    lateMs = 0;
    stage.expectLive(book, 4_000);
    expect(stage.told("healed")).toHaveLength(1);
    expect(book.source.counters.gaps).toBe(0);
  },
  { otherSide: late },
);

scenario(
  "a lag within what is allowed, and the error of its measure, accuses nobody",
  (stage) => {
    lateMs = 4_900;
    const book = stage.book(SYMBOL);
    stage.pass(10_000);
    lateMs = 0;
    expect(kinds(book)).toEqual(["live"]);
  },
  { otherSide: late },
);

scenario(
  "without a measured offset nothing lags, however wrong the venue's clock is",
  (stage) => {
    lateMs = HOUR_MS;
    const book = stage.book(SYMBOL);
    stage.pass(20_000);
    lateMs = 0;
    expect(stage.world.feed.lag.sample).toBeUndefined();
    expect(kinds(book)).toEqual(["live"]);
  },
  {
    otherSide: {
      ...late,
      answer: (request, exchange) =>
        request.path.endsWith("/time") ? { status: 404, headers: {}, body: "", costs: [] } : late.answer(request, exchange),
    },
  },
);

for (const skewMs of [-5_000, 5_000]) {
  scenario(`a venue whose clock is ${skewMs} ms off, and drifts, is not late`, (stage) => {
    stage.fault("clock-skew", { skewMs, driftPpm: 200 });
    const book = stage.book(SYMBOL);
    stage.pass(120_000, 1_000);
    expect(kinds(book).at(-1)).toBe("live");
    expect(book.states.filter(({ kind, atMs }) => kind !== "live" && atMs > 10_000)).toEqual([]);
  });
}

scenario("the local wall clock may jump an hour ahead or back: nothing but labels changes", (stage) => {
  const book = stage.book(SYMBOL);
  const trades = stage.trades(SYMBOL);
  stage.pass(5_000);
  const dials = stage.world.network.dials;
  for (const jumpMs of [HOUR_MS, -2 * HOUR_MS, HOUR_MS]) {
    stage.world.clock.jumpWall(jumpMs);
    stage.pass(20_000);
    expect(book.source.ageMs()).toBeLessThan(5_000);
  }
  expect(kinds(book)).toEqual(["live"]);
  expect(stage.world.network.dials).toBe(dials);
  expect(trades.keeper.counters.holes).toBe(0);
});

scenario("a process that slept finds its books stale before any of its timers ran", (stage) => {
  const book = stage.book(SYMBOL);
  stage.pass(3_000);
  const view = new LiveBookView(book.source, { depth: 5, allowStale: false });
  expect(view.bestBid).toBeDefined();
  stage.world.clock.sleep(8 * HOUR_MS);
  expect(() => view.bestBid).toThrow(BookNotLive);
  expect(book.source.state()).toEqual({ kind: "stale", reason: "slept" });
  expect(String(view)).toContain("stale (slept)");
  stage.expectLive(book, 15_000);
  expect(book.source.epoch).toBe(2);
});

let status = "true";
const rulesChange = rewriting({
  reply: (path, body) => (path.endsWith("/market_summary") ? body.replace(/"active":true/g, `"active":${status}`) : body),
});

scenario(
  "a halt and its end are told when the instruments are read again",
  (stage) => {
    status = "true";
    const book = stage.book(SYMBOL);
    stage.pass(15_000);
    expect(stage.told("instrument")).toEqual([]);
    status = "false";
    stage.pass(15_000);
    status = "true";
    expect(stage.told("instrument")).toContainEqual({
      kind: "instrument",
      instrument: "BTC/USDT:USDT",
      change: "status trading became halted",
    });
    stage.pass(15_000);
    expect(stage.told("instrument").map(({ change }) => change)).toContain("status halted became trading");
    expect(kinds(book)).toEqual(["live"]);
  },
  { otherSide: rulesChange, settings: { refreshEveryMs: 10_000 } },
);

let finer = false;
/** The venue quotes BTC-PERP in hundredths instead of tenths from some moment on. */
const finerTick = rewriting({
  reply: (path, body) => {
    if (!finer) return body;
    if (path.endsWith("/market_summary")) return body.replace(/"minPriceIncrement":0\.1\b/g, '"minPriceIncrement":0.01');
    return body.replace(/"price":"(\d+\.\d)"/g, '"price":"$15"');
  },
  frame: (text) => (finer && text.includes('"BTC-PERP"') ? text.replace(/\["(\d+\.\d)",/g, '["$15",') : text),
});

scenario(
  "a price step that becomes finer is told, and the book comes back with the new numbers, never with old ones at the new scale",
  (stage) => {
    finer = false;
    const lease = stage.world.feed.book(stage.instrument(SYMBOL), { group: 0 });
    const { kept } = lease;
    const wrong: string[] = [];
    const [roughly] = stage.market(SYMBOL).picture(0).bids[0] ?? [0];
    kept.subscribe(() => {
      if (kept.state().kind !== "live") return;
      const best = new LiveBookView(kept, { depth: 1, allowStale: false }).bestBid?.price.toNumber() ?? 0;
      if (Math.abs(best - roughly / 10) > 500) wrong.push(String(best));
    });
    stage.world.until(() => kept.state().kind === "live");
    stage.pass(5_000);
    finer = true;
    stage.world.until(() => kept.state().kind !== "live", 5_000);
    expect(kept.state()).toMatchObject({ reason: "malformed" });
    expect(stage.world.until(() => kept.state().kind === "live", 60_000)).toBe(true);
    finer = false;
    expect(stage.told("instrument")).toContainEqual({ kind: "instrument", instrument: "BTC/USDT:USDT", change: "tick size changed" });
    expect(kept.instrument.priceScale).toBe(2);
    expect(String(new LiveBookView(kept, { depth: 1, allowStale: false }).bestBid?.price)).toMatch(/^\d+\.\d5$/);
    expect(wrong).toEqual([]);
  },
  { otherSide: finerTick },
);

scenario("a fresh snapshot at a stated interval is taken without leaving live", (stage) => {
  const book = stage.book(SYMBOL, { refreshMs: 10_000 });
  stage.pass(61_000);
  expect(kinds(book)).toEqual(["live"]);
  expect(stage.subscribes("update:BTC-PERP_0")).toBe(7);
  expect(book.source.counters).toMatchObject({ gaps: 0, resyncs: 0 });
});

scenario("a book over REST is an image, with the states of every other book", (stage) => {
  const book = stage.polledBook(SYMBOL, 1_000);
  expect(book.source.state()).toEqual({ kind: "resyncing", reason: "waiting" });
  stage.pass(5_000);
  expect(book.source).toMatchObject({ proof: "image" });
  expect(book.source.book.sequence).toBeUndefined();
  expect(book.source.state().kind).toBe("live");
  expect(book.source.counters.updates).toBeGreaterThanOrEqual(4);
  expect(stage.world.network.dials).toBe(0);
  stage.fault("maintenance", { awayMs: 20_000 });
  stage.expectNotLive(book, 7_000);
  stage.expectLive(book, 30_000);
  expect(stage.told("stale").map(({ instrument }) => instrument)).toEqual(["BTC/USDT:USDT"]);
  expect(stage.told("healed")).toHaveLength(1);
  expect(book.source.counters).toMatchObject({ gaps: 1, healed: 1 });
  book.release();
  expect(book.source.state()).toEqual({ kind: "stale", reason: "closed" });
});

scenario("a book over REST whose answers never come is stale within the time that every book has", (stage) => {
  const book = stage.polledBook(SYMBOL, 1_000);
  stage.pass(5_000);
  stage.fault("silent-reply", { times: 100 }, SYMBOL);
  stage.expectNotLive(book, 6_500);
});

scenario("a process that slept believes no image of before", (stage) => {
  const book = stage.polledBook(SYMBOL, 1_000);
  stage.pass(5_000);
  stage.world.clock.sleep(60_000);
  expect(book.source.state()).toEqual({ kind: "stale", reason: "slept" });
  stage.expectLive(book, 10_000);
});
