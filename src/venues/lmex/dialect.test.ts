// What the simulated LMEX says, row by row of its protocol. The payloads in EXAMPLES are the published ones; shapes are compared
// with them, so that a misreading shared with the decoder would still show.

import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { get, HeardSocket, type ScriptedWorldOptions, scriptedWorld } from "#sim/scripted-world";
import { createLmexDialect, lmexDialect } from "#venues/lmex/dialect";

const MAIN = "wss://ws.lmex.io/ws/futures";
const OSS = "wss://ws.lmex.io/ws/oss/futures";
const REST = "https://api.lmex.io/futures/api/v2.3";
const SPOT = "https://api.lmex.io/spot/api/v3.3";

const EXAMPLES = {
  snapshot: {
    topic: "update:ETH-PERP_0",
    data: {
      bids: [["3120.40", "1875"]],
      asks: [["3120.65", "310"]],
      seqNum: 7004411,
      prevSeqNum: 7004410,
      type: "snapshot",
      symbol: "ETH-PERP",
      timestamp: 1767225663200,
    },
  },
  best: {
    topic: "snapshotL1:ETH-PERP",
    data: { bids: [["3120.40", "1875"]], asks: [["3120.50", "960"]], type: "snapshotL1", symbol: "ETH-PERP", timestamp: 1767225663120 },
  },
  trades: {
    topic: "tradeHistoryApiV3:ETH-PERP",
    data: [{ price: 3120.5, size: 4, side: "SELL", symbol: "ETH-PERP", tradeId: 51200418, timestamp: 1767225663004 }],
  },
  summary: {
    symbol: "ETH-PERP",
    last: 3120.45,
    lowestAsk: 3120.5,
    highestBid: 3120.4,
    openInterest: 84210,
    openInterestUSD: 2627733.94,
    percentageChange: -1.284,
    volume: 40211873.119,
    high24Hr: 3188.2,
    low24Hr: 3079.95,
    base: "ETH",
    quote: "USDT",
    contractStart: 0,
    contractEnd: 0,
    active: true,
    timeBasedContract: false,
    openTime: 0,
    closeTime: 0,
    startMatching: 0,
    inactiveTime: 0,
    fundingRate: 0.00008125,
    contractSize: 0.01,
    maxPosition: 9000000,
    minValidPrice: 0.05,
    minPriceIncrement: 0.05,
    minOrderSize: 1,
    maxOrderSize: 60000,
    minRiskLimit: 900000,
    maxRiskLimit: 9000000,
    minSizeIncrement: 1,
    availableSettlement: ["USD", "USDT", "USDC", "BTC"],
    fundingIntervalMinutes: 480,
    fundingTime: 1767254400000,
  },
  book: {
    buyQuote: [{ price: "3120.40", size: "1875" }],
    sellQuote: [{ price: "3120.50", size: "960" }],
    timestamp: 1767225661842,
    symbol: "ETH-PERP",
  },
  trade: { price: 3120.45, size: 12, side: "BUY", symbol: "ETH-PERP", serialId: 51200417, timestamp: 1767225660911 },
  price: { symbol: "ETH-PERP", indexPrice: 3119.872204, lastPrice: 3120.45, markPrice: 3120.118733 },
  funding: { time: 1767225600, rate: 0.00008125, symbol: "ETH-PERP" },
  risk: {
    symbol: "ETH-PERP",
    riskLevel: 1,
    riskLimitValue: 900000,
    initialMarginRate: 0.01,
    maintenanceMarginRate: 0.005,
    maxLeverage: 100,
  },
  time: { iso: "2026-01-01T00:01:02.417Z", epoch: 1767225662 },
};

