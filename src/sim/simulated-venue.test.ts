import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { HeardSocket, scriptedWorld } from "#sim/scripted-world";
import { type SocketVerdict } from "#sim/simulated-venue";
import { type SocketOutput, type SocketSession } from "#sim/socket-session";
import { type Dialect, type VenueRules } from "#venues/dialect";
import { lmexDialect } from "#venues/lmex/dialect";

const PATH = { host: "ws.lmex.io", path: "/ws/oss/futures", headers: {} };

/** A transport that writes down what it is told. */
function recorder() {
  const said: string[] = [];
  const output: SocketOutput = {
    send: (text) => said.push(`send ${text.slice(0, 30)}`),
    ping: () => said.push("ping"),
    close: (code, reason) => said.push(`close ${code} ${reason}`),
    terminate: () => said.push("terminate"),
  };
  return { said, output };
}

function opened(verdict: SocketVerdict, output: SocketOutput): SocketSession {
  if (verdict.kind !== "accepted") throw new Error(`The handshake was not accepted: ${verdict.kind}.`);
  return verdict.open(output);
}

function withRules(rules: Partial<VenueRules>): Dialect {
  return { ...lmexDialect, rules: { ...lmexDialect.rules, ...rules } };
}

test("the venue's own pings come at their interval, and a socket that never answers is cut", () => {
  const clock = new VirtualClock();
  const rules = { rfcPing: { everyMs: 1_000, patienceMs: 3_500 }, idleCutMs: undefined };
  const { venue } = scriptedWorld({ dialect: withRules(rules), clock });
  const { said, output } = recorder();
  const session = opened(venue.acceptSocket({ ...PATH, peer: "a" }), output);
  clock.advance(2_100);
  session.ponged();
  clock.advance(3_500);
  expect(said).toEqual(["ping", "ping", "ping", "ping", "ping"]);
  clock.advance(1_000);
  expect(said[5]).toBe("terminate");
  expect(session.ended).toBe(true);
});

test("one address may hold so many sockets and no more; another address is not concerned", () => {
  const clock = new VirtualClock();
  const { venue } = scriptedWorld({ dialect: withRules({ connectionsPerPeer: 2 }), clock, limits: true });
  const first = opened(venue.acceptSocket({ ...PATH, peer: "a" }), recorder().output);
  opened(venue.acceptSocket({ ...PATH, peer: "a" }), recorder().output);
  expect(venue.acceptSocket({ ...PATH, peer: "a" })).toMatchObject({ kind: "refused", status: 429 });
  expect(venue.acceptSocket({ ...PATH, peer: "b" }).kind).toBe("accepted");
  first.closedByPeer();
  expect(venue.acceptSocket({ ...PATH, peer: "a" }).kind).toBe("accepted");
});

test("an ended socket says nothing more, whatever the market and the client do", () => {
  const clock = new VirtualClock();
  const { venue, eth } = scriptedWorld({ dialect: lmexDialect, clock });
  const { said, output } = recorder();
  const session = opened(venue.acceptSocket({ ...PATH, peer: "a" }), output);
  session.received('{"op":"subscribe","args":["update:ETH-PERP_0"]}');
  session.close(1012, "restart");
  const before = said.length;
  eth.step({ bids: [[312_040, 1]] });
  session.received("ping");
  session.close(1000, "again");
  clock.advance(400_000);
  expect(said).toHaveLength(before);
  expect(said.at(-1)).toBe("close 1012 restart");
});

test("the oracle knows the newest book, an old one, and says when it forgot", () => {
  const clock = new VirtualClock();
  const { venue, eth } = scriptedWorld({ dialect: lmexDialect, clock });
  eth.step({ bids: [[312_040, 1]] });
  expect(venue.trueBook(eth, 0)?.sequence).toBe(7_004_412);
  expect(venue.trueBook(eth, 0, 7_004_411)?.bids[0]?.[1]).toBe(1875);
  expect(venue.trueBook(eth, 0, 9)).toBeUndefined();
  expect(venue.trueBook(eth, 0, 2n ** 70n)).toBeUndefined();
});

test("a venue that closes tells its clients and stops its markets", () => {
  const clock = new VirtualClock();
  const { venue, network, eth } = scriptedWorld({ dialect: lmexDialect, clock });
  const socket = new HeardSocket(network, "wss://ws.lmex.io/ws/futures");
  clock.advance(100);
  venue.close();
  clock.advance(100);
  expect(socket.ends).toMatchObject([{ code: 1001 }]);
  expect(eth.running).toBe(false);
  expect([...venue.sockets]).toEqual([]);
});
