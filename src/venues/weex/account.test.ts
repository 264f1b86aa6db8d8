// WEEX's account side against the simulated venue, in virtual time, over all three interfaces: what the client knows must equal what the
// venue holds. Costs about three seconds.

import { expect, test } from "vitest";
import { simulate } from "#assemblies/simulated";
import {
  type ClearedOrder,
  clientOrderId,
  type OrderIntent,
  type OrderReference,
  type OrderStyle,
  venueOrderId,
} from "#core/account/order";
import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { type Instrument, type Product } from "#core/instrument";
import { type PrivateCall } from "#transport/private-call";
import { type AccountOrder, type AccountView } from "#venues/account-dialect";
import { weex } from "#venues/weex/index";

const FACES = [
  { name: "contract V3", product: "contract", api: "v3" },
  { name: "contract V2", product: "contract", api: "v2" },
  { name: "spot V3", product: "spot", api: "v3" },
] as const;
type Face = (typeof FACES)[number];

function begin({ product, api }: Face, seed = "weex account") {
  const world = simulate({ venue: weex, seed, account: true, mood: "calm", api: product === "contract" ? api : "v3" });
  const stack = world.account;
  const view = world.exchange.venue("weex")?.accounts?.all[0];
  if (stack === undefined || view === undefined) throw new RangeError("The world has no account.");
  const codec = stack.side.codec(product);
  const keeper = stack.side.keeper(product);
  const instrument = world.feed.instruments.all.find((each) => each.product === product && each.base === "ETH");
  if (instrument === undefined) throw new RangeError("ETH is not listed.");
  const synced = (): boolean => world.until(() => keeper.standing.kind === "synced", 20_000);
  const ask = <Value>(call: PrivateCall<Value>): Value => {
    let value: { readonly told: Value } | undefined;
    let failure: unknown;
    stack.requester.send(call, (outcome) => {
      if (outcome.kind === "value") value = { told: outcome.value };
      else failure = outcome.error;
    });
    world.until(() => value !== undefined || failure !== undefined, 15_000);
    if (value === undefined) throw failure;
    return value.told;
  };
  return { world, view, codec, keeper, instrument, synced, ask, orders: codec.orders, reads: stack.side.reads(product) };
}
type Scene = ReturnType<typeof begin>;

let running = 0;
/** An order as the gate would let it pass. */
function cleared(instrument: Instrument, wish: Partial<OrderIntent> & { readonly style: OrderStyle }): ClearedOrder {
  running += 1;
  return {
    instrument,
    clientOrderId: clientOrderId(`own-${running}`),
    side: "buy",
    amount: { kind: "size", size: sizeUnits(instrument.minSize * 50) },
    effect: "any",
    ...wish,
  } as ClearedOrder;
}

const best = ({ world, instrument }: Scene, side: "bids" | "asks"): number => {
  const truth = world.exchange.trueBook({ venue: "weex", product: instrument.product, symbol: "ETHUSDT" });
  return truth?.[side][0]?.[0] ?? 0;
};
const limit = (price: number, timeInForce: "gtc" | "ioc" | "fok" | "post-only" = "gtc"): OrderStyle => ({
  kind: "limit",
  price: priceUnits(price),
  timeInForce,
});

function accepted(scene: Scene, order: ClearedOrder): OrderReference {
  const answer = scene.ask(scene.orders.place(order));
  expect(answer.kind, JSON.stringify(answer)).toBe("accepted");
  return { instrument: order.instrument, ...(answer.kind === "accepted" ? { venueOrderId: answer.venueOrderId } : {}) };
}

/** What an account did on a product, in any order. */
const ofProduct = (view: AccountView, product: Product): readonly AccountOrder[] =>
  view.orders({ limit: 1_000 }).filter(({ instrument }) => instrument.product === product);

