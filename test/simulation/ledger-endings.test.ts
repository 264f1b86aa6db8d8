// Orders that shall end, late ones, changed ones and many at once, against the simulated venues with their faults. About 4 s.

import { afterEach, describe, expect, test } from "vitest";
import { clientOrderId, type OrderIntent } from "#core/account/order";
import { type CancelResult, type SubmitResult } from "#trading/ledger/ledger-types";
import { LedgerScene, PLACE_NAMES, type Place, REFUSAL, type SceneOptions } from "./ledger-scene.ts";

let scene: LedgerScene | undefined;
afterEach(() => {
  scene?.close();
  scene = undefined;
});

function open(place: Place, options: SceneOptions = {}): LedgerScene {
  scene = new LedgerScene(place, options);
  return scene;
}

function live(at: LedgerScene, step = 0) {
  const intent = at.resting("buy", step);
  expect(at.submit(intent).kind).toBe("accepted");
  expect(at.world.until(() => at.state(intent) === "live", 5_000)).toBe(true);
  return intent;
}

describe.each(PLACE_NAMES)("%s", (place) => {
  test("a cancel ends an order by the venue's evidence", () => {
    const at = open(place);
    const intent = live(at);
    expect(at.cancel(intent).kind).toBe("cancelled");
    expect(at.ledger.order(intent.clientOrderId)?.state).toEqual({ kind: "ended", status: "cancelled" });
    expect(at.truth.openOrders()).toEqual([]);
    expect(at.ledger.exposure).toEqual([]);
    expect(at.cancel(intent)).toMatchObject({ kind: "not-open", was: "cancelled" });
  });

  test.each(["request", "reply"])("a cancel whose %s is lost is repeated until the end is proven", (form) => {
    const at = open(place);
    const intent = live(at);
    at.fault("private-silence", { durationMs: 40_000 });
    at.fault("lost-cancel", { form });
    expect(["cancelled", "not-open"]).toContain(at.cancel(intent).kind);
    expect(at.state(intent)).toBe("ended");
    expect(at.truth.openOrders()).toEqual([]);
  });

  test("a cancel that comes too late says so: the order was filled, and nothing else is claimed", () => {
    const at = open(place);
    const intent = live(at);
    at.fault("filled-first");
    expect(at.cancel(intent)).toMatchObject({ kind: "not-open", was: "filled" });
    expect(at.ledger.order(intent.clientOrderId)).toMatchObject({
      state: { kind: "ended", status: "filled" },
      filledSize: at.words.ours(1),
    });
  });

  test("what was filled before a cancel stays filled", () => {
    const at = open(place);
    const intent = live(at);
    at.fault("part-filled-first");
    expect(at.cancel(intent).kind).toBe("cancelled");
    at.world.advance(10_000);
    const filled = at.ledger.order(intent.clientOrderId)?.filledSize ?? 0;
    expect(filled).toBeGreaterThan(0);
    expect(filled).toBe(at.side.keeper(at.product).state.filledOf(at.ledger.order(intent.clientOrderId)?.venueOrderId ?? ("" as never)));
  });

  test("a cancel of an order on its way is a tombstone: the order ends when it turns up", () => {
    const at = open(place);
    at.fault("overtaken-order", { afterMs: 1_500 });
    const intent = at.resting();
    at.ledger.submit(intent, () => undefined);
    expect(at.world.until(() => at.state(intent) === "sent", 2_000)).toBe(true);
    let result: CancelResult | undefined;
    at.ledger.cancel(intent.clientOrderId, (told) => {
      result = told;
    });
    expect(result).toEqual({ kind: "tombstone" });
    at.world.advance(8_000);
    expect(at.ledger.order(intent.clientOrderId)?.state).toEqual({ kind: "ended", status: "cancelled" });
    expect(at.truth.openOrders()).toEqual([]);
  });

  test("an order that turns up half a minute after it was said not to be there is adopted with an alarm, and ended where that is wanted", () => {
    const at = open(place);
    at.fault("late-order", { afterMs: 30_000 });
    const intent = at.resting();
    expect(at.submit(intent).kind).toBe("unknown");
    expect(at.world.until(() => at.state(intent) === "never-arrived", 29_000)).toBe(true);
    expect(at.world.until(() => at.state(intent) === "live", 60_000)).toBe(true);
    expect(at.ledger.counts.alarms).toBe(1);
    expect(at.ledger.exposure).toMatchObject([{ standing: "live", clientOrderId: intent.clientOrderId }]);
    expect(at.cancel(intent).kind).toBe("cancelled");
  });

  test.each(["cancel", "cancelAll"] as const)("%s reaches an order that seemed never to have arrived: once it turns up it goes", (way) => {
    const at = open(place);
    at.fault("late-order", { afterMs: 30_000 });
    const intent = at.resting();
    expect(at.submit(intent).kind).toBe("unknown");
    expect(at.world.until(() => at.state(intent) === "never-arrived", 29_000)).toBe(true);
    let told: unknown;
    const settled = (result: unknown): void => {
      told = result;
    };
    if (way === "cancel") at.ledger.cancel(intent.clientOrderId, settled);
    else at.ledger.cancelAll({}, settled);
    at.world.until(() => told !== undefined, 15_000);
    expect(told).toEqual(way === "cancel" ? { kind: "tombstone" } : []);
    expect(at.world.until(() => at.state(intent) === "ended", 60_000)).toBe(true);
    expect(at.atVenue(intent)).toBe(0);
  });

  test("everything of ours is cancelled and proven gone, and what others placed stays", () => {
    const at = open(place);
    const ours = [live(at, 0), live(at, 1), live(at, 2)];
    at.truth.place({ ...foreign(at) });
    at.world.advance(2_000);
    let left: readonly unknown[] | undefined;
    at.ledger.cancelAll({}, (told) => {
      left = told;
    });
    expect(at.world.until(() => left !== undefined, 12_000)).toBe(true);
    expect(left).toEqual([]);
    expect(at.truth.openOrders()).toHaveLength(1);
    for (const intent of ours) expect(at.state(intent)).toBe("ended");
    left = undefined;
    at.ledger.cancelAll({ everything: true }, (told) => {
      left = told;
    });
    expect(at.world.until(() => left !== undefined, 12_000)).toBe(true);
    expect(left).toEqual([]);
    expect(at.truth.openOrders()).toEqual([]);
  });

  test("an order of others that nobody told of yet stays, however many of ours are cancelled beside it", () => {
    const at = open(place);
    for (const step of [0, 1, 2]) live(at, step);
    at.truth.place({ ...foreign(at) });
    let left: readonly unknown[] | undefined;
    at.ledger.cancelAll({}, (told) => {
      left = told;
    });
    expect(at.world.until(() => left !== undefined, 12_000)).toBe(true);
    expect(left).toEqual([]);
    expect(at.truth.openOrders()).toHaveLength(1);
  });

  test("orders that rest alone are all cancelled, and a lost answer is asked for again", () => {
    const at = open(place);
    for (const step of [0, 1, 2, 3]) live(at, step);
    at.fault("lost-cancel", { form: "request" });
    let left: readonly unknown[] | undefined;
    at.ledger.cancelAll({ instrument: at.instrument }, (told) => {
      left = told;
    });
    expect(at.world.until(() => left !== undefined, 12_000)).toBe(true);
    expect(left).toEqual([]);
    expect(at.truth.openOrders()).toEqual([]);
  });

  test("with the venue out of reach, cancel all says what is left after its time", () => {
    const at = open(place);
    const intent = live(at);
    at.fault("lost-request", { aim: "any", times: 1_000 });
    let left: readonly { readonly clientOrderId: string | undefined }[] | undefined;
    at.ledger.cancelAll({ withinMs: 3_000 }, (told) => {
      left = told;
    });
    expect(at.world.until(() => left !== undefined, 3_100)).toBe(true);
    expect(left?.map(({ clientOrderId }) => clientOrderId)).toEqual([intent.clientOrderId]);
  });

  test.each(["ignored", "truncated"])(
    "where the venue has %s the id of an order whose reply was lost, it is told by what it wants",
    (form) => {
      const at = open(place);
      at.fault("client-ids", { durationMs: 10_000, form });
      at.fault("lost-reply", { aim: "orders" });
      const intent = at.resting();
      at.submit(intent);
      expect(at.world.until(() => at.state(intent) === "live", 40_000)).toBe(true);
      expect(at.cancel(intent).kind).toBe("cancelled");
      expect(at.truth.openOrders()).toEqual([]);
    },
  );
});

