// Orders that leave, and what is known of them, against the simulated venues with their faults. About 4 s.

import { afterEach, describe, expect, test } from "vitest";
import { clientOrderId } from "#core/account/order";
import { priceUnits, sizeUnits } from "#core/brand";
import { UsageError } from "#core/error";
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

describe.each(PLACE_NAMES)("%s", (place) => {
  test("an order is cleared, written down, sent, and live once the venue proves it", () => {
    const at = open(place);
    const intent = at.resting();
    const result = at.submit(intent);
    expect(result.kind).toBe("accepted");
    at.world.advance(1_000);
    expect(at.state(intent)).toBe("live");
    expect(at.atVenue(intent)).toBe(1);
    expect(at.journal.entries.filter(({ kind }) => kind !== "adopted").map(({ kind }) => kind)).toEqual(["intent", "sent", "outcome"]);
    expect(at.ledger.exposure).toMatchObject([{ clientOrderId: intent.clientOrderId, standing: "live", remaining: at.words.ours(1) }]);
    expect(at.gate).toMatchObject({ cleared: 1, rechecked: 1, answers: ["accepted"] });
    expect(at.ledger.story(intent.clientOrderId)?.lines.some(({ what }) => what.startsWith("sent: "))).toBe(true);
  });

  test("a reply that never comes leaves the order unknown and counted, and it is found without being sent again", () => {
    const at = open(place);
    at.fault("lost-reply", { aim: "orders" });
    const intent = at.resting();
    expect(at.submit(intent).kind).toBe("accepted");
    at.world.advance(20_000);
    expect(at.state(intent)).toBe("live");
    expect(at.atVenue(intent)).toBe(1);
    expect(at.fired("lost-reply")).toBe(1);
  });

  test("with a silent stream too, an order whose reply is lost is unknown, counts as exposure, and is found by asking", () => {
    const at = open(place);
    at.fault("private-silence", { durationMs: 40_000 });
    at.fault("lost-reply", { aim: "orders" });
    const intent = at.resting();
    expect(at.submit(intent).kind).toBe("unknown");
    expect(at.ledger.unknown).toHaveLength(1);
    expect(at.ledger.exposure).toMatchObject([{ standing: "unknown", remaining: at.words.ours(1) }]);
    expect(at.world.until(() => at.state(intent) === "live", 30_000)).toBe(true);
    expect(at.atVenue(intent)).toBe(1);
    expect(at.ledger.counts).toMatchObject({ unknown: 1, resolved: 1, submitted: 1 });
  });

  test("a request that never arrives is unknown until everything shows that it is not there, and its id is never used again", () => {
    const at = open(place);
    at.fault("lost-request", { aim: "orders" });
    const intent = at.resting();
    expect(at.submit(intent).kind).toBe("unknown");
    const since = at.world.clock.monotonic();
    expect(at.world.until(() => at.state(intent) === "never-arrived", 40_000)).toBe(true);
    expect(at.world.clock.monotonic() - since).toBeGreaterThanOrEqual(6_000);
    expect(at.world.clock.monotonic() - since).toBeLessThan(30_000);
    expect(at.ledger.exposure).toEqual([]);
    expect(at.submit(intent).kind).toBe("unknown");
    at.world.advance(1_000);
    expect(at.truth.openOrders()).toHaveLength(0);
  });

  test.each(["500", "502", "page", "empty"])("an order answered with %s is unknown, never failed", (form) => {
    const at = open(place);
    at.fault("private-silence", { durationMs: 40_000 });
    at.fault("broken-reply", { aim: "orders", form });
    const intent = at.resting();
    expect(at.submit(intent).kind).toBe("unknown");
    expect(at.world.until(() => at.state(intent) === "live", 30_000)).toBe(true);
    expect(at.atVenue(intent)).toBe(1);
  });

  test("an order that is taken and answered with an error of the venue's own is counted and adopted, whatever the error proves", () => {
    const at = open(place);
    at.fault("private-silence", { durationMs: 40_000 });
    at.fault("broken-reply", { aim: "orders", form: "error-body" });
    const intent = at.resting();
    const result = at.submit(intent);
    expect(at.world.until(() => at.state(intent) === "live", 45_000)).toBe(true);
    expect(at.atVenue(intent)).toBe(1);
    // Where the venue's own table calls that error a refusal, only the order itself tells otherwise: an alarm.
    expect(at.ledger.counts.alarms > 0).toBe(result.kind === "rejected");
  });

  test("an id that the venue calls known is a sign of life, not a failure", () => {
    const at = open(place);
    at.fault("private-silence", { durationMs: 40_000 });
    at.fault("doubled-order");
    const intent = at.resting();
    at.submit(intent);
    expect(at.world.until(() => at.state(intent) === "live", 30_000)).toBe(true);
    expect(at.ledger.counts.rejected).toBe(0);
    expect(at.atVenue(intent)).toBe(1);
  });

  test("a refusal of the venue is told by name, and ends the order", () => {
    const at = open(place);
    const intent = { ...at.resting(), amount: { kind: "size", size: sizeUnits(at.words.ours(1) * 1_000_000) } } as const;
    const result = at.submit(intent);
    expect(result).toMatchObject({ kind: "rejected" });
    expect(at.ledger.exposure).toEqual([]);
    expect(at.gate.answers).toEqual(["rejected"]);
    expect(at.submit(intent)).toEqual(result);
  });
});

