// The fault sheet: every fault that truebook promises to survive, committed by the simulator over real sockets, each with its budget.
// Scenarios are independent and run beside each other, because most of their time is waiting.

import { StallWatch } from "./host-stalls.ts";
import { pause } from "./rig.ts";
import { budgetOf, notApplicable, type Scenario, Stage } from "./scenario.ts";
import { BYTES } from "./scenarios/bytes.ts";
import { CHAIN } from "./scenarios/chain.ts";
import { CONNECTS } from "./scenarios/connects.ts";
import { CONTENT } from "./scenarios/content.ts";
import { IMAGES } from "./scenarios/images.ts";
import { SILENCE } from "./scenarios/silence.ts";
import { SHEET_VENUES, type SheetVenue } from "./sheet-venue.ts";

/** Every scenario, in the order of the table. */
export const SCENARIOS: readonly Scenario[] = [...CHAIN, ...CONTENT, ...IMAGES, ...SILENCE, ...CONNECTS, ...BYTES];

/** The longest script first, the shortest deadlines last: when most of the starting is over. */
const STARTS: readonly Scenario[] = [...CONNECTS, ...BYTES, ...CHAIN, ...CONTENT, ...IMAGES, ...SILENCE];

/** Ids that only bytes can commit: no world in virtual time counts them, so this sheet does. */
export const BYTE_IDS = ["N6", "N7", "N8", "N10", "N11", "N13", "N14"] as const;

/** The longest script and its slowest recovery take less. */
const SCENARIO_WITHIN_MS = 55_000;
/** Scenarios start this far apart: starting is the only thing that costs the processor much. */
const NEXT_START_MS = 220;
/** A deadline that was missed while this process, both ends of every line in one, stood still for so long says nothing. */
const STALL_MS = 80;
const REPEATS_MAX = 2;

/** One row of the table: a fault at a venue. */
export interface SheetRow {
  readonly fault: string;
  readonly venue: SheetVenue["id"];
  readonly proof: SheetVenue["proof"];
  /** Whether the fault means anything to the venue's proof; where not, `measured` says why and nothing ran. */
  readonly applies: boolean;
  readonly ids: readonly string[];
  readonly budget: string;
  readonly measured: string;
  readonly wrongWhileLiveMs: number;
  /** Live books that were compared with the venue's. */
  readonly compared: number;
  /** How often each id happened. */
  readonly fired: Readonly<Record<string, number>>;
  /** How often it was run again because the host stood still. */
  readonly repeats: number;
  readonly ok: boolean;
}

/** A scenario at a venue. */
export interface Cell {
  readonly scenario: Scenario;
  readonly venue: SheetVenue;
}

/** Every scenario at every venue, in the order of the table. */
export function cells(scenarios: readonly Scenario[] = SCENARIOS, venues: readonly SheetVenue[] = SHEET_VENUES): readonly Cell[] {
  return scenarios.flatMap((scenario) => venues.map((venue) => ({ scenario, venue })));
}

async function play({ scenario, venue }: Cell): Promise<SheetRow> {
  const { fault, ids } = scenario;
  const head = { fault, ids, venue: venue.id, proof: venue.proof, budget: budgetOf(scenario, venue), repeats: 0 };
  const reason = notApplicable(scenario, venue);
  if (reason !== undefined) {
    return {
      ...head,
      budget: "–",
      applies: false,
      measured: `not applicable: ${reason}`,
      wrongWhileLiveMs: 0,
      compared: 0,
      fired: {},
      ok: true,
    };
  }
  const stage = new Stage(venue);
  try {
    const findings = await Promise.race([scenario.run(stage), tooLate()]).catch((error: unknown) => [{ words: String(error), ok: false }]);
    const { compared, wrongMs, words } = stage.report();
    const fired = Object.fromEntries(ids.map((id) => [id, stage.fired(id)]));
    const unfired = ids.filter((id) => fired[id] === 0).map((id) => `${id} did not happen`);
    const measured = [...findings.map((finding) => (finding.ok ? finding.words : `✗ ${finding.words}`)), ...unfired, ...words].join(" · ");
    const ok = findings.every((finding) => finding.ok) && unfired.length === 0 && wrongMs === 0 && compared > 0;
    return { ...head, applies: true, measured, wrongWhileLiveMs: Math.ceil(wrongMs), compared, fired, ok };
  } finally {
    await stage.close();
  }
}

/** Runs one cell to its end. A scenario that throws is a row that failed; a book that was wrong while live is never excused. */
async function runCell(cell: Cell, stalls: StallWatch): Promise<SheetRow> {
  for (let repeats = 0; ; repeats += 1) {
    const startedMs = performance.now();
    const row = await play(cell);
    const stalledMs = stalls.longestSince(startedMs);
    if (row.ok || row.wrongWhileLiveMs > 0 || stalledMs < STALL_MS || repeats === REPEATS_MAX) return { ...row, repeats };
  }
}

async function tooLate(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, SCENARIO_WITHIN_MS).unref());
  throw new Error(`not over after ${SCENARIO_WITHIN_MS} ms`);
}

/** Runs cells beside each other; rows come in the order of the cells. */
export async function runSheet(wanted: readonly Cell[]): Promise<{ readonly rows: readonly SheetRow[]; readonly stalledMs: number }> {
  const stalls = new StallWatch();
  const ranks = new Map(STARTS.map((scenario, at) => [scenario, at]));
  const inOrder = [...wanted].sort((one, other) => (ranks.get(one.scenario) ?? 0) - (ranks.get(other.scenario) ?? 0));
  const running = new Map(inOrder.map((cell, at) => [cell, runLater(cell, at * NEXT_START_MS, stalls)]));
  try {
    const rows = await Promise.all(wanted.map((cell) => running.get(cell) ?? runCell(cell, stalls)));
    return { rows, stalledMs: stalls.longestSince(0) };
  } finally {
    stalls.stop();
  }
}

async function runLater(cell: Cell, delayMs: number, stalls: StallWatch): Promise<SheetRow> {
  await pause(delayMs);
  return runCell(cell, stalls);
}

/** How often each id below the frame happened in all. */
export function byteCounts(rows: readonly SheetRow[]): Readonly<Record<string, number>> {
  return Object.fromEntries(BYTE_IDS.map((id) => [id, rows.reduce((sum, { fired }) => sum + (fired[id] ?? 0), 0)]));
}
