// What each fault puts on the wire, seen by a client that only listens. The market moves when the test says so.

import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { FAULT_CATALOGUE, scenarios } from "#sim/faults/catalogue";
import { IMAGE_FAULTS } from "#sim/faults/effects/image-faults";
import { LIMIT_FAULTS } from "#sim/faults/effects/limit-faults";
import { LISTING_FAULTS } from "#sim/faults/effects/listing-faults";
import { PING_FAULTS } from "#sim/faults/effects/ping-faults";
import { type FaultValue } from "#sim/faults/fault-types";
import { get, HeardSocket, scriptedWorld } from "#sim/scripted-world";
import { lmexDialect } from "#venues/lmex/dialect";

const OSS = "wss://ws.lmex.io/ws/oss/futures";
const MAIN = "wss://ws.lmex.io/ws/futures";
const ETH = "update:ETH-PERP_0";
const BOOK_URL = "https://api.lmex.io/futures/api/v2.3/orderbook/L2?symbol=ETH-PERP";

const seen = new Set<string>();

function begin(seed = "faults") {
  const clock = new VirtualClock();
  const world = scriptedWorld({ dialect: lmexDialect, clock, seed });
  const listen = (url: string, ...topics: readonly string[]): HeardSocket => {
    const socket = new HeardSocket(world.network, url);
    clock.advance(50);
    if (topics.length > 0) socket.send({ op: "subscribe", args: topics });
    clock.advance(50);
    socket.take();
    return socket;
  };
  const post = (name: string, params: Readonly<Record<string, FaultValue>> = {}, symbol?: string): void => {
    seen.add(name);
    const posting = world.desk.post({ name, params, ...(symbol === undefined ? {} : { symbol }) });
    if (posting.kind !== "posted") throw new Error(`The fault ${name} was not taken: ${posting.kind}.`);
  };
  const step = (size: number): void => {
    world.eth.step({ bids: [[312_040, size]] });
    clock.advance(50);
  };
  const read = (url: string) => {
    const box = get(world.network, url);
    clock.advance(200);
    return box.outcome;
  };
  return { clock, ...world, listen, post, step, read };
}

const numbers = (texts: readonly string[]): readonly string[] => texts.flatMap((text) => /"seqNum":(\d+)/.exec(text)?.[1] ?? []);
const tails = (texts: readonly string[]): readonly number[] => numbers(texts).map((number) => Number(number) - 7_004_411);
const bodyOf = (outcome: ReturnType<ReturnType<typeof begin>["read"]>): string =>
  outcome?.kind === "reply" ? new TextDecoder().decode(outcome.reply.body) : "";

// ── the chain ──────────────────────────────────────────────────────────────────────────────────────────────────────────

test("drop-delta loses exactly one delta", () => {
  const { listen, post, step, desk } = begin();
  const socket = listen(OSS, ETH);
  post("drop-delta");
  for (const size of [1, 2, 3]) step(size);
  expect(tails(socket.texts)).toEqual([2, 3]);
  expect(desk.firedById.get("P1")).toBe(1);
  expect(desk.idle).toBe(true);
});

test("a fault meant for one symbol spares the others", () => {
  const { listen, post, step, btc, clock } = begin();
  const socket = listen(OSS, ETH, "update:BTC-PERP_0");
  post("drop-delta", {}, "BTC-PERP");
  step(1);
  btc.step({ bids: [[964_000, 9]] });
  clock.advance(50);
  expect(tails(socket.texts)).toEqual([1]);
});

test("duplicate-delta sends a delta twice, the second one later if asked", () => {
  const { listen, post, step, clock } = begin();
  const socket = listen(OSS, ETH);
  post("duplicate-delta", { afterMs: 100 });
  step(1);
  step(2);
  clock.advance(200);
  expect(tails(socket.texts)).toEqual([1, 2, 1]);
});

test("reorder-delta swaps two neighbours", () => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  post("reorder-delta");
  for (const size of [1, 2, 3]) step(size);
  expect(tails(socket.texts)).toEqual([2, 1, 3]);
});

test("delta-before-snapshot lets a delta overtake the snapshot, which is then current", () => {
  const { listen, post, step } = begin();
  post("delta-before-snapshot");
  const socket = listen(OSS, ETH);
  step(1);
  step(2);
  expect(socket.texts.map((text) => /"type":"(\w+)"/.exec(text)?.[1])).toEqual(["delta", "snapshot", "delta"]);
  expect(tails(socket.texts)).toEqual([1, 1, 2]);
});

