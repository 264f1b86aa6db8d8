import { expect, test } from "vitest";
import { type Session } from "#apps/cli/session";
import { Stop } from "#apps/cli/stop";
import { decided, ended } from "#apps/cli/trading/decided";
import { type Submitted, type TradingConnection } from "#client/trading/trading-api";
import { VirtualClock } from "#clock/virtual-clock";
import { clientOrderId, venueOrderId } from "#core/account/order";
import { sizeUnits } from "#core/brand";

const ID = clientOrderId("tb-1");
const UNKNOWN: Submitted = { kind: "unknown", cause: new Error("no answer"), clientOrderId: ID };
type Order = Partial<NonNullable<ReturnType<TradingConnection["story"]>>["order"]>;

/** A command's session and connection, for an order that the ledger knows as `orderAt` says, and the time that a wait took. */
function scene(orderAt: (at: number) => Order): {
  readonly session: Session;
  readonly connection: TradingConnection;
  readonly took: (waiting: Promise<unknown>) => Promise<number>;
} {
  const clock = new VirtualClock();
  const session = { clock, stop: new Stop(), talk: () => undefined } as unknown as Session;
  const connection = { story: () => ({ order: orderAt(clock.monotonic()), lines: [] }) } as unknown as TradingConnection;
  const took = async (waiting: Promise<unknown>): Promise<number> => {
    let isOver = false;
    waiting.then(() => {
      isOver = true;
    });
    for (let step = 0; !isOver && step < 10_000; step += 1) {
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      if (!isOver) clock.advance(50);
    }
    return clock.monotonic();
  };
  return { session, connection, took };
}

/** What `decided` makes of an unknown order that the ledger knows like this, and how long it took. */
async function verdict(order: Order, isStopped = false): Promise<{ readonly kind: string; readonly afterMs: number }> {
  const { session, connection, took } = scene(() => order);
  if (isStopped) session.stop.end("timeout");
  const deciding = decided(session, connection, UNKNOWN);
  const afterMs = await took(deciding);
  return { kind: (await deciding).kind, afterMs };
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

test("an order that trades at once is waited for until its trades are told, not only its end", async () => {
  const accepted: Submitted = { kind: "accepted", venueOrderId: venueOrderId("v-1"), clientOrderId: ID };
  const order = (at: number, toldAt: number): Order => ({
    ...known,
    state: at < 200 ? { kind: "live", status: "open" } : { kind: "ended", status: "filled" },
    filledSize: sizeUnits(at < 200 ? 0 : 10),
    recordedSize: sizeUnits(at < toldAt ? 0 : 10),
  });
  const late = scene((at) => order(at, 3_000));
  expect(await late.took(ended(late.session, late.connection, accepted))).toBe(3_000);
  const silent = scene((at) => order(at, Number.POSITIVE_INFINITY));
  expect(await silent.took(ended(silent.session, silent.connection, accepted))).toBe(15_000);
});