test("two orders that could be it are never guessed between: a person's list", () => {
  const at = open("lmex futures");
  at.fault("client-ids", { durationMs: 60_000, form: "ignored" });
  at.fault("lost-reply", { aim: "orders", times: 2 });
  const results: SubmitResult[] = [];
  const [one, other] = [at.resting(), at.resting()];
  at.ledger.submit(one, (result) => results.push(result));
  at.ledger.submit(other, (result) => results.push(result));
  expect(at.world.until(() => at.ledger.unknown.length === 2, 15_000)).toBe(true);
  expect(at.world.until(() => at.ledger.unknown.every(({ state }) => state.kind === "unknown" && state.listed), 30_000)).toBe(true);
  expect(at.ledger.exposure.filter(({ standing }) => standing === "unknown")).toHaveLength(2);
  at.world.advance(60_000);
  expect(at.ledger.unknown).toHaveLength(2);
});

/** Somebody else's order without a name, which wants what ours wants. */
function twin(at: LedgerScene): string {
  const { words, truth } = at;
  const wish = { ...words.limit("buy", words.far("buy")), instrument: words.market.instrument, clientOrderId: undefined };
  const style = { kind: "limit", price: words.far("buy") as never, timeInForce: "gtc" } as const;
  const amount = { kind: "size", size: words.size(1) as never } as const;
  const known = new Set(truth.openOrders().map(({ id }) => id));
  truth.place({ ...wish, style, amount, reduceOnly: false } as never);
  const [made] = truth.openOrders().filter(({ id }) => !known.has(id));
  if (made === undefined) throw new Error("The twin was not taken.");
  return made.id;
}