test("old-snapshot answers a subscription with a book of the past", () => {
  const { post, step, eth, network, clock } = begin();
  for (const size of [1, 2, 3, 4, 5, 6]) step(size);
  post("old-snapshot", { back: 4 });
  const socket = new HeardSocket(network, OSS);
  clock.advance(50);
  socket.send({ op: "subscribe", args: [ETH] });
  clock.advance(50);
  expect(tails(socket.texts)).toEqual([2]);
  expect(socket.texts.join()).toContain('["3120.40","2"]');
  expect(eth.picture(0).sequence).toBe(7_004_417);
});

test("old-snapshot may also come unasked, behind a delta", () => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  step(1);
  step(2);
  post("old-snapshot", { back: 2, when: "unasked" });
  step(3);
  expect(tails(socket.texts)).toEqual([1, 2, 3, 1]);
});

test("snapshot-never withholds snapshots and fails REST books while it lasts", () => {
  const { post, read, network, clock } = begin();
  post("snapshot-never", { durationMs: 1_000 });
  const socket = new HeardSocket(network, OSS);
  clock.advance(50);
  socket.send({ op: "subscribe", args: [ETH] });
  clock.advance(50);
  expect(socket.take()).toEqual(['{"event":"subscribe","channel":["update:ETH-PERP_0"]}']);
  expect(read(BOOK_URL)).toMatchObject({ reply: { status: 503 } });
  clock.advance(1_000);
  socket.send({ op: "subscribe", args: [ETH] });
  clock.advance(50);
  expect(tails(socket.take())).toEqual([0]);
});

// ── levels ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

test.each([
  ["ask-under-bid", "asks", '["3120.35","9"]'],
  ["bid-over-ask", "bids", '["3120.55","9"]'],
  ["locked", "asks", '["3120.40","9"]'],
])("crossed-book (%s) adds a crossing level to a delta that chains", (form, side, level) => {
  const { listen, post, step, eth } = begin();
  const socket = listen(OSS, ETH);
  post("crossed-book", { form });
  step(9);
  expect(tails(socket.texts)).toEqual([1]);
  const data = (JSON.parse(socket.texts[0] ?? "") as { data: Record<string, unknown> }).data;
  expect(JSON.stringify(data[side])).toContain(form === "bid-over-ask" ? '"3120.55"' : level);
  expect(eth.picture(0).asks[0]?.[0]).toBe(312_050);
});

test.each(["shuffled", "repeated"])("unsorted-levels (%s) keeps the truth of a snapshot", (form) => {
  const { post, network, clock } = begin();
  post("unsorted-levels", { form });
  const socket = new HeardSocket(network, OSS);
  clock.advance(50);
  socket.send({ op: "subscribe", args: [ETH] });
  clock.advance(50);
  const text = socket.texts.find((heard) => heard.includes("snapshot")) ?? "";
  const { bids } = (JSON.parse(text) as { data: { bids: [string, string][] } }).data;
  expect(new Map(bids)).toEqual(
    new Map([
      ["3120.40", "1875"],
      ["3120.35", "402"],
      ["3120.30", "77"],
    ]),
  );
  expect(bids).toHaveLength(form === "repeated" ? 5 : 3);
});

test("unsorted-levels (wrong-side) tells bids as asks", () => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  post("unsorted-levels", { form: "wrong-side" });
  step(3);
  expect(/"asks":(\[\[.*?\]\])/.exec(socket.texts[0] ?? "")?.[1]).toContain('"3120.40"');
});

// ── content ────────────────────────────────────────────────────────────────────────────────────────────────────────────

test.each(["truncated", "doubled-brace", "html", "empty"])("malformed-frame (%s) is no JSON", (form) => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  post("malformed-frame", { form });
  step(1);
  expect(() => JSON.parse(socket.texts[0] ?? "{}") as unknown).toThrow();
});

test("unknown-fields leaves a frame true among strangers", () => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  post("unknown-fields");
  step(1);
  const frame = JSON.parse(socket.texts[1] ?? "") as { data: Record<string, unknown> };
  expect(socket.texts[0]).toContain("schemaNotice");
  expect(frame.data).toMatchObject({ bids: [["3120.40", "1"]], seqNum: 7_004_412, schemaRevision: 7 });
});

