import { expect, test } from "vitest";
import { type EndingConnection, exitCleanly } from "#assemblies/clean-exit";
import { reportLines } from "#assemblies/exit-signals";
import { type Remaining } from "#client/trading/trading-api";
import { VirtualClock } from "#clock/virtual-clock";
import { type LedgerOrder } from "#trading/ledger/ledger-types";

const rests: Remaining = { orderId: "7001", clientOrderId: "tb-1", standing: "live" };
const unknown: Remaining = { orderId: undefined, clientOrderId: "tb-2", standing: "unknown" };

interface Script {
  readonly left?: readonly Remaining[];
  readonly byChoice?: boolean;
  /** The venue's answer takes so long. */
  readonly afterMs?: number;
  readonly closes?: boolean;
  readonly throws?: boolean;
}

function scene(...scripts: readonly Script[]) {
  const clock = new VirtualClock();
  const acts: string[] = [];
  const connections = scripts.map(
    ({ left = [], byChoice = false, afterMs = 100, closes = true, throws = false }, at): EndingConnection => ({
      venue: `venue-${at}`,
      openOrders: [
        { clientOrderId: "tb-1", venueOrderId: "7001", state: { kind: "live", status: "open" } },
        { clientOrderId: "tb-2", venueOrderId: undefined, state: { kind: "sent" } },
      ] as unknown as readonly LedgerOrder[],
      shutdown: ({ withinMs = 0 } = {}) =>
        new Promise((resolve, reject) => {
          acts.push(`shutdown ${at} ${withinMs}`);
          if (throws) reject(new Error("the ledger broke"));
          else if (Number.isFinite(afterMs)) clock.after(afterMs, () => resolve({ left, byChoice }));
        }),
      close: () => {
        acts.push(`close ${at}`);
        return closes ? Promise.resolve() : new Promise(() => undefined);
      },
    }),
  );
  const run = async (options: { readonly hurry?: AbortSignal; readonly save?: () => void } = {}, hurryAfterMs?: number) => {
    const hurry = new AbortController();
    if (hurryAfterMs !== undefined) clock.after(hurryAfterMs, () => hurry.abort());
    let report: Awaited<ReturnType<typeof exitCleanly>> | undefined;
    exitCleanly(connections, { clock, hurry: hurry.signal, ...options }).then((told) => {
      report = told;
    });
    for (let turn = 0; report === undefined && turn < 5_000; turn += 1) {
      // Promises between the steps of the clock have their turns first.
      for (let tick = 0; tick < 20; tick += 1) await Promise.resolve();
      if (report === undefined) clock.step();
    }
    if (report === undefined) throw new Error("the exit did not end");
    return report;
  };
  return { clock, acts, run };
}

test("orders first, then what is saved, then sockets; nothing left is a clean end", async () => {
  const { acts, run } = scene({}, {});
  const report = await run({ save: () => void acts.push("save") });
  expect(report).toMatchObject({ clean: true, left: [], failures: [] });
  expect(acts).toEqual(["shutdown 0 8000", "shutdown 1 8000", "save", "close 0", "close 1"]);
  expect(reportLines(report)).toEqual([]);
});

test("an order that is left is named, with its venue, and the end is not clean", async () => {
  const { run } = scene({}, { left: [rests, unknown] });
  const report = await run();
  expect(report.clean).toBe(false);
  expect(report.left.map(({ venue, clientOrderId, standing }) => [venue, clientOrderId, standing])).toEqual([
    ["venue-1", "tb-1", "live"],
    ["venue-1", "tb-2", "unknown"],
  ]);
  expect(reportLines(report)).toEqual([
    expect.stringContaining("2 orders remain or are unknown"),
    "  venue-1 tb-1 7001: rests",
    "  venue-1 tb-2: unknown",
  ]);
});

test("orders that were left by choice are named and the end is clean; one that is unknown was never chosen", async () => {
  expect(await scene({ left: [rests], byChoice: true }).run()).toMatchObject({ clean: true, byChoice: true });
  expect(await scene({ left: [rests, unknown], byChoice: true }).run()).toMatchObject({ clean: false });
  expect(await scene({ left: [rests], byChoice: true }, { left: [rests] }).run()).toMatchObject({ clean: false, byChoice: false });
});

test("a venue that does not answer: at the deadline everything that may rest is named, and the sockets are closed", async () => {
  const { acts, run } = scene({ afterMs: Number.POSITIVE_INFINITY });
  const report = await run();
  expect(report.elapsedMs).toBeGreaterThanOrEqual(10_000);
  expect(report.elapsedMs).toBeLessThanOrEqual(11_000);
  expect(report.left.map(({ standing }) => standing)).toEqual(["live", "unknown"]);
  expect(acts.at(-1)).toBe("close 0");
});

test("a second signal hurries and still reports", async () => {
  const report = await scene({ afterMs: Number.POSITIVE_INFINITY }).run({}, 1_000);
  expect(report.elapsedMs).toBeGreaterThanOrEqual(3_000);
  expect(report.elapsedMs).toBeLessThanOrEqual(4_100);
  expect(report.left.length).toBe(2);
});

test("a ledger that breaks, a state that cannot be saved and a socket that does not close hold nothing up", async () => {
  const { run } = scene({ throws: true }, { closes: false });
  const report = await run({
    save: () => {
      throw new Error("no space left");
    },
  });
  expect(report.clean).toBe(false);
  expect(report.failures).toEqual(["ending venue-0: the ledger broke", "saving: no space left"]);
  expect(report.left.length).toBe(2);
});