/** Key names and value types, down to the first element of each list: what a shape is. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shape(part)]));
}

function begin(options: Partial<ScriptedWorldOptions> = {}) {
  const clock = new VirtualClock();
  const world = scriptedWorld({ dialect: lmexDialect, clock, ...options });
  const talk = (url: string, ...messages: readonly unknown[]): HeardSocket => {
    const socket = new HeardSocket(world.network, url);
    clock.advance(50);
    for (const message of messages) socket.send(message);
    clock.advance(50);
    return socket;
  };
  const read = (url: string, headers: Readonly<Record<string, string>> = {}) => {
    const box = get(world.network, url, headers);
    clock.advance(100);
    if (box.outcome?.kind !== "reply") throw new Error("The simulator gave no reply.");
    const { status, body, headers: replied } = box.outcome.reply;
    const text = new TextDecoder().decode(body);
    return { status, text, headers: replied, json: (): unknown => JSON.parse(text) };
  };
  return { clock, ...world, talk, read };
}

const parsed = (texts: readonly string[]): readonly unknown[] => texts.map((text) => JSON.parse(text) as unknown);
const subscribe = (...args: readonly string[]) => ({ op: "subscribe", args });

// ── sockets ────────────────────────────────────────────────────────────────────────────────────────────────────────────

test("a book subscription is acked and begins with a snapshot of the published shape, asks worst first", () => {
  const { talk } = begin();
  const heard = parsed(talk(OSS, subscribe("update:ETH-PERP_0")).texts);
  expect(heard).toContainEqual({ event: "subscribe", channel: ["update:ETH-PERP_0"] });
  const snapshot = heard.find((frame) => typeof frame === "object" && frame !== null && "topic" in frame);
  expect(shape(snapshot)).toEqual(shape(EXAMPLES.snapshot));
  expect(snapshot).toMatchObject({
    data: {
      bids: [
        ["3120.40", "1875"],
        ["3120.35", "402"],
        ["3120.30", "77"],
      ],
      asks: [
        ["3120.65", "310"],
        ["3120.55", "2210"],
        ["3120.50", "960"],
      ],
      seqNum: 7_004_411,
      prevSeqNum: 7_004_410,
    },
  });
});

test("a delta chains to the snapshot and removes with the text 0", () => {
  const { talk, eth, clock } = begin();
  const socket = talk(OSS, subscribe("update:ETH-PERP_0"));
  socket.take();
  eth.step({
    bids: [
      [312_030, 0],
      [312_045, 15],
    ],
  });
  clock.advance(50);
  const [delta] = parsed(socket.take());
  expect(shape(delta)).toEqual(shape({ ...EXAMPLES.snapshot, data: { ...EXAMPLES.snapshot.data, asks: [] } }));
  expect(delta).toMatchObject({ topic: "update:ETH-PERP_0", data: { seqNum: 7_004_412, prevSeqNum: 7_004_411, type: "delta", asks: [] } });
  expect(JSON.stringify(delta)).toContain('["3120.30","0"]');
});

test("the levels of a delta come in a seeded order that is not the order of price", () => {
  const orders = new Set<string>();
  for (let seed = 0; seed < 8; seed += 1) {
    const { talk, eth, clock } = begin({ seed: `shuffle ${seed}` });
    const socket = talk(OSS, subscribe("update:ETH-PERP_0"));
    socket.take();
    eth.step({
      bids: [
        [312_000, 1],
        [312_005, 2],
        [312_010, 3],
        [312_015, 4],
      ],
    });
    clock.advance(50);
    orders.add(socket.take().join());
  }
  expect(orders.size).toBeGreaterThan(1);
});

test("a snapshot sometimes overtakes the ack", () => {
  const firsts = new Set<boolean>();
  for (let seed = 0; seed < 20; seed += 1) {
    const { talk } = begin({ seed: `order ${seed}` });
    firsts.add(talk(OSS, subscribe("update:ETH-PERP_0")).texts[0]?.includes('"event"') === true);
  }
  expect(firsts).toEqual(new Set([true, false]));
});

test("subscribing a held book again sends a fresh snapshot, and the chain goes on", () => {
  const { talk, eth, clock } = begin();
  const socket = talk(OSS, subscribe("update:ETH-PERP_0"));
  eth.step({ bids: [[312_040, 1]] });
  socket.take();
  socket.send(subscribe("update:ETH-PERP_0"));
  clock.advance(50);
  eth.step({ bids: [[312_040, 2]] });
  clock.advance(50);
  const numbers = parsed(socket.take()).flatMap((frame) => /"type":"(\w+)".*/.exec(JSON.stringify(frame))?.[1] ?? []);
  expect(numbers).toEqual(["delta", "snapshot", "delta"]);
});