/** Our order is late, and a nameless one that wants the same was taken for it meanwhile. */
function mistaken(at: LedgerScene) {
  at.fault("late-order", { afterMs: 30_000 });
  const intent = at.resting();
  at.ledger.submit(intent, () => undefined);
  at.world.advance(100);
  const other = twin(at);
  expect(at.world.until(() => at.state(intent) === "live", 29_000)).toBe(true);
  expect(at.ledger.order(intent.clientOrderId)?.venueOrderId).toBe(other);
  return { intent, other };
}

test("a nameless order that was taken for ours is somebody else's once the venue shows ours by its name", () => {
  const at = open("lmex futures");
  const { intent, other } = mistaken(at);
  const alarms = at.ledger.counts.alarms;
  at.world.advance(40_000);
  expect(at.atVenue(intent)).toBe(1);
  expect(at.truth.openOrders()).toHaveLength(2);
  expect(at.ledger.order(intent.clientOrderId)?.venueOrderId).not.toBe(other);
  expect(at.state(intent)).toBe("live");
  expect(at.ledger.exposure.map(({ standing }) => standing)).toEqual(["live", "foreign"]);
  expect(at.ledger.counts.alarms).toBe(alarms + 1);
  at.restart();
  expect(at.world.until(() => at.state(intent) === "live", 30_000)).toBe(true);
  expect(at.cancel(intent).kind).toBe("cancelled");
  expect(at.truth.openOrders().map(({ id }) => id)).toEqual([other]);
});

test("a nameless order that was taken for ours is given up when another's name turns up on it", () => {
  const at = open("lmex futures");
  const { intent, other } = mistaken(at);
  const { state } = at.side.keeper(at.product);
  const told = state.orders.find(({ venueOrderId }) => venueOrderId === other);
  if (told === undefined) throw new Error("The twin is not known.");
  state.apply({ ...told, clientOrderId: clientOrderId("somebody-1"), status: "cancelled", origin: "stream" });
  expect(at.ledger.order(intent.clientOrderId)).toMatchObject({ state: { kind: "unknown" }, venueOrderId: undefined });
  expect(at.world.until(() => at.state(intent) === "live", 60_000)).toBe(true);
  expect(at.atVenue(intent)).toBe(1);
});

test("a guess that a restarted process took over is given up like its own, and its cancel goes to the right order", () => {
  const at = open("lmex futures");
  const { intent, other } = mistaken(at);
  at.restart();
  expect(at.world.until(() => at.state(intent) === "live", 10_000)).toBe(true);
  at.world.advance(40_000);
  expect(at.ledger.order(intent.clientOrderId)?.venueOrderId).not.toBe(other);
  expect(at.cancel(intent).kind).toBe("cancelled");
  expect(at.truth.openOrders().map(({ id }) => id)).toEqual([other]);
});

