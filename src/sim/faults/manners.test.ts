// Faults of markets, images, pings and limits on the wire of the venue that has them, seen by a client that only listens.

import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { IMAGE_FAULTS } from "#sim/faults/effects/image-faults";
import { LIMIT_FAULTS } from "#sim/faults/effects/limit-faults";
import { LISTING_FAULTS } from "#sim/faults/effects/listing-faults";
import { PING_FAULTS } from "#sim/faults/effects/ping-faults";
import { type FaultValue } from "#sim/faults/fault-types";
import { get, HeardSocket } from "#sim/scripted-world";
import { createSimulatedExchange } from "#sim/world";
import { type Dialect } from "#venues/dialect";
import { lbankDialect } from "#venues/lbank/dialect";
import { lmexDialect } from "#venues/lmex/dialect";
import { weexDialect } from "#venues/weex/dialect";

const LMEX = "wss://ws.lmex.io/ws/oss/futures";
const LBANK = "wss://www.lbkex.net/ws/V2/";
const WEEX = "wss://ws-contract.weex.com/v3/ws/public";
const LMEX_BOOK = { op: "subscribe", args: ["update:BTC-PERP_0"] };
const LBANK_BOOK = { action: "subscribe", subscribe: "depth", depth: "100", pair: "btc_usdt" };
const WEEX_BOOK = { method: "SUBSCRIBE", params: ["BTCUSDT@depth200"], id: 1 };
const LMEX_LIST = "https://api.lmex.io/futures/api/v2.3/market_summary";
const WEEX_LIST = "https://api-contract.weex.com/capi/v3/market/exchangeInfo";

const seen = new Set<string>();

/** A venue in motion and one socket that holds a book. */
function begin(dialect: Dialect, url: string, subscribe: object) {
  const clock = new VirtualClock();
  const exchange = createSimulatedExchange({ venues: [dialect], seed: "manners", clock, mood: "busy" });
  const network = exchange.network();
  exchange.start();
  const open = (): HeardSocket => {
    const socket = new HeardSocket(network, url);
    clock.advance(300);
    socket.send(subscribe);
    clock.advance(300);
    return socket;
  };
  const socket = open();
  clock.advance(3_000);
  socket.take();
  const post = (name: string, params: Readonly<Record<string, FaultValue>> = {}): void => {
    seen.add(name);
    expect(exchange.desk.post({ name, params }).kind).toBe("posted");
    clock.advance(100);
  };
  const read = (address: string): string => {
    const box = get(network, address);
    clock.advance(500);
    return box.outcome?.kind === "reply" ? `${box.outcome.reply.status} ${new TextDecoder().decode(box.outcome.reply.body)}` : "nothing";
  };
  return { clock, exchange, socket, open, post, read };
}

const onLmex = (): ReturnType<typeof begin> => begin(lmexDialect, LMEX, LMEX_BOOK);
const onLbank = (): ReturnType<typeof begin> => begin(lbankDialect, LBANK, LBANK_BOOK);
const onWeex = (): ReturnType<typeof begin> => begin(weexDialect, WEEX, WEEX_BOOK);

test("strict-ping closes a socket that does not answer, and leaves one alone that does", () => {
  const [deaf, polite] = [onLbank(), onLbank()];
  for (const { post } of [deaf, polite]) post("strict-ping");
  const [ping] = polite.socket.take().filter((text) => text.includes("ping"));
  polite.socket.send({ action: "pong", pong: /"ping":"(\d+)"/.exec(ping ?? "")?.[1] });
  for (const { clock } of [deaf, polite]) clock.advance(2_000);
  expect(deaf.socket.ends).toMatchObject([{ code: 1000 }]);
  expect(polite.socket.ends).toEqual([]);
});

test("lost-answers closes a socket although it answers", () => {
  const { clock, socket, post } = onLbank();
  post("lost-answers", { withinMs: 3_000 });
  const [ping] = socket.take().filter((text) => text.includes("ping"));
  socket.send({ action: "pong", pong: /"ping":"(\d+)"/.exec(ping ?? "")?.[1] });
  clock.advance(4_000);
  expect(socket.ends).toMatchObject([{ code: 1000 }]);
});

test("odd-ping puts something odd in the place of an id", () => {
  const { socket, post } = onWeex();
  post("odd-ping", { form: "object" });
  expect(socket.take().find((text) => text.includes('"ping"'))).toContain('"time":{"id":[1,{"deep":null}]}');
});

test("ping-flood asks as often as it is told", () => {
  const { socket, post } = onLbank();
  post("ping-flood", { pings: 300 });
  expect(socket.take().filter((text) => text.includes('"action":"ping"'))).toHaveLength(300);
});

test("stale-node sends books of another node, which lack the best levels, before and behind the true one", () => {
  const { clock, socket, post } = onLbank();
  post("stale-node", { node: 7, durationMs: 5_000 });
  clock.advance(2_000);
  const nodes = socket.take().flatMap((text) => /"s":"([^"]+)"/.exec(text)?.[1] ?? []);
  expect(nodes.join()).toContain("m-07,t-01,m-07");
});

test("old-image comes behind a newer one, with its own time", () => {
  const { clock, socket, post } = onLbank();
  post("old-image", { back: 2 });
  clock.advance(4_000);
  const times = socket.take().flatMap((text) => /"TS":"([^"]+)"/.exec(text)?.[1] ?? []);
  expect(times).not.toEqual([...times].sort());
});