test.each([
  ["update:ETH-PERP", "update:ETH-PERP"],
  ["update:ETH-PERP_3", "update:ETH-PERP_3"],
])("the topic %s is published under its own name", (topic, named) => {
  const { talk, eth, clock } = begin();
  const socket = talk(OSS, subscribe(topic));
  eth.step({ bids: [[312_040, 1]] });
  clock.advance(50);
  expect(socket.texts.filter((text) => text.includes(`"topic":"${named}"`))).toHaveLength(2);
});

test("the long spelling is acked and opened under its own name, then published under the short one, and ends both", () => {
  const { talk, eth, clock } = begin();
  const socket = talk(OSS, subscribe("update:ETH-PERP-USDT_0"), subscribe("update:ETH-PERP_0"));
  expect(socket.texts.some((text) => text.includes('"topic":"update:ETH-PERP-USDT_0"') && text.includes("snapshot"))).toBe(true);
  socket.take();
  eth.step({ bids: [[312_040, 1]] });
  clock.advance(50);
  expect(socket.take().every((text) => text.startsWith('{"topic":"update:ETH-PERP_0"'))).toBe(true);
  socket.send({ op: "unsubscribe", args: ["update:ETH-PERP_0"] });
  clock.advance(50);
  socket.take();
  eth.step({ bids: [[312_040, 2]] });
  clock.advance(50);
  expect(socket.take()).toEqual([]);
});

test("the best levels are sent at once and again only when they change", () => {
  const { talk, eth, clock } = begin();
  const socket = talk(OSS, subscribe("snapshotL1:ETH-PERP"));
  expect(parsed(socket.texts).map(shape)).toContainEqual(shape(EXAMPLES.best));
  socket.take();
  eth.step({ bids: [[312_030, 5]] });
  clock.advance(50);
  expect(socket.take()).toEqual([]);
  eth.step({ bids: [[312_040, 5]] });
  clock.advance(50);
  expect(socket.take()).toHaveLength(1);
});

test("a grouping beyond 8 is acked and then silent", () => {
  const { talk, eth, clock } = begin();
  const socket = talk(OSS, subscribe("update:ETH-PERP_9"));
  eth.step({ bids: [[312_040, 1]] });
  clock.advance(50);
  expect(parsed(socket.texts)).toEqual([{ event: "subscribe", channel: ["update:ETH-PERP_9"] }]);
});

test("an unknown market is refused with 1000 while the valid topic of the same frame succeeds", () => {
  const { talk } = begin();
  const heard = parsed(talk(OSS, subscribe("update:FOO-PERP_0", "update:ETH-PERP_0")).texts);
  expect(heard).toContainEqual({ event: "subscribe", channel: ["update:ETH-PERP_0"] });
  expect(heard).toContainEqual({
    severity: "ERROR",
    errors: [{ arg: "update:FOO-PERP_0", error: { code: 1000, message: "Market pair provided is currently not supported." } }],
  });
});

test.each([
  [OSS, { op: "order", args: [{ symbol: "ETH-PERP" }] }, 1001],
  [MAIN, { op: "order", args: [] }, 1001],
  [OSS, "{not json", 1002],
  [OSS, subscribe("tradeHistoryApiV3:ETH-PERP"), 1005],
])("on %s the message %j is refused with %i", (url, message, code) => {
  const { talk } = begin();
  const heard = parsed(talk(url, message).texts);
  expect(heard).toMatchObject([{ severity: "ERROR", errors: [{ error: { code } }] }]);
});

