import { expect, test } from "vitest";
import { type Session } from "#apps/cli/session";
import { Stop } from "#apps/cli/stop";
import { decided } from "#apps/cli/trading/decided";
import { type Submitted, type TradingConnection } from "#client/trading/trading-api";
import { VirtualClock } from "#clock/virtual-clock";
import { clientOrderId, venueOrderId } from "#core/account/order";

const ID = clientOrderId("tb-1");
const UNKNOWN: Submitted = { kind: "unknown", cause: new Error("no answer"), clientOrderId: ID };
type Order = Partial<NonNullable<ReturnType<TradingConnection["story"]>>["order"]>;

/** What `decided` makes of an unknown order that the ledger knows like this, and how long it took. */
async function verdict(order: Order, ended = false): Promise<{ readonly kind: string; readonly afterMs: number }> {
  const clock = new VirtualClock();
  const stop = new Stop();
  if (ended) stop.end("timeout");
  const session = { clock, stop, talk: () => undefined } as unknown as Session;
  const connection = { story: () => ({ order, lines: [] }) } as unknown as TradingConnection;
  const deciding = decided(session, connection, UNKNOWN);
  let result: Submitted | undefined;
  deciding.then((found) => {
    result = found;
  });
  for (let step = 0; result === undefined && step < 10_000; step += 1) {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    if (result === undefined) clock.advance(100);
  }
  return { kind: (await deciding).kind, afterMs: clock.monotonic() };
}

const known = { venueOrderId: venueOrderId("v-1") };

test("only what the venue showed decides an unknown order; no trace of it leaves it unknown", async () => {
  expect(await verdict({ ...known, state: { kind: "live", status: "open" } })).toEqual({ kind: "accepted", afterMs: 0 });
  expect(await verdict({ ...known, state: { kind: "ended", status: "filled" } })).toEqual({ kind: "accepted", afterMs: 0 });
  expect(await verdict({ ...known, state: { kind: "ended", status: "rejected" } })).toEqual({ kind: "rejected", afterMs: 0 });
  expect(await verdict({ state: { kind: "never-arrived" } })).toEqual({ kind: "unknown", afterMs: 0 });
});

test("an order that stays unknown is waited for, but not longer than the command lasts", async () => {
  const state = { kind: "unknown", since: new VirtualClock().monotonic(), cause: "", listed: false } as const;
  expect(await verdict({ state })).toMatchObject({ kind: "unknown", afterMs: 35_000 });
  expect(await verdict({ state }, true)).toEqual({ kind: "unknown", afterMs: 0 });
  expect(await verdict({ state: { ...state, listed: true } })).toEqual({ kind: "unknown", afterMs: 0 });
});
