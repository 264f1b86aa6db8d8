// Each method of a trading client is tried with a gate that refuses, while the wire is watched; what the compiler refuses is kept so.
// `order-doors` searches the sources for the same. About 3 s.

import { afterEach, expect, test, vi } from "vitest";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { soon } from "#assemblies/soon";
import { TradingClient } from "#client/trading/trading-client";
import { type ClearedOrder, clientOrderId, type OrderIntent } from "#core/account/order";
import { UNLIMITED } from "#core/account/risk-limits";
import { type PriceUnits, priceUnits, type SizeUnits } from "#core/brand";
import { type OrderCodec } from "#venues/account";
import { lmex } from "#venues/lmex/index";
import { isTestCode, readTree } from "./source-tree.ts";

test("requests that may not be doubled are made by venues alone", () => {
  const production = readTree(["src"], (path) => path.endsWith(".ts") && !isTestCode(path) && !/^src\/(venues|conformance)\//.test(path));
  expect([...production].filter(([, text]) => /effect: "write"/.test(text)).map(([path]) => path)).toEqual([]);
  expect(production.size).toBeGreaterThan(100);
});

/** Every method of a trading client, by what it can send. A new one has to be put somewhere. */
const METHODS: Readonly<Record<string, "orders" | "cancels" | "settings" | "nothing">> = {
  submit: "orders",
  submitMany: "orders",
  amend: "orders",
  cancel: "cancels",
  cancelAll: "cancels",
  kill: "cancels",
  shutdown: "cancels",
  close: "cancels",
  setLeverage: "settings",
  setPositionMode: "settings",
  preview: "nothing",
  openOrders: "nothing",
  story: "nothing",
  reconcile: "nothing",
  acceptReconciliation: "nothing",
  risk: "nothing",
  resume: "nothing",
  withoutOwnOrders: "nothing",
};

const worlds: SimulatedWorld[] = [];
afterEach(() => {
  for (const each of worlds.splice(0)) each.close();
});

const limits = { ...UNLIMITED, maxOrderNotional: "5000" };

test("every method of a trading client is known by what it can send", () => {
  const names = Object.getOwnPropertyNames(TradingClient.prototype).filter((name) => name !== "constructor");
  expect(names.sort()).toEqual(Object.keys(METHODS).sort());
});

test("where the gate refuses, no method of a trading client puts an order on the wire", async () => {
  const world = simulate({ venue: lmex, seed: 3, trading: { limits, instruments: ["BTC-PERP"] } });
  worlds.push(world);
  const { trader } = world;
  if (trader === undefined) throw new Error("The world does not trade.");
  const written = vi.spyOn(world.network, "send");
  const writes = (): number =>
    written.mock.calls.filter(([{ method, url }]) => (method === "POST" || method === "PUT") && /\/order$/.test(new URL(url).pathname))
      .length;
  const low = (await soon(world, trader.fetchBook("BTC-PERP"))).bids.at(-1)?.price ?? "1";
  const small = { instrument: "BTC-PERP", side: "buy", size: "0.01", price: low } as const;
  const large = { ...small, size: "1" };
  const resting = await soon(world, trader.submit(small));
  expect([resting.kind, writes()]).toEqual(["accepted", 1]);
  const refused = { kind: "refused", rule: "order-notional" };
  const doors: Record<string, () => Promise<unknown>> = {
    submit: async () => expect(await trader.submit(large)).toMatchObject(refused),
    submitMany: async () => expect(await trader.submitMany([large, large])).toMatchObject([refused, refused]),
    amend: async () => expect(await trader.amend(resting.clientOrderId, { size: "1" })).toMatchObject(refused),
    preview: async () => expect((await trader.preview(large)).refused).toMatchObject(refused),
  };
  const ordering = Object.keys(METHODS).filter((name) => METHODS[name] === "orders");
  expect(ordering.filter((name) => doors[name] === undefined)).toEqual([]);
  for (const act of Object.values(doors)) await soon(world, act());
  expect(writes()).toBe(1);
  // The same doors are open to what the gate lets pass: the watch on the wire can see.
  await soon(world, trader.amend(resting.clientOrderId, { size: "0.02" }));
  await soon(world, trader.submitMany([small]));
  expect(writes()).toBe(3);
});

/** Read by the compiler only. */
function typed(codec: OrderCodec, intent: OrderIntent, cleared: ClearedOrder, price: PriceUnits): readonly unknown[] {
  const wantsSize = (size: SizeUnits): SizeUnits => size;
  return [
    codec.place(cleared),
    // @ts-expect-error an intent was not cleared
    codec.place(intent),
    // @ts-expect-error neither was a list of them
    codec.placeMany?.([intent]),
    // @ts-expect-error a change is cleared too
    codec.amend?.({ instrument: intent.instrument, clientOrderId: clientOrderId("x") }, { price }),
    // @ts-expect-error a price is no size
    wantsSize(price),
    // @ts-expect-error a price is no amount
    { ...intent, amount: { kind: "size", size: price } } satisfies OrderIntent,
    // @ts-expect-error a number is no price until somebody says so
    { ...intent, style: { kind: "limit", price: 5, timeInForce: "gtc" } } satisfies OrderIntent,
  ];
}

test("an order that was not cleared, and a price where a size is due, do not compile", () => {
  expect(typed).toBeTypeOf("function");
  expect(priceUnits(5)).toBe(5);
});