test("too many refused requests end the socket with 1008", () => {
  const { talk, clock } = begin({ dialect: createLmexDialect({ offencesMax: 3 }) });
  const socket = talk(OSS, ..."abcd");
  clock.advance(50);
  expect(socket.texts[4]).toContain('"code":1008');
  expect(socket.ends).toMatchObject([{ code: 1008 }]);
});

test("a main socket sends recent trades newest first, then each print, in the published shape", () => {
  const { talk, eth, clock } = begin();
  eth.print({ price: 312_045, size: 12, side: "buy" }, { price: 312_050, size: 4, side: "sell" });
  const socket = talk(MAIN, subscribe("tradeHistoryApiV3:ETH-PERP"));
  eth.print({ price: 312_050, size: 9, side: "buy" });
  clock.advance(50);
  const frames = parsed(socket.texts.filter((text) => text.includes('"topic"')));
  expect(frames.map(shape)).toEqual([shape(EXAMPLES.trades), shape(EXAMPLES.trades)]);
  expect(frames).toMatchObject([
    {
      data: [
        { tradeId: 51_200_419, side: "SELL", price: 3120.5 },
        { tradeId: 51_200_418, side: "BUY", price: 3120.45 },
      ],
    },
    { data: [{ tradeId: 51_200_420, size: 9 }] },
  ]);
});

test("prints of one act come in one message, newest first", () => {
  const { talk, eth, clock } = begin();
  const socket = talk(MAIN, subscribe("tradeHistoryApiV3:ETH-PERP"));
  socket.take();
  eth.print({ price: 312_045, size: 1, side: "buy" }, { price: 312_050, size: 2, side: "buy" });
  clock.advance(50);
  expect(parsed(socket.take())).toMatchObject([{ data: [{ tradeId: 51_200_419 }, { tradeId: 51_200_418 }] }]);
});

test.each([
  ["tradeHistoryApiV2:ETH-PERP", "tradeHistoryApiV2:ETH-PERP", "ETH-PERP"],
  ["tradeHistoryApi:ETH-PERP", "tradeHistoryApi", "ETHPFC"],
  ["tradeHistoryApi:ETHPFC", "tradeHistoryApi", "ETHPFC"],
])("futures trades asked as %s come as topic %s with symbol %s", (asked, topic, symbol) => {
  const { talk, eth } = begin();
  eth.print({ price: 312_045, size: 12, side: "buy" });
  expect(parsed(talk(MAIN, subscribe(asked)).texts)).toContainEqual(
    expect.objectContaining({ topic, data: [expect.objectContaining({ symbol })] }),
  );
});

test("spot trades keep their symbol in the topic, and the versioned names do not exist there", () => {
  const { talk, spot } = begin();
  spot.print({ price: 312_020, size: 12_345, side: "sell" });
  const heard = parsed(talk("wss://ws.lmex.io/ws/spot", subscribe("tradeHistoryApi:ETH-USDT", "tradeHistoryApiV3:ETH-USDT")).texts);
  expect(heard).toContainEqual({ event: "subscribe", channel: ["tradeHistoryApi:ETH-USDT"] });
  expect(heard).toContainEqual(
    expect.objectContaining({ topic: "tradeHistoryApi:ETH-USDT", data: [expect.objectContaining({ size: 1.2345 })] }),
  );
});

test("a trade topic that the venue has not switched on is missing from the ack", () => {
  const dialect = createLmexDialect({ tradeTopics: { futures: ["tradeHistoryApiV2"], spot: ["tradeHistoryApi"] } });
  const { talk } = begin({ dialect });
  expect(parsed(talk(MAIN, subscribe("tradeHistoryApiV3:ETH-PERP")).texts)).toEqual([{ event: "subscribe", channel: [] }]);
});

