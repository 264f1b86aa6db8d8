// Promises about sockets and subscriptions, one scenario each: who is silent, who is dead, what is asked again and what is given back.

import { expect } from "vitest";
import { type Log } from "#core/port";
import { type OutFrame } from "#venues/dialect";
import { createLmexDialect } from "#venues/lmex/dialect";
import { type Stage, type StagedBook, scenario } from "./stage.ts";

const SYMBOL = "BTC-PERP";
const OTHER = "ETH-PERP";
const TEN_MINUTES_MS = 600_000;

const kinds = (book: StagedBook): string[] => book.states.map(({ kind }) => kind);
const dials = (stage: Stage): number => stage.world.network.dials;

scenario("a topic that falls silent while its socket goes on is stale within five seconds, and heals", (stage) => {
  const book = stage.book(SYMBOL);
  const other = stage.book(OTHER);
  stage.pass(3_000);
  stage.fault("mute-topic", { durationMs: 9_000, channel: "book" }, SYMBOL);
  stage.expectNotLive(book, 5_000);
  expect(book.source.state()).toMatchObject({ kind: "stale", reason: "silent" });
  stage.expectLive(book, 15_000);
  stage.expectLive(other, 5_000);
});

scenario("a topic that stays silent after it was asked for again takes its whole connection down and up", (stage) => {
  const book = stage.book(SYMBOL);
  stage.pass(3_000);
  stage.fault("mute-topic", { durationMs: 120_000, channel: "book" }, SYMBOL);
  const before = dials(stage);
  stage.pass(60_000);
  expect(dials(stage)).toBeGreaterThan(before);
  expect(book.source.state().kind).toBe("stale");
});

scenario(
  "a quiet market stays live for ten minutes without a reconnect, and is compared at doubling distances",
  (stage) => {
    const book = stage.book(SYMBOL);
    stage.market(SYMBOL).pause();
    stage.pass(1_000);
    const before = { dials: dials(stage), updates: book.source.counters.updates };
    const comparedAt: number[] = [];
    let asked = stage.booksAsked;
    const startMs = stage.nowMs;
    while (stage.nowMs < startMs + TEN_MINUTES_MS) {
      stage.pass(500, 250);
      expect(book.source.ageMs()).toBeLessThanOrEqual(5_000);
      if (stage.booksAsked > asked) comparedAt.push(stage.nowMs - startMs);
      asked = stage.booksAsked;
    }
    expect({ dials: dials(stage), updates: book.source.counters.updates }).toEqual(before);
    expect(kinds(book)).toEqual(["live"]);
    const waits = comparedAt.slice(1).map((at, index) => at - (comparedAt[index] ?? 0));
    for (const [index, leastMs] of [6_000, 12_000, 24_000, 48_000, 60_000, 60_000].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(leastMs);
      expect(waits[index]).toBeLessThan(leastMs + 2_000);
    }
  },
  { markets: { only: [SYMBOL] } },
);

for (const direction of ["both", "to-client", "to-venue"]) {
  scenario(`a black hole (${direction}) is noticed within five seconds, and the book comes back over a new socket`, (stage) => {
    const book = stage.book(SYMBOL);
    for (const market of [SYMBOL, OTHER, "BTC-USDT", "ETH-USDT"]) stage.market(market).pause();
    stage.fault("black-hole", { direction, scope: "all" });
    stage.expectNotLive(book, 5_000);
    expect(book.source.state()).toMatchObject({ kind: "stale", reason: "disconnected" });
    stage.expectLive(book, 10_000);
    expect(book.source.epoch).toBe(2);
  });
}

scenario(
  "a black hole is noticed within a second when a second is asked for",
  (stage) => {
    const book = stage.book(SYMBOL);
    stage.fault("black-hole", { direction: "both", scope: "all" });
    stage.expectNotLive(book, 1_000);
    stage.expectLive(book, 10_000);
  },
  { settings: { deadAfterMs: 1_000 } },
);

scenario("pings that stay without an answer cut nothing while data flows", (stage) => {
  const book = stage.book(SYMBOL);
  const before = dials(stage);
  stage.fault("ignore-pings", { durationMs: 120_000 });
  stage.pass(100_000);
  expect(dials(stage)).toBe(before);
  expect(kinds(book)).toEqual(["live"]);
});