test.each([
  ["null-size", '["3120.40",null]'],
  ["missing-size", '["3120.40"]'],
  ["numbers", "[3120.40,1]"],
  ["objects", '{"price":"3120.40","size":"1"}'],
  ["null-level", "[null]"],
])("type-change (%s) rewrites a level as %s", (form, level) => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  post("type-change", { form });
  step(1);
  expect(socket.texts[0]).toContain(level);
  expect(() => JSON.parse(socket.texts[0] ?? "") as unknown).not.toThrow();
});

test.each(["price", "size"])("hostile-numbers replaces a %s by something that no market has", (part) => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  post("hostile-numbers", { part });
  step(1);
  const frame = JSON.parse(socket.texts[0] ?? "") as { data: { bids: [string, string][] } };
  expect(frame.data.bids[0]).not.toEqual(["3120.40", "1"]);
  expect(frame.data.bids[0]?.[part === "price" ? 1 : 0]).toBe(part === "price" ? "1" : "3120.40");
});

test("hostile-numbers with an exponent is odd and exact", () => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  post("hostile-numbers", { part: "exponent" });
  step(1);
  expect(socket.texts[0]).toContain('["312040E-2","1"]');
});

test("wide-numbers adds identifiers beyond 2^53 and changes nothing else", () => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  post("wide-numbers");
  step(1);
  expect(socket.texts[0]).toContain('"trackingID":9223372036854775807');
  expect(tails(socket.texts)).toEqual([1]);
});

test.each([
  ["unknown", '"topic":"update:ZZZ-NONE_0"', '"symbol":"ZZZ-NONE"'],
  ["swapped", `"topic":"${ETH}"`, '"symbol":"BTC-PERP"'],
  ["swapped-topic", '"topic":"update:BTC-PERP_0"', '"symbol":"BTC-PERP"'],
])("wrong-symbol (%s) names another market", (form, topic, symbol) => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH, "update:BTC-PERP_0");
  post("wrong-symbol", { form });
  step(1);
  expect(socket.texts[0]).toContain(topic);
  expect(socket.texts[0]).toContain(symbol);
});

test("polluting-keys arrives as fields, or as a topic", () => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  post("polluting-keys", { form: "fields" });
  step(1);
  post("polluting-keys", { form: "topic" });
  step(2);
  expect(socket.texts[0]).toContain('"__proto__":{"polluted":true');
  expect(socket.texts[1]).toContain('"topic":"__proto__"');
  expect(tails(socket.texts)).toEqual([1, 2]);
});

test("hostile-texts adds a message and lets the true frame follow", () => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  post("hostile-texts");
  step(1);
  expect(socket.texts).toHaveLength(2);
  expect(tails(socket.texts)).toEqual([1]);
  expect(JSON.parse(socket.texts[0] ?? "")).toBeTypeOf("object");
});

// ── topics ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

test.each([
  ["ack", 1],
  ["subscription", 0],
])("lose-ack (%s) leaves %i frames of the subscription", (form, left) => {
  const { post, network, clock } = begin();
  post("lose-ack", { form });
  const socket = new HeardSocket(network, OSS);
  clock.advance(50);
  socket.send({ op: "subscribe", args: [ETH] });
  clock.advance(50);
  expect(socket.texts).toHaveLength(left);
  expect(socket.texts.join()).not.toContain('"event"');
});

test("partial-subscribe leaves one topic out of the subscription and of its ack", () => {
  const { post, network, clock } = begin();
  post("partial-subscribe");
  const socket = new HeardSocket(network, OSS);
  clock.advance(50);
  socket.send({ op: "subscribe", args: [ETH, "update:BTC-PERP_0", "update:BTC-PERP_1"] });
  clock.advance(50);
  const ack = JSON.parse(socket.texts.find((text) => text.includes("event")) ?? "") as { channel: string[] };
  expect(ack.channel).toHaveLength(2);
  expect(numbers(socket.texts)).toHaveLength(2);
});

test("late-data goes on after an unsubscribe, then stops", () => {
  const { listen, post, step, clock } = begin();
  const socket = listen(OSS, ETH);
  post("late-data", { lateMs: 300 });
  socket.send({ op: "unsubscribe", args: [ETH] });
  clock.advance(50);
  socket.take();
  step(1);
  expect(tails(socket.take())).toEqual([1]);
  clock.advance(400);
  step(2);
  expect(socket.take()).toEqual([]);
});

