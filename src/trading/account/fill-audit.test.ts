import { expect, test } from "vitest";
import { type FillReport } from "#core/account/account-event";
import { epochMs } from "#core/brand";
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

const history = (rows: readonly FillReport[]) => ({ rows, since: epochMs(0), until: epochMs(50), concerns: () => true });

test("a trade that two histories do not hold was taken back; one history proves nothing", () => {
  const audit = new FillAudit();
  const counted = [fill("a", 10), fill("b", 20)];
  expect(audit.compare(counted, history([fill("b", 20)]))).toEqual([]);
  expect(audit.hasSuspects).toBe(true);
  expect(audit.since).toBe(10);
  expect(audit.compare(counted, history([fill("b", 20)])).map(({ tradeId }) => tradeId)).toEqual(["a"]);
  expect(audit.hasSuspects).toBe(false);
});

test("a trade under another id, one that is too new, and one that comes late are not taken back", () => {
  const audit = new FillAudit();
  for (let round = 0; round < 3; round += 1) {
    expect(audit.compare([fill("a", 10)], history([fill("alias", 10)]))).toEqual([]);
    expect(audit.compare([fill("new", 60, "o2")], history([fill("old", 10)]))).toEqual([]);
  }
  expect(audit.compare([fill("c", 10, "o3")], history([]))).toEqual([]);
  expect(audit.compare([fill("c", 10, "o3")], history([fill("c", 10, "o3")]))).toEqual([]);
  expect(audit.hasSuspects).toBe(false);
});

test("a newer trade in the history makes an older one overdue", () => {
  const audit = new FillAudit();
  const told = [fill("a", 60), fill("b", 70, "o2")];
  audit.compare(told, history([fill("b", 70, "o2")]));
  expect(audit.compare(told, history([fill("b", 70, "o2")])).map(({ tradeId }) => tradeId)).toEqual(["a"]);
});
