// Faults of orders on their way, against the simulated LMEX: what the venue then holds, and what the client hears. Costs half a second.

import { afterEach, expect, test } from "vitest";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type ClearedChange, type ClearedOrder, clientOrderId, type OrderReference } from "#core/account/order";
import { priceUnits, sizeUnits } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { type PrivateCall } from "#transport/private-call";
import { type OrderCodec } from "#venues/account";
import { lmex } from "#venues/lmex/index";

const worlds: SimulatedWorld[] = [];
afterEach(() => {
  for (const each of worlds.splice(0)) each.close();
});

interface Scene {
  readonly world: SimulatedWorld;
  readonly account: SimulatedAccount;
  readonly codec: OrderCodec;
  readonly order: (id: string) => ClearedOrder;
  readonly reference: (id: string) => OrderReference;
  /** Sends a call; what came of it is read later. */
  readonly send: <Value>(call: PrivateCall<Value>) => { kind: string };
}

function scene(fault: string, params: Readonly<Record<string, string | number>> = {}): Scene {
  const world = simulate({ venue: lmex, seed: fault, account: true });
  worlds.push(world);
  const account = world.exchange.venue("lmex")?.accounts?.all[0];
  const instrument = world.feed.instruments.bySymbol("futures", "ETH-PERP");
  if (account === undefined || instrument === undefined || world.account === undefined) throw new RangeError("no account");
  const { requester, side } = world.account;
  side.keeper("futures");
  world.advance(2_000);
  expect(world.exchange.desk.post({ name: fault, params }).kind).toBe("posted");
  return {
    world,
    account,
    codec: side.codec("futures").orders,
    order: (id) =>
      ({
        instrument,
        clientOrderId: clientOrderId(id),
        side: "buy",
        style: { kind: "limit", price: priceUnits(farBelow(world, instrument)), timeInForce: "gtc" },
        amount: { kind: "size", size: sizeUnits(10) },
        effect: "any",
      }) as const as unknown as ClearedOrder,
    reference: (id) => ({ instrument, clientOrderId: clientOrderId(id) }),
    send: (call) => {
      const box = { kind: "waiting" };
      requester.send(
        call,
        (outcome) => {
          box.kind = outcome.kind === "value" ? kindOf(outcome.value) : "failed";
        },
        { deadlineMs: 5_000 },
      );
      return box;
    },
  };
}

const kindOf = (value: unknown): string => (typeof value === "object" && value !== null && "kind" in value ? String(value.kind) : "value");

function farBelow({ exchange }: SimulatedWorld, { tick, symbol }: Instrument): number {
  const best = exchange.marketOf({ venue: "lmex", product: "futures", symbol })?.picture(0).bids[0]?.[0] ?? 0;
  return Math.floor((best * 0.95) / tick) * tick;
}

test("a late order reaches the book after everybody was told that nobody answers", () => {
  const { world, account, codec, order, send } = scene("late-order", { afterMs: 12_000 });
  const placed = send(codec.place(order("late")));
  world.advance(8_000);
  expect([placed.kind, account.openOrders()]).toEqual(["failed", []]);
  world.advance(5_000);
  expect(account.openOrders().map((open) => open.clientOrderId)).toEqual(["late"]);
});

test("an overtaken order comes after its own cancel, rests, and is answered", () => {
  const { world, account, codec, order, reference, send } = scene("overtaken-order", { afterMs: 1_000 });
  const placed = send(codec.place(order("slow")));
  const cancelled = send(codec.cancel(reference("slow")));
  world.advance(2_000);
  expect([placed.kind, cancelled.kind, account.openOrders().length]).toEqual(["accepted", "not-open", 1]);
});

test.each([
  ["part-filled-first", "cancelled", [5]],
  ["filled-first", "not-open", [10]],
] as const)("%s: the cancel is answered with %s", (fault, answer, filled) => {
  const { world, account, codec, order, reference, send } = scene(fault);
  send(codec.place(order("raced")));
  world.advance(500);
  const cancelled = send(codec.cancel(reference("raced")));
  world.advance(500);
  expect(cancelled.kind).toBe(answer);
  expect(account.openOrders()).toEqual([]);
  expect(account.fills({ limit: 10 }).map(({ size }) => size)).toEqual(filled);
  expect(account.positions().map(({ size }) => size)).toEqual(filled);
});

test.each([
  ["cancelled", "rejected", []],
  ["doubled", "accepted", [10, 7]],
] as const)("half an amendment, %s: it is %s", (form, answer, sizes) => {
  const { world, account, codec, order, reference, send } = scene("half-amendment", { form });
  send(codec.place(order("changed")));
  world.advance(500);
  const amend = codec.amend?.(reference("changed"), { size: sizeUnits(7) } as ClearedChange);
  const changed = amend === undefined ? { kind: "no amendment" } : send(amend);
  world.advance(500);
  expect(changed.kind).toBe(answer);
  expect(account.openOrders().map(({ size }) => size)).toEqual(sizes);
});

test("an order that is over the venue's rate was not placed, and a cancel passes", () => {
  const { world, account, codec, order, reference, send } = scene("order-limit", { durationMs: 2_000 });
  const placed = send(codec.place(order("limited")));
  const cancelled = send(codec.cancel(reference("limited")));
  world.advance(1_000);
  expect([placed.kind, cancelled.kind, account.openOrders()]).toEqual(["failed", "not-open", []]);
});

test("a dead man that fires ends every order, told as any other end", () => {
  const { world, account, codec, order, send } = scene("order-limit", { durationMs: 1 });
  world.advance(10);
  send(codec.place(order("resting")));
  world.advance(500);
  expect(account.openOrders()).toHaveLength(1);
  world.exchange.desk.post({ name: "dead-man-fires" });
  world.advance(500);
  expect(account.openOrders()).toEqual([]);
  expect(world.account?.side.keeper("futures").state.liveOrders).toEqual([]);
});
