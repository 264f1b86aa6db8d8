// Faults below the frame: only real sockets have them.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { startSimulator } from "#assemblies/simulator";
import { type StatusEvent } from "#client/api";
import { type HandOut } from "../live-oracle.ts";
import { pause, type Rig } from "../rig.ts";
import { atMost, awayAndBack, type Finding, holds, longest, type Scenario, type Stage, within } from "../scenario.ts";
import { type SheetVenue } from "../sheet-venue.ts";
import { BACK_MS } from "./silence.ts";

const DEAD_MS = 5_000;
/** A request's total deadline is ten seconds, however its body trickles; the news of it may take a moment. */
const REQUEST_MS = 11_000;
const MIB = 1_048_576;
const BOMB_BYTES = 95 * MIB;
const RSS_MOST = 16 * MIB;
const STALL_MS = 20;
/** How long the client runs undisturbed before it is measured: compilers and pools settle. */
const WARM_MS = 2_000;

/** Strikes the socket, which has to be lost and replaced. */
async function socketLost(rig: Rig, name: string, params: Record<string, string | number>): ReturnType<typeof awayAndBack> {
  const afterMs = rig.post(name, { symbol: rig.subject.symbol, params });
  return awayAndBack(rig, rig.book(), { afterMs, leavesWithinMs: 3 * DEAD_MS, returnsWithinMs: BACK_MS });
}

const slowFrame: Scenario = {
  fault: "frame at 20 bytes a second",
  ids: ["N7"],
  budget: "stale ≤ 5 s; live ≤ 45 s after",
  strikes: [[{ name: "slow-frame", params: { bytesPerSecond: 20 } }]],
  async run(stage) {
    const rig = await stage.open({ seed: "slow frame", mood: "busy" });
    const end = await socketLost(rig, "slow-frame", { bytesPerSecond: 20 });
    return [
      within("stale", end.leftMs, DEAD_MS),
      within("live after", end.backMs, BACK_MS),
      atMost("malformed", rig.venue.health().malformed, 0),
    ];
  },
};

const slowBody: Scenario = {
  fault: "REST body at 1 byte a second",
  ids: ["N7"],
  budget: "given up ≤ 11 s; the book stays live",
  strikes: [[{ name: "slow-body", params: { times: 1_000, bytesPerSecond: 1 }, isRead: true }]],
  async run(stage) {
    const rig = await stage.open({ seed: "slow body" });
    const turns = rig.book().turns.length;
    const afterMs = rig.post("slow-body", { params: { times: 1_000, bytesPerSecond: 1 } });
    const code = await rig.venue.fetchTicker(rig.subject.symbol, { product: rig.subject.product }).then(
      () => "answered",
      (error: { code?: unknown }) => String(error.code),
    );
    return [
      within(`${code} after`, performance.now() - afterMs, REQUEST_MS),
      holds("no answer from half a body", code !== "answered"),
      holds("stayed live", rig.book().turns.length === turns),
    ];
  },
};

const resetMidFrame: Scenario = {
  fault: "reset in the middle of a frame",
  ids: ["N8"],
  budget: "half a frame is none; stale ≤ 1 s; live ≤ 45 s after",
  strikes: [[{ name: "reset-mid-frame" }]],
  async run(stage) {
    const rig = await stage.open({ seed: "reset", mood: "busy" });
    const end = await socketLost(rig, "reset-mid-frame", {});
    return [
      within("stale", end.leftMs, 1_000),
      within("live after", end.backMs, BACK_MS),
      atMost("malformed", rig.venue.health().malformed, 0),
    ];
  },
};

const FORMS = ["utf-8", "reserved-opcode", "masked", "long-control"];

const invalidFrames: Scenario = {
  fault: `invalid frames: ${FORMS.join(", ")}`,
  ids: ["N13"],
  budget: "connection failed at once with 1002 or 1007; live ≤ 45 s after",
  strikes: FORMS.map((form) => [{ name: "invalid-frame", params: { form } }]),
  async run(stage) {
    const ends = await Promise.all(
      FORMS.map(async (form) => {
        const rig = await stage.open({ seed: form });
        const end = await socketLost(rig, "invalid-frame", { form });
        return { ...end, code: codeTold(rig.told.map(({ event }) => event)) };
      }),
    );
    const codes = ends.map(({ code }) => code);
    return [
      within("stale", longest(ends.map(({ leftMs }) => leftMs)), 500),
      within("live after", longest(ends.map(({ backMs }) => backMs)), BACK_MS),
      holds(`codes ${codes.join(", ")}`, codes.join() === "1007,1002,1002,1002", `codes ${codes.join(", ")}`),
    ];
  },
};

const PACKINGS = ["gzip", "raw-deflate", "corrupt-gzip"];

