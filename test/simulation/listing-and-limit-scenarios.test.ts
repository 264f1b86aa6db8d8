// What a venue lists and allows may change under a client: rules, names, limits, whole outages. Under 5 s in total.

import { expect } from "vitest";
import { UsageError } from "#core/error";
import { lbank } from "#venues/lbank/index";
import { createWeexDialect } from "#venues/weex/dialect";
import { weex } from "#venues/weex/index";
import { type StagedBook, scenario } from "./stage.ts";

const SYMBOL = "BTC-PERP";
const often = { refreshEveryMs: 10_000, refreshLeastMs: 2_000 } as const;
const kinds = (book: StagedBook): string[] => book.states.map(({ kind }) => kind);

// P20

for (const [form, change] of [
  ["tick", "tick size changed"],
  ["lot", "lot size changed"],
  ["halted", "status trading became halted"],
] as const) {
  scenario(
    `P20: a market whose rules change (${form}) is told so, and its book stays true throughout`,
    (stage) => {
      const book = stage.book(SYMBOL);
      stage.fault("rules-change", { form, awayMs: 15_000 }, SYMBOL);
      stage.pass(14_000);
      expect(stage.told("instrument").map((told) => told.change)).toEqual([change]);
      const [during] = stage.world.feed.instruments.all.filter(({ symbol }) => symbol === SYMBOL);
      expect(during?.status).toBe(form === "halted" ? "halted" : "trading");
      stage.pass(25_000);
      expect(stage.told("instrument")).toHaveLength(2);
      expect(book.source.state().kind).toBe("live");
    },
    { settings: often },
  );
}

for (const form of ["renamed", "delisted"] as const) {
  scenario(
    `P20: a market that is ${form} for a while is stale in that time, told, and live again after it`,
    (stage) => {
      const [book, other] = [stage.book(SYMBOL), stage.book("ETH-PERP")];
      if (form === "renamed") stage.fault("rules-change", { form, awayMs: 30_000 }, SYMBOL);
      else stage.fault("delisting", { awayMs: 30_000 }, SYMBOL);
      stage.expectNotLive(book, 7_000);
      stage.pass(23_000);
      expect(book.source.state().kind).toBe("stale");
      expect(stage.told("instrument").map((told) => told.change)).toContain("delisted");
      stage.expectLive(book, 45_000);
      expect(stage.told("instrument").map((told) => told.change)).toContain("listed");
      expect(kinds(other)).toEqual(["live"]);
    },
    { settings: often },
  );
}

scenario(
  "P20: on WEEX a contract that is taken off costs no connection, and is asked for again once it is back",
  (stage) => {
    const [book, other] = [stage.book("BTCUSDT", { product: "contract" }), stage.book("ETHUSDT", { product: "contract" })];
    stage.fault("delisting", { awayMs: 20_000 }, "BTCUSDT");
    stage.expectNotLive(book, 8_000);
    stage.expectLive(book, 70_000);
    expect(stage.told("disconnected")).toEqual([]);
    expect(kinds(other)).toEqual(["live"]);
  },
  { venue: weex, settings: often },
);

// P21

scenario(
  "P21: a level that leaves the window without a delete is no ghost: the book says so and is made new",
  (stage) => {
    const book = stage.book(SYMBOL);
    stage.fault("ghost-levels", { times: 2 }, SYMBOL);
    stage.pass(20_000);
    expect(stage.world.exchange.desk.firedById.get("P21")).toBe(2);
    expect(book.source.counters.gaps).toBeGreaterThanOrEqual(1);
    expect(book.source.book.bids.length).toBeLessThanOrEqual(50);
    stage.expectLive(book, 6_000);
  },
  { mood: "busy" },
);

// P23

scenario(
  "P23: images of a lagging node, old images and times of another zone never move an image book back, and it is labelled as one",
  (stage) => {
    const book = stage.book("btc_usdt");
    stage.pass(3_000);
    stage.fault("stale-node", { durationMs: 4_000, node: 3 });
    stage.pass(5_000);
    expect(kinds(book)).toEqual(["live"]);
    stage.fault("old-image", { back: 3 });
    stage.pass(6_000);
    expect(kinds(book)).toContain("resyncing");
    stage.expectLive(book, 2_000);
    stage.fault("other-zone", { hours: -8, durationMs: 6_000 });
    stage.expectNotLive(book, 2_000);
    stage.pass(5_000);
    stage.expectLive(book, 5_000);
    expect(book.source.proof).toBe("image");
    expect(book.source.counters.audits).toBeGreaterThan(1);
  },
  { venue: lbank, settings: { auditEveryMs: 3_000 } },
);

// P29

for (const form of ["empty-book", "unreal-prices", "counts-from-one"]) {
  scenario(`P29: a market as on a test network (${form}) is followed, and its neighbour does not notice`, (stage) => {
    const [book, other] = [stage.book(SYMBOL), stage.book("ETH-PERP")];
    stage.fault("test-market", { form, awayMs: 3_000 }, SYMBOL);
    stage.pass(1_000);
    if (form !== "counts-from-one") expect(book.source.book.bids.length).toBe(0);
    stage.pass(9_000);
    stage.expectLive(book, 10_000);
    expect(book.source.book.bids.length).toBeGreaterThan(10);
    expect(kinds(other)).toEqual(["live"]);
  });
}

// N20

