// Faults of what a frame says.

import { type Rig } from "../rig.ts";
import { atMost, holds, longest, type Scenario, within } from "../scenario.ts";
import { gapHeals, HEAL_MS, NEXT_DELTA_MS } from "./chain.ts";

const CROSSINGS = ["ask-under-bid", "bid-over-ask", "locked"];

const crossed: Scenario = {
  fault: "crossed and locked book",
  ids: ["P17"],
  budget: "never shown live; live ≤ 1 s",
  strikes: CROSSINGS.map((form) => [{ name: "crossed-book", params: { form } }]),
  async run(stage) {
    const rig = await stage.open({ seed: "crossed", mood: "busy", markets: 1, symbols: (listed) => listed.slice(0, 3) });
    const ends = await Promise.all(
      rig.books.map(({ symbol }, at) => gapHeals(rig, { name: "crossed-book", symbol, params: { form: CROSSINGS[at] ?? "locked" } })),
    );
    return [
      holds(
        "left as crossed",
        ends.every(({ reason }) => reason === "crossed"),
        `left as ${ends.map(({ reason }) => reason || "nothing").join(", ")}`,
      ),
      within("live again", longest(ends.map(({ backMs }) => backMs)), HEAL_MS),
    ];
  },
};

const hostile: Scenario = {
  fault: "hostile numbers",
  ids: ["P15"],
  budget: "refused: live ≤ 1 s; an exponent that is true: stays live",
  strikes: ["price", "size", "exponent"].map((part) => [{ name: "hostile-numbers", params: { part } }]),
  async run(stage) {
    const rig = await stage.open({ seed: "hostile", mood: "busy", markets: 10, symbols: (listed) => listed.slice(0, 10) });
    const broken = rig.books.slice(0, 8);
    const odd = rig.books.slice(8);
    for (const { symbol } of odd) rig.post("hostile-numbers", { symbol, params: { part: "exponent" } });
    const ends = await Promise.all(
      broken.map(({ symbol }, at) => gapHeals(rig, { name: "hostile-numbers", symbol, params: { part: at % 2 === 0 ? "price" : "size" } })),
    );
    await rig.until(() => happened(rig, "hostile-numbers") >= rig.books.length, NEXT_DELTA_MS);
    const left = odd.filter(({ turns }) =>
      turns.some(({ state, atMs }) => state !== "live" && atMs > (turns.find((turn) => turn.state === "live")?.atMs ?? 0)),
    );
    return [
      holds(
        "8 refused",
        ends.every(({ reason }) => reason === "malformed"),
        `left as ${ends.map(({ reason }) => reason || "nothing").join(", ")}`,
      ),
      within("live again", longest(ends.map(({ backMs }) => backMs)), HEAL_MS),
      atMost("exponents doubted", left.length, 0),
    ];
  },
};

const BROKEN = ["truncated", "truncated", "doubled-brace", "html", "empty"];

const truncated: Scenario = {
  fault: "truncated and broken frames",
  ids: ["P12"],
  budget: "a gap; live ≤ 1 s",
  strikes: [...new Set(BROKEN)].map((form) => [{ name: "malformed-frame", params: { form } }]),
  async run(stage) {
    const ends = await Promise.all(
      BROKEN.map(async (form, at) => {
        const rig = await stage.open({ seed: `broken ${at}`, mood: "busy" });
        const end = await gapHeals(rig, { name: "malformed-frame", params: { form } });
        return { ...end, malformed: rig.venue.health().malformed };
      }),
    );
    return [
      holds(
        `${BROKEN.length} counted`,
        ends.every(({ malformed }) => malformed === 1),
        `counted ${ends.map(({ malformed }) => malformed).join(", ")}`,
      ),
      within("live again", longest(ends.map(({ backMs }) => backMs)), HEAL_MS),
    ];
  },
};

function happened(rig: Rig, name: string): number {
  return rig.simulator.exchange.desk.firedByName.get(name) ?? 0;
}

/** Faults of content, in the order of the sheet. */
export const CONTENT: readonly Scenario[] = [crossed, hostile, truncated];
