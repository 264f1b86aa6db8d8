// LBank's account end to end in virtual time: what the client believes equals what the simulated venue holds, in both languages, and
// over 48 hours of leased keys that end, are refused and forgotten. About 12 s.

import { expect, test, vi } from "vitest";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type ClearedOrder, clientOrderId, type OrderIntent, venueOrderId } from "#core/account/order";
import { type CancelAnswer, type PlaceAnswer } from "#core/account/order-outcome";
import { priceUnits, sizeUnits } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { type AccountKeeper } from "#trading/account/account-keeper";
import { type TradingSettings } from "#trading/trading-context";
import { type PrivateCall } from "#transport/private-call";
import { type CallOutcome } from "#transport/rest-call";
import { type AccountCodec } from "#venues/account";
import { lbank } from "#venues/lbank/index";

interface Scene {
  readonly world: SimulatedWorld;
  readonly keeper: AccountKeeper;
  readonly codec: AccountCodec;
  readonly instrument: Instrument;
  /** Sends and waits for what became of it. */
  send<Value>(call: PrivateCall<Value>): CallOutcome<Value>;
  place(change: Partial<OrderIntent>): string;
  readonly bid: number;
  readonly ask: number;
}

function scene(seed: number, options: { readonly dialect?: "article"; readonly settings?: Partial<TradingSettings> } = {}): Scene {
  const { dialect, settings } = options;
  const world = simulate({
    venue: lbank,
    seed,
    mood: "quiet",
    markets: { only: ["btc_usdt"] },
    account: settings ?? true,
    ...(dialect === undefined ? {} : { dialect }),
  });
  const stack = world.account;
  const instrument = world.feed.instruments.bySymbol("spot", "btc_usdt");
  if (stack === undefined || instrument === undefined) throw new Error("no account");
  const keeper = stack.side.keeper("spot");
  const codec = stack.side.codec("spot");
  keeper.watch(instrument);
  const best = (side: "bids" | "asks"): number =>
    world.exchange.marketOf({ venue: "lbank", symbol: "btc_usdt" })?.picture(0)[side][0]?.[0] ?? 0;
  let orders = 0;
  const send = <Value>(call: PrivateCall<Value>): CallOutcome<Value> => {
    let heard: CallOutcome<Value> | undefined;
    stack.requester.send(call, (outcome) => {
      heard = outcome;
    });
    world.until(() => heard !== undefined);
    if (heard === undefined) throw new Error(`${call.name} was not answered`);
    return heard;
  };
  return {
    world,
    keeper,
    codec,
    instrument,
    send,
    place(change) {
      orders += 1;
      const intent: OrderIntent = {
        instrument,
        clientOrderId: clientOrderId(`c-${orders}`),
        side: "buy",
        style: { kind: "limit", price: priceUnits(best("bids") - 50_000), timeInForce: "gtc" },
        amount: { kind: "size", size: sizeUnits(500) },
        effect: "any",
        ...change,
      };
      return accepted(send(codec.orders.place(intent as ClearedOrder)));
    },
    get bid() {
      return best("bids");
    },
    get ask() {
      return best("asks");
    },
  };
}

function accepted(outcome: CallOutcome<PlaceAnswer>): string {
  if (outcome.kind !== "value" || outcome.value.kind !== "accepted") throw new Error(JSON.stringify(outcome));
  return outcome.value.venueOrderId;
}

/** The simulated account as the client would tell it. */
function truth({ world }: Scene): unknown {
  const account = world.exchange.venue("lbank")?.accounts?.all[0];
  if (account === undefined) throw new Error("no account");
  return {
    live: account.openOrders().map(({ id, filledSize, side }) => ({ id, filled: filledSize, side })),
    balances: account
      .balances()
      .filter(({ product }) => product === "spot")
      .map(({ currency, total, available, locked }) => ({ currency, total, available, locked }))
      .sort(byText),
    fills: account
      .fills({ limit: 1_000 })
      .map(({ id, size, value, fee, liquidity, order, time }) => ({ id, size, value, fee, liquidity, order: order.id, time }))
      .sort(byText),
  };
}

function believed({ keeper }: Scene): unknown {
  const { state } = keeper;
  return {
    live: state.liveOrders.map(({ venueOrderId: id, filledSize, side }) => ({ id, filled: filledSize, side })),
    balances: state.balances
      .map(({ currency, total, available, locked }) => ({ currency, total, available, locked }))
      .filter(({ total }) => total !== "0")
      .sort(byText),
    fills: state.fills
      .map(({ tradeId, size, value, fee, liquidity, venueOrderId: order, venueTime }) => ({
        id: tradeId,
        size,
        value,
        fee,
        liquidity,
        order,
        time: venueTime,
      }))
      .sort(byText),
  };
}

const byText = (one: object, other: object): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

const SETTLE_MS = 3_000;

function mustEqualTruth(at: Scene): void {
  at.world.advance(SETTLE_MS);
  expect(at.keeper.standing).toEqual({ kind: "synced" });
  expect(believed(at)).toEqual(truth(at));
  expect(at.keeper.state.counts).toEqual({ aliases: 0, contradictions: 0, doubted: 0, voided: 0 });
}

