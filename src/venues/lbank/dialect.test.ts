import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { createSimulatedExchange, type SimulatedExchange } from "#sim/world";
import { type DialectReply } from "#venues/dialect";
import { createLbankDialect } from "#venues/lbank/dialect";
import { wireNumber } from "#venues/lbank/dialect/market-texts";
import { zonedTime } from "#venues/lbank/zone";

interface Talk {
  readonly clock: VirtualClock;
  readonly exchange: SimulatedExchange;
  readonly heard: string[];
  readonly ends: number[];
  say(message: unknown): string[];
}

function talk(
  options: { readonly path?: string; readonly article?: boolean; readonly dialect?: Parameters<typeof createLbankDialect>[0] } = {},
): Talk {
  const clock = new VirtualClock();
  const article = options.article ?? false;
  const exchange = createSimulatedExchange({ venues: [createLbankDialect(options.dialect)], seed: "7", clock, article });
  exchange.start();
  const heard: string[] = [];
  const ends: number[] = [];
  const verdict = exchange
    .venue("lbank")
    ?.acceptSocket({ host: "www.lbkex.net", path: options.path ?? "/ws/V2/", headers: {}, peer: "tester" });
  if (verdict?.kind !== "accepted") throw new Error(`the handshake was ${verdict?.kind ?? "lost"}`);
  const session = verdict.open({
    send: (text) => heard.push(text),
    ping: () => undefined,
    close: (code) => ends.push(code),
    terminate: () => ends.push(1006),
  });
  return {
    clock,
    exchange,
    heard,
    ends,
    say(message) {
      session.received(typeof message === "string" ? message : JSON.stringify(message));
      return heard.splice(0);
    },
  };
}

const messageOf = (texts: readonly string[]): unknown => (JSON.parse(texts[0] ?? "{}") as { message?: unknown }).message;

test.each([
  ["not json", "Invalid message"],
  ["[]", "Invalid message"],
  [{}, "Missing parameter ['action']"],
  [{ action: "dance" }, "Invalid action"],
  [{ action: "subscribe" }, "Missing parameter ['subscribe']"],
  [{ action: "request" }, "Missing parameter ['request']"],
  [{ action: "subscribe", subscribe: "nope", pair: "btc_usdt" }, "Invalid subscribe:[nope]"],
  [{ action: "subscribe", subscribe: "kbar", pair: "btc_usdt" }, "Missing parameter ['kbar']"],
  [{ action: "subscribe", subscribe: "depth", pair: "btc_usdt" }, "Missing parameter ['depth']"],
  [{ action: "subscribe", subscribe: "trade" }, "Missing parameter ['pair']"],
  [{ action: "request", request: "trade", pair: "btc_usdt" }, "Missing parameter ['size']"],
  [{ action: "subscribe", subscribe: "trade", pair: "BTCUSDT" }, "Invalid order pairs:[btcusdt],remoteIp is: [127.0.0.1]"],
  [{ action: "subscribe", subscribe: "orderUpdate", pair: "all" }, "Missing parameter ['subscribeKey']"],
  [{ action: "subscribe", subscribe: "assetUpdate", subscribeKey: "aa" }, "Invalid subscribeKey"],
])("%j is answered with %s, and the socket stays", (message, words) => {
  const { say, ends } = talk();
  expect(messageOf(say(message))).toBe(words);
  expect(ends).toEqual([]);
});

test("a subscribe of a book is not acknowledged but answered by the book, then published at most every 600 ms", () => {
  const { say, clock, heard } = talk();
  const [opening, ...more] = say({ action: "subscribe", subscribe: "depth", depth: "10", pair: "btc_usdt" });
  expect(more).toEqual([]);
  const push = JSON.parse(opening ?? "{}") as {
    depth: { bids: unknown[] };
    count: number;
    s: string;
    TS: string;
    pair: string;
    type: string;
  };
  expect(push).toMatchObject({ type: "depth", pair: "btc_usdt", count: 10, s: "t-01" });
  expect(push.depth.bids).toHaveLength(10);
  expect(zonedTime(push.TS)).toBe(clock.now());
  clock.advance(6_000);
  expect(heard.length).toBeGreaterThan(3);
  expect(heard.length).toBeLessThanOrEqual(10);
  heard.length = 0;
  say({ action: "unsubscribe", subscribe: "depth", depth: "10", pair: "btc_usdt" });
  clock.advance(6_000);
  expect(heard).toEqual([]);
});