test("mute-topic silences one topic while pongs and other topics go on", () => {
  const { listen, post, step, btc, clock } = begin();
  const socket = listen(OSS, ETH, "update:BTC-PERP_0");
  post("mute-topic", { durationMs: 2_000 });
  step(1);
  btc.step({ bids: [[964_000, 1]] });
  socket.send("ping");
  clock.advance(50);
  expect(tails(socket.texts.filter((text) => text.includes("ETH")))).toEqual([]);
  expect(socket.take()).toHaveLength(2);
  clock.advance(2_000);
  step(2);
  expect(tails(socket.take())).toEqual([2]);
});

test("frozen-repeats sends one frame again and again", () => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  post("frozen-repeats", { durationMs: 5_000 });
  for (const size of [1, 2, 3]) step(size);
  expect(tails(socket.texts)).toEqual([1, 1, 1]);
});

test("quiet-market stops a market and sets it going again", () => {
  const { post, eth, btc, spot, clock } = begin();
  post("quiet-market", { quietMs: 5_000, scope: "all" });
  expect([eth.running, btc.running, spot.running]).toEqual([false, false, false]);
  clock.advance(5_001);
  expect([eth.running, btc.running, spot.running]).toEqual([true, true, true]);
});

test("duplicate-trades sends trades twice", () => {
  const { listen, post, eth, clock } = begin();
  const socket = listen(MAIN, "tradeHistoryApiV3:ETH-PERP");
  post("duplicate-trades");
  eth.print({ price: 312_045, size: 3, side: "buy" });
  clock.advance(50);
  expect(socket.texts).toHaveLength(2);
  expect(socket.texts[0]).toBe(socket.texts[1]);
});

test("missed-trades cuts the socket and opens the next subscription without the recent trades", () => {
  const { listen, post, eth, clock, network } = begin();
  const first = listen(MAIN, "tradeHistoryApiV3:ETH-PERP");
  eth.print({ price: 312_045, size: 3, side: "buy" });
  post("missed-trades");
  clock.advance(50);
  expect(first.ends).toMatchObject([{ code: 1006 }]);
  const second = new HeardSocket(network, MAIN);
  clock.advance(50);
  second.send({ op: "subscribe", args: ["tradeHistoryApiV3:ETH-PERP"] });
  clock.advance(50);
  expect(second.texts.filter((text) => text.includes('"topic"'))).toEqual(['{"topic":"tradeHistoryApiV3:ETH-PERP","data":[]}']);
});

// ── sockets ────────────────────────────────────────────────────────────────────────────────────────────────────────────

test.each([
  ["both", 0, 0],
  ["to-client", 0, 0],
  ["to-venue", 1, 0],
])("black-hole (%s) lets %i frames and %i pongs through and closes nothing", (direction, frames, pongs) => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  post("black-hole", { direction });
  socket.socket.ping();
  socket.send("ping");
  step(1);
  expect([socket.texts.length, socket.pongs, socket.ends.length]).toEqual([frames, pongs, 0]);
});

test("ignore-pings answers neither kind of ping while data flows", () => {
  const { listen, post, step } = begin();
  const socket = listen(OSS, ETH);
  post("ignore-pings", { durationMs: 1_000 });
  socket.socket.ping();
  socket.send("ping");
  step(1);
  expect(tails(socket.take())).toEqual([1]);
  expect(socket.pongs).toBe(0);
});

test("latency-burst holds everything up and delivers it in order at once", () => {
  const { listen, post, step, clock } = begin();
  const socket = listen(OSS, ETH);
  post("latency-burst", { delayMs: 2_000 });
  for (const size of [1, 2, 3]) step(size);
  expect(socket.texts).toEqual([]);
  clock.advance(2_000);
  expect(tails(socket.texts)).toEqual([1, 2, 3]);
});

test("old-socket-race still delivers after the client cut, until the old socket is gone", () => {
  const { listen, post, step, clock } = begin();
  const socket = listen(OSS, ETH);
  post("old-socket-race", { silentMs: 1_000, lingerMs: 3_000 });
  step(1);
  socket.socket.terminate();
  clock.advance(1_500);
  expect(tails(socket.take())).toEqual([1]);
  expect(socket.ends).toEqual([]);
  clock.advance(3_000);
  expect(socket.ends).toHaveLength(1);
  step(2);
  expect(socket.take()).toEqual([]);
});

