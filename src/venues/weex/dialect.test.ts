// What the simulated WEEX says, in both generations. Shapes are compared with the published payloads, so that a misreading shared with
// the decoder would still show.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { get, HeardSocket } from "#sim/scripted-world";
import { createSimulatedExchange } from "#sim/world";
import { type Dialect } from "#venues/dialect";
import { createWeexDialect, weexDialect } from "#venues/weex/dialect";

const V3 = "wss://ws-contract.weex.com/v3/ws/public";
const V2 = "wss://ws-contract.weex.com/v2/ws/public";
const SPOT = "wss://ws-spot.weex.com/v3/ws/public";

const fixture = (name: string): readonly string[] =>
  readFileSync(new URL(`./fixtures/${name}.ndjson`, import.meta.url), "utf8").split("\n");
const published = (name: string, words: string): unknown => {
  const lines = fixture(name);
  return JSON.parse(lines[lines.findIndex((line) => line.startsWith(`# ${words}`)) + 1] ?? "") as unknown;
};

/** A value with every leaf replaced by the name of its type. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shape(part)]));
}

function begin(options: { readonly dialect?: Dialect; readonly limits?: boolean } = {}) {
  const clock = new VirtualClock();
  const exchange = createSimulatedExchange({
    venues: [options.dialect ?? weexDialect],
    seed: "weex dialect",
    clock,
    limits: options.limits ?? true,
    mood: "busy",
  });
  exchange.start();
  const network = exchange.network({ latency: { lowMs: 5, highMs: 5 } });
  const open = (url: string): HeardSocket => {
    const socket = new HeardSocket(network, url);
    clock.advance(50);
    return socket;
  };
  const talk = (url: string, ...messages: readonly unknown[]): HeardSocket => {
    const socket = open(url);
    for (const message of messages) socket.send(message);
    clock.advance(50);
    return socket;
  };
  const read = (path: string, host = "api-contract.weex.com") => {
    const box = get(network, `https://${host}${path}`);
    clock.advance(100);
    if (box.outcome?.kind !== "reply") throw new RangeError("The simulator gave no reply.");
    const { status, body, headers } = box.outcome.reply;
    return { status, headers, json: JSON.parse(new TextDecoder().decode(body)) as unknown };
  };
  return { clock, exchange, open, talk, read };
}

const parsed = (texts: readonly string[]): readonly Record<string, unknown>[] =>
  texts.map((text) => JSON.parse(text) as Record<string, unknown>);
const subscribe = (...params: readonly string[]) => ({ method: "SUBSCRIBE", params, id: 1 });
const on = (channel: string) => ({ event: "subscribe", channel });

test("V3 greets, answers by number, and publishes every channel in its published shape", () => {
  const { clock, talk } = begin();
  const topics = ["ETHUSDT@depth200", "ETHUSDT@ticker", "ETHUSDT@trade", "ETHUSDT@kline_1m_LAST_PRICE"];
  const socket = talk(V3, subscribe(...topics));
  clock.advance(30_000);
  const heard = parsed(socket.texts);
  expect(shape(heard[0])).toEqual(shape(published("socket-v3", "greeting")));
  expect(heard).toContainEqual({ result: true, id: 1 });
  const first = (event: string) => heard.find(({ e, b, a }) => e === event && (b === undefined || (b as []).length * (a as []).length > 0));
  for (const [event, words] of [
    ["ticker", "ticker"],
    ["depthSnapshot", "snapshot"],
    ["trade", "trade"],
    ["kline", "candle"],
  ] as const) {
    expect(shape(first(event)), event).toEqual(shape(published("socket-v3", words)));
  }
  const chain = heard.filter(({ e }) => e === "depthSnapshot" || e === "depth");
  expect(chain.length).toBeGreaterThan(10);
  for (let at = 1; at < chain.length; at += 1) expect(chain[at]?.["U"]).toBe(chain[at - 1]?.["u"]);
});

test("V2 answers by channel and publishes every channel in its published shape", () => {
  const { clock, talk } = begin();
  const channels = ["depth.cmt_ethusdt.15", "ticker.cmt_ethusdt", "trades.cmt_ethusdt", "kline.LAST_PRICE.cmt_ethusdt.MINUTE_1"];
  const socket = talk(V2, ...channels.map(on));
  clock.advance(20_000);
  const heard = parsed(socket.texts);
  expect(heard).toContainEqual({ event: "subscribed", channel: "depth.cmt_ethusdt.15" });
  const last = (channel: string) => heard.filter((frame) => frame["channel"] === channel && frame["event"] === "payload").at(-1);
  expect(shape(last("ticker.cmt_ethusdt"))).toEqual(shape(published("socket-v2", "ticker")));
  expect(shape(last("trades.cmt_ethusdt"))).toEqual(shape(published("socket-v2", "trade")));
  expect(shape(last("kline.LAST_PRICE.cmt_ethusdt.MINUTE_1"))).toEqual(shape(published("socket-v2", "candle")));
  const rows = heard
    .filter(({ channel, event }) => channel === "depth.cmt_ethusdt.15" && event === "payload")
    .map(({ data }) => (data as Record<string, unknown>[])[0] ?? {});
  expect(shape(rows[0])).toEqual(shape((published("socket-v2", "snapshot") as { data: unknown[] }).data[0]));
  for (let at = 1; at < rows.length; at += 1) expect(rows[at]?.["startVersion"]).toBe(rows[at - 1]?.["endVersion"]);
});

test("a book of 15 levels never tells more of them, and replays to the venue's own", () => {
  const { clock, talk, exchange } = begin();
  const socket = talk(V3, subscribe("BTCUSDT@depth15"));
  clock.advance(20_000);
  const sides = { b: new Map<string, string>(), a: new Map<string, string>() };
  for (const frame of parsed(socket.texts).filter(({ e }) => e === "depthSnapshot" || e === "depth")) {
    for (const side of ["b", "a"] as const) {
      for (const [price, size] of frame[side] as [string, string][]) {
        if (Number(size) === 0) sides[side].delete(price);
        else sides[side].set(price, size);
      }
      expect(sides[side].size).toBeLessThanOrEqual(15);
    }
  }
  const truth = exchange.trueBook({ venue: "weex", product: "contract", symbol: "BTCUSDT" });
  const best = truth?.bids.slice(0, 15).map(([price]) => (price / 10).toFixed(1));
  expect([...sides.b.keys()].sort((one, other) => Number(other) - Number(one))).toEqual(best);
});

test("the sixth refused request ends a V3 connection with 1007", () => {
  const { clock, talk } = begin();
  const socket = talk(V3, ...Array.from({ length: 5 }, (_, at) => subscribe(`BTCUSDT@depth${at + 1}`)));
  expect(parsed(socket.texts).at(-1)).toEqual({ result: false, id: 1, msg: "INVALID_ARGUMENT: invalid depth level : 5" });
  expect(socket.ends).toEqual([]);
  socket.send("not JSON");
  clock.advance(50);
  expect(parsed(socket.texts).at(-1)).toEqual({ result: false, msg: "INVALID_ARGUMENT: unrecognized message : not JSON" });
  expect(socket.ends[0]).toMatchObject({ code: 1007, reason: "Unrecognized message sent multiple times" });
});

test("refusals use the venue's own words, and contracts are named by their older symbols", () => {
  const { talk } = begin();
  const words = (url: string, topic: string) => parsed(talk(url, subscribe(topic)).texts).at(-1)?.["msg"];
  expect(words(V3, "XYZUSDT@ticker")).toBe("INVALID_ARGUMENT: invalid symbol : cmt_xyzusdt");
  expect(words(V3, "BTCUSDT@bookTicker")).toBe("INVALID_ARGUMENT: invalid event : bookTicker");
  expect(words(SPOT, "BTCUSDT@bookTicker")).toBeUndefined();
  expect(parsed(talk(V2, on("depth.cmt_ethusdt.20")).texts)).toEqual([published("socket-v2", "a socket's error")]);
});

test("a delisted contract is acked and tells one empty snapshot numbered 0", () => {
  const { clock, talk } = begin({ dialect: createWeexDialect({ delisted: ["ADAUSDT"] }) });
  const socket = talk(V3, subscribe("ADAUSDT@depth200"));
  clock.advance(5_000);
  const heard = parsed(socket.texts);
  expect(heard).toContainEqual({ result: true, id: 1 });
  expect(heard.filter(({ e }) => e !== undefined)).toMatchObject([{ e: "depthSnapshot", U: 0, u: 0, b: [], a: [] }]);
});

test("a repeated subscribe is acked again and brings no new snapshot", () => {
  const { talk } = begin();
  const heard = parsed(talk(V3, subscribe("ETHUSDT@depth200"), { ...subscribe("ETHUSDT@depth200"), id: 2 }).texts);
  expect(heard).toContainEqual({ result: true, id: 2 });
  expect(heard.filter(({ e }) => e === "depthSnapshot").length).toBe(1);
});

test("each generation asks in its own words and gives up on who does not answer", () => {
  const { clock, talk } = begin();
  const [v3, v2] = [talk(V3, subscribe("ETHUSDT@ticker")), talk(V2, on("ticker.cmt_ethusdt"))];
  clock.advance(61_000);
  expect(v3.texts.some((text) => /^\{"event":"ping","time":"\d+"\}$/.test(text))).toBe(true);
  expect(v2.texts.filter((text) => text.startsWith('{"event":"ping"')).length).toBe(2);
  v2.send(v2.texts.findLast((text) => text.startsWith('{"event":"ping"'))?.replace("ping", "pong") ?? "");
  // Six in vain since the pong, then the end.
  clock.advance(7 * 30_000 - 2_000);
  expect(v2.ends).toEqual([]);
  clock.advance(31_000);
  expect(v2.ends.length).toBe(1);
  expect(v3.ends).toEqual([]);
});

test("a PING is answered by its number, a bare one without", () => {
  const { talk } = begin();
  expect(parsed(talk(V3, { method: "PING", id: 7 }, { method: "PING" }).texts).slice(1)).toEqual([
    { result: true, id: 7 },
    { result: true },
  ]);
});

test("a V3 socket that holds nothing is dropped after a minute", () => {
  const { clock, open } = begin();
  const socket = open(V3);
  clock.advance(61_000);
  expect(socket.ends.length).toBe(1);
});

test("the hour's operations and the channels of a connection are bounded", () => {
  const { talk } = begin({ dialect: createWeexDialect({ operationsMax: 2, topicsMax: 2 }) });
  const many = talk(V3, subscribe("BTCUSDT@ticker", "ETHUSDT@ticker", "ADAUSDT@ticker"));
  expect(parsed(many.texts).at(-1)).toMatchObject({ result: false, msg: expect.stringContaining("too many channels") });
  const often = talk(V3, subscribe("BTCUSDT@ticker"), subscribe("ETHUSDT@ticker"), subscribe("BTCUSDT@trade"));
  expect(parsed(often.texts).at(-1)).toMatchObject({ result: false, msg: expect.stringContaining("too many operations") });
});

test("one address holds 20 sockets of V3 and 100 of V2", () => {
  const { open } = begin();
  const ends = (url: string, count: number) => Array.from({ length: count }, () => open(url)).map(({ ends: ended }) => ended.length);
  expect(ends(V3, 21).reduce((sum, ended) => sum + ended, 0)).toBe(1);
  expect(ends(V2, 21).reduce((sum, ended) => sum + ended, 0)).toBe(0);
});

for (const [name, path] of [
  ["contract v3 exchangeInfo", "/capi/v3/market/exchangeInfo"],
  ["contract v2 contracts", "/capi/v2/market/contracts"],
  ["contract v3 depth", "/capi/v3/market/depth?symbol=ETHUSDT&limit=15"],
  ["contract v2 depth", "/capi/v2/market/depth?symbol=cmt_ethusdt&limit=200"],
  ["contract v3 ticker", "/capi/v3/market/ticker/24hr?symbol=ETHUSDT"],
  ["contract v2 ticker", "/capi/v2/market/ticker?symbol=cmt_ethusdt"],
  ["contract v3 trades", "/capi/v3/market/trades?symbol=ethusdt&limit=3"],
  ["contract v2 trades", "/capi/v2/market/trades?symbol=cmt_ethusdt&limit=3"],
  ["contract v3 candles", "/capi/v3/market/klines?symbol=ETHUSDT&interval=1m&limit=3"],
  ["contract v2 candles", "/capi/v2/market/candles?symbol=cmt_ethusdt&granularity=1m&limit=3"],
  ["contract v3 time", "/capi/v3/market/time"],
  ["contract v2 time", "/capi/v2/market/time"],
] as const) {
  test(`${name} has its published shape`, () => {
    const { json, headers } = begin().read(path);
    const expected = shape(published("rest", name)) as Record<string, unknown>;
    if (name.endsWith("exchangeInfo")) expect(shape(json)).toMatchObject({ assets: expected["assets"], symbols: expected["symbols"] });
    else expect(shape(json)).toEqual(expected);
    expect(headers["x-used-weight-10s"]).toMatch(/^\d+$/);
  });
}

test("every public read answers 200, and what does not exist gets the error page", () => {
  const { read, clock } = begin();
  const spot = "api-spot.weex.com";
  for (const path of ["indexPriceKlines", "markPriceKlines", "historyKlines"]) {
    expect(read(`/capi/v3/market/${path}?symbol=BTCUSDT&interval=1m`).status).toBe(200);
  }
  for (const path of ["symbolPrice", "openInterest", "premiumIndex", "fundingRate", "ticker/bookTicker"]) {
    expect(read(`/capi/v3/market/${path}?symbol=BTCUSDT`).status).toBe(200);
  }
  for (const path of ["index", "open_interest", "funding_time", "getHistoryFundRate", "currentFundRate", "tickers"]) {
    expect(read(`/capi/v2/market/${path}?symbol=cmt_btcusdt`).status).toBe(200);
  }
  clock.advance(10_000);
  for (const path of ["ping", "time", "coins", "exchangeInfo?symbols=BTCUSDT", "apiTradingSymbols", "market/ticker/price"]) {
    expect(read(`/api/v3/${path}`, spot).status).toBe(200);
  }
  for (const path of ["ticker/24hr?symbol=BTCUSDT", "ticker/bookTicker", "trades?symbol=BTCUSDT", "depth?symbol=BTCUSDT"]) {
    expect(read(`/api/v3/market/${path}`, spot).status).toBe(200);
  }
  expect((read("/api/v3/market/klines?symbol=BTCUSDT&interval=1M", spot).json as unknown[]).length).toBeLessThanOrEqual(300);
  expect(read("/capi/v3/market/nothing")).toMatchObject({ status: 404, json: { status: 404, error: "Not Found" } });
});

test("errors have the shape of their generation, and private paths name the header that is missing", () => {
  const { read } = begin();
  expect(read("/capi/v3/market/depth?symbol=BTCUSDT&limit=20")).toMatchObject({ status: 400, json: { code: -1142 } });
  expect(read("/capi/v3/market/depth")).toMatchObject({ status: 400, json: { code: -1141 } });
  expect(read("/capi/v2/market/depth?symbol=BTCUSDT")).toMatchObject({ status: 400, json: { code: "40020", data: null } });
  expect(read("/capi/v2/market/candles?symbol=cmt_btcusdt&granularity=7m")).toMatchObject({ json: { code: "40020" } });
  expect(read("/capi/v3/account/balance")).toMatchObject({ status: 400, json: { code: -1040 } });
  expect(read("/capi/v2/account/assets")).toMatchObject({ status: 400, json: { code: "40001" } });
});

test("a pool of weight that is spent is refused with 429 for ten seconds, without a Retry-After", () => {
  const { read, clock } = begin();
  for (let at = 0; at < 12; at += 1) expect(read("/capi/v2/market/tickers").status).toBe(200);
  const refused = read("/capi/v2/market/tickers");
  expect(refused.status).toBe(429);
  expect(refused.headers["retry-after"]).toBeUndefined();
  clock.advance(5_000);
  expect(read("/capi/v2/market/time").status).toBe(429);
  clock.advance(6_000);
  expect(read("/capi/v2/market/time").status).toBe(200);
});
