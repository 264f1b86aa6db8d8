// Halts and the kill switch: once, latched, over restarts, and taken off by a person or by their cool-down. Costs nothing.

import { expect, test } from "vitest";
import { clientOrderId } from "#core/account/order";
import { epochMs } from "#core/brand";
import { ConfigError } from "#core/error";
import { fill, gateGround, order, perpetual } from "./gate-ground.ts";

test("after a kill no order is cleared in the same turn, over restarts, until a person resumes by name", () => {
  const first = gateGround();
  first.gate.kill({ by: "anna", reason: "enough", flatten: true });
  expect(first.gate.clear(order())).toMatchObject({ rule: "killed", actual: "anna: enough" });
  first.clock.advance(1);
  expect(first.events).toMatchObject([{ kind: "killed", killed: { flatten: true }, restored: false }]);
  const second = first.restart();
  second.gate.look();
  second.clock.advance(86_400_000);
  expect(second.events).toMatchObject([{ kind: "killed", restored: true }]);
  expect(second.gate.clear(order())).toMatchObject({ rule: "killed" });
  expect(() => second.gate.resume("  ")).toThrow(/nobody/);
  expect(second.gate.clear(order())).toMatchObject({ rule: "killed" });
  second.gate.resume("ben");
  expect(second.gate.clear(order()).kind).toBe("cleared");
  second.clock.advance(1);
  expect(second.events.slice(1)).toMatchObject([{ kind: "resumed", by: "ben", rules: ["killed"] }]);
});

test("another process throws the switch and releases it: the gate follows at the next order and tells once", () => {
  const { gate, disk, events, clock } = gateGround();
  expect(gate.clear(order()).kind).toBe("cleared");
  disk.killed = { at: epochMs(5), by: "watchdog", reason: "no heartbeat", flatten: false };
  expect(gate.clear(order())).toMatchObject({ rule: "killed" });
  gate.look();
  disk.killed = undefined;
  expect(gate.clear(order()).kind).toBe("cleared");
  clock.advance(1);
  expect(events.map(({ kind }) => kind)).toEqual(["killed", "resumed"]);
});

test("a switch that cannot be thrown kills this process all the same, and one that cannot be released stays", () => {
  const { gate, disk } = gateGround();
  disk.full = true;
  gate.kill({ by: "anna", reason: "enough", flatten: false });
  expect(gate.clear(order())).toMatchObject({ rule: "killed" });
  expect(gate.clear(order({ effect: "reduce-only", side: "sell" })).kind).toBe("cleared");
});

test("an action is taken once, halts over restarts, and ends with its cool-down on the steady clock", () => {
  const limits = { maxOrderNotional: { max: "100", action: "reduce", coolDownMs: 60_000 } } as const;
  const first = gateGround(limits);
  for (let time = 0; time < 3; time += 1) first.gate.clear(order());
  first.clock.advance(1_000);
  expect(first.events).toMatchObject([{ kind: "reduce", rule: "order-notional" }]);
  expect(first.gate.lines().find(({ rule }) => rule === "order-notional")?.latched?.until).toBe(first.clock.now() + 59_000);
  first.clock.jumpWall(3_600_000);
  expect(first.gate.clear(order({ size: 1 }))).toMatchObject({ rule: "halted" });
  first.clock.jumpWall(-3_600_000);
  const second = first.restart();
  second.clock.advance(58_999);
  expect(second.gate.clear(order({ size: 1 }))).toMatchObject({ rule: "halted" });
  second.clock.advance(1);
  expect(second.gate.clear(order({ size: 1 })).kind).toBe("cleared");
  second.clock.advance(1);
  expect(second.events).toMatchObject([{ kind: "resumed", by: "cool-down", rules: ["order-notional"] }]);
});

test("the eleventh refusal within a minute halts; what orders asked for in their own words is no refusal", () => {
  const { gate, clock, events } = gateGround({ rejectsPerMinute: "10" });
  for (let time = 0; time < 50; time += 1) gate.answered({ kind: "rejected", reason: "post-only-would-trade" });
  for (let time = 0; time < 10; time += 1) gate.answered({ kind: "rejected", reason: "insufficient-funds" });
  expect(gate.clear(order()).kind).toBe("cleared");
  clock.advance(60_000);
  for (let time = 0; time < 10; time += 1) gate.answered({ kind: "rejected", reason: "insufficient-funds" });
  gate.answered({ kind: "accepted" });
  expect(gate.clear(order()).kind).toBe("cleared");
  gate.answered({ kind: "rejected", reason: "insufficient-funds" });
  expect(gate.clear(order())).toMatchObject({ rule: "halted" });
  clock.advance(1);
  expect(events).toMatchObject([{ kind: "halted", rule: "reject-rate", until: undefined }]);
  gate.resume("anna");
  expect(gate.clear(order()).kind).toBe("cleared");
});

