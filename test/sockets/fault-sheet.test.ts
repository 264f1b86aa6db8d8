// Every cell of the fault sheet over real sockets: 40 s alone on two cores, nearly all of it waiting, a minute beside others.

import { beforeAll, describe, expect, test } from "vitest";
import { BYTE_IDS, byteCounts, cells, runSheet, type SheetRow } from "./fault-sheet.ts";
import { budgetOf, notApplicable } from "./scenario.ts";

const SHEET_WITHIN_MS = 180_000;
const CELLS = cells();
const CASES = CELLS.map(({ scenario, venue }, at) => ({ fault: scenario.fault, venue: venue.id, budget: budgetOf(scenario, venue), at }));
const isRun = ({ at }: { readonly at: number }): boolean => {
  const cell = CELLS[at];
  return cell !== undefined && notApplicable(cell.scenario, cell.venue) === undefined;
};

let rows: readonly SheetRow[] = [];
beforeAll(async () => {
  ({ rows } = await runSheet(CELLS));
}, SHEET_WITHIN_MS);

describe("over real sockets, no book is wrong while live, and the budget is met:", () => {
  test.each(CASES.filter(isRun))("$venue, $fault: $budget", ({ at }) => {
    const row = rows[at];
    expect(row?.wrongWhileLiveMs).toBe(0);
    expect(row?.compared).toBeGreaterThan(0);
    expect(row?.ok, row?.measured).toBe(true);
  });
});

test("only faults of the other proof are left out", () => {
  const left = rows.filter(({ applies }) => !applies).map(({ venue, ids }) => `${venue} ${ids.join()}`);
  expect(left).toEqual(["lbank P1", "lbank P1", "lbank P6", "lbank P5", "lmex P23", "weex P23", "lmex P23", "weex P23"]);
});

test("every fault below the frame happened at every venue", () => {
  for (const venue of ["lmex", "lbank", "weex"]) {
    const counts = byteCounts(rows.filter((row) => row.venue === venue));
    expect(BYTE_IDS.filter((id) => (counts[id] ?? 0) === 0)).toEqual([]);
  }
});
