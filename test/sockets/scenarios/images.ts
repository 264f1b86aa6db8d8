// Faults of books that are told whole, and of the question that a venue asks to know whether anybody listens.

import { pause, type Rig } from "../rig.ts";
import { atMost, holds, type Scenario, within } from "../scenario.ts";
import { calm, forward, gapHeals, HEAL_MS } from "./chain.ts";

const STALE_NODE_MS = 3_000;
const ANSWER_MS = 1_000;
const NO_IMAGES = { notApplicable: "a sequence tells an old book from a new one" };

const staleNode: Scenario = {
  fault: "images of a node that is behind",
  ids: ["P23"],
  budget: "never shown; stays live, no reconnect",
  onSequences: NO_IMAGES,
  strikes: [[{ name: "stale-node", params: { durationMs: STALE_NODE_MS } }]],
  async run(stage) {
    const rig = await stage.open({ seed: "node", mood: "busy" });
    const turns = rig.book().turns.length;
    rig.post("stale-node", { symbol: rig.subject.symbol, params: { durationMs: STALE_NODE_MS } });
    await pause(STALE_NODE_MS + 500);
    return [...calm(rig, rig.book().turns.length - turns), forward(rig)];
  },
};

const oldImage: Scenario = {
  fault: "old image behind the present one",
  ids: ["P23"],
  budget: "never back in time; live ≤ 1 s",
  onSequences: NO_IMAGES,
  strikes: [[{ name: "old-image" }]],
  async run(stage) {
    const rig = await stage.open({ seed: "old image", mood: "busy" });
    return [within("live again", (await gapHeals(rig, { name: "old-image" })).backMs, HEAL_MS), forward(rig)];
  },
};

const strictPing: Scenario = {
  fault: "venue that closes when its ping stays open for 1 s",
  ids: ["P24"],
  budget: "answered in time: stays live, no reconnect",
  strikes: [[{ name: "strict-ping", params: { withinMs: ANSWER_MS } }]],
  async run(stage) {
    const rig = await stage.open({ seed: "ping", mood: "busy" });
    const turns = rig.book().turns.length;
    rig.post("strict-ping", { params: { withinMs: ANSWER_MS } });
    await pause(2 * ANSWER_MS);
    return [
      ...calm(rig, rig.book().turns.length - turns),
      holds("heard on", isFresh(rig)),
      atMost("malformed", rig.venue.health().malformed, 0),
    ];
  },
};

function isFresh(rig: Rig): boolean {
  return rig.allLive && rig.book().watch.latest.ageMs < ANSWER_MS;
}

/** Faults of images and pings, in the order of the sheet. */
export const IMAGES: readonly Scenario[] = [staleNode, oldImage, strictPing];