scenario("after a reconnect everything is subscribed again, each topic once, and nothing of the old epoch is applied", (stage) => {
  const books = [stage.book(SYMBOL), stage.book(OTHER), stage.book("BTC-USDT")];
  const trades = stage.trades(SYMBOL);
  stage.pass(3_000);
  stage.sent.length = 0;
  const epochs = new Set<number>();
  for (const { source } of books) source.subscribe(() => epochs.add(source.epoch));
  stage.fault("old-socket-race", { scope: "all", silentMs: 6_500, lingerMs: 5_000 });
  for (const market of [SYMBOL, OTHER, "BTC-USDT", "ETH-USDT"]) stage.market(market).pause();
  for (const book of books) stage.expectNotLive(book, 8_000);
  for (const market of [SYMBOL, OTHER, "BTC-USDT", "ETH-USDT"]) stage.market(market).resume();
  for (const book of books) stage.expectLive(book, 10_000);
  stage.pass(8_000);
  for (const topic of ["update:BTC-PERP_0", "update:ETH-PERP_0", "update:BTC-USDT_0", "tradeHistoryApiV3:BTC-PERP"]) {
    expect(stage.subscribes(topic), topic).toBe(1);
  }
  expect(books.map(({ source }) => source.epoch)).toEqual([2, 2, 2]);
  expect(trades.keeper.counters.holes).toBe(0);
  expect([...epochs].sort()).toEqual([1, 2]);
});

for (const code of ["1000", "1006", "1008", "1011", "1012", "1013"]) {
  scenario(`a socket that the venue closes with ${code} comes back and heals`, (stage) => {
    const book = stage.book(SYMBOL);
    stage.fault("close", { code, scope: "all" });
    stage.expectNotLive(book, 1_000);
    // 1008 says that the venue objects to us: it is left alone for longer.
    stage.expectLive(book, code === "1008" ? 40_000 : 10_000);
    expect(stage.told("disconnected")[0]?.code).toBe(Number(code));
    expect(stage.told("resubscribed").length).toBeGreaterThanOrEqual(2);
  });
}

scenario("a lost confirmation holds nothing up: data is the better answer", (stage) => {
  stage.fault("lose-ack", { form: "ack" });
  const book = stage.book(SYMBOL, { wait: false });
  stage.expectLive(book, 1_000);
  stage.pass(10_000);
  expect(stage.subscribes("update:BTC-PERP_0")).toBe(1);
});

scenario("a subscription that is lost without a word is told as stale and asked for again", (stage) => {
  stage.fault("lose-ack", { form: "subscription" });
  const book = stage.book(SYMBOL, { wait: false });
  expect(stage.world.until(() => book.source.state().kind === "stale", 6_000)).toBe(true);
  stage.expectLive(book, 6_000);
});

scenario("a topic that the venue leaves out of its ack is told as refused, and healed by asking again", (stage) => {
  stage.fault("partial-subscribe", {});
  const book = stage.book(SYMBOL, { wait: false });
  expect(stage.world.until(() => book.source.state().kind === "stale", 1_000)).toBe(true);
  expect(book.source.state()).toMatchObject({ kind: "stale", reason: "refused" });
  expect(stage.told("stale")).toMatchObject([{ instrument: "BTC/USDT:USDT", reason: "refused" }]);
  stage.expectLive(book, 20_000);
});

const fallbacks = [
  { name: "the newest generation", known: ["tradeHistoryApiV3", "tradeHistoryApiV2", "tradeHistoryApi"], asked: 1 },
  { name: "the second generation", known: ["tradeHistoryApiV2", "tradeHistoryApi"], asked: 2 },
  { name: "the oldest, unversioned generation", known: ["tradeHistoryApi"], asked: 3 },
];
for (const { name, known, asked } of fallbacks) {
  scenario(
    `trades come over ${name} where the venue has nothing newer`,
    (stage) => {
      const trades = stage.trades(SYMBOL);
      stage.pass(10_000);
      expect(trades.keeper.counters.trades).toBeGreaterThan(20);
      const topics = ["tradeHistoryApiV3", "tradeHistoryApiV2", "tradeHistoryApi"].map((channel) => `${channel}:BTC-PERP`);
      expect(topics.map((topic) => stage.subscribes(topic))).toEqual([1, asked > 1 ? 1 : 0, asked > 2 ? 1 : 0]);
    },
    { otherSide: createLmexDialect({ tradeTopics: { futures: known, spot: ["tradeHistoryApi"] } }) },
  );
}