test("the same order more than twenty times within a minute halts; another price, or a minute, is another order", () => {
  const { gate, clock } = gateGround({ repeatsPerMinute: "20" });
  for (let time = 0; time < 20; time += 1) expect(gate.clear(order()).kind).toBe("cleared");
  expect(gate.clear(order({ price: 499_999 })).kind).toBe("cleared");
  clock.advance(60_000);
  for (let time = 0; time < 20; time += 1) expect(gate.clear(order()).kind).toBe("cleared");
  expect(gate.clear(order())).toMatchObject({ rule: "repeat-order", action: "halt" });
  expect(gate.clear(order({ price: 499_000 }))).toMatchObject({ rule: "halted" });
});

test("ten orders a second is the default, in any second", () => {
  const { gate, clock } = gateGround({ ordersPerSecond: "10" });
  for (let time = 0; time < 10; time += 1) {
    expect(gate.clear(order({ price: 490_000 + time })).kind).toBe("cleared");
    clock.advance(90);
  }
  expect(gate.clear(order())).toMatchObject({ rule: "order-rate", actual: "11 in a second" });
  clock.advance(100);
  expect(gate.clear(order()).kind).toBe("cleared");
  expect(gate.clear(order())).toMatchObject({ rule: "order-rate" });
});

test("orders that waited and leave in one moment count for that moment: the eleventh is refused in the turn of its write", () => {
  const { gate, clock } = gateGround({ ordersPerSecond: "10" });
  const waiting = Array.from({ length: 11 }, (_, at) => {
    clock.advance(200);
    const found = gate.clear({ ...order({ price: 490_000 + at }), clientOrderId: clientOrderId(`waits-${at}`) });
    if (found.kind !== "cleared") throw new Error(found.rule);
    return found.order;
  });
  clock.advance(2_000);
  const refused = waiting.map((each) => gate.recheck(each)?.rule);
  expect(refused).toEqual([...Array.from({ length: 10 }, () => undefined), "order-rate"]);
  // Asked again for a connection that was made meanwhile, an order does not count twice.
  expect(waiting.slice(0, 10).map((each) => gate.recheck(each)?.rule)).toEqual(Array.from({ length: 10 }, () => undefined));
  expect(gate.clear(order())).toMatchObject({ rule: "order-rate", actual: "11 in a second" });
  clock.advance(1_000);
  expect(gate.clear(order()).kind).toBe("cleared");
});

test("what is asked of the gate while an event is told cannot come inside another call", () => {
  const { gate, clock } = gateGround({ maxOrderNotional: { max: "100", action: "flatten" } });
  let inside = false;
  let told = 0;
  gate.listen(() => {
    expect(inside).toBe(false);
    told += 1;
  });
  inside = true;
  gate.clear(order());
  inside = false;
  clock.advance(0);
  expect(told).toBe(1);
});

test("a memory that cannot be written stops new risk until it can", () => {
  const ground = gateGround();
  ground.disk.full = true;
  ground.gate.filled(fill(ground));
  ground.seen.positions.set(perpetual, 10);
  ground.clock.advance(1);
  expect(ground.gate.clear(order())).toMatchObject({ rule: "journal" });
  expect(ground.gate.clear(order({ side: "sell", effect: "reduce-only" })).kind).toBe("cleared");
  ground.disk.full = false;
  ground.gate.look();
  expect(ground.gate.clear(order()).kind).toBe("cleared");
});

test("a memory that cannot be read is an error, never a new beginning", () => {
  const first = gateGround();
  first.gate.filled(fill(first));
  first.gate.halt({ reason: "the key was revoked." });
  first.clock.advance(1);
  const text = first.disk.memory ?? "";
  expect(first.restart().gate.clear(order())).toMatchObject({ rule: "halted" });
  const damaged = [
    "",
    "x",
    "[]",
    "{}",
    text.slice(0, -1),
    text.replace('"version":2', '"version":3'),
    text.replace(/"cash":"[^"]*"/, '"cash":"x"'),
  ];
  for (const memory of [...damaged, text.replace(/"since":\d+/, '"since":null'), text.replace('"action":"halt"', '"action":"refuse"')]) {
    expect(memory).not.toBe(text);
    first.disk.memory = memory;
    expect(() => first.restart()).toThrow(ConfigError);
  }
});

test("what blocks is told without an order, with what is wrong with the accounts of the products asked for", () => {
  const { gate, seen } = gateGround();
  expect(gate.blocked(["futures"])).toEqual([]);
  seen.watchdogTrouble = "it died";
  seen.venueTrouble = "maintenance";
  seen.reconcileTrouble = "one line is open";
  gate.halt({ reason: "the key was revoked." });
  expect(gate.blocked(["futures"]).map(({ rule }) => rule)).toEqual(["halted", "watchdog", "instrument-halted", "not-reconciled"]);
});