test("a refusal of the gate is a value, and nothing is written or sent", () => {
  const at = open("lmex futures");
  at.gate.refusal = REFUSAL;
  expect(at.submit(at.resting())).toBe(REFUSAL);
  expect(at.journal.entries.filter(({ kind }) => kind === "intent")).toEqual([]);
  expect(at.ledger.open).toEqual([]);
});

test("a gate that closes between the decision and the write stops the order, which is then over", () => {
  const at = open("lmex futures");
  at.gate.recheckRefusal = REFUSAL;
  const intent = at.resting();
  expect(at.submit(intent)).toBe(REFUSAL);
  expect(at.state(intent)).toBe("unsent");
  expect(at.truth.openOrders()).toEqual([]);
});

test("a journal that cannot be written lets nothing out", () => {
  const at = open("lmex futures");
  at.journal.break("the disk is full");
  expect(at.submit(at.resting())).toMatchObject({ kind: "refused", rule: "journal" });
  at.world.advance(2_000);
  expect(at.truth.openOrders()).toEqual([]);
});

test("an order counts from the turn in which it is cleared, before anything is sent", () => {
  const at = open("lmex futures");
  const intent = at.resting();
  at.ledger.submit(intent, () => undefined);
  expect(at.ledger.exposure).toMatchObject([{ clientOrderId: intent.clientOrderId }]);
});

test("the same id is never sent twice: it joins the first while that is under way, and with other content it is misuse", () => {
  const at = open("lmex futures");
  const intent = at.resting();
  const results: unknown[] = [];
  at.ledger.submit(intent, (result) => results.push(result));
  at.ledger.submit({ ...intent }, (result) => results.push(result));
  at.world.advance(2_000);
  expect(results).toHaveLength(2);
  expect(results[0]).toEqual(results[1]);
  expect(at.truth.openOrders()).toHaveLength(1);
  expect(() => at.ledger.submit({ ...intent, side: "sell" }, () => undefined)).toThrow(UsageError);
  expect(() => at.ledger.submit({ ...intent, clientOrderId: clientOrderId("no spaces") }, () => undefined)).toThrow(UsageError);
});

test("when one order of a batch cannot be written for the venue, those before it are said not to have left", () => {
  const at = open("weex contract", { api: "v2" });
  const first = at.resting("buy", 0);
  const stop = {
    ...at.resting("buy", 1),
    style: { kind: "stop", trigger: { price: priceUnits(at.instrument.tick * 1_000), by: "last" }, price: undefined },
  } as const;
  expect(() => at.ledger.submitMany([first, stop], () => undefined)).toThrow(UsageError);
  at.world.advance(5_000);
  expect(at.state(first)).toBe("unsent");
  expect(at.ledger.exposure).toEqual([]);
  expect(at.truth.openOrders()).toEqual([]);
});