const refused: unknown[] = [];
const refusalLog: Log = {
  enabled: () => true,
  write: (_level, event, fields) => event === "topic refused" && refused.push(fields?.["topic"]),
};
scenario(
  "a trade topic that no generation of the venue serves is refused visibly, asked for again, and read over REST meanwhile",
  (stage) => {
    const trades = stage.trades(SYMBOL);
    stage.pass(30_000);
    expect(stage.subscribes("tradeHistoryApi:BTC-PERP")).toBeGreaterThanOrEqual(2);
    expect(stage.subscribes("tradeHistoryApi:BTC-PERP")).toBeLessThan(6);
    expect(trades.news.filter((news) => news.kind === "trade" && !news.backfilled)).toEqual([]);
    expect([...new Set(refused)]).toEqual(["tradeHistoryApi:BTC-PERP"]);
  },
  { otherSide: createLmexDialect({ tradeTopics: { futures: [], spot: [] } }), log: refusalLog },
);

scenario("a topic is subscribed once however many listen, and no socket is left when the last leaves", (stage) => {
  const books = Array.from({ length: 5 }, () => stage.book(SYMBOL));
  const trades = [stage.trades(SYMBOL), stage.trades(SYMBOL)];
  stage.pass(2_000);
  expect(stage.subscribes("update:BTC-PERP_0")).toBe(1);
  expect(stage.subscribes("tradeHistoryApiV3:BTC-PERP")).toBe(1);
  expect(stage.world.network.openSockets).toBe(2);
  for (const book of books.slice(1)) book.release();
  for (const each of trades) each.release();
  stage.pass(2_000);
  expect(stage.world.network.openSockets).toBe(1);
  expect(kinds(books[0] as StagedBook)).toEqual(["live"]);
  books[0]?.release();
  books[0]?.release();
  stage.pass(2_000);
  expect(stage.world.network.openSockets).toBe(0);
  expect(stage.world.feed.sessions).toEqual([]);
});

scenario("a market that is left and asked for again at once is subscribed anew", (stage) => {
  const first = stage.book(SYMBOL);
  stage.book(OTHER);
  first.release();
  const second = stage.book(SYMBOL);
  stage.pass(2_000);
  expect(first.source.state()).toMatchObject({ kind: "stale", reason: "closed" });
  expect(second.source.state().kind).toBe("live");
});

scenario(
  "many markets are spread over sockets before the venue's limit of topics is reached",
  (stage) => {
    const futures = stage.world.feed.instruments.all.filter(({ product }) => product === "futures");
    const books = futures.map(({ symbol }) => stage.book(symbol, { wait: false }));
    expect(books.length).toBe(152);
    for (const book of books) stage.expectLive(book, 20_000);
    expect(stage.world.feed.sessions.map(({ topics }) => topics)).toEqual([100, 52]);
    for (const book of books.slice(0, 10)) book.release();
    const again = stage.book(SYMBOL);
    stage.expectLive(again, 5_000);
    expect(stage.world.feed.sessions.map(({ topics }) => topics)).toEqual([91, 52]);
  },
  { markets: { further: 150 }, mood: "quiet" },
);

scenario("a grouping that the venue does not have is refused before anything is sent", (stage) => {
  expect(() => stage.book(SYMBOL, { group: 9, wait: false })).toThrow(/grouping|group/);
  stage.pass(1_000);
  expect(stage.world.network.dials).toBe(0);
});

scenario("a handshake that is refused with Retry-After is not repeated before that time, by any connection", (stage) => {
  stage.fault("refuse-handshake", { status: "429", retryAfterSeconds: 30, durationMs: 60_000 });
  stage.book(SYMBOL, { wait: false });
  stage.trades(SYMBOL);
  stage.pass(28_000);
  expect(dials(stage)).toBeLessThanOrEqual(2);
});

scenario("sockets that are accepted and closed at once are not stormed", (stage) => {
  stage.fault("accept-then-close", { durationMs: 20_000, code: "1011" });
  const book = stage.book(SYMBOL, { wait: false });
  stage.pass(20_000);
  expect(dials(stage)).toBeLessThanOrEqual(5);
  stage.expectLive(book, 30_000);
});