const packedFrames: Scenario = {
  fault: `packed frames: ${PACKINGS.join(", ")}`,
  ids: ["N14"],
  budget: "malformed, never a book: not live ≤ 1 s; live ≤ 45 s after",
  strikes: PACKINGS.map((form) => [{ name: "packed-frame", params: { form } }]),
  async run(stage) {
    const ends = await Promise.all(
      PACKINGS.map(async (form) => {
        const rig = await stage.open({ seed: `packed ${form}`, mood: "busy" });
        return socketLost(rig, "packed-frame", { form });
      }),
    );
    return [
      within("not live", longest(ends.map(({ leftMs }) => leftMs)), 1_000),
      within("live after", longest(ends.map(({ backMs }) => backMs)), BACK_MS),
      holds(
        "left as malformed",
        ends.every(({ reason }) => reason === "malformed"),
        `left as ${ends.map(({ reason }) => reason || "nothing").join(", ")}`,
      ),
    ];
  },
};

/** The close code that the first loss of the connection was told with. */
function codeTold(told: readonly StatusEvent[]): string {
  const lost = told.find((event) => event.kind === "disconnected");
  if (lost?.kind !== "disconnected") return "none";
  return lost.code === undefined ? (/\((\d{4})\)$/.exec(lost.reason)?.[1] ?? lost.reason) : String(lost.code);
}

type FromClient =
  | ({ readonly kind: "book" } & HandOut)
  | { readonly kind: "status"; readonly event: StatusEvent }
  | { readonly kind: "report"; readonly rssBytes: number; readonly stallMs: number };

/** A client process and what it said. */
class BombClient {
  readonly told: StatusEvent[] = [];
  readonly states: string[] = [];
  readonly #child: ChildProcess;
  #report: Extract<FromClient, { kind: "report" }> | undefined;

  constructor(url: string, venue: SheetVenue, judge: (handOut: HandOut) => void) {
    const { id, symbol, product, depth } = venue;
    this.#child = fork(join(import.meta.dirname, "..", "bomb-client.mjs"), [url, id, symbol, product, String(depth)], {
      execArgv: [],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#child.on("message", (message) => {
      const said = message as FromClient;
      if (said.kind === "report") this.#report = said;
      else if (said.kind === "status") this.told.push(said.event);
      else {
        judge(said);
        if (this.states.at(-1) !== said.state) this.states.push(said.state);
      }
    });
  }

  say(word: "measure" | "report"): void {
    this.#child.send(word);
  }

  async report(): Promise<Extract<FromClient, { kind: "report" }> | undefined> {
    this.say("report");
    await once(this.#child, "exit");
    return this.#report;
  }

  end(): void {
    if (this.#child.exitCode === null) this.#child.kill();
  }
}

async function bomb(stage: Stage, fault: "huge-frame" | "compression-bomb", refusedWith: string): Promise<readonly Finding[]> {
  const { venue } = stage;
  const simulator = await startSimulator({ port: 0, seed: fault, venues: [venue.id] });
  const oracle = stage.adopt(simulator);
  const client = new BombClient(simulator.url, venue, (handOut) => oracle.judge(handOut, "callback"));
  const until = async (condition: () => boolean, withinMs: number): Promise<void> => {
    const endsMs = performance.now() + withinMs;
    while (!condition() && performance.now() < endsMs) await pause(5);
  };
  try {
    await until(() => client.states.includes("live"), 15_000);
    await pause(WARM_MS);
    client.say("measure");
    simulator.postFault({ name: fault, symbol: venue.symbol, params: { bytes: BOMB_BYTES } });
    await until(() => client.states.lastIndexOf("live") > client.states.indexOf("stale") && client.states.includes("stale"), BACK_MS);
    const healed = client.states.at(-1) === "live" && client.states.includes("stale");
    const report = await client.report();
    const code = codeTold(client.told);
    const grownMib = (report?.rssBytes ?? Number.POSITIVE_INFINITY) / MIB;
    return [
      holds(`refused with ${code}`, code === refusedWith, `ended with ${code}`),
      { words: `RSS + ${grownMib.toFixed(1)} MiB`, ok: grownMib * MIB <= RSS_MOST },
      within("stall", report?.stallMs, STALL_MS),
      holds("live after", healed),
    ];
  } finally {
    client.end();
  }
}

const BOMB_BUDGET = "refused at the cap; RSS + ≤ 16 MiB; stall ≤ 20 ms";

const hugeFrame: Scenario = {
  fault: "frame of 95 MiB",
  ids: ["N10"],
  budget: BOMB_BUDGET,
  strikes: [[{ name: "huge-frame", params: { bytes: BOMB_BYTES } }]],
  run: (stage) => bomb(stage, "huge-frame", "1009"),
};

const compressionBomb: Scenario = {
  fault: "compression bomb of 95 MiB",
  ids: ["N11"],
  budget: BOMB_BUDGET,
  strikes: [[{ name: "compression-bomb", params: { bytes: BOMB_BYTES } }]],
  run: (stage) => bomb(stage, "compression-bomb", "1002"),
};

/** Faults of bytes, in the order of the sheet. */
export const BYTES: readonly Scenario[] = [hugeFrame, compressionBomb, slowFrame, slowBody, resetMidFrame, packedFrames, invalidFrames];