describe("changes", () => {
  test("a change counts with both of its terms until it is known, and is the order afterwards", () => {
    const at = open("lmex futures");
    const intent = live(at);
    const price = at.words.clientPrice(at.words.far("buy", 5));
    let result: SubmitResult | undefined;
    at.ledger.amend(intent.clientOrderId, { price }, (told) => {
      result = told;
    });
    expect(at.ledger.exposure).toHaveLength(2);
    expect(at.world.until(() => result !== undefined, 5_000)).toBe(true);
    expect(result?.kind).toBe("accepted");
    at.world.advance(2_000);
    expect(at.ledger.exposure).toMatchObject([{ price, standing: "live" }]);
    expect(at.ledger.order(intent.clientOrderId)).toMatchObject({ pendingChange: undefined, intent: { style: { price } } });
  });

  test("a change that is refused by the gate is not sent", () => {
    const at = open("lmex futures");
    const intent = live(at);
    at.gate.refusal = REFUSAL;
    let result: SubmitResult | undefined;
    at.ledger.amend(intent.clientOrderId, { price: at.words.clientPrice(at.words.far("buy", 5)) }, (told) => {
      result = told;
    });
    expect(result).toBe(REFUSAL);
    expect(at.ledger.exposure).toHaveLength(1);
  });

  test("a change whose answer is lost counts twice until the order itself tells", () => {
    const at = open("lmex futures");
    const intent = live(at);
    at.fault("private-silence", { durationMs: 40_000 });
    at.fault("lost-reply", { aim: "orders" });
    const price = at.words.clientPrice(at.words.far("buy", 5));
    let result: SubmitResult | undefined;
    at.ledger.amend(intent.clientOrderId, { price }, (told) => {
      result = told;
    });
    expect(at.world.until(() => result !== undefined, 15_000)).toBe(true);
    expect(result?.kind).toBe("unknown");
    expect(at.ledger.exposure).toHaveLength(2);
    expect(at.world.until(() => at.ledger.order(intent.clientOrderId)?.pendingChange === undefined, 30_000)).toBe(true);
    expect(at.ledger.exposure).toMatchObject([{ price }]);
  });

  test.each(["cancelled", "doubled"])("a change that is half done (%s) leaves no order uncounted", (form) => {
    const at = open("lmex futures");
    const intent = live(at);
    at.fault("half-amendment", { form });
    at.ledger.amend(intent.clientOrderId, { price: at.words.clientPrice(at.words.far("buy", 5)) }, () => undefined);
    const uncounted = (): boolean => at.truth.openOrders().length > at.ledger.exposure.length;
    at.world.advance(20_000);
    expect(uncounted()).toBe(false);
    at.world.advance(30_000);
    expect(at.ledger.exposure).toHaveLength(at.truth.openOrders().length);
  });

  /** A change makes a second order that nobody is told of, and the first one is cancelled. */
  function replacedUnseen(at: LedgerScene): OrderIntent {
    const intent = live(at);
    at.fault("private-silence", { durationMs: 60_000 });
    at.fault("half-amendment", { form: "doubled" });
    at.fault("lost-reply", { aim: "orders", form: "reset" });
    at.ledger.amend(intent.clientOrderId, { price: at.words.clientPrice(at.words.far("buy", 5)) }, () => undefined);
    expect(at.world.until(() => at.truth.openOrders().length === 2, 5_000)).toBe(true);
    expect(at.cancel(intent).kind).toBe("cancelled");
    expect(at.truth.openOrders()).toHaveLength(1);
    return intent;
  }

  test("an order that ends with its change undecided is looked for: what the change made is found and cancelled", () => {
    const at = open("lmex futures");
    const intent = replacedUnseen(at);
    expect(at.world.until(() => at.truth.openOrders().length === 0, 4_000)).toBe(true);
    expect(at.world.until(() => at.state(intent) === "ended", 4_000)).toBe(true);
    expect(at.ledger.order(intent.clientOrderId)).toMatchObject({ state: { kind: "ended", status: "cancelled" }, filledSize: 0 });
  });

  test("an order whose unseen replacement traded whole is told as filled, not as cancelled", () => {
    const at = open("lmex futures");
    const intent = replacedUnseen(at);
    const [second] = at.truth.openOrders();
    expect(at.truth.tradeWith({ id: second?.id ?? "" }, "whole")).toBe(true);
    expect(at.ledger.order(intent.clientOrderId)?.state).toEqual({ kind: "ended", status: "cancelled" });
    const isFilled = (): boolean => {
      const state = at.ledger.order(intent.clientOrderId)?.state;
      return state?.kind === "ended" && state.status === "filled";
    };
    expect(at.world.until(isFilled, 10_000)).toBe(true);
    expect(at.ledger.order(intent.clientOrderId)?.filledSize).toBe(at.words.ours(1));
    at.restart();
    expect(isFilled()).toBe(true);
  });

  test("what an undecided change made is found by the next process too, although the order had ended", () => {
    const at = open("lmex futures");
    const intent = replacedUnseen(at);
    at.restart();
    // A new process asks for everything as it starts.
    at.side.keeper(at.product).refresh("the start");
    expect(at.world.until(() => at.truth.openOrders().length === 0, 10_000)).toBe(true);
    expect(at.world.until(() => at.state(intent) === "ended", 10_000)).toBe(true);
    expect(at.ledger.exposure).toEqual([]);
  });

  test("a venue that changes no orders says so, and nothing happens behind it", () => {
    const at = open("weex contract");
    const intent = live(at);
    const change = { price: at.words.clientPrice(at.words.far("buy", 5)) };
    expect(() => at.ledger.amend(intent.clientOrderId, change, () => undefined)).toThrow(/does not change/);
    expect(at.atVenue(intent)).toBe(1);
  });
});

