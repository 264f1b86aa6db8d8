// Silence of every kind: the guilty and the innocent.

import { type Rig } from "../rig.ts";
import { atMost, awayAndBack, holds, type Scenario, within } from "../scenario.ts";
import { calm } from "./chain.ts";

const STALE_MS = 5_000;
/** Live again after calm. */
export const BACK_MS = 45_000;
const QUIET_MS = 12_000;
const MUTE_MS = 6_000;

const silentTopic: Scenario = {
  fault: "silent topic, heartbeats alive",
  ids: ["N2"],
  budget: "stale ≤ 5 s; live ≤ 45 s after",
  strikes: [[{ name: "mute-topic", params: { durationMs: 600_000 } }]],
  async run(stage) {
    const rig = await stage.open({ seed: "mute", mood: "busy" });
    await rig.until(() => rig.venue.health().books.every(({ updates }) => updates > 40), 10_000);
    const book = rig.book();
    rig.post("mute-topic", { symbol: rig.subject.symbol, params: { durationMs: MUTE_MS } });
    // From the last message that came: the one after it is the first that is missing.
    const end = await awayAndBack(rig, book, { afterMs: book.liveAtMs, leavesWithinMs: 4 * STALE_MS, returnsWithinMs: BACK_MS });
    return [
      within("stale", end.leftMs, STALE_MS),
      within("live after", end.backMs, BACK_MS),
      holds(`reason ${end.reason}`, end.reason === "silent"),
    ];
  },
};

const quiet: Scenario = {
  fault: "healthy quiet market",
  ids: ["N3"],
  budget: "12 s: stays live, no reconnect, proof ≤ 5 s old",
  strikes: [[{ name: "quiet-market", params: { quietMs: 600_000, scope: "all" } }]],
  async run(stage) {
    const rig = await stage.open({ seed: "quiet", mood: "busy", symbols: [stage.venue.symbol, stage.venue.other] });
    await rig.until(() => rig.venue.health().books.every(({ updates }) => updates > 40), 10_000);
    const turnsBefore = turnsOf(rig);
    const afterMs = rig.post("quiet-market", { product: rig.subject.product, params: { quietMs: 2 * QUIET_MS, scope: "all" } });
    let oldestMs = 0;
    await rig.until(() => {
      for (const { watch } of rig.books) oldestMs = Math.max(oldestMs, watch.latest.ageMs);
      return performance.now() - afterMs >= QUIET_MS;
    }, QUIET_MS + 1_000);
    const stillMs = Math.max(...rig.books.map(({ liveAtMs }) => liveAtMs)) - afterMs;
    return [...calm(rig, turnsOf(rig) - turnsBefore), within("oldest proof", oldestMs, STALE_MS), holds("nothing moved", stillMs < 1_000)];
  },
};

function turnsOf(rig: Rig): number {
  return rig.books.reduce((sum, { turns }) => sum + turns.length, 0);
}

function blackHole(words: string, deadAfterMs: number | undefined): Scenario {
  const mostMs = deadAfterMs ?? STALE_MS;
  return {
    fault: `black hole, ${words}`,
    ids: ["N1"],
    budget: `stale ≤ ${mostMs / 1_000} s; live ≤ 45 s after`,
    ...(deadAfterMs === undefined ? { strikes: [[{ name: "black-hole", params: { scope: "all" } }]] } : {}),
    async run(stage) {
      const rig = await stage.open({ seed: words, ...(deadAfterMs === undefined ? {} : { connect: { deadAfterMs } }) });
      const afterMs = rig.post("black-hole", { params: { scope: "all" } });
      const end = await awayAndBack(rig, rig.book(), { afterMs, leavesWithinMs: 4 * STALE_MS, returnsWithinMs: BACK_MS });
      return [
        within("stale", end.leftMs, mostMs),
        within("live after", end.backMs, BACK_MS),
        atMost("sockets left behind", openSockets(rig) - 1, 0),
      ];
    },
  };
}

/** Sockets that the venue believes open. */
function openSockets(rig: Rig): number {
  return rig.simulator.exchange.venues.reduce((sum, venue) => sum + [...venue.sockets].length, 0);
}

/** Silences, in the order of the sheet. */
export const SILENCE: readonly Scenario[] = [silentTopic, quiet, blackHole("by default", undefined), blackHole("deadAfterMs 1000", 1_000)];