/** Every kind of order once: resting, filled as maker and as taker, bought for a sum, refused to rest, cancelled by name and all. */
function trade(at: Scene): void {
  const resting = at.place({});
  mustEqualTruth(at);
  at.place({ style: { kind: "market" }, amount: { kind: "quote", quote: "2500" } });
  at.place({ side: "sell", style: { kind: "market" } });
  mustEqualTruth(at);
  at.place({
    style: { kind: "limit", price: priceUnits(at.ask + 100), timeInForce: "ioc" },
    amount: { kind: "size", size: sizeUnits(90_000) },
  });
  const crossing = at.place({ style: { kind: "limit", price: priceUnits(at.ask + 100), timeInForce: "post-only" } });
  at.place({ side: "sell", style: { kind: "limit", price: priceUnits(at.bid), timeInForce: "fok" } });
  mustEqualTruth(at);
  expect(at.keeper.state.order(venueOrderId(crossing))).toMatchObject({ status: "cancelled", filledSize: 0 });
  const { instrument, codec } = at;
  const answer: CallOutcome<CancelAnswer> = at.send(codec.orders.cancel({ instrument, venueOrderId: venueOrderId(resting) }));
  expect(answer).toMatchObject({ value: { kind: "requested" } });
  mustEqualTruth(at);
  expect(at.send(codec.orders.cancel({ instrument, venueOrderId: venueOrderId(resting) }))).toMatchObject({
    value: { kind: "not-open", was: "cancelled" },
  });
  at.place({ side: "sell", style: { kind: "limit", price: priceUnits(at.ask + 90_000), timeInForce: "post-only" } });
  at.place({});
  mustEqualTruth(at);
  at.send(codec.orders.cancelAll(instrument));
  mustEqualTruth(at);
  expect(at.keeper.state.liveOrders).toEqual([]);
  expect(at.keeper.state.fills.length).toBeGreaterThan(2);
}

test.each([["strict"], ["article"]] as const)(
  "placed, filled and cancelled over the codec, the account equals the venue's (%s)",
  (dialect) => {
    const at = scene(5, dialect === "strict" ? {} : { dialect });
    expect(at.world.until(() => at.keeper.standing.kind === "synced", 10_000)).toBe(true);
    mustEqualTruth(at);
    trade(at);
    at.world.close();
  },
);

test("what happened while the stream was away is found, also by another key that was taken meanwhile", () => {
  const at = scene(6);
  const venue = at.world.exchange.venue("lbank");
  at.world.until(() => at.keeper.standing.kind === "synced", 10_000);
  for (const socket of [...(venue?.sockets ?? [])]) socket.close(1006, "cut");
  venue?.accounts?.endLeases();
  at.place({});
  at.place({ style: { kind: "market" }, amount: { kind: "quote", quote: "700" } });
  expect(at.world.until(() => at.keeper.standing.kind === "synced", 30_000)).toBe(true);
  mustEqualTruth(at);
  trade(at);
  at.world.close();
});

test("reads tell orders by both names, their history, fees and what the key may do", () => {
  const at = scene(7);
  const { codec, instrument } = at;
  const reads = codec.reads(() => at.world.feed.instruments);
  const id = at.place({ style: { kind: "limit", price: priceUnits(at.bid - 1_000), timeInForce: "post-only" } });
  const expected = { venueOrderId: id, clientOrderId: "c-1", status: "open", style: "limit", size: 500, filledSize: 0 };
  expect(at.send(reads.order({ instrument, venueOrderId: venueOrderId(id) }))).toMatchObject({ value: expected });
  expect(at.send(reads.order({ instrument, clientOrderId: clientOrderId("c-1") }))).toMatchObject({ value: expected });
  expect(at.send(reads.order({ instrument, clientOrderId: clientOrderId("c-9") }))).toMatchObject({ kind: "value", value: undefined });
  at.send(codec.orders.cancel({ instrument, clientOrderId: clientOrderId("c-1") }));
  const history = reads.orders?.({ instrument, limit: 100 });
  expect(history === undefined ? undefined : at.send(history)).toMatchObject({
    value: { rows: [{ venueOrderId: id, status: "cancelled" }] },
  });
  expect(at.send(reads.fees(instrument))).toMatchObject({ value: { makerFraction: "0.001", takerFraction: "0.001" } });
  const permissions = reads.permissions?.();
  expect(permissions === undefined ? undefined : at.send(permissions)).toMatchObject({ value: { trade: true, withdraw: false } });
  at.world.close();
});

const HOUR_MS = 3_600_000;

test("48 hours of a key that lives for one: renewed at 80 %, cut, refused and forgotten, and no event is lost", () => {
  // A stream that is asked seldom for a sign of life, so that two days pass in seconds.
  const at = scene(8, { settings: { probeAfterMs: 20_000, deadAfterMs: 45_000, checkEveryMs: 600_000 } });
  const { world, keeper } = at;
  const venue = world.exchange.venue("lbank");
  if (venue?.accounts === undefined) throw new Error("no accounts");
  const [renewed, taken] = [vi.spyOn(venue.accounts, "renewLease"), vi.spyOn(venue.accounts, "lease")];
  world.until(() => keeper.standing.kind === "synced", 10_000);
  const since = world.clock.monotonic();
  for (let hour = 1; hour <= 48; hour += 1) {
    if (hour % 5 === 0) for (const socket of [...venue.sockets]) socket.close(1006, "cut");
    if (hour % 7 === 0) venue.accounts.endLeases();
    at.place({
      side: hour % 2 === 0 ? "buy" : "sell",
      style: { kind: "limit", price: priceUnits(hour % 2 === 0 ? at.ask : at.bid), timeInForce: "ioc" },
    });
    if (hour % 4 === 0) at.place({});
    world.advance(since + hour * HOUR_MS - world.clock.monotonic());
    if (hour % 6 === 0) mustEqualTruth(at);
  }
  // 48 minutes apart, but for the six keys that were forgotten before.
  expect(renewed.mock.calls.length).toBeGreaterThanOrEqual(50);
  expect(taken.mock.calls.length).toBeGreaterThan(6);
  world.close();
}, 60_000);