test.each([1006, 1000, 1001, 1008, 1011, 1012, 1013])("close ends a socket with %i", (code) => {
  const { listen, post, clock } = begin();
  const socket = listen(OSS, ETH);
  post("close", { code });
  clock.advance(50);
  expect(socket.ends).toMatchObject([{ code }]);
});

test("changed-book cuts, and lets the next handshake wait", () => {
  const { listen, post, network, clock } = begin();
  const socket = listen(OSS, ETH);
  post("changed-book", { awayMs: 1_000 });
  clock.advance(50);
  expect(socket.ends).toMatchObject([{ code: 1006 }]);
  const next = new HeardSocket(network, OSS);
  clock.advance(900);
  expect(next.opened).toBe(0);
  clock.advance(200);
  expect(next.opened).toBe(1);
});

test("accept-then-close opens and closes, as often as asked", () => {
  const { post, network, clock } = begin();
  post("accept-then-close", { times: 2, code: 1000 });
  const sockets = [1, 2, 3].map(() => {
    const socket = new HeardSocket(network, OSS);
    clock.advance(100);
    return socket;
  });
  expect(sockets.map(({ opened, ends }) => [opened, ends.length])).toEqual([
    [1, 1],
    [1, 1],
    [1, 0],
  ]);
});

test("a fault with a duration strikes everything within it", () => {
  const { post, network, clock } = begin();
  post("accept-then-close", { durationMs: 5_000 });
  const attempt = (): number => {
    const socket = new HeardSocket(network, OSS);
    clock.advance(1_000);
    return socket.ends.length;
  };
  expect([attempt(), attempt(), attempt(), attempt(), attempt(), attempt()]).toEqual([1, 1, 1, 1, 1, 0]);
});

test.each([
  ["refuse-handshake", { status: 429, retryAfterSeconds: 30 }, { status: 429, retryAfter: "30" }],
  ["refuse-handshake", { status: 503, retryAfterSeconds: 0 }, { status: 503, retryAfter: undefined }],
  ["html-handshake", {}, { status: 200, retryAfter: undefined }],
])("%s %j refuses with %j", (name, params, refusal) => {
  const { post, listen } = begin();
  post(name, params);
  expect(listen(OSS).ends).toMatchObject([{ code: 1006, refusal }]);
});

test("slow-handshake runs into the client's deadline", () => {
  const { post, network, clock } = begin();
  post("slow-handshake", { delayMs: 8_000 });
  const socket = new HeardSocket(network, OSS, { handshakeTimeoutMs: 5_000 });
  clock.advance(10_000);
  expect(socket.opened).toBe(0);
  expect(socket.ends).toMatchObject([{ error: { code: "handshake-timeout" } }]);
});

// ── REST ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

test("html-reply and failing-reply answer one request with a page", () => {
  const { post, read } = begin();
  post("html-reply");
  expect(bodyOf(read(BOOK_URL))).toContain("<html>");
  post("failing-reply", { status: 502 });
  expect(read(BOOK_URL)).toMatchObject({ reply: { status: 502 } });
  expect(read(BOOK_URL)).toMatchObject({ reply: { status: 200 } });
});

test.each([
  ["slow-body", "deadline"],
  ["silent-reply", "deadline"],
  ["reset-reply", "connection-reset"],
])("%s fails a request with %s", (name, code) => {
  const { post, network, clock } = begin();
  post(name);
  const box = get(network, BOOK_URL);
  clock.advance(11_000);
  expect(box.outcome).toMatchObject({ kind: "failed", error: { code, phase: "after-send" } });
});

test("stale-rest-book repeats a book that the market has left behind", () => {
  const { post, read, step, clock } = begin();
  post("stale-rest-book", { durationMs: 5_000 });
  const first = bodyOf(read(BOOK_URL));
  step(1);
  expect(bodyOf(read(BOOK_URL))).toBe(first);
  clock.advance(5_000);
  expect(bodyOf(read(BOOK_URL))).not.toBe(first);
});

// ── the venue ──────────────────────────────────────────────────────────────────────────────────────────────────────────

