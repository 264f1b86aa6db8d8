// Faults of a book's chain of numbers.

import { type Simulator } from "#assemblies/simulator";
import { type Frame, type FrameSink } from "#core/port";
import { pause, type Rig, type RigBook } from "../rig.ts";
import { atMost, awayAndBack, type Finding, holds, longest, type Scenario, type Stage, within } from "../scenario.ts";
import { startSlowLine } from "../slow-line.ts";

/** A gap heals within this over loopback, and in 99 of 100 cases over a line of 50 ms. */
export const HEAL_MS = 1_000;
const HEAL_MEDIAN_MS = 150;
const ROUND_TRIP_MS = 50;
/** Our own pace is ten messages a second, two for each resync: gaps that come faster would measure that pace. */
const NEXT_GAP_MS = 230;
const GAP_MARKETS = 38;
/** A market may have a quiet spell before its next delta. */
export const NEXT_DELTA_MS = 8_000;

/** Posts a fault at one book, which has to leave live and be back in time. */
export async function gapHeals(
  rig: Rig,
  fault: { readonly name: string; readonly symbol?: string; readonly params?: Record<string, string | number> },
) {
  const { name, symbol = rig.subject.symbol, params = {} } = fault;
  const afterMs = rig.post(name, { symbol, params });
  return awayAndBack(rig, rig.book(symbol), { afterMs, leavesWithinMs: NEXT_DELTA_MS, returnsWithinMs: 10 * HEAL_MS });
}

const LMEX_DELTA = '"type":"delta"';
const LMEX_PREVIOUS = /"prevSeqNum":(\d+)/;
const WEEX_DELTA = '"d":"CHANGED"';
const WEEX_FIRST = /"U":(\d+)/;

/** Sees every frame before it is read, and after its turn whether a book that it broke is still live. */
class TurnWatch implements FrameSink {
  book: RigBook | undefined;
  gaps = 0;
  late = 0;

  received(frame: Frame): void {
    const { book } = this;
    const text = Buffer.from(frame.bytes).toString("utf8");
    const previous = text.includes(LMEX_DELTA)
      ? LMEX_PREVIOUS.exec(text)?.[1]
      : text.includes(WEEX_DELTA)
        ? WEEX_FIRST.exec(text)?.[1]
        : undefined;
    if (book === undefined || previous === undefined || book.watch.latest.state !== "live" || previous === book.watch.latest.sequence)
      return;
    this.gaps += 1;
    queueMicrotask(() => {
      if (book.watch.latest.state === "live") this.late += 1;
    });
  }

  sent(): void {
    // Only what the venue says can break a book.
  }
}

const NO_CHAIN = { notApplicable: "images carry no sequence" };

const dropped: Scenario = {
  fault: "dropped delta",
  ids: ["P1"],
  budget: "not live in the turn of the next delta; live ≤ 1 s",
  onImages: NO_CHAIN,
  strikes: [[{ name: "drop-delta" }]],
  async run(stage) {
    const trace = new TurnWatch();
    const rig = await stage.open({ seed: "drop", mood: "busy", connect: { trace } });
    trace.book = rig.book();
    const { backMs, reason } = await gapHeals(rig, { name: "drop-delta" });
    return [
      holds(
        "left live in that turn",
        trace.gaps > 0 && trace.late === 0 && reason === "gap",
        `${trace.late} of ${trace.gaps} turns late, reason ${reason}`,
      ),
      within("live again", backMs, HEAL_MS),
    ];
  },
};

const healing: Scenario = {
  fault: `gap to live, ${GAP_MARKETS} markets, RTT ${ROUND_TRIP_MS} ms`,
  ids: ["P1"],
  budget: "p50 ≤ 150 ms, p99 ≤ 1 s",
  onImages: NO_CHAIN,
  async run(stage) {
    let line: Awaited<ReturnType<typeof startSlowLine>> | undefined;
    const rig = await stage.open({
      seed: "gaps",
      markets: GAP_MARKETS,
      symbols: (listed) => listed.slice(0, GAP_MARKETS),
      before: async (simulator) => {
        line = await startSlowLine(simulator.url, ROUND_TRIP_MS);
        return line.url;
      },
    });
    for (const { symbol } of rig.books) {
      rig.post("drop-delta", { symbol });
      await pause(NEXT_GAP_MS);
    }
    await rig.until(() => rig.count("healed") >= GAP_MARKETS && rig.allLive, NEXT_DELTA_MS);
    const heals = rig.told.flatMap(({ event }) => (event.kind === "healed" ? [event.afterMs] : [])).sort((one, other) => one - other);
    line?.close();
    const at = (share: number): number | undefined => heals[Math.ceil(heals.length * share) - 1];
    return [
      holds(`${heals.length} gaps healed`, heals.length >= GAP_MARKETS),
      within("p50", at(0.5), HEAL_MEDIAN_MS),
      within("p99", at(0.99), HEAL_MS),
    ];
  },
};