test.each(["update:ETH-PERP_0", "orderBookApi:ETH-PERP_0", "orderBookL2Api:ETH-PERP_0", "nonsense"])(
  "a main socket leaves %s out of its ack",
  (topic) => {
    const { talk } = begin();
    expect(parsed(talk(MAIN, subscribe(topic)).texts)).toEqual([{ event: "subscribe", channel: [] }]);
  },
);

test("private topics are acked and deliver nothing, and a login with a key that nobody has is refused", () => {
  const { talk } = begin();
  const heard = parsed(talk(MAIN, subscribe("notificationApiV4", "fillsV2"), { op: "authKeyExpires", args: ["k", "1", "s"] }).texts);
  expect(heard).toEqual([
    { event: "subscribe", channel: ["notificationApiV4", "fillsV2"] },
    { event: "login", success: false },
  ]);
});

test.each([
  ["ping", "pong"],
  ['{"op":"ping"}', '{"event":"pong"}'],
])("the message %s is answered with %s", (message, answer) => {
  const { talk } = begin();
  expect(talk(OSS, message).texts).toEqual([answer]);
});

test("a subscribe without args gets no answer at all", () => {
  const { talk } = begin();
  expect(talk(OSS, { op: "subscribe" }).texts).toEqual([]);
});

test("a topic beyond the cap of a connection is missing from the ack", () => {
  const { talk } = begin({ dialect: createLmexDialect({ topicsMax: 1 }) });
  const heard = parsed(talk(OSS, subscribe("update:ETH-PERP_0", "update:BTC-PERP_0")).texts);
  expect(heard).toContainEqual({ event: "subscribe", channel: ["update:ETH-PERP_0"] });
});

test("an idle socket is cut at about 60 seconds without a close frame; a subscribed one lives", () => {
  const { talk, clock } = begin();
  const idle = talk(MAIN);
  const subscribed = talk(MAIN, subscribe("tradeHistoryApiV3:ETH-PERP"));
  clock.advance(62_000);
  expect(idle.ends).toMatchObject([{ code: 1006 }]);
  expect(subscribed.ends).toEqual([]);
});

test("a socket that pings is not idle", () => {
  const { talk, clock } = begin();
  const socket = talk(MAIN);
  for (let round = 0; round < 10; round += 1) {
    clock.advance(15_000);
    socket.send("ping");
  }
  expect(socket.ends).toEqual([]);
});

test.each(["wss://ws.lmex.io/", "wss://ws.lmex.io/ws", "wss://api.lmex.io/nowhere"])("a handshake at %s gets 404", (url) => {
  const { talk } = begin();
  expect(talk(url).ends).toMatchObject([{ code: 1006, refusal: { status: 404 } }]);
});

test("the article dialect serves the root and its channel names, acked as asked, with data under the real topic", () => {
  const { talk, eth } = begin({ article: true });
  eth.print({ price: 312_045, size: 12, side: "buy" });
  const heard = parsed(talk("wss://ws.lmex.io/", subscribe("orderBookL2:ETH-PERP", "trade:ETH-PERP", "userInfo")).texts);
  expect(heard).toContainEqual({ event: "subscribe", channel: ["orderBookL2:ETH-PERP", "trade:ETH-PERP", "userInfo"] });
  expect(heard).toContainEqual(expect.objectContaining({ topic: "update:ETH-PERP_0" }));
  expect(heard).toContainEqual(expect.objectContaining({ topic: "tradeHistoryApiV3:ETH-PERP" }));
});

