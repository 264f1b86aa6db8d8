// The sweep against simulated venues in virtual time: what it calls proven is true at the venue. About 3 s.

import { expect, test } from "vitest";
import { type SimulatedWorld, simulate } from "#assemblies/simulated";
import { type OrderReport } from "#core/account/account-event";
import { clientOrderId } from "#core/account/order";
import { priceUnits, sizeUnits } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { type FaultValue } from "#sim/faults/fault-types";
import { type CancelWords, cancelOnly, cancelWords } from "#trading/dead-man/cancel-only";
import { sweepOrders } from "#trading/dead-man/order-sweep";
import { type SweepEnd, type SweepWish } from "#trading/dead-man/sweep-wish";
import { lbank } from "#venues/lbank/index";
import { lmex } from "#venues/lmex/index";
import { type Venue } from "#venues/venue";
import { weex } from "#venues/weex/index";

interface Scene {
  readonly world: SimulatedWorld;
  readonly instrument: Instrument;
  /** Rests an order far from the market; a trigger makes it wait. */
  rest(id: string, trigger?: boolean): void;
  readonly resting: readonly string[];
  sweep(wish?: Partial<SweepWish>, reads?: Partial<CancelWords["reads"]>): SweepEnd;
  fault(name: string, params?: Readonly<Record<string, FaultValue>>): void;
}

function scene(venue: Venue, product: string, seed = 5): Scene {
  const world = simulate({ venue, seed, mood: "quiet", account: true });
  const stack = world.account;
  const instrument = world.feed.instruments.all.find((each) => each.product === product && each.base === "BTC");
  const truth = world.exchange.venue(venue.description.id)?.accounts?.all[0];
  if (stack === undefined || instrument === undefined || truth === undefined) throw new Error("no account");
  const words = cancelWords(product, stack.side.codec(product), stack.side.reads(product));
  const bid = world.exchange.marketOf({ venue: instrument.venue, symbol: instrument.symbol, product })?.picture(0).bids[0]?.[0] ?? 0;
  const price = priceUnits(Math.floor((bid * 0.98) / instrument.tick) * instrument.tick);
  const { id: venueId } = venue.description;
  return {
    world,
    instrument,
    rest(id, trigger = false) {
      const verdict = truth.place({
        instrument,
        side: "buy",
        style: trigger
          ? { kind: "stop", trigger: { price: priceUnits(bid * 2), by: "last" }, price }
          : { kind: "limit", price, timeInForce: "gtc" },
        amount: { kind: "size", size: sizeUnits(Math.max(instrument.minSize, instrument.lot * 10)) },
        clientOrderId: id,
        reduceOnly: false,
        // WEEX's contracts hold longs and shorts side by side.
        ...(venueId === "weex" && product === "contract" ? { leg: "long" as const } : {}),
      });
      if (verdict.kind !== "placed") throw new Error(`the simulated venue refused: ${verdict.why}`);
    },
    get resting() {
      return truth.openOrders().map((order) => order.clientOrderId ?? "");
    },
    sweep(wish = {}, reads = {}) {
      let end: SweepEnd | undefined;
      const { clock } = world;
      const log = { write: () => undefined, enabled: () => false };
      const options = { clock, log, requester: cancelOnly(stack.requester), parts: [{ ...words, reads: { ...words.reads, ...reads } }] };
      sweepOrders(options, { which: "everything", instruments: [instrument], known: [], withinMs: 10_000, ...wish }, (told) => {
        end = told;
      });
      world.until(() => end !== undefined);
      if (end === undefined) throw new Error("the sweep did not end");
      return end;
    },
    fault(name, params = {}) {
      expect(world.exchange.desk.post({ name, params, venue: venueId }).kind).toBe("posted");
    },
  };
}

const isOurs = ({ clientOrderId: id }: OrderReport): boolean => id?.startsWith("tb-") ?? false;
const PLACES = [
  [lmex, "futures"],
  [lmex, "spot"],
  [lbank, "spot"],
  [weex, "contract"],
  [weex, "spot"],
] as const;

test.each(PLACES.map(([venue, product]) => ({ venue, product, name: `${venue.description.title} ${product}` })))(
  "everything that rests is cancelled and proven gone: $name",
  ({ venue, product }) => {
    const place = scene(venue, product);
    for (let order = 0; order < 12; order += 1) place.rest(`tb-${order}`);
    place.rest("stranger-1");
    expect(place.resting.length).toBe(13);
    expect(place.sweep()).toMatchObject({ proven: true, left: [], unread: [] });
    expect(place.resting).toEqual([]);
    place.world.close();
  },
);

test("orders that wait for a trigger go too", () => {
  for (const [venue, product] of [PLACES[0], PLACES[3]]) {
    const place = scene(venue, product);
    place.rest("tb-1");
    place.rest("tb-2", true);
    expect(place.sweep()).toMatchObject({ proven: true });
    expect(place.resting).toEqual([]);
    place.world.close();
  }
});