describe("several at once", () => {
  test.each([...PLACE_NAMES, "weex v2" as const])("%s: each is counted before the next is judged, and settles by itself", (place) => {
    const at = place === "weex v2" ? open("weex contract", { api: "v2" }) : open(place);
    const intents = [at.resting("buy", 0), at.resting("buy", 1), at.resting("buy", 2)];
    let results: readonly SubmitResult[] | undefined;
    at.ledger.submitMany(intents, (told) => {
      results = told;
    });
    expect(at.ledger.exposure).toHaveLength(3);
    expect(at.world.until(() => results !== undefined, 10_000)).toBe(true);
    expect(results?.map(({ kind }) => kind)).toEqual(["accepted", "accepted", "accepted"]);
    expect(at.truth.openOrders()).toHaveLength(3);
  });

  test("a batch whose whole answer is lost leaves each of them unknown until it is found", () => {
    const at = open("weex contract", { api: "v2" });
    at.fault("private-silence", { durationMs: 40_000 });
    at.fault("lost-batch");
    let results: readonly SubmitResult[] | undefined;
    at.ledger.submitMany([at.resting("buy", 0), at.resting("buy", 1)], (told) => {
      results = told;
    });
    expect(at.world.until(() => results !== undefined, 15_000)).toBe(true);
    expect(results?.map(({ kind }) => kind)).toEqual(["unknown", "unknown"]);
    expect(at.world.until(() => at.ledger.unknown.length === 0, 30_000)).toBe(true);
    expect(at.truth.openOrders()).toHaveLength(2);
    expect(at.ledger.open.every(({ state }) => state.kind === "live")).toBe(true);
  });
});

test.each(["lmex futures", "weex contract"] as const)(
  "%s: an order that waits for its trigger is found after a lost reply, counts, and is cancelled",
  (place) => {
    const at = open(place);
    const by = at.codec.description.orders.triggersBy.includes("last") ? "last" : "mark";
    const waiting = at.words.conditional("stop", "sell", { trigger: at.words.far("buy"), by });
    const intent = { ...waiting, clientOrderId: at.ledger.nextClientOrderId() };
    at.fault("private-silence", { durationMs: 40_000 });
    at.fault("lost-reply", { aim: "orders" });
    expect(at.submit(intent).kind).toBe("unknown");
    expect(at.world.until(() => at.state(intent) === "live", 30_000)).toBe(true);
    expect(at.ledger.exposure).toMatchObject([{ untriggered: true, standing: "live" }]);
    expect(at.cancel(intent).kind).toBe("cancelled");
    expect(at.truth.openOrders()).toEqual([]);
  },
);

test("every step of an order is a line with its names, for logs that are read by machines", () => {
  const lines: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const at = open("lmex futures", { log: { enabled: () => true, write: (_level, event, fields = {}) => lines.push({ event, fields }) } });
  const intent = live(at);
  at.cancel(intent);
  const own = lines.filter(({ fields: { clientOrderId } }) => clientOrderId === intent.clientOrderId).map(({ event }) => event);
  expect(own).toEqual(["order-intent", "order-sent", "order-acknowledged", "order-cancel-sent", "order-cancelled"]);
  expect(lines.some(({ event }) => event === "reconciled")).toBe(true);
  expect(JSON.stringify(lines)).not.toContain(at.truth.credentials.secret);
  const story = at.ledger.story(intent.clientOrderId)?.lines.map(({ what }) => what) ?? [];
  expect(story.join("\n")).toMatch(/cleared and written down\nsent: POST .*clOrderID.*\n(.*\n)*ended: cancelled/);
});

/** An order of somebody else on the same account. */
function foreign(at: LedgerScene): Parameters<LedgerScene["truth"]["place"]>[0] {
  const isHedge = at.truth.positionMode(at.market.instrument) === "hedge" && at.product !== "spot";
  return {
    instrument: at.market.instrument,
    clientOrderId: undefined,
    side: "buy",
    style: { kind: "limit", price: at.words.far("buy", 9) as never, timeInForce: "gtc" },
    amount: { kind: "size", size: at.words.size(1) as never },
    reduceOnly: false,
    leg: isHedge ? "long" : undefined,
  } as never;
}
