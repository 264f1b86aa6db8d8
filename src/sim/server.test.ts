// The simulator over real sockets on loopback. Every test has a server of its own on any free port.

import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { inflateRawSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { systemClock } from "#clock/system-clock";
import { DEFAULT_PORT, type SimulatorServer, startSimulatorServer } from "#sim/server";
import { deflatedLetters } from "#sim/server/raw-frames";
import { createSimulatedExchange, type SimulatedExchangeOptions } from "#sim/world";
import { lmexDialect } from "#venues/lmex/dialect";

const running: SimulatorServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function begin(options: Partial<SimulatedExchangeOptions> = {}): Promise<SimulatorServer> {
  const exchange = createSimulatedExchange({
    venues: [lmexDialect],
    seed: "7",
    clock: systemClock,
    mood: "chaos",
    bytes: true,
    ...options,
  });
  const server = await startSimulatorServer({ exchange, port: 0 });
  running.push(server);
  return server;
}

interface Heard {
  readonly client: WebSocket;
  readonly texts: string[];
  readonly ended: Promise<{ readonly code: number }>;
  until(enough: (texts: readonly string[]) => boolean): Promise<void>;
}

async function listen(server: SimulatorServer, path: string, ...messages: readonly unknown[]): Promise<Heard> {
  const client = new WebSocket(`${server.url.replace("http", "ws")}/${path}`, { perMessageDeflate: false, maxPayload: 4_194_304 });
  const texts: string[] = [];
  let check = (): void => {};
  client.on("message", (data: Buffer) => {
    texts.push(data.toString());
    check();
  });
  client.on("error", () => {});
  const ended = new Promise<{ readonly code: number }>((resolve) => client.once("close", (code) => resolve({ code })));
  await new Promise((resolve, reject) => {
    client.once("open", resolve);
    client.once("unexpected-response", (_request, response) => reject(new Error(`refused with ${response.statusCode}`)));
  });
  for (const message of messages) client.send(JSON.stringify(message));
  const until = (enough: (texts: readonly string[]) => boolean): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if (enough(texts)) resolve();
      };
      check();
    });
  return { client, texts, ended, until };
}

const BOOK = { op: "subscribe", args: ["update:BTC-PERP_0"] };
const OSS = "ws.lmex.io/ws/oss/futures";

interface Wire {
  readonly data?: { readonly bids: [string, string][]; readonly asks: [string, string][]; readonly seqNum: number; readonly type: string };
}

async function fault(server: SimulatorServer, order: object): Promise<{ readonly status: number; readonly body: unknown }> {
  const reply = await fetch(`${server.url}/_sim/faults`, { method: "POST", body: JSON.stringify(order) });
  return { status: reply.status, body: await reply.json() };
}

test("a client that follows the documented rule holds the true book at every sequence", async () => {
  const server = await begin();
  const heard = await listen(server, OSS, BOOK);
  await heard.until((texts) => texts.length >= 12);
  const sides = { bids: new Map<number, string>(), asks: new Map<number, string>() };
  let last = 0;
  for (const text of heard.texts) {
    const { data } = JSON.parse(text) as Wire;
    if (data === undefined) continue;
    for (const side of ["bids", "asks"] as const) {
      if (data.type === "snapshot") sides[side].clear();
      for (const [price, size] of data[side]) {
        if (Number(size) === 0) sides[side].delete(Number(price));
        else sides[side].set(Number(price), size);
      }
    }
    last = data.seqNum;
  }
  const reply = await fetch(`${server.url}/_sim/book/lmex/BTC-PERP?sequence=${last}`);
  const truth = (await reply.json()) as { bids: [string, string][]; asks: [string, string][] };
  const best = (side: Map<number, string>, direction: number): [number, string][] => [...side].sort(([a], [b]) => (a - b) * direction);
  expect(truth).toMatchObject({ v: 1, venue: "lmex", symbol: "BTC-PERP", sequence: String(last) });
  expect(Object.keys(truth)).toEqual(["v", "venue", "symbol", "sequence", "venueTime", "bids", "asks"]);
  expect(truth.bids.map(([price, size]) => [Number(price), size])).toEqual(best(sides.bids, -1));
  expect(truth.asks.map(([price, size]) => [Number(price), size])).toEqual(best(sides.asks, 1));
});