scenario("maintenance is told, nothing is live in it, and it ends only when the venue answers again", (stage) => {
  const book = stage.book(SYMBOL);
  stage.fault("maintenance", { awayMs: 60_000 });
  stage.expectNotLive(book, 1_000);
  stage.pass(55_000);
  expect(stage.told("maintenance")).toEqual([{ kind: "maintenance", active: true }]);
  expect(stage.world.client.health().state).toBe("maintenance");
  expect(book.source.state().kind).toBe("stale");
  stage.expectLive(book, 45_000);
  stage.pass(6_000);
  expect(stage.told("maintenance")).toEqual([
    { kind: "maintenance", active: true },
    { kind: "maintenance", active: false },
  ]);
  expect(stage.world.client.health().state).toBe("ready");
});

scenario(
  "a connection that has used up its attempts is failed, its books are stale, and its iterators throw",
  (stage) => {
    const { client } = stage.world;
    const watch = client.watchBook(SYMBOL);
    const iterator = watch[Symbol.asyncIterator]();
    stage.pass(7_000);
    stage.fault("refuse-handshake", { status: "503", retryAfterSeconds: 0, durationMs: 600_000 });
    stage.fault("close", { code: "1006", scope: "all" });
    expect(stage.world.until(() => stage.told("failed").length > 0, 300_000)).toBe(true);
    expect(dials(stage)).toBe(1 + 3);
    expect(client.health().state).toBe("failed");
    expect(watch.latestAllowStale.state).toBe("stale");
    expect(() => watch.latest.bids).toThrow(/stale/);
    expect(() => client.watchBook(SYMBOL)).toThrow(/gave up/);
    const drained = (async () => {
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        // What was handed out before the end still comes first.
      }
    })();
    stage.outcomes.push(expect(drained).rejects.toMatchObject({ code: "attempts-exhausted" }));
  },
  { settings: { attemptsMax: 3 } },
);

scenario(
  "ten thousand reconnects leave timers, sockets and listeners as they were",
  (stage) => {
    const book = stage.book(SYMBOL);
    stage.market(SYMBOL).pause();
    // Requests come and go, so timers are counted over a while.
    const timersMost = (): number => {
      let most = 0;
      for (let step = 0; step < 50; step += 1) {
        stage.world.advance(100);
        most = Math.max(most, stage.world.clock.pendingTimers);
      }
      return most;
    };
    const held = (): object => ({
      sockets: stage.world.network.openSockets,
      listeners: stage.world.feed.books[0]?.listeners,
      venueSockets: [...(stage.world.exchange.venue("lmex")?.sockets ?? [])].length,
    });
    const round = (): void => {
      const { epoch } = book.source;
      // Only a connection that was useful for some seconds comes back quickly, again and again.
      stage.world.advance(5_500);
      stage.fault("close", { code: "1006", scope: "all" });
      const back = stage.world.until(() => book.source.epoch > epoch && book.source.state().kind === "live", 60_000);
      if (!back) throw new RangeError("The book did not come back.");
    };
    round();
    const before = { timers: timersMost(), held: held() };
    for (let count = 0; count < 10_000; count += 1) round();
    expect(book.source.epoch).toBe(10_002);
    expect(held()).toEqual(before.held);
    expect(timersMost()).toBeLessThanOrEqual(before.timers + 1);
  },
  { markets: { only: [SYMBOL] } },
);

scenario("a frame of a topic that nobody subscribed is counted and dropped", (stage) => {
  const book = stage.book(SYMBOL);
  for (const socket of stage.world.exchange.venue("lmex")?.sockets ?? []) {
    const frame: Pick<OutFrame, "text"> = {
      text: '{"topic":"update:ETH-PERP_0","data":{"bids":[["1.00","1"]],"asks":[],"seqNum":5,"prevSeqNum":4,"type":"delta","symbol":"ETH-PERP","timestamp":1}}',
    };
    socket.inject(frame.text);
  }
  stage.pass(1_000);
  expect(stage.world.feed.sessions.map(({ counters }) => counters.foreign)).toEqual([1]);
  expect(kinds(book)).toEqual(["live"]);
});
