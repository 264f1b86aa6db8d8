// Faults of limits and of a whole venue's absence: sockets that may not be opened, requests that were refused once too often, an
// outage that throws everybody out at once, a version of the interface that is switched off.

import { TIMES } from "#sim/faults/effects/chain-faults";
import { onOneSocket } from "#sim/faults/effects/one-socket";
import { choiceParameter, type FaultKind, numberParameter } from "#sim/faults/fault-kind";
import { matchingSockets } from "#sim/faults/fault-target";

const oneWayLoss: FaultKind = {
  name: "one-way-loss",
  ids: ["N22"],
  at: "socket",
  life: "once",
  words: "What the venue says arrives; what it is told does not.",
  parameters: {},
  begin: () => onOneSocket((socket) => socket.blackHole("to-venue")),
};

const connectionLimit: FaultKind = {
  name: "connection-limit",
  ids: ["N20"],
  at: "handshake",
  life: "once",
  words: "The venue counts too many sockets of this address: handshakes get 429 without a word about when.",
  parameters: { times: TIMES, durationMs: numberParameter(0, [0, 4_000], "Refuses for so long, instead of once.") },
  begin: () => ({ handshake: () => ({ kind: "refused", status: 429, headers: {}, body: "" }) }),
};

const refusedTooOften: FaultKind = {
  name: "refused-too-often",
  ids: ["N20"],
  at: "socket",
  life: "once",
  venues: ["weex"],
  words: "The venue refused one request too many and closes the socket with 1007, as WEEX does at the sixth.",
  parameters: {},
  begin: () => onOneSocket((socket) => socket.close(1007, "Unrecognized message sent multiple times")),
};

const outage: FaultKind = {
  name: "outage",
  ids: ["N21"],
  at: "venue",
  life: "lasting",
  words: "All sockets are cut at one moment and nobody gets in for a while; then everybody may come back at once.",
  parameters: { durationMs: numberParameter(5_000, [1_000, 6_000], "How long nobody gets in.") },
  begin: () => {
    let cut = false;
    return {
      strike(scene) {
        if (cut) return true;
        const sockets = matchingSockets(scene);
        cut = sockets.length > 0;
        for (const socket of sockets) socket.close(1006, "");
        return cut;
      },
      handshake: () => (cut ? { kind: "refused", status: 503, headers: {}, body: "" } : undefined),
    };
  },
};

const versionSunset: FaultKind = {
  name: "version-sunset",
  ids: ["N19"],
  at: "handshake",
  life: "lasting",
  venues: ["weex"],
  words: "A version of the interface is switched off for a while: its sockets are closed, and nothing answers at its addresses.",
  parameters: {
    durationMs: numberParameter(5_000, [2_000, 6_000], "How long."),
    version: choiceParameter(["v2", "v3"], "Which one."),
  },
  begin: (settings) => {
    const version = settings.choice("version");
    const isOld = (path: string): boolean => path.includes(`/${version}/`);
    return {
      strike(scene) {
        const sockets = matchingSockets(scene, ({ path }) => isOld(path));
        for (const socket of sockets) socket.close(1001, "version is offline");
        return sockets.length > 0;
      },
      handshake: ({ path }) => (isOld(path) ? { kind: "refused", status: 404, headers: {}, body: "" } : undefined),
      request: (request, reply) =>
        isOld(request.path)
          ? { kind: "reply", reply: { ...reply, status: 404, body: "Not Found" }, delayMs: 0, bytesPerSecond: undefined }
          : undefined,
    };
  },
};

/** Faults of limits and outages. */
export const LIMIT_FAULTS: readonly FaultKind[] = [oneWayLoss, connectionLimit, refusedTooOften, outage, versionSunset];
