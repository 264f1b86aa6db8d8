import { beforeAll, describe, expect, test } from "vitest";
import { BYTE_IDS, byteCounts, runSheet, SCENARIOS, type SheetRow } from "./fault-sheet.ts";

const SHEET_WITHIN_MS = 120_000;

let rows: readonly SheetRow[] = [];
beforeAll(async () => {
  ({ rows } = await runSheet(SCENARIOS));
}, SHEET_WITHIN_MS);

describe("over real sockets, no book is wrong while live, and the budget is met:", () => {
  test.each(SCENARIOS.map(({ fault, budget }, at) => ({ fault, budget, at })))("$fault: $budget", ({ at }) => {
    const row = rows[at];
    expect(row?.wrongWhileLiveMs).toBe(0);
    expect(row?.compared).toBeGreaterThan(0);
    expect(row?.ok, row?.measured).toBe(true);
  });
});

test("every fault below the frame happened", () => {
  const counts = byteCounts(rows);
  expect(BYTE_IDS.filter((id) => (counts[id] ?? 0) === 0)).toEqual([]);
});