test("the article's aggregated book is the real one of that grouping, and one beyond the last grouping stays silent", () => {
  const { talk, eth, clock } = begin({ article: true });
  const socket = talk("wss://ws.lmex.io/", subscribe("orderBookApi:ETH-PERP_2", "orderBookApi:BTC-PERP_9"));
  expect(parsed(socket.take())).toContainEqual(expect.objectContaining({ topic: "update:ETH-PERP_2" }));
  eth.step({ bids: [[312_040, 9]] });
  clock.advance(50);
  expect(parsed(socket.take())).toMatchObject([{ topic: "update:ETH-PERP_2", data: { type: "delta" } }]);
});

test("without the switch an article's channel names are refused", () => {
  const { talk } = begin();
  expect(parsed(talk(MAIN, subscribe("orderBookL2:ETH-PERP", "trade:ETH-PERP")).texts)).toEqual([{ event: "subscribe", channel: [] }]);
  expect(parsed(talk(OSS, subscribe("orderBookL2:ETH-PERP")).texts)).toMatchObject([{ errors: [{ error: { code: 1005 } }] }]);
});

// ── REST ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

test.each([
  [`${REST}/market_summary?symbol=ETH-PERP&listFullAttributes=true`, [EXAMPLES.summary]],
  [`${REST}/price?symbol=ETH-PERP`, [EXAMPLES.price]],
  [`${REST}/orderbook/L2?symbol=ETH-PERP&depth=2`, EXAMPLES.book],
  [`${REST}/orderbook?symbol=ETH-PERP&group=0`, EXAMPLES.book],
  [`${REST}/trades?symbol=ETH-PERP`, [EXAMPLES.trade]],
  [`${REST}/funding_history?symbol=ETH-PERP`, { "ETH-PERP": [EXAMPLES.funding] }],
  [`${REST}/market/risk_limit?symbol=ETH-PERP`, { code: 1, msg: "Success", time: 1, data: [EXAMPLES.risk], success: true }],
  [`${SPOT}/time`, EXAMPLES.time],
  [`${SPOT}/orderbook/L2?symbol=ETH-USDT`, EXAMPLES.book],
])("%s answers in the published shape", (url, example) => {
  const { read, eth } = begin();
  eth.print({ price: 312_045, size: 12, side: "buy" });
  const reply = read(url);
  expect(reply.status).toBe(200);
  expect(shape(reply.json())).toEqual(shape(example));
});

test("market_summary lists every market of the product and keeps the funding times back unless asked", () => {
  const { read } = begin();
  const rows = read(`${REST}/market_summary`).json();
  expect(rows).toMatchObject([{ symbol: "ETH-PERP", minPriceIncrement: 0.05, contractSize: 0.01 }, { symbol: "BTC-PERP" }]);
  expect(JSON.stringify(rows)).not.toContain("fundingTime");
  expect(read(`${SPOT}/market_summary`).json()).toMatchObject([{ symbol: "ETH-USDT", isMarketOpenToSpot: true, minSizeIncrement: 0.0001 }]);
});

test("the book over REST is best first on both sides and never deeper than 50", () => {
  const { read } = begin();
  expect(read(`${REST}/orderbook/L2?symbol=ETH-PERP&depth=100`).json()).toMatchObject({
    buyQuote: [{ price: "3120.40" }, { price: "3120.35" }, { price: "3120.30" }],
    sellQuote: [{ price: "3120.50" }, { price: "3120.55" }, { price: "3120.65" }],
  });
});

test("candles come newest first, in seconds, 300 of them", () => {
  const { read, clock } = begin();
  const rows = read(`${REST}/ohlcv?symbol=ETH-PERP&resolution=1`).json() as readonly (readonly number[])[];
  const newest = Math.floor(clock.now() / 60_000) * 60;
  expect(rows).toHaveLength(300);
  expect(rows.slice(0, 2)).toEqual([
    [newest, 3120.4, 3120.4, 3120.4, 3120.4, 218.428],
    [newest - 60, 3120.4, 3120.4, 3120.4, 3120.4, 218.428],
  ]);
});