test("a second depth of the same pair replaces the first", () => {
  const { say, clock, heard } = talk();
  say({ action: "subscribe", subscribe: "depth", depth: "10", pair: "btc_usdt" });
  say({ action: "subscribe", subscribe: "depth", depth: 50, pair: "btc_usdt" });
  clock.advance(3_000);
  expect(heard.every((text) => text.includes('"count":50'))).toBe(true);
});

test("a socket that leaves a ping unanswered for a minute is closed with 1000; one that answers stays", () => {
  const silent = talk();
  silent.clock.advance(95_000);
  expect(silent.ends).toEqual([1000]);
  const polite = talk();
  for (let second = 0; second < 200; second += 1) {
    polite.clock.advance(1_000);
    for (const text of polite.heard.splice(0)) {
      const { ping } = JSON.parse(text) as { ping?: string };
      if (ping !== undefined) polite.say({ action: "pong", pong: ping });
    }
  }
  expect(polite.ends).toEqual([]);
  expect(polite.say({ action: "ping", ping: "mine" })).toEqual(['{"action":"pong","pong":"mine"}']);
});

test("a stale node goes before the true one when it is asked to", () => {
  const { say } = talk({ dialect: { staleNodeChance: 1 } });
  const texts = say({ action: "subscribe", subscribe: "depth", depth: "50", pair: "btc_usdt" });
  expect(texts.map((text) => /"s":"([^"]+)"/.exec(text)?.[1])).toEqual(["m-01", "t-01"]);
});

test("one-time requests have answers of their own shapes", () => {
  const { say } = talk();
  expect(JSON.parse(say({ action: "request", request: "depth", depth: "10", pair: "btc_usdt" })[0] ?? "")).toMatchObject({
    type: "depth",
    count: 10,
  });
  const kbar = JSON.parse(say({ action: "request", request: "kbar", kbar: "1min", pair: "btc_usdt", size: "5" })[0] ?? "") as {
    records: unknown[];
  };
  expect(kbar.records).toHaveLength(5);
  const trades = JSON.parse(say({ action: "request", request: "trade", pair: "btc_usdt", size: "3" })[0] ?? "") as { trades: unknown[] };
  expect(trades.trades).toHaveLength(3);
});

function ask(exchange: SimulatedExchange, path: string, method = "GET"): DialectReply {
  const [bare, query] = path.split("?");
  const venue = exchange.venue("lbank");
  const verdict = venue?.request(
    { method, host: "api.lbkex.com", path: bare ?? "", query: new URLSearchParams(query), headers: {}, body: "" },
    "tester",
  );
  if (verdict?.kind !== "reply") throw new Error("no reply");
  return verdict.reply;
}

const codeOf = (reply: DialectReply): unknown => (JSON.parse(reply.body) as { error_code?: unknown }).error_code;

test("REST answers what is public, and refuses in the venue's codes under HTTP 200", () => {
  const { exchange } = talk();
  expect(codeOf(ask(exchange, "/v2/accuracy.do"))).toBe(0);
  expect(JSON.parse(ask(exchange, "/v2/supplement/ticker/price.do").body)).toMatchObject({ result: true });
  expect(JSON.parse(ask(exchange, "/v2/currencyPairs.do").body)).toMatchObject({ result: "true", data: ["btc_usdt", "eth_usdt"] });
  expect(codeOf(ask(exchange, "/v2/depth.do?size=5"))).toBe(10001);
  expect(codeOf(ask(exchange, "/v2/depth.do?symbol=btcusdt&size=5"))).toBe(10008);
  expect(codeOf(ask(exchange, "/v2/depth.do?symbol=btc_usdt&size=201"))).toBe(10003);
  expect(codeOf(ask(exchange, "/v2/kline.do?symbol=btc_usdt&size=5"))).toBe(10003);
  expect(codeOf(ask(exchange, "/v2/supplement/user_info_account.do", "POST"))).toBe(10202);
  expect(codeOf(ask(exchange, "/v1/ticker.do"))).toBe(10601);
  expect(codeOf(ask(exchange, "/v2/supplement/system_status.do", "POST"))).toBe(0);
  expect(ask(exchange, "/v2/depth.do?symbol=nope&size=1").status).toBe(200);
  expect(ask(exchange, "/v2/nope.do")).toMatchObject({ status: 404, headers: { "content-type": "text/html" } });
});