/** The client's idea of the account beside the venue's, in the same words. */
function compare({ view, keeper, instrument, world }: Scene): void {
  const { product } = instrument;
  const { state } = keeper;
  const status = { untriggered: "untriggered", open: "open", filled: "filled", cancelled: "cancelled", rejected: "rejected" } as const;
  const told = state.orders.map((order) => [
    order.venueOrderId,
    order.clientOrderId,
    order.status,
    order.side,
    order.size,
    order.filledSize,
  ]);
  const held = ofProduct(view, product).map((order) => [
    order.id,
    order.clientOrderId,
    status[order.status],
    order.side,
    order.size,
    order.filledSize,
  ]);
  const byId = (one: readonly unknown[], other: readonly unknown[]): number => String(one[0]).localeCompare(String(other[0]));
  expect(told.sort(byId)).toEqual(held.sort(byId));
  const fills = view.fills({ limit: 1_000 }).filter(({ order }) => order.instrument.product === product);
  expect(
    state.fills.map(({ tradeId, venueOrderId, side, size, value, fee, realisedPnl }) => [
      tradeId,
      venueOrderId,
      side,
      size,
      value,
      fee,
      realisedPnl ?? "0",
    ]),
  ).toEqual(
    [...fills].reverse().map(({ id, order, size, value, fee, realisedPnl }) => [id, order.id, order.side, size, value, fee, realisedPnl]),
  );
  for (const [at, fill] of state.fills.entries()) {
    expect(textToUnits(fill.price, fill.instrument.priceScale)).toBe([...fills].reverse()[at]?.price);
  }
  const legs = view.positions().filter((position) => position.instrument.product === product);
  expect(state.positions.map(({ leg, size, side, leverage, marginMode }) => [leg, size, side, leverage, marginMode])).toEqual(
    legs.map(({ leg, size, leverage, marginMode }) => [leg, Math.abs(size), leg, String(leverage), marginMode]),
  );
  for (const position of state.positions) {
    const truth = legs.find(({ leg }) => leg === position.leg);
    expect(Number(position.entryPrice)).toBeCloseTo(Number(truth?.entryPrice), 6);
  }
  const balances = view.balances().filter((balance) => balance.product === product);
  expect(state.balances.map(({ wallet, currency, total }) => [wallet, currency, total])).toEqual(
    balances.map(({ wallet, currency, total }) => [wallet, currency, total]),
  );
  if (product === "spot") {
    expect(state.balances.map(({ available, locked }) => [available, locked])).toEqual(
      balances.map(({ available, locked }) => [available, locked]),
    );
  }
  expect(state.counts).toMatchObject({ contradictions: 0, doubted: 0 });
  expect(world.exchange.venue("weex")?.mode).toBe("open");
}

for (const face of FACES) {
  test(`${face.name}: an account that places, fills and cancels is known as the venue holds it`, () => {
    const scene = begin(face);
    const { instrument, orders, ask, world } = scene;
    expect(scene.synced()).toBe(true);
    const resting = accepted(scene, cleared(instrument, { style: limit(Math.floor(best(scene, "bids") * 0.99)) }));
    accepted(scene, cleared(instrument, { style: limit(Math.floor(best(scene, "bids") * 0.98)) }));
    accepted(scene, cleared(instrument, { style: { kind: "market" } }));
    accepted(scene, cleared(instrument, { style: limit(Math.floor(best(scene, "asks") * 1.005), "ioc") }));
    accepted(scene, cleared(instrument, { style: limit(Math.ceil(best(scene, "asks") * 1.005), "post-only") }));
    world.advance(3_000);
    compare(scene);
    expect(scene.keeper.state.fills.length).toBeGreaterThan(1);
    const answer = ask(orders.cancel(resting));
    expect(answer.kind).toBe(instrument.product === "spot" ? "cancelled" : "requested");
    expect(ask(orders.cancel(resting))).toMatchObject({ kind: "not-open" });
    world.advance(1_000);
    expect(scene.keeper.state.orders.find(({ venueOrderId }) => venueOrderId === resting.venueOrderId)?.status).toBe("cancelled");
    expect(ask(orders.cancelAll(instrument)).kind).toBe(instrument.product === "spot" ? "cancelled" : "requested");
    world.advance(3_000);
    expect(scene.keeper.state.liveOrders).toEqual([]);
    compare(scene);
    world.close();
  });

  test(`${face.name}: what is asked for over REST is what the stream told`, () => {
    const scene = begin(face);
    const { instrument, reads, ask, world, keeper, view } = scene;
    expect(scene.synced()).toBe(true);
    const resting = accepted(scene, cleared(instrument, { style: limit(Math.floor(best(scene, "bids") * 0.99)) }));
    const filled = accepted(scene, cleared(instrument, { style: { kind: "market" } }));
    world.advance(2_000);
    const told = ask(reads.order(resting));
    const {
      origin: _origin,
      venueTime: _time,
      reduceOnly,
      ...stated
    } = keeper.state.orderByClientId(told?.clientOrderId ?? clientOrderId("")) ?? {};
    expect(told).toMatchObject(stated);
    // Spot has no such thing, and its answers do not speak of it.
    expect(told?.reduceOnly).toBe(instrument.kind === "spot" ? undefined : reduceOnly);
    expect(ask(reads.order(filled))).toMatchObject({ status: "filled", filledSize: instrument.minSize * 50 });
    expect(ask(reads.order({ instrument, venueOrderId: venueOrderId("811111111199999999") }))).toBeUndefined();
    const now = world.clock.now();
    const page = { instrument, startTime: epochMs(now - 60_000), endTime: now, limit: 100 };
    const { rows: fills, next } = ask(reads.fills(page));
    expect(next).toBeUndefined();
    expect(fills.map(({ tradeId, price, size, value, fee }) => ({ tradeId, price, size, value, fee }))).toEqual(
      keeper.state.fills.map(({ tradeId, price, size, value, fee }) => ({ tradeId, price, size, value, fee })),
    );
    if (reads.orders !== undefined) {
      const { rows } = ask(reads.orders(page));
      expect(rows.map(({ venueOrderId }) => venueOrderId)).toContain(filled.venueOrderId);
    }
    expect(ask(reads.fees(instrument))).toEqual({ instrument, makerFraction: "0.0002", takerFraction: "0.0006" });
    if (reads.settings !== undefined) {
      expect(ask(reads.settings(instrument))).toMatchObject({ marginMode: "cross", longLeverage: "10", shortLeverage: "10" });
      expect(scene.orders.setLeverage === undefined ? undefined : ask(scene.orders.setLeverage(instrument, "20", "cross"))).toBe(true);
      expect(ask(reads.settings(instrument))).toMatchObject({ longLeverage: "20" });
    }
    if (reads.funding !== undefined) {
      view.settleFunding(() => "0.0001");
      const { rows } = ask(reads.funding({ ...page, endTime: world.clock.now() }));
      expect(rows).toMatchObject([{ instrument, currency: "USDT", amount: view.funding({ limit: 1 })[0]?.amount }]);
    }
    world.close();
  });
}