test("a range of more than 300 candles is refused", () => {
  const { read, clock } = begin();
  const reply = read(`${REST}/ohlcv?symbol=ETH-PERP&resolution=1&start=${clock.now() - 400 * 60_000}&end=${clock.now()}`);
  expect(reply).toMatchObject({ status: 400 });
  expect(reply.json()).toMatchObject({ errorCode: 400, message: "resolution too small for the requested time range" });
});

test("trades page by serial id, newest first", () => {
  const { read, eth } = begin();
  for (let at = 0; at < 5; at += 1) eth.print({ price: 312_045, size: at + 1, side: "buy" });
  const newest = 51_200_422;
  const rows = (query: string): readonly unknown[] => read(`${REST}/trades?symbol=ETH-PERP&${query}`).json() as readonly unknown[];
  expect(rows("count=2")).toMatchObject([{ serialId: newest }, { serialId: newest - 1 }]);
  expect(rows(`count=2&beforeSerialId=${newest - 1}`)).toMatchObject([{ serialId: newest - 2 }, { serialId: newest - 3 }]);
});

test.each([
  ["trades?symbol=ETH-PERP&count=501", -2],
  ["trades?count=5", -2],
  ["trades?symbol=FOO-PERP", -2],
  ["orderbook?symbol=ETH-PERP&group=9", -2],
  ["ohlcv?symbol=ETH-PERP&resolution=7", -2],
])("%s is refused with code %i in the engine's shape", (path, code) => {
  const { read } = begin();
  const reply = read(`${REST}/${path}`);
  expect(reply.status).toBe(400);
  expect(reply.json()).toEqual({ status: 400, errorCode: code, message: expect.any(String), extraData: null });
});

test.each([`${REST}/time`, `${REST}/nonsense`, "https://api.lmex.io/futures/api/v9/price", `${SPOT}/funding_history`])(
  "%s is 404 with an empty body",
  (url) => {
    const { read } = begin();
    expect(read(url)).toMatchObject({ status: 404, text: "" });
  },
);

test("private routes refuse: headers missing, then a key that nobody has, in the documented shapes", () => {
  const { read } = begin();
  const headers = { "request-api": "k", "request-nonce": "1", "request-sign": "s" };
  const missing = read(`${REST}/user/positions`);
  expect(missing.status).toBe(401);
  expect(missing.json()).toEqual({ status: 400, errorCode: -2, message: "api parameter is mandatory", extraData: null });
  expect(read(`${REST}/user/positions`, headers).json()).toMatchObject({ errorCode: -7, message: "Authenticate failed" });
  expect(read(`${SPOT}/user/open_orders`, headers).json()).toMatchObject({ code: 10002, success: false, data: null });
});

test("over 15 reads a second of one path the answer is 429 with an epoch in Retry-After, and the block climbs a ladder", () => {
  const { network, clock } = begin({ limits: true });
  const burst = () => {
    const boxes = Array.from({ length: 16 }, () => get(network, `${REST}/price`));
    clock.advance(100);
    return boxes.map(({ outcome }) => (outcome?.kind === "reply" ? outcome.reply : undefined));
  };
  const first = burst();
  expect(first.map((reply) => reply?.status).filter((status) => status === 429)).toHaveLength(1);
  const refused = first[15];
  expect(new TextDecoder().decode(refused?.body)).toBe('{"status":429,"errorCode":303,"message":"Rate limit exceeded","extraData":null}');
  expect(Number(refused?.headers["retry-after"]) - clock.now()).toBeGreaterThan(800);
  clock.advance(1_500);
  const second = burst()[15];
  expect(Number(second?.headers["retry-after"]) - clock.now()).toBeGreaterThan(299_000);
});

test("Retry-After in seconds is a switch", () => {
  const reply = createLmexDialect({ retryAfter: "seconds" }).refusal("rate-limited", {
    retryAfterMs: 1_500,
    now: new VirtualClock().now(),
    path: "/",
  });
  expect(reply.headers["retry-after"]).toBe("2");
});