test("clock-skew moves every time that the venue tells, and only those", () => {
  const { post, listen, step, clock, read } = begin();
  const socket = listen(OSS, ETH);
  const before = clock.now();
  post("clock-skew", { skewMs: -4_000, driftPpm: 0 });
  step(1);
  expect(socket.texts[0]).toContain(`"timestamp":${before - 4_000}`);
  expect(JSON.parse(bodyOf(read("https://api.lmex.io/spot/api/v3.3/time")))).toMatchObject({
    epoch: Math.floor((clock.now() - 4_000 - 190) / 1_000),
  });
});

test.each(["lower", "higher"])("sequence-reset goes on %s, in one chain with itself", (to) => {
  const { post, listen, step, venue, eth } = begin();
  const socket = listen(OSS, ETH);
  post("sequence-reset", { to }, "ETH-PERP");
  step(1);
  step(2);
  const [one, other] = numbers(socket.texts).map(Number);
  expect(one === undefined || to === "lower" ? one : -one).toBeLessThan(to === "lower" ? 7_004_411 : -7_004_411);
  expect(other).toBe((one ?? 0) + 1);
  expect(venue.trueBook(eth, 0, other)?.bids[0]?.[1]).toBe(2);
});

test("wide-sequence numbers a book beyond 2^53, and the oracle follows", () => {
  const { post, listen, step, venue, eth } = begin();
  const socket = listen(OSS, ETH);
  post("wide-sequence", {}, "ETH-PERP");
  step(1);
  const [number] = numbers(socket.texts);
  expect(number).toBe(String(9_007_199_254_741_992n + 7_004_412n));
  expect(socket.texts[0]).toContain(`"prevSeqNum":${9_007_199_254_741_992n + 7_004_411n}`);
  expect(venue.trueBook(eth, 0, BigInt(number ?? 0))?.bids[0]?.[1]).toBe(1);
});

test("maintenance closes with 1012, refuses with 503, and ends", () => {
  const { post, listen, network, clock, read } = begin();
  const socket = listen(OSS, ETH);
  post("maintenance", { awayMs: 2_000 });
  clock.advance(50);
  expect(socket.ends).toMatchObject([{ code: 1012 }]);
  expect(read(BOOK_URL)).toMatchObject({ reply: { status: 503 } });
  const refused = new HeardSocket(network, OSS);
  clock.advance(50);
  expect(refused.ends).toMatchObject([{ refusal: { status: 503 } }]);
  clock.advance(2_000);
  expect(read(BOOK_URL)).toMatchObject({ reply: { status: 200 } });
});

// ── the catalogue ──────────────────────────────────────────────────────────────────────────────────────────────────────

test("names are kebab-case and unique, and every promised id has a fault", () => {
  const names = FAULT_CATALOGUE.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  const ids = new Set(FAULT_CATALOGUE.flatMap((kind) => kind.ids));
  const network = ["N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "N10", "N11", "N13", "N17", "N18", "N19", "N23", "N24", "N25"];
  const protocol = Array.from({ length: 19 }, (_, at) => `P${at + 1}`);
  for (const id of [...network, ...protocol, "P26", "P27", "P28", "R13", "X9", "X11"]) expect(ids).toContain(id);
  for (const id of ["P20", "P21", "P23", "P24", "P25", "P29", "N14", "N20", "N21", "N22"]) expect(ids).toContain(id);
});

test("faults below the frame are refused in virtual time", () => {
  const { desk } = begin();
  const bytes = FAULT_CATALOGUE.filter((kind) => kind.at === "bytes");
  expect(bytes.map(({ name }) => desk.post({ name }).kind)).toEqual(bytes.map(() => "refused"));
});

test("every other fault has a test above, or among those of markets and manners; those of accounts strike in worlds", () => {
  seen.add("ghost-levels");
  const elsewhere = new Set([...IMAGE_FAULTS, ...LIMIT_FAULTS, ...LISTING_FAULTS, ...PING_FAULTS].map(({ name }) => name));
  const missing = FAULT_CATALOGUE.filter(
    ({ at, name }) => at !== "bytes" && at !== "account" && at !== "order" && !seen.has(name) && !elsewhere.has(name),
  );
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test("the rows for people name every parameter with its first value", () => {
  expect(scenarios().find((row) => row.name === "close")).toMatchObject({
    ids: ["N17"],
    parameters: [
      { name: "scope", initial: "one" },
      { name: "code", initial: "1006" },
    ],
  });
});