test("the book route answers depth, products and unknown things in words", async () => {
  const server = await begin();
  const get = async (path: string) => {
    const reply = await fetch(`${server.url}/_sim/book/${path}`);
    return { status: reply.status, body: await reply.json() };
  };
  expect((await get("lmex/BTC-PERP?depth=3&product=futures")).body).toMatchObject({ bids: { length: 3 }, asks: { length: 3 } });
  expect(await get("lmex/NOPE")).toMatchObject({ status: 404, body: { error: { code: "unknown-symbol" } } });
  expect(await get("mtgox/BTC-PERP")).toMatchObject({ status: 404, body: { error: { code: "unknown-venue" } } });
  expect(await get("lmex/BTC-PERP?sequence=1")).toMatchObject({ status: 404, body: { error: { code: "forgotten" } } });
  expect(await get("lmex/BTC-PERP?sequence=one")).toMatchObject({ status: 400 });
  expect(await get("lmex/BTC-PERP?venueTime=9999999999999")).toMatchObject({ status: 200 });
});

test("REST is served under the venue's host", async () => {
  const server = await begin();
  const reply = await fetch(`${server.url}/api.lmex.io/futures/api/v2.3/market_summary?symbol=BTC-PERP`);
  expect(await reply.json()).toMatchObject([{ symbol: "BTC-PERP" }]);
  expect((await fetch(`${server.url}/api.nowhere.io/x`)).status).toBe(404);
});

test("a fault posted once happens once, is counted and logged", async () => {
  const server = await begin();
  const heard = await listen(server, OSS, BOOK);
  await heard.until((texts) => texts.length >= 3);
  expect(await fault(server, { name: "drop-delta", venue: "lmex", symbol: "BTC-PERP" })).toEqual({
    status: 200,
    body: { v: 1, posted: "drop-delta", ids: ["P1"] },
  });
  const from = heard.texts.length;
  await heard.until((texts) => texts.length >= from + 8);
  const numbers = heard.texts.flatMap((text) => (JSON.parse(text) as Wire).data?.seqNum ?? []);
  const holes = numbers.slice(1).filter((number, at) => number !== (numbers[at] ?? 0) + 1);
  expect(holes).toHaveLength(1);
  const health = await (await fetch(`${server.url}/_sim/health`)).json();
  expect(health).toMatchObject({ faults: { byId: { P1: 1 }, waiting: [] } });
  const log = (await (await fetch(`${server.url}/_sim/log`)).json()) as { events: { event: string }[] };
  expect(log.events.map(({ event }) => event)).toContain("fault-fired");
});

test("an unknown fault is refused with the nearest name and the list", async () => {
  const server = await begin();
  const { status, body } = await fault(server, { name: "dorp-delta" });
  expect(status).toBe(400);
  expect(body).toMatchObject({ error: { code: "unknown-fault", nearest: "drop-delta", names: expect.arrayContaining(["crossed-book"]) } });
  expect((await fault(server, { name: "close", params: { code: 4 } })).status).toBe(400);
  expect((await fault(server, { name: "close", params: { colour: "red" } })).status).toBe(400);
  expect((await fault(server, ["close"])).status).toBe(400);
});

test.each([
  ["huge-frame", 1009],
  ["compression-bomb", 1006],
  ["reset-mid-frame", 1006],
])("%s ends a careful client's socket with %i", async (name, code) => {
  const server = await begin();
  const heard = await listen(server, OSS, BOOK);
  await heard.until((texts) => texts.length >= 2);
  await fault(server, { name });
  const end = await heard.ended;
  // A peer that breaks the protocol may also show as an unclean end, by what arrived first.
  expect([code, 1006, 1002]).toContain(end.code);
});

test.each(["utf-8", "reserved-opcode", "masked", "long-control"])("an invalid frame (%s) ends a careful client's socket", async (form) => {
  const server = await begin();
  const heard = await listen(server, OSS, BOOK);
  await heard.until((texts) => texts.length >= 2);
  await fault(server, { name: "invalid-frame", params: { form } });
  const { code } = await heard.ended;
  expect([1002, 1006, 1007]).toContain(code);
});

test("a slow frame arrives whole in the end, and what follows waits behind it", async () => {
  const server = await begin();
  const heard = await listen(server, OSS, BOOK);
  await heard.until((texts) => texts.length >= 2);
  await fault(server, { name: "slow-frame", params: { bytesPerSecond: 4_000 } });
  const from = heard.texts.length;
  await heard.until((texts) => texts.length >= from + 5);
  const numbers = heard.texts.flatMap((text) => (JSON.parse(text) as Wire).data?.seqNum ?? []);
  expect(numbers.every((number, at) => at === 0 || number === (numbers[at - 1] ?? 0) + 1)).toBe(true);
});