scenario(
  "N20: topics beyond what a venue lets one socket hold go to another, and none is refused",
  (stage) => {
    const books = ["btc_usdt", "eth_usdt"].map((symbol) => stage.book(symbol));
    const trades = ["btc_usdt", "eth_usdt"].map((symbol) => stage.trades(symbol));
    const candles = stage.world.feed.instruments.all
      .filter(({ product }) => product === "spot")
      .map((instrument) => stage.world.feed.candles(instrument, "1m"));
    stage.pass(3_000);
    for (const session of stage.world.feed.sessions) expect(session.topics).toBeLessThanOrEqual(4);
    expect(stage.world.feed.sessions.length).toBeGreaterThan(1);
    expect(stage.world.feed.sessions.reduce((sum, session) => sum + session.counters.refused, 0)).toBe(0);
    expect(books.map(({ source }) => source.state().kind)).toEqual(["live", "live"]);
    expect(trades).toHaveLength(2);
    for (const lease of candles) lease.release();
  },
  { venue: lbank },
);

scenario(
  "N20: a socket beyond what the address may open is refused before anything is sent, with words that say what to do",
  (stage) => {
    const instruments = stage.world.feed.instruments.all.filter(({ product }) => product === "contract");
    const leases: { release(): void }[] = [];
    const watchAll = (): void => {
      for (const interval of ["1m", "5m", "15m", "30m", "1h", "4h"] as const) {
        for (const instrument of instruments) leases.push(stage.world.feed.candles(instrument, interval));
      }
    };
    expect(watchAll).toThrow(UsageError);
    expect(watchAll).toThrow(/allows 20 sockets from one address; watch fewer topics/);
    const dials = stage.world.network.dials;
    stage.pass(5_000);
    expect(stage.world.network.dials - dials).toBeLessThanOrEqual(20);
    for (const lease of leases) lease.release();
  },
  { venue: weex, markets: { further: 400 }, mood: "quiet" },
);

scenario(
  "N20: a venue that counts fewer topics than it says refuses some visibly, and the others are live",
  (stage) => {
    const symbols = ["BTCUSDT", "ETHUSDT", "ADAUSDT"];
    const books = symbols.map((symbol) => stage.book(symbol, { product: "contract", wait: false }));
    stage.pass(10_000);
    const states = books.map(({ source }) => source.state().kind).sort();
    expect(states).toContain("live");
    expect(states.filter((state) => state !== "live").length).toBeLessThanOrEqual(1);
    expect(stage.told("stale").every(({ reason }) => reason === "refused" || reason === "silent")).toBe(true);
  },
  { venue: weex, otherSide: createWeexDialect({ topicsMax: 2 }), settings: often },
);

scenario(
  "N20: WEEX's 1007 after refused requests costs one reconnect, not a storm",
  (stage) => {
    const book = stage.book("BTCUSDT", { product: "contract" });
    stage.pass(6_000);
    const { dials } = stage.world.network;
    stage.fault("refused-too-often");
    stage.expectNotLive(book, 2_000);
    stage.expectLive(book, 10_000);
    stage.pass(20_000);
    expect(stage.world.network.dials - dials).toBe(1);
  },
  { venue: weex },
);

scenario(
  "a version that is switched off is stale with the venue's status told, knocked at seldom, and live when it answers again",
  (stage) => {
    const book = stage.book("BTCUSDT", { product: "contract" });
    stage.pass(3_000);
    const { dials } = stage.world.network;
    stage.fault("version-sunset", { version: "v3", durationMs: 60_000 });
    stage.pass(58_000);
    expect(book.source.state().kind).toBe("stale");
    expect(stage.told("disconnected").some(({ reason }) => reason.includes("404"))).toBe(true);
    expect(stage.world.network.dials - dials).toBeLessThanOrEqual(10);
    stage.expectLive(book, 45_000);
  },
  { venue: weex },
);

// N21

scenario(
  "N21: after an outage 200 topics come back over many sockets at different moments, each socket within its pace",
  (stage) => {
    const instruments = stage.world.feed.instruments.all.filter(({ product }) => product === "spot").slice(0, 100);
    const leases = instruments.flatMap((instrument) => [
      stage.world.feed.book(instrument, { group: 0 }),
      stage.world.feed.trades(instrument),
    ]);
    expect(leases.length).toBe(200);
    stage.pass(40_000, 1_000);
    const books = (): number => stage.world.feed.books.filter((book) => book.state().kind === "live").length;
    expect(books()).toBe(100);
    const sockets = stage.world.feed.sessions.length;
    stage.fault("outage", { durationMs: 5_000 });
    stage.pass(5_000, 500);
    expect(books()).toBe(0);
    const log = stage.events.length;
    const sent = stage.sent.length;
    expect(stage.world.until(() => books() === 100, 45_000)).toBe(true);
    const opened = stage.events.slice(log).filter(({ event }) => event.kind === "connected");
    expect(opened).toHaveLength(sockets);
    // Full jitter: no second sees more than a fraction of them, and no two open at one moment.
    const perSecond = new Map<number, number>();
    for (const { atMs } of opened) perSecond.set(Math.floor(atMs / 1_000), (perSecond.get(Math.floor(atMs / 1_000)) ?? 0) + 1);
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(20);
    expect(stage.sent.length - sent).toBeLessThanOrEqual(3 * 200);
    for (const lease of leases) lease.release();
  },
  { venue: lbank, markets: { further: 110 }, mood: "quiet", settings: { silenceLeastMs: 60_000 } },
);

// N22

scenario("N22: a socket that only lets in is no proof of a quiet book, and is replaced when its questions stay open", (stage) => {
  const book = stage.book(SYMBOL);
  stage.pass(3_000);
  stage.fault("one-way-loss");
  stage.pass(4_000);
  // Data flows: what comes is true, and is believed.
  expect(book.source.state().kind).toBe("live");
  stage.market(SYMBOL).pause();
  stage.expectNotLive(book, 7_000);
  stage.market(SYMBOL).resume();
  stage.expectLive(book, 45_000);
  expect(stage.told("disconnected").length).toBeGreaterThan(0);
});