test("fills that no single page holds come whole and oldest first, whichever end the venue cuts", () => {
  const scene = begin(FACES[0]);
  const { instrument, reads, ask, world } = scene;
  expect(scene.synced()).toBe(true);
  const size = sizeUnits(instrument.minSize);
  const since = world.clock.now();
  const contract = world.exchange.venue("weex")?.market("contract", "ETHUSDT")?.instrument;
  if (contract === undefined) throw new RangeError("ETHUSDT is not listed.");
  for (let at = 0; at < 130; at += 1) {
    scene.view.place({
      instrument: contract,
      side: "buy",
      style: { kind: "market" },
      amount: { kind: "size", size },
      clientOrderId: `many-${at}`,
      reduceOnly: false,
      leg: "long",
    });
    world.advance(20);
  }
  const rows: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = { instrument, startTime: since, endTime: world.clock.now(), limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const answer = ask(reads.fills(page));
    expect(answer.skippedRows).toBe(0);
    rows.push(...answer.rows.map(({ tradeId }) => tradeId));
    cursor = answer.next;
    pages += 1;
  } while (cursor !== undefined && pages < 40);
  const truth = scene.view.fills({ limit: 1_000 }).map(({ id }) => id);
  expect(truth.length).toBeGreaterThanOrEqual(130);
  expect(rows).toEqual([...truth].reverse());
  world.close();
});

for (const face of FACES.filter(({ product }) => product === "contract")) {
  test(`${face.name}: conditional orders stand apart, are found, and are cancelled by their own calls`, () => {
    const scene = begin(face);
    const { instrument, orders, reads, ask, world, keeper } = scene;
    expect(scene.synced()).toBe(true);
    accepted(scene, cleared(instrument, { style: { kind: "market" } }));
    world.advance(500);
    const trigger = { price: priceUnits(Math.floor(best(scene, "bids") * 0.9)), by: "last" } as const;
    const protect = { side: "sell", effect: "reduce-only", style: { kind: "stop", trigger, price: undefined } } as const;
    const [first, second] = [accepted(scene, cleared(instrument, protect)), accepted(scene, cleared(instrument, protect))];
    world.advance(1_000);
    expect(keeper.state.liveOrders).toMatchObject([
      { status: "untriggered", style: "stop", side: "sell", reduceOnly: true },
      { status: "untriggered" },
    ]);
    expect(ask(reads.openOrders({ instrument, limit: 100 })).rows).toEqual([]);
    const waiting = reads.untriggeredOrders?.({ instrument, limit: 100 });
    expect(
      waiting === undefined
        ? []
        : ask(waiting)
            .rows.map(({ venueOrderId: id, status }) => [id, status])
            .sort(),
    ).toEqual([first, second].map(({ venueOrderId: id }) => [id, "untriggered"]).sort());
    keeper.refresh("a look");
    expect(scene.synced()).toBe(true);
    expect(keeper.state.liveOrders).toHaveLength(2);
    expect(ask(orders.cancel({ ...first, untriggered: true })).kind).toBe("requested");
    expect(ask(reads.order({ ...first, untriggered: true }))).toMatchObject({ status: "cancelled" });
    const all = orders.cancelAllUntriggered?.(instrument);
    expect(all === undefined ? undefined : ask(all).kind).toBe("requested");
    world.advance(1_000);
    expect(keeper.state.liveOrders).toEqual([]);
    compare(scene);
    // More than is held cannot be closed.
    const tooMuch = cleared(instrument, {
      side: "sell",
      effect: "reduce-only",
      style: { kind: "market" },
      amount: { kind: "size", size: sizeUnits(instrument.minSize * 51) },
    });
    expect(ask(orders.place(tooMuch))).toMatchObject({ kind: "rejected", reason: "reduce-only" });
    accepted(scene, cleared(instrument, { side: "sell", effect: "reduce-only", style: { kind: "market" } }));
    world.advance(2_000);
    expect(keeper.state.positions).toEqual([]);
    compare(scene);
    world.close();
  });
}