test("other-zone writes times of UTC", () => {
  const { clock, socket, post } = onLbank();
  clock.advance(700);
  const [before = ""] = socket.take().flatMap((text) => /"TS":"[^T]+T(\d\d):/.exec(text)?.[1] ?? []);
  post("other-zone", { hours: -8 });
  clock.advance(2_000);
  const [after = ""] = socket.take().flatMap((text) => /"TS":"[^T]+T(\d\d):/.exec(text)?.[1] ?? []);
  expect((Number(before) - Number(after) + 24) % 24).toBe(8);
});

/** Levels that a client holds who believes every delta and prunes nothing. */
class NaiveSide {
  readonly levels = new Map<string, string>();

  apply(rows: readonly (readonly [string, string])[]): void {
    for (const [price, size] of rows) {
      if (Number(size) === 0) this.levels.delete(price);
      else this.levels.set(price, size);
    }
  }
}

test("ghost-levels leaves a naive client with more levels than the window has", () => {
  const { clock, exchange, socket, post } = onLmex();
  socket.send({ op: "unsubscribe", args: LMEX_BOOK.args });
  clock.advance(300);
  socket.take();
  const sides = { bids: new NaiveSide(), asks: new NaiveSide() };
  const most = (): number => {
    let count = 0;
    for (const text of socket.take()) {
      const { data } = JSON.parse(text) as { data?: Record<"bids" | "asks", readonly (readonly [string, string])[]> };
      for (const side of ["bids", "asks"] as const) sides[side].apply(data?.[side] ?? []);
      count = Math.max(count, sides.bids.levels.size, sides.asks.levels.size);
    }
    return count;
  };
  socket.send(LMEX_BOOK);
  clock.advance(5_000);
  expect(most()).toBe(50);
  post("ghost-levels", { times: 3 });
  clock.advance(20_000);
  expect(exchange.desk.firedById.get("P21")).toBe(3);
  expect(most()).toBeGreaterThan(50);
});

test("one-way-loss hears nothing and goes on speaking", () => {
  const { clock, socket, post } = onLmex();
  post("one-way-loss");
  socket.send({ op: "unsubscribe", args: LMEX_BOOK.args });
  clock.advance(1_000);
  socket.take();
  clock.advance(3_000);
  expect(socket.take().length).toBeGreaterThan(0);
});

test("connection-limit refuses a handshake with 429 and tells no time", () => {
  const { open, post } = onLmex();
  post("connection-limit");
  expect(open().ends).toMatchObject([{ refusal: { status: 429, retryAfter: undefined } }]);
  expect(open().ends).toEqual([]);
});

test("refused-too-often is WEEX's, and closes with 1007", () => {
  const { clock, socket, post } = onWeex();
  post("refused-too-often");
  clock.advance(200);
  expect(socket.ends).toMatchObject([{ code: 1007 }]);
  expect(onLmex().exchange.desk.post({ name: "refused-too-often" })).toMatchObject({ kind: "refused" });
});

test("an outage cuts every socket and lets nobody in while it lasts", () => {
  const { clock, socket, open, post } = onLmex();
  const other = open();
  post("outage", { durationMs: 2_000 });
  clock.advance(200);
  expect([socket, other].map(({ ends }) => ends.length)).toEqual([1, 1]);
  expect(open().ends).toMatchObject([{ refusal: { status: 503 } }]);
  clock.advance(2_000);
  expect(open().ends).toEqual([]);
});

test("version-sunset switches one version off: its sockets and its reads", () => {
  const { socket, open, post, read, clock } = onWeex();
  post("version-sunset", { version: "v3", durationMs: 3_000 });
  clock.advance(200);
  expect(socket.ends).toMatchObject([{ code: 1001 }]);
  expect(open().ends).toMatchObject([{ refusal: { status: 404 } }]);
  expect(read(WEEX_LIST)).toBe("404 Not Found");
});

test("rules-change lists a market by other rules, and then as before", () => {
  for (const [form, changed] of [
    ["tick", '"minPriceIncrement":0.5'],
    ["renamed", '"symbol":"BTC-PERP2"'],
    ["halted", '"active":false'],
  ] as const) {
    const { clock, post, read } = onLmex();
    expect(read(LMEX_LIST)).not.toContain(changed);
    post("rules-change", { form, awayMs: 3_000 });
    expect(read(LMEX_LIST)).toContain(changed);
    clock.advance(3_000);
    expect(read(LMEX_LIST)).not.toContain(changed);
  }
});

test("a delisting is silent: no frame, no row, no new subscription", () => {
  const { clock, socket, post, read, open } = onWeex();
  post("delisting", { awayMs: 4_000 });
  socket.take();
  clock.advance(1_000);
  expect(socket.take()).toEqual([]);
  expect(read(WEEX_LIST)).not.toContain('"symbol":"BTCUSDT"');
  expect(open().take().join()).toContain("INVALID_ARGUMENT");
  clock.advance(3_000);
  expect(read(WEEX_LIST)).toContain('"symbol":"BTCUSDT"');
});

test("test-market empties a book, and brings it back where no market is", () => {
  const { clock, exchange, post } = onLmex();
  const market = exchange.marketOf({ venue: "lmex", symbol: "BTC-PERP" });
  const [usual] = market?.picture(0).bids[0] ?? [0];
  post("test-market", { form: "unreal-prices", awayMs: 1_000 });
  expect(market?.picture(0)).toMatchObject({ bids: [], asks: [] });
  clock.advance(1_500);
  expect(market?.picture(0).bids[0]?.[0]).toBeGreaterThan(10 * usual);
  post("test-market", { form: "counts-from-one" });
  expect(market?.picture(0).sequence).toBeLessThan(100);
});

test("each of these faults has a test above", () => {
  const kinds = [...IMAGE_FAULTS, ...LIMIT_FAULTS, ...LISTING_FAULTS, ...PING_FAULTS];
  expect(kinds.filter(({ name }) => !seen.has(name)).map(({ name }) => name)).toEqual([]);
});