const duplicated: Scenario = {
  fault: "duplicated delta",
  ids: ["P2"],
  budget: "stays live, no gap, no reconnect",
  strikes: [
    [
      { name: "duplicate-delta", params: { times: 5 } },
      { name: "duplicate-delta", params: { times: 5, afterMs: 250 } },
    ],
  ],
  async run(stage) {
    const rig = await stage.open({ seed: "duplicate", mood: "busy" });
    for (const afterMs of [0, 250]) rig.post("duplicate-delta", { symbol: rig.subject.symbol, params: { times: 5, afterMs } });
    const before = rig.book().turns.length;
    const { desk } = rig.simulator.exchange;
    await rig.until(() => (desk.firedByName.get("duplicate-delta") ?? 0) >= 10, NEXT_DELTA_MS);
    await pause(500);
    const { seen } = rig.venue.health().gaps;
    return [
      holds("10 repeats ignored", desk.firedByName.get("duplicate-delta") === 10),
      ...calm(rig, rig.book().turns.length - before),
      atMost("gaps", seen, 0),
    ];
  },
};

const reordered: Scenario = {
  fault: "reordered delta",
  ids: ["P3"],
  budget: "never back in time; live ≤ 1 s",
  strikes: [[{ name: "reorder-delta" }]],
  async run(stage) {
    const rig = await stage.open({ seed: "reorder", mood: "busy" });
    return [within("live again", (await gapHeals(rig, { name: "reorder-delta" })).backMs, HEAL_MS), forward(rig)];
  },
};

const beforeSnapshot: Scenario = {
  fault: "delta before snapshot",
  ids: ["P6"],
  budget: "nothing handed out before the snapshot; live ≤ 5 s",
  onImages: { notApplicable: "an image is whole, so nothing can come before it" },
  strikes: [[{ name: "delta-before-snapshot", beforeMs: 0 }]],
  async run(stage) {
    const rig = await stage.open({
      seed: "early",
      mood: "busy",
      before: (simulator) => {
        simulator.postFault({ name: "delta-before-snapshot" });
        return undefined;
      },
    });
    const connectedMs = rig.told.find(({ event }) => event.kind === "connected")?.atMs;
    const first = rig.book().turns.find(({ state }) => state === "live");
    const liveMs = connectedMs === undefined || first === undefined ? undefined : first.atMs - connectedMs;
    return [within("live", liveMs, 5_000), atMost("gaps", rig.venue.health().gaps.seen, 0)];
  },
};

const OLD_STEPS = 5;
const LOOK_EVERY_MS = 20;

const oldSnapshot: Scenario = {
  fault: "old snapshot, unasked and as an answer",
  ids: ["P5"],
  budget: "never back in time; live ≤ 1 s",
  onImages: { notApplicable: "an image is named by its time alone, and this fault forges none" },
  strikes: [
    [{ name: "old-snapshot", params: { when: "unasked", back: OLD_STEPS } }],
    [{ name: "old-snapshot", params: { when: "opening", back: OLD_STEPS }, beforeMs: NEXT_DELTA_MS / 2 }],
  ],
  async run(stage) {
    const unasked = await stage.open({ seed: "old", mood: "busy" });
    const opening = stage.open({
      seed: "older",
      mood: "busy",
      before: async (simulator) => {
        await moved(simulator, stage, OLD_STEPS);
        simulator.postFault({ name: "old-snapshot", params: { when: "opening", back: OLD_STEPS } });
        return undefined;
      },
    });
    const one = await gapHeals(unasked, { name: "old-snapshot", params: { when: "unasked", back: OLD_STEPS } });
    const rig = await opening;
    const other = await awayAndBack(rig, rig.book(), {
      afterMs: rig.book().turns[0]?.atMs ?? 0,
      leavesWithinMs: NEXT_DELTA_MS,
      returnsWithinMs: 10 * HEAL_MS,
    });
    return [within("live again", longest([one.backMs, other.backMs]), HEAL_MS), forward(unasked)];
  },
};

/** Waits until the market made so many steps, or there is nothing old to tell. */
async function moved(simulator: Simulator, { venue }: Stage, steps: number): Promise<void> {
  const sequence = (): number =>
    simulator.exchange.trueBook({ venue: venue.id, product: venue.product, symbol: venue.symbol })?.sequence ?? 0;
  const first = sequence();
  for (let waitedMs = 0; sequence() <= first + steps && waitedMs < NEXT_DELTA_MS; waitedMs += LOOK_EVERY_MS) await pause(LOOK_EVERY_MS);
}

/** A book never shows an older number, or time, than it showed before, whatever happened between. */
export function forward(rig: Rig): Finding {
  const live = rig.book().turns.filter(({ state }) => state === "live");
  const numbers = live.map(({ sequence, venueTime }) => Number(sequence ?? venueTime));
  return holds(
    rig.subject.proof === "image" ? "times only rise" : "numbers only rise",
    numbers.every((number, at) => number >= (numbers[at - 1] ?? 0)),
  );
}

/** Nothing happened to the book or its connection. */
export function calm(rig: Rig, turns: number): readonly Finding[] {
  return [holds("stayed live", turns === 0), atMost("reconnects", rig.count("disconnected"), 0)];
}

/** Faults of the chain, in the order of the sheet. */
export const CHAIN: readonly Scenario[] = [dropped, healing, duplicated, reordered, beforeSnapshot, oldSnapshot];