test("the undocumented trades still answer, with words of their own", () => {
  const { exchange } = talk();
  const { data } = JSON.parse(ask(exchange, "/v2/trades.do?symbol=btc_usdt&size=600").body) as { data: Record<string, unknown>[] };
  const [newest] = exchange.marketOf({ venue: "lbank", symbol: "btc_usdt" })?.prints({ limit: 1 }) ?? [];
  expect(data).toHaveLength(600);
  expect(data.at(-1)).toMatchObject({ date_ms: newest?.venueTime, type: newest?.side });
  expect(Object.keys(data[0] ?? {})).toEqual(["date_ms", "amount", "price", "type", "tid"]);
  expect(codeOf(ask(exchange, "/v2/trades.do?symbol=btc_usdt&size=601"))).toBe(10003);
});

test("too many requests are told by a code, never by HTTP 429", () => {
  const { exchange } = talk();
  const replies = Array.from({ length: 201 }, () => ask(exchange, "/v2/timestamp.do"));
  expect(replies.every(({ status }) => status === 200)).toBe(true);
  expect(replies.map(codeOf).filter((code) => code === 10004)).toHaveLength(1);
});

test("a day's candle opens at midnight of UTC+8", () => {
  const { exchange, clock } = talk();
  const time = Math.floor((clock.now() - 3 * 86_400_000) / 1_000);
  const { data } = JSON.parse(ask(exchange, `/v2/kline.do?symbol=btc_usdt&size=3&type=day1&time=${time}`).body) as { data: number[][] };
  expect(data).toHaveLength(3);
  for (const row of data) expect(((row[0] ?? 0) + 28_800) % 86_400).toBe(0);
});

test("small figures have exponents, as Java writes them, and others have none", () => {
  expect(["0.00004", "0.00012", "0.001", "0.12", "61240.1", "0"].map(wireNumber)).toEqual([
    "4.0E-5",
    "1.2E-4",
    "0.001",
    "0.12",
    "61240.1",
    "0",
  ]);
});

test("the article's language is spoken only when asked for, and the first message decides", () => {
  expect(() => talk({ path: "/ws" })).toThrow(/refused/);
  const article = talk({ path: "/ws", article: true });
  const [ack, push] = article.say({ sub: "market.btcusdt.depth.step0", id: "a" });
  expect(JSON.parse(ack ?? "")).toMatchObject({ id: "a", status: "ok", subbed: "market.btcusdt.depth.step0" });
  expect(JSON.parse(push ?? "")).toMatchObject({ ch: "market.btcusdt.depth.step0" });
  expect(article.say({ sub: "market.btcusdt.depth.step0" })).toHaveLength(1);
  expect(JSON.parse(article.say({ unsub: "market.ethusdt.ticker", id: "b" })[0] ?? "")).toMatchObject({ "err-code": "bad-request" });
  expect(JSON.parse(article.say({ req: "market.btcusdt.ticker", id: "c" })[0] ?? "")).toMatchObject({ rep: "market.btcusdt.ticker" });
  expect(article.say({ ping: 7 })).toEqual(['{"pong":7}']);
  expect(JSON.parse(article.say({ op: "order", args: [] })[0] ?? "")).toMatchObject({ "err-code": 2002 });
  article.clock.advance(120_000);
  expect(article.ends).toEqual([]);
  const v2 = talk({ path: "/ws", article: true });
  expect(v2.say({ action: "ping", ping: "x" })).toEqual(['{"action":"pong","pong":"x"}']);
});

test("several pairs are heard on one socket of the article's language", () => {
  const { say, clock, heard } = talk({ path: "/ws", article: true });
  for (const name of ["btcusdt", "ethusdt"]) say({ sub: `market.${name}.ticker`, id: name });
  clock.advance(20_000);
  const channels = new Set(heard.map((text) => (JSON.parse(text) as { ch: string }).ch));
  expect([...channels].sort()).toEqual(["market.btcusdt.ticker", "market.ethusdt.ticker"]);
});

interface Increment {
  readonly seqNum: number;
  readonly prevSeqNum: number;
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
}

