import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { seededRandom } from "#core/random";
import { get, HeardSocket, scriptedWorld } from "#sim/scripted-world";
import { destinationOf, VirtualNetwork } from "#sim/virtual-network";
import { lmexDialect } from "#venues/lmex/dialect";

const OSS = "wss://ws.lmex.io/ws/oss/futures";
const SUBSCRIBE = { op: "subscribe", args: ["update:ETH-PERP_0"] };

function begin() {
  const clock = new VirtualClock();
  return { clock, ...scriptedWorld({ dialect: lmexDialect, clock }) };
}

test.each([
  ["wss://ws.lmex.io/ws/futures", "ws.lmex.io", "/ws/futures"],
  ["ws://127.0.0.1:7421/ws.lmex.io/ws/futures", "ws.lmex.io", "/ws/futures"],
  ["http://localhost:7421/api.lmex.io/spot/api/v3.3/time", "api.lmex.io", "/spot/api/v3.3/time"],
  ["ws://127.0.0.1:7421/ws.lmex.io", "ws.lmex.io", "/"],
])("%s leads to %s%s", (url, host, path) => {
  expect(destinationOf(url)).toMatchObject({ host, path });
});

test("messages keep their order on a network whose delays vary", () => {
  const { clock, venue, eth } = begin();
  const exchange = { venueAt: () => venue };
  const network = new VirtualNetwork({ clock, random: seededRandom("jitter"), exchange, latency: { lowMs: 1, highMs: 400 } });
  const socket = new HeardSocket(network, OSS);
  clock.advance(2_000);
  socket.send(SUBSCRIBE);
  clock.advance(2_000);
  socket.take();
  for (let size = 1; size <= 30; size += 1) {
    eth.step({ bids: [[312_040, size]] });
    clock.advance(5);
  }
  clock.advance(2_000);
  expect(socket.texts.map((text) => Number(/"(\d+)"\]\]/.exec(text)?.[1]))).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
});

test("a client's close is answered, a client's cut ends at once, and nothing is heard after either", () => {
  const { clock, network, eth, venue } = begin();
  const [polite, rude] = [new HeardSocket(network, OSS), new HeardSocket(network, OSS)];
  clock.advance(50);
  for (const socket of [polite, rude]) socket.send(SUBSCRIBE);
  clock.advance(50);
  polite.socket.close(1000, "done");
  rude.socket.terminate();
  clock.advance(50);
  for (const socket of [polite, rude]) socket.take();
  eth.step({ bids: [[312_040, 1]] });
  clock.advance(50);
  expect([polite.ends, rude.ends]).toMatchObject([[{ code: 1000 }], [{ code: 1006 }]]);
  expect([polite.texts, rude.texts]).toEqual([[], []]);
  expect([...venue.sockets]).toEqual([]);
  expect(network.openSockets).toBe(0);
});

test("a frame over the cap closes with 1009", () => {
  const { clock, network } = begin();
  const socket = new HeardSocket(network, OSS, { frameBytesMax: 200 });
  clock.advance(50);
  socket.send(SUBSCRIBE);
  clock.advance(50);
  expect(socket.ends).toMatchObject([{ code: 1009, error: { code: "frame-too-large" } }]);
});

test("a host that no venue answers for fails before anything was sent", () => {
  const { clock, network } = begin();
  const socket = new HeardSocket(network, "wss://ws.nowhere.io/ws");
  const box = get(network, "https://api.nowhere.io/x");
  clock.advance(50);
  expect(socket.ends).toMatchObject([{ code: 1006, error: { code: "unreachable", phase: "before-send" } }]);
  expect(box.outcome).toMatchObject({ kind: "failed", error: { phase: "before-send" } });
});

test("a cancelled request settles once, as failed", () => {
  const { clock, network } = begin();
  const outcomes: string[] = [];
  const limits = { deadlineMs: 1_000, bodyBytesMax: 1_000, followRedirects: false };
  const url = "https://api.lmex.io/futures/api/v2.3/price";
  const sent = network.send({ method: "GET", url, headers: {}, ...limits }, (outcome) => outcomes.push(outcome.kind));
  sent.cancel();
  sent.cancel();
  clock.advance(2_000);
  expect(outcomes).toEqual(["failed"]);
});

test("a body over the cap is dropped", () => {
  const { clock, network } = begin();
  const outcomes: string[] = [];
  const limits = { deadlineMs: 1_000, bodyBytesMax: 10, followRedirects: false };
  network.send({ method: "GET", url: "https://api.lmex.io/futures/api/v2.3/price", headers: {}, ...limits }, (outcome) =>
    outcomes.push(outcome.kind === "failed" ? outcome.error.code : "reply"),
  );
  clock.advance(500);
  expect(outcomes).toEqual(["body-too-large"]);
});
