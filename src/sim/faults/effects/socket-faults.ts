// Faults of whole sockets and of handshakes: silence, delay, closes, refusals.

import { TIMES } from "#sim/faults/effects/chain-faults";
import { choiceParameter, type FaultKind, type FaultSettings, numberParameter } from "#sim/faults/fault-kind";
import { matchingSockets } from "#sim/faults/fault-target";
import { type FaultScene, type SocketControl } from "#sim/faults/fault-types";

const SCOPE = choiceParameter(["one", "all"], "How many of the matching sockets.");
const FOR = numberParameter(0, [0, 4_000], "Strikes everything that matches for so long, instead of once.");

/** Does something to one or all matching sockets. False while there are none. */
function toSockets(scene: FaultScene, settings: FaultSettings, act: (socket: SocketControl) => void): boolean {
  const matching = matchingSockets(scene);
  const one = matching[scene.random.integer(0, Math.max(0, matching.length - 1))];
  if (one === undefined) return false;
  for (const socket of settings.choice("scope") === "all" ? matching : [one]) act(socket);
  return true;
}

const blackHole: FaultKind = {
  name: "black-hole",
  ids: ["N1"],
  at: "socket",
  life: "once",
  words: "A socket passes nothing any more, and nobody is told.",
  parameters: { scope: SCOPE, direction: choiceParameter(["both", "to-client", "to-venue"], "Which way is lost.") },
  begin: (settings) => ({
    strike(scene) {
      const direction = settings.choice("direction");
      return toSockets(scene, settings, (socket) =>
        socket.blackHole(direction === "to-client" || direction === "to-venue" ? direction : "both"),
      );
    },
  }),
};

const ignorePings: FaultKind = {
  name: "ignore-pings",
  ids: ["N5"],
  at: "socket",
  life: "lasting",
  words: "Pings stay without an answer while data goes on.",
  parameters: { durationMs: numberParameter(8_000, [3_000, 10_000], "How long.") },
  begin: (settings) => ({
    strike: (scene) =>
      toSockets(scene, { ...settings, choice: () => "all" }, (socket) => socket.ignorePings(settings.number("durationMs"))),
    frame: (frame) => (frame.kind === "pong" ? { emit: [], done: true } : undefined),
  }),
};

const latencyBurst: FaultKind = {
  name: "latency-burst",
  ids: ["N23"],
  at: "socket",
  life: "once",
  words: "Everything the venue says on a socket is held up, then arrives at once.",
  parameters: { scope: SCOPE, delayMs: numberParameter(3_000, [300, 7_000], "How long it is held up.") },
  begin: (settings) => ({ strike: (scene) => toSockets(scene, settings, (socket) => socket.delayOutput(settings.number("delayMs"))) }),
};

const oldSocketRace: FaultKind = {
  name: "old-socket-race",
  ids: ["N25"],
  at: "socket",
  life: "once",
  words: "A socket that was given up for dead still delivers while its successor is open.",
  parameters: {
    scope: SCOPE,
    silentMs: numberParameter(6_500, [5_500, 8_500], "How long it is silent, so that the client gives it up."),
    lingerMs: numberParameter(4_000, [1_000, 6_000], "How long it lives on after the client cut it."),
  },
  begin: (settings) => ({
    strike: (scene) =>
      toSockets(scene, settings, (socket) => {
        socket.linger(settings.number("lingerMs"));
        socket.ignorePings(settings.number("silentMs"));
        socket.delayOutput(settings.number("silentMs"));
      }),
  }),
};

const close: FaultKind = {
  name: "close",
  ids: ["N17"],
  at: "socket",
  life: "once",
  words: "The venue closes a socket with a code; 1006 cuts it without a close frame.",
  parameters: { scope: SCOPE, code: choiceParameter(["1006", "1000", "1001", "1008", "1011", "1012", "1013"], "The code.") },
  begin: (settings) => ({ strike: (scene) => toSockets(scene, settings, (socket) => socket.close(Number(settings.choice("code")), "")) }),
};

const reconnect: FaultKind = {
  name: "changed-book",
  ids: ["P8"],
  at: "socket",
  life: "once",
  words: "A socket is cut and comes back only after its books have moved on.",
  parameters: { scope: SCOPE, awayMs: numberParameter(1_500, [300, 3_000], "How long the next handshake takes.") },
  begin: (settings) => {
    let cut = false;
    return {
      strike(scene) {
        cut ||= toSockets(scene, settings, (socket) => socket.close(1006, ""));
        return false;
      },
      handshake: () => (cut ? { kind: "slow", delayMs: settings.number("awayMs") } : undefined),
    };
  },
};

const acceptThenClose: FaultKind = {
  name: "accept-then-close",
  ids: ["N18"],
  at: "handshake",
  life: "once",
  words: "A handshake succeeds and the socket is closed at once.",
  parameters: { times: TIMES, durationMs: FOR, code: choiceParameter(["1006", "1000", "1011", "1013"], "The code.") },
  begin: (settings) => ({
    opened(socket) {
      socket.close(Number(settings.choice("code")), "");
      return true;
    },
  }),
};

const refuseHandshake: FaultKind = {
  name: "refuse-handshake",
  ids: ["N19"],
  at: "handshake",
  life: "once",
  words: "A handshake is refused over HTTP, with a Retry-After if it is more than 0.",
  parameters: {
    times: TIMES,
    durationMs: FOR,
    status: choiceParameter(["429", "403", "418", "503"], "The HTTP status."),
    retryAfterSeconds: numberParameter(2, [0, 4], "What Retry-After asks for."),
  },
  begin: (settings) => ({
    handshake() {
      const seconds = settings.number("retryAfterSeconds");
      const headers: Record<string, string> = seconds > 0 ? { "retry-after": String(Math.ceil(seconds)) } : {};
      return { kind: "refused", status: Number(settings.choice("status")), headers, body: "" };
    },
  }),
};

const PORTAL = "<!doctype html><html><body><h1>Sign in to the network</h1></body></html>";

const htmlHandshake: FaultKind = {
  name: "html-handshake",
  ids: ["N24"],
  at: "handshake",
  life: "once",
  words: "A handshake is answered with 200 and a page, as a captive portal does.",
  parameters: { times: TIMES, durationMs: FOR },
  begin: () => ({ handshake: () => ({ kind: "refused", status: 200, headers: { "content-type": "text/html" }, body: PORTAL }) }),
};

const slowHandshake: FaultKind = {
  name: "slow-handshake",
  ids: ["N6"],
  at: "handshake",
  life: "once",
  words: "A connection is accepted and the handshake is not answered in time.",
  parameters: { times: TIMES, delayMs: numberParameter(8_000, [1_000, 9_000], "How long nothing is said.") },
  begin: (settings) => ({ handshake: () => ({ kind: "slow", delayMs: settings.number("delayMs") }) }),
};

/** Faults of sockets and handshakes. */
export const SOCKET_FAULTS: readonly FaultKind[] = [
  blackHole,
  ignorePings,
  latencyBurst,
  oldSocketRace,
  close,
  reconnect,
  acceptThenClose,
  refuseHandshake,
  htmlHandshake,
  slowHandshake,
];
