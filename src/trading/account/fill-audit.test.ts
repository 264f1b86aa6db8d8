import { expect, test } from "vitest";
import { type FillReport } from "#core/account/account-event";
import { epochMs, monotonicMs } from "#core/brand";
import { FillAudit } from "#trading/account/fill-audit";

/** A fill as far as the audit looks at it. */
const fill = (tradeId: string, venueTime: number, order = "o1"): FillReport =>
  ({
    tradeId,
    venueOrderId: order,
    size: 1,
    venueTime: epochMs(venueTime),
    instrument: { product: "futures", symbol: "X" },
  }) as unknown as FillReport;

const history = (rows: readonly FillReport[], atMs: number) => ({
  rows,
  since: epochMs(0),
  until: epochMs(50),
  at: monotonicMs(atMs),
  concerns: () => true,
});

test("a trade that no history holds for half a minute was taken back; one history, and a shorter time, prove nothing", () => {
  const audit = new FillAudit();
  const counted = [fill("a", 10), fill("b", 20)];
  for (const atMs of [1_000, 2_000, 30_999]) expect(audit.compare(counted, history([fill("b", 20)], atMs))).toEqual([]);
  expect(audit.hasSuspects).toBe(true);
  expect(audit.since).toBe(10);
  expect(audit.compare(counted, history([fill("b", 20)], 31_000)).map(({ tradeId }) => tradeId)).toEqual(["a"]);
  expect(audit.hasSuspects).toBe(false);
});

test("a trade under another id, and one outside the range that was read, are not taken back", () => {
  const audit = new FillAudit();
  for (const atMs of [0, 40_000, 80_000]) {
    expect(audit.compare([fill("a", 10)], history([fill("alias", 10)], atMs))).toEqual([]);
    expect(audit.compare([fill("new", 60, "o2")], history([fill("old", 10)], atMs))).toEqual([]);
  }
  expect(audit.hasSuspects).toBe(false);
});

test("a trade that one history held in between is in doubt from its next absence only", () => {
  const audit = new FillAudit();
  const counted = [fill("c", 10)];
  audit.compare(counted, history([], 0));
  audit.compare(counted, history([fill("c", 10)], 20_000));
  expect(audit.hasSuspects).toBe(false);
  expect(audit.compare(counted, history([], 40_000))).toEqual([]);
  expect(audit.compare(counted, history([], 69_999))).toEqual([]);
  expect(audit.compare(counted, history([], 70_000))).toHaveLength(1);
});