test("the article's increments, applied to the base that is asked for, are the published book at every step", () => {
  const { say, clock, heard, exchange } = talk({ path: "/ws", article: true });
  const topic = "market.btcusdt.mbp.150";
  expect(say({ sub: topic, id: "i" })).toHaveLength(1);
  clock.advance(2_000);
  heard.length = 0;
  const base = JSON.parse(say({ req: topic, id: "r1" })[0] ?? "") as { rep: string; data: Omit<Increment, "prevSeqNum"> };
  expect(base.rep).toBe(topic);
  const book = { bids: new Map(base.data.bids), asks: new Map(base.data.asks) };
  const market = exchange.marketOf({ venue: "lbank", symbol: "btc_usdt" });
  let [sequence, steps] = [base.data.seqNum, 0];
  for (let round = 0; round < 600; round += 1) {
    clock.advance(100);
    for (const text of heard.splice(0)) {
      const { ch, tick } = JSON.parse(text) as { ch: string; tick: Increment };
      expect({ ch, previous: tick.prevSeqNum }).toEqual({ ch: topic, previous: sequence });
      for (const side of ["bids", "asks"] as const) {
        for (const [price, size] of tick[side]) {
          if (size === 0) book[side].delete(price);
          else book[side].set(price, size);
        }
      }
      [sequence, steps] = [tick.seqNum, steps + 1];
      const picture = market?.picture(0);
      const { priceScale = 0, sizeScale = 0 } = market?.instrument ?? {};
      for (const side of ["bids", "asks"] as const) {
        const truth = picture?.[side].slice(0, 150).map(([price, size]) => [price / 10 ** priceScale, size / 10 ** sizeScale]);
        const ours = [...book[side]].sort(([one], [other]) => (one - other) * (side === "bids" ? -1 : 1));
        expect(ours).toEqual(truth);
      }
    }
  }
  expect(steps).toBeGreaterThan(20);
});

test("a lost increment of the article's language shows in the numbers of the next one", () => {
  const { say, clock, heard, exchange } = talk({ path: "/ws", article: true });
  say({ sub: "market.btcusdt.mbp.150" });
  clock.advance(3_000);
  expect(exchange.desk.post({ name: "drop-delta", venue: "lbank" }).kind).toBe("posted");
  clock.advance(20_000);
  const ticks = heard.map((text) => (JSON.parse(text) as { tick: Increment }).tick);
  const breaks = ticks.filter(({ prevSeqNum }, at) => at > 0 && prevSeqNum !== ticks[at - 1]?.seqNum);
  expect(breaks).toHaveLength(1);
});

test("the article's candles are asked for by a range in seconds, and without one there is the open candle alone", () => {
  const { say, clock } = talk({ path: "/ws", article: true });
  const to = Math.floor(clock.now() / 1_000);
  const ask = (more: object): { data: { id: number }[] } =>
    JSON.parse(say({ req: "market.btcusdt.kline.1min", id: "k", ...more })[0] ?? "") as { data: { id: number }[] };
  expect(ask({}).data).toHaveLength(1);
  const { data } = ask({ from: to - 300, to });
  // Both ends are included, and the clock stands on a full minute.
  expect(data).toHaveLength(6);
  expect(data.map(({ id }) => id)).toEqual([...data.map(({ id }) => id)].sort((one, other) => one - other));
  expect(ask({ from: to, to: to - 300 }).data).toEqual([]);
});

test("the article's language pings only when asked to, and two questions without an answer end the socket", () => {
  const asked = talk({ path: "/ws", article: true, dialect: { articlePings: true } });
  asked.clock.advance(5_500);
  const { ping } = JSON.parse(asked.heard.splice(0)[0] ?? "{}") as { ping?: number };
  expect(typeof ping).toBe("number");
  asked.say({ pong: ping });
  asked.clock.advance(9_000);
  expect(asked.ends).toEqual([]);
  asked.clock.advance(12_000);
  expect(asked.ends).toEqual([1000]);
  // A client of V2 at the same address has V2's patience.
  const v2 = talk({ path: "/ws", article: true, dialect: { articlePings: true } });
  v2.say({ action: "subscribe", subscribe: "tick", pair: "btc_usdt" });
  v2.clock.advance(30_000);
  expect(v2.ends).toEqual([]);
});