test("pings get pongs, until a fault withholds them", async () => {
  const server = await begin();
  const heard = await listen(server, OSS, BOOK);
  await heard.until((texts) => texts.length >= 1);
  const ponged = new Promise((resolve) => heard.client.once("pong", resolve));
  heard.client.ping();
  await ponged;
  await fault(server, { name: "ignore-pings", params: { durationMs: 60_000 } });
  let late = 0;
  heard.client.on("pong", () => {
    late += 1;
  });
  heard.client.ping();
  const from = heard.texts.length;
  await heard.until((texts) => texts.length >= from + 3);
  expect(late).toBe(0);
});

test("a handshake is refused with the status and Retry-After that the fault says", async () => {
  const server = await begin();
  await fault(server, { name: "refuse-handshake", params: { retryAfterSeconds: 30 } });
  const client = new WebSocket(`${server.url.replace("http", "ws")}/${OSS}`);
  client.on("error", () => {});
  const response = await new Promise<{ statusCode?: number | undefined; headers: NodeJS.Dict<string | string[]> }>((resolve) => {
    client.once("unexpected-response", (_request, reply) => resolve(reply));
  });
  expect(response.statusCode).toBe(429);
  expect(response.headers["retry-after"]).toBe("30");
  client.terminate();
  await listen(server, OSS);
});

test("a foreign Host is refused, over HTTP and at the handshake", async () => {
  const server = await begin();
  const status = await new Promise((resolve) => {
    httpRequest({ port: server.port, host: "127.0.0.1", path: "/_sim/health", headers: { host: "evil.example" } }, (response) =>
      resolve(response.statusCode),
    ).end();
  });
  expect(status).toBe(403);
  const upgrade = "GET /ws.lmex.io/ws/futures HTTP/1.1\r\nHost: evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
  expect(await raw(server, upgrade)).toMatch(/^HTTP\/1\.1 403/);
});

test("a page of another site cannot post a fault", async () => {
  const server = await begin();
  const reply = await fetch(`${server.url}/_sim/faults`, { method: "POST", body: "{}", headers: { origin: "https://evil.example" } });
  expect(reply.status).toBe(403);
});

test("garbage on the port and oversized bodies end the connection and nothing else", async () => {
  const server = await begin();
  await raw(server, "\u0000\u0001\u0002 not http at all\r\n\r\n");
  await raw(server, "GET /ws.lmex.io/ws/futures HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
  const reply = await fetch(`${server.url}/_sim/faults`, { method: "POST", body: "x".repeat(100_000) });
  expect(reply.status).toBe(413);
  expect((await fetch(`${server.url}/_sim/health`)).status).toBe(200);
});

function raw(server: SimulatorServer, text: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = "";
    const socket: Socket = connect(server.port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => {
      heard += String(chunk);
    });
    socket.on("error", () => resolve(heard));
    socket.on("close", () => resolve(heard));
  });
}

test("a given port that is taken is an error; the default port moves on", async () => {
  const first = await begin();
  const exchange = (): ReturnType<typeof createSimulatedExchange> =>
    createSimulatedExchange({ venues: [lmexDialect], seed: "8", clock: systemClock });
  await expect(startSimulatorServer({ exchange: exchange(), port: first.port })).rejects.toMatchObject({ code: "port-taken" });
  const one = await startSimulatorServer({ exchange: exchange() });
  const other = await startSimulatorServer({ exchange: exchange() });
  running.push(one, other);
  expect(one.port).toBeGreaterThanOrEqual(DEFAULT_PORT);
  expect(other.port).toBeGreaterThan(one.port);
});

test("a closed server has told its clients and listens no more", async () => {
  const server = await begin();
  const heard = await listen(server, OSS, BOOK);
  await server.close();
  running.length = 0;
  expect([1001, 1006]).toContain((await heard.ended).code);
  await expect(fetch(`${server.url}/_sim/health`)).rejects.toThrow();
});

test("the bomb is a true deflate stream that unfolds to its size", () => {
  const small = deflatedLetters(1_000_000);
  const whole = inflateRawSync(Buffer.concat([small, Buffer.from([0, 0, 0xff, 0xff])]), { finishFlush: 2 });
  expect(whole.length).toBeGreaterThan(999_000);
  expect(small.length).toBeLessThan(7_000);
  expect(whole.every((byte) => byte === 0x41)).toBe(true);
});
