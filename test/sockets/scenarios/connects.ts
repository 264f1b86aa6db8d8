// Endings and refusals of connections, and how soon we may come back.

import { pause, type Rig } from "../rig.ts";
import { atMost, awayAndBack, holds, type Scenario, type Strike, within } from "../scenario.ts";
import { BACK_MS } from "./silence.ts";

const AGAIN_AND_AGAIN = 1_000;
const HANDSHAKE_MS = 5_000;
const CUT: Strike = { name: "close", params: { code: "1006", scope: "all" } };

/** Cuts the socket under a live book and counts what knocks at the venue within a window that begins with the first knock. */
async function knocks(rig: Rig, windowMs: number): Promise<number> {
  const sinceMs = Date.now();
  rig.post("close", { params: { code: "1006", scope: "all" } });
  await rig.until(() => rig.handshakesSince(sinceMs) > 0, 5_000);
  await pause(windowMs);
  return rig.handshakesSince(sinceMs);
}

const acceptThenClose: Scenario = {
  fault: "accept, then close",
  ids: ["N18"],
  budget: "≤ 5 connects in 20 s",
  strikes: [[{ name: "accept-then-close", params: { times: AGAIN_AND_AGAIN } }, CUT]],
  async run(stage) {
    const rig = await stage.open({ seed: "flap" });
    rig.post("accept-then-close", { params: { times: AGAIN_AND_AGAIN } });
    const count = await knocks(rig, 20_000);
    return [atMost("connects in 20 s", count, 5), holds("kept trying", count > 1)];
  },
};

const retryAfter: Scenario = {
  fault: "429 with Retry-After (3 s for 30 s, window 6 s for 60 s)",
  ids: ["N19"],
  budget: "≤ 2 connects in the window; live ≤ 45 s after",
  // Another client is watched for longer than our window, so it is told the whole 30 s.
  strikes: [[{ name: "refuse-handshake", params: { times: AGAIN_AND_AGAIN, status: "429", retryAfterSeconds: 30 } }, CUT]],
  async run(stage) {
    const rig = await stage.open({ seed: "limited" });
    rig.post("refuse-handshake", { params: { times: AGAIN_AND_AGAIN, status: "429", retryAfterSeconds: 3 } });
    const count = await knocks(rig, 6_000);
    rig.simulator.exchange.desk.clear();
    const afterMs = performance.now();
    const back = await rig.turned(rig.book(), "live", { afterMs, withinMs: BACK_MS });
    return [atMost("connects in 6 s", count, 2), within("live after", back === undefined ? undefined : back.atMs - afterMs, BACK_MS)];
  },
};

const restart: Scenario = {
  fault: "close 1012",
  ids: ["N17"],
  budget: "stale at once, ≥ 1 s apart; live ≤ 45 s after",
  strikes: [[{ name: "close", params: { code: "1012", scope: "all" } }]],
  async run(stage) {
    const rig = await stage.open({ seed: "restart" });
    const sinceMs = Date.now();
    const afterMs = rig.post("close", { params: { code: "1012", scope: "all" } });
    const end = await awayAndBack(rig, rig.book(), { afterMs, leavesWithinMs: 5_000, returnsWithinMs: BACK_MS });
    const told = rig.told.find(({ event }) => event.kind === "disconnected")?.event;
    const code = told?.kind === "disconnected" ? told.code : undefined;
    return [
      within("stale", end.leftMs, 250),
      within("live after", end.backMs, BACK_MS),
      holds("waited 1 s", (end.backMs ?? 0) >= 1_000),
      holds("told as 1012", code === 1012, `told as ${String(code)}`),
      atMost("connects", rig.handshakesSince(sinceMs), 1),
    ];
  },
};

const slowHandshake: Scenario = {
  fault: "slow handshake",
  ids: ["N6"],
  budget: "given up ≤ 5 s; live ≤ 45 s after",
  strikes: [[{ name: "slow-handshake", params: { delayMs: 60_000 } }, CUT]],
  async run(stage) {
    const rig = await stage.open({ seed: "handshake" });
    rig.post("slow-handshake", { params: { delayMs: 60_000 } });
    const sinceMs = Date.now();
    rig.post("close", { params: { code: "1006", scope: "all" } });
    await rig.until(() => rig.handshakesSince(sinceMs) > 0, 5_000);
    const dialledMs = performance.now();
    const gaveUp = (): (typeof rig.told)[number] | undefined =>
      rig.told.find(({ event, atMs }) => event.kind === "disconnected" && atMs > dialledMs);
    await rig.until(() => gaveUp() !== undefined, 3 * HANDSHAKE_MS);
    const gaveUpMs = gaveUp()?.atMs;
    const back = await rig.turned(rig.book(), "live", { afterMs: dialledMs, withinMs: BACK_MS });
    return [
      within("given up", gaveUpMs === undefined ? undefined : gaveUpMs - dialledMs, HANDSHAKE_MS),
      within("live after", back === undefined || gaveUpMs === undefined ? undefined : back.atMs - gaveUpMs, BACK_MS),
    ];
  },
};

/** Connects, in the order of the sheet. */
export const CONNECTS: readonly Scenario[] = [acceptThenClose, retryAfter, restart, slowHandshake];