test("where only ours shall go, orders of others stay and are counted", () => {
  for (const [venue, product] of PLACES) {
    const place = scene(venue, product);
    for (let order = 0; order < 5; order += 1) place.rest(`tb-${order}`);
    place.rest("stranger-1");
    expect(place.sweep({ which: { isOurs } })).toMatchObject({ proven: true, gone: 5, foreign: 1 });
    expect(place.resting).toEqual(["stranger-1"]);
    place.world.close();
  }
});

test("orders that are known by name are cancelled before anything is read, and counted once, whatever the venue answers", () => {
  for (const [venue, product] of PLACES) {
    const place = scene(venue, product);
    for (const id of ["tb-1", "tb-2"]) place.rest(id);
    const known = [{ instrument: place.instrument, clientOrderId: clientOrderId("tb-1") }];
    const end = place.sweep({ which: { isOurs }, known });
    // No list need ever have shown the first of them: the answer to its cancel did.
    expect([venue.description.id, end.proven, end.gone]).toEqual([venue.description.id, true, 2]);
    expect(place.resting).toEqual([]);
    place.world.close();
  }
});

test("a lost cancel is repeated, and a reply that is no evidence is not believed", () => {
  const place = scene(lmex, "futures");
  for (let order = 0; order < 3; order += 1) place.rest(`tb-${order}`);
  place.fault("lost-request", { times: 2, aim: "orders" });
  place.fault("broken-reply", { times: 3, aim: "any", form: "page" });
  expect(place.sweep({ withinMs: 20_000 })).toMatchObject({ proven: true });
  expect(place.resting).toEqual([]);
  place.world.close();
});

test("a venue that cannot be reached leaves every known order named as unproven", () => {
  const place = scene(lmex, "futures");
  for (let order = 0; order < 3; order += 1) place.rest(`tb-${order}`);
  const known = [0, 1, 2].map((order) => ({ instrument: place.instrument, clientOrderId: clientOrderId(`tb-${order}`) }));
  place.fault("lost-request", { times: 1_000, aim: "any" });
  const end = place.sweep({ which: { isOurs }, known, withinMs: 5_000 });
  expect(end.proven).toBe(false);
  expect(end.left.map((left) => [left.clientOrderId, left.standing])).toEqual([
    ["tb-0", "unproven"],
    ["tb-1", "unproven"],
    ["tb-2", "unproven"],
  ]);
  expect(end.unread[0]).toContain("futures");
  expect(end.elapsedMs).toBeLessThanOrEqual(5_100);
  place.world.close();
});

test("rows that cannot be read, and a list without an end, are no proof", () => {
  const place = scene(lmex, "futures");
  const { openOrders } = cancelWordsOf(place).reads;
  const changed = (change: object): Partial<CancelWords["reads"]> => ({
    openOrders: (page) => {
      const call = openOrders(page);
      return {
        ...call,
        decode(reply) {
          const reading = call.decode(reply);
          return reading.kind === "value" ? { ...reading, value: { ...reading.value, ...change } } : reading;
        },
      };
    },
  });
  const unread = place.sweep({ withinMs: 4_000 }, changed({ skippedRows: 1 }));
  expect([unread.proven, unread.unread[0]]).toEqual([false, expect.stringContaining("could not be read")]);
  expect(place.sweep({ withinMs: 20_000 }, changed({ next: "again" })).proven).toBe(false);
  place.world.close();
});

test("an order that was sent a moment ago is waited for before anything is called proven", () => {
  const place = scene(lmex, "futures");
  const { visibleAfterMs } = cancelWordsOf(place);
  place.world.clock.after(visibleAfterMs / 2, () => place.rest("tb-late"));
  const end = place.sweep({ which: { isOurs } });
  expect(end).toMatchObject({ proven: true, gone: 1 });
  expect(place.resting).toEqual([]);
  // Where nothing was sent for long, the first empty list is proof.
  expect(place.sweep({ which: { isOurs }, quietForMs: visibleAfterMs }).elapsedMs).toBeLessThan(visibleAfterMs);
  place.world.close();
});

test("whoever may only cancel sends nothing that places or changes", () => {
  const { world } = scene(lmex, "futures");
  const requester = world.account?.requester;
  const codec = world.account?.side.codec("futures");
  if (requester === undefined || codec?.orders.setLeverage === undefined) throw new Error("no account");
  const [instrument] = world.feed.instruments.all;
  if (instrument === undefined) throw new Error("no instrument");
  const call = codec.orders.setLeverage(instrument, "2", "cross");
  const before = requester.counters.requests;
  expect(() => cancelOnly(requester).send(call, () => undefined)).toThrow(/may only cancel/);
  expect(requester.counters.requests).toBe(before);
  world.close();
});

function cancelWordsOf({ world, instrument }: Scene) {
  const side = world.account?.side;
  if (side === undefined) throw new Error("no account");
  return cancelWords(instrument.product, side.codec(instrument.product), side.reads(instrument.product));
}
