// Every rule stops what it is for, with its own name and numbers, and nothing that reduces is ever stopped. Costs well under a second.

import { expect, test } from "vitest";
import { type ClearedChange, type ClearedOrder, clientOrderId, type OrderIntent } from "#core/account/order";
import { RISK_RULES, type RiskRule } from "#core/account/risk";
import { type RiskLimitsInput } from "#core/account/risk-limits";
import { priceUnits, sizeUnits } from "#core/brand";
import { RULES } from "#risk/rules/rule-table";
import { fill, freshBook, type Ground, gateGround, listed, order, perpetual, spot } from "./gate-ground.ts";

const killed = { at: 0, by: "anna", reason: "enough", flatten: false } as never;

const stops: readonly (readonly [RiskRule, Partial<RiskLimitsInput>, (ground: Ground) => void, Partial<Parameters<typeof order>[0]>])[] = [
  ["killed", {}, ({ disk }) => (disk.killed = killed), {}],
  ["closing", {}, ({ gate }) => gate.close(), {}],
  ["halted", {}, ({ gate }) => gate.halt({ reason: "the key was revoked." }), {}],
  ["journal", {}, ({ seen }) => (seen.journalTrouble = "no space"), {}],
  ["watchdog", {}, ({ seen }) => (seen.watchdogTrouble = "it died"), {}],
  ["loop-stalled", {}, ({ gate }) => gate.loopStalled(900), {}],
  ["instrument-halted", {}, ({ seen }) => (seen.status = "halted"), {}],
  ["instrument-halted", {}, ({ seen }) => (seen.venueTrouble = "maintenance"), {}],
  ["account-not-synced", {}, ({ seen }) => (seen.accountTrouble = "resyncing"), {}],
  ["not-reconciled", {}, ({ seen }) => (seen.reconcileTrouble = "never"), {}],
  ["clock-suspect", {}, ({ seen }) => (seen.clockTrouble = "it jumped"), {}],
  [
    "book-not-live",
    {},
    ({ seen }) => seen.books.set(perpetual, { ...freshBook(perpetual), state: "resyncing" }),
    { style: { kind: "market" } },
  ],
  ["book-crossed", {}, ({ seen }) => seen.books.set(perpetual, { ...freshBook(perpetual), bestBid: priceUnits(500_010) }), {}],
  ["book-not-fresh", {}, ({ seen }) => seen.books.set(perpetual, { ...freshBook(perpetual), ageMs: 5_000.5 }), {}],
  ["book-not-fresh", { freshMs: 19 }, () => undefined, {}],
  ["order-size", { maxOrderSize: { "btc-perp": "0.0099" } }, () => undefined, {}],
  ["order-notional", { maxOrderNotional: "499.99" }, () => undefined, {}],
  ["price-collar", {}, () => undefined, { price: 510_001 }],
  ["price-collar", {}, () => undefined, { price: 489_999, side: "sell" }],
  ["position-notional", { maxPositionNotional: "999.9" }, ({ seen }) => seen.positions.set(perpetual, 10), {}],
  ["exposure-notional", { maxExposureNotional: "3499.9" }, ({ seen }) => seen.positions.set(spot, 10_000), {}],
  ["open-orders", { maxOpenOrders: "2" }, ({ seen }) => seen.orders.push(listed(order()), listed(order(), "foreign")), {}],
  ["order-rate", { ordersPerSecond: "1" }, ({ gate }) => gate.clear(order()), {}],
  ["repeat-order", { repeatsPerMinute: "1" }, ({ gate }) => gate.clear(order()), {}],
  ["reject-rate", { rejectsPerMinute: { max: "1", action: "refuse" } }, rejectTwice, {}],
  ["self-trade", {}, ({ seen }) => seen.orders.push(listed(order({ side: "sell", price: 500_000 }))), {}],
  ["daily-loss", { maxDailyLoss: "9.9" }, loseTen, {}],
  ["drawdown", { maxDrawdown: "9.9" }, loseTen, {}],
];

function rejectTwice({ gate }: Ground): void {
  for (const reason of ["insufficient-funds", "price-rule"] as const) gate.answered({ kind: "rejected", reason });
}

function loseTen({ gate, seen, ...ground }: Ground): void {
  gate.filled(fill({ gate, seen, ...ground }));
  seen.positions.set(perpetual, 10);
  seen.marks.set(perpetual, "49000");
  seen.books.set(perpetual, { ...freshBook(perpetual), bestBid: priceUnits(489_990), bestAsk: priceUnits(490_010) });
}

test.each(stops)("%s stops an order (%o), by its own name and with its numbers", (rule, limits, prepare, over) => {
  const ground = gateGround(limits);
  prepare(ground);
  // A price that is fair in both worlds above.
  const verdict = ground.gate.clear(order(rule === "daily-loss" || rule === "drawdown" ? { price: 490_000 } : over));
  expect(verdict).toMatchObject({ kind: "refused", rule });
  if (verdict.kind !== "refused") return;
  expect(verdict.checks.map((check) => check.rule)).toEqual([...RISK_RULES]);
  expect(verdict.checks.filter(({ passed }) => !passed).map((check) => check.rule)).toEqual([rule]);
  expect(verdict.words).toMatch(/\.$/);
  expect(verdict.actual).not.toBe("");
});

test("the table above stops by every rule there is, and rules are looked at in their order", () => {
  expect(new Set(stops.map(([rule]) => rule))).toEqual(new Set(RISK_RULES));
  expect(RULES.map(({ rule }) => rule)).toEqual([...RISK_RULES]);
});

test("exactly at a limit an order passes, with every check and the book that it was decided on", () => {
  const { gate, seen } = gateGround({
    maxOrderSize: { "BTC/USDT:USDT": "0.01" },
    maxOrderNotional: "500",
    maxPositionNotional: "1000",
    maxExposureNotional: "4000",
    maxOpenOrders: "1",
    ordersPerSecond: "1",
    repeatsPerMinute: "1",
    rejectsPerMinute: "1",
    maxDailyLoss: "1",
    maxDrawdown: "1",
  });
  seen.positions.set(perpetual, 10);
  seen.positions.set(spot, 10_000);
  gate.answered({ kind: "rejected", reason: "price-rule" });
  expect(gate.clear(order())).toMatchObject({ kind: "cleared", book: freshBook(perpetual), reduces: false });
});

test("a healthy quiet market stays tradable: what counts is the last proof", () => {
  const { gate, seen, clock } = gateGround();
  for (let hour = 0; hour < 24; hour += 1) {
    clock.advance(3_600_000);
    seen.books.set(perpetual, { ...freshBook(perpetual), ageMs: 4_900 });
    expect(gate.clear(order())).toMatchObject({ kind: "cleared" });
  }
});

const troubles: readonly (readonly [string, (ground: Ground) => void])[] = [
  ["killed", ({ gate }) => gate.kill({ by: "anna", reason: "enough", flatten: false })],
  ["closing", ({ gate }) => gate.close()],
  ["halted", ({ gate }) => gate.halt({ reason: "x." })],
  ["with a stale book", ({ seen }) => seen.books.clear()],
  ["with a full disk", ({ seen }) => (seen.journalTrouble = "no space")],
  ["far over every limit", () => undefined],
];

test.each(troubles)("reductions pass while %s: by their flag, by what is held on spot, by a smaller size", (name, prepare) => {
  const tight = name.startsWith("far") ? { maxOrderNotional: "1", maxPositionNotional: "1", ordersPerSecond: "1", maxOpenOrders: "1" } : {};
  const ground = gateGround(tight);
  const { gate, seen } = ground;
  seen.positions.set(perpetual, 100);
  seen.positions.set(spot, 10_000);
  prepare(ground);
  const flagged = order({ side: "sell", effect: "reduce-only", size: 500, price: 1 });
  const provable = order({ side: "sell", size: 100 });
  const coins = order({ instrument: spot, side: "sell", size: 10_000, price: 300_000 });
  for (const intent of [flagged, provable, coins]) {
    expect(gate.clear(intent)).toMatchObject({ kind: "cleared", reduces: true });
    expect(gate.recheck(intent as OrderIntent as ClearedOrder)).toBeUndefined();
  }
  const smaller = { size: sizeUnits(5) };
  expect(gate.clearChange(order(), smaller)).toMatchObject({ kind: "cleared", reduces: true });
  expect(gate.recheckChange(order(), smaller as ClearedChange)).toBeUndefined();
});

test("what is no proven reduction is none: too large, already being sold, an account that is not known, a flag on spot", () => {
  const ground = gateGround();
  const { gate, seen } = ground;
  gate.kill({ by: "anna", reason: "enough", flatten: false });
  seen.positions.set(perpetual, 100);
  seen.positions.set(spot, 10_000);
  const sell = order({ side: "sell", size: 60 });
  expect(gate.clear(order({ side: "sell", size: 101 })).kind).toBe("refused");
  seen.orders = [listed(sell, "unknown")];
  expect(gate.clear(order({ side: "sell", size: 41 })).kind).toBe("refused");
  expect(gate.clear(order({ side: "sell", size: 40 })).kind).toBe("cleared");
  expect(gate.clear(order({ instrument: spot, side: "buy", effect: "reduce-only", price: 300_000 })).kind).toBe("refused");
  expect(gate.clearChange(order(), { size: sizeUnits(5), price: priceUnits(499_000) }).kind).toBe("refused");
  seen.accountTrouble = "resyncing";
  expect(gate.clear(order({ side: "sell", size: 1 })).kind).toBe("refused");
});

test("while another product's account is not synced nobody knows the whole, and only a limit on the whole refuses for it", () => {
  const { gate, seen } = gateGround({ maxExposureNotional: "100000" });
  seen.productTrouble.set(spot.product, "resyncing");
  expect(gate.clear(order())).toMatchObject({ rule: "exposure-notional", actual: `${spot.product}: resyncing` });
  seen.positions.set(perpetual, 100);
  expect(gate.clear(order({ side: "sell", size: 10 })).kind).toBe("cleared");
  const free = gateGround({ maxExposureNotional: "none" });
  free.seen.productTrouble.set(spot.product, "resyncing");
  expect(free.gate.clear(order()).kind).toBe("cleared");
});

test("buying on spot never reduces, not even when sales were told before the coins that were sold", () => {
  const { gate, seen } = gateGround();
  seen.positions.set(spot, -5_000);
  gate.kill({ by: "anna", reason: "enough", flatten: false });
  expect(gate.clear(order({ instrument: spot, side: "buy", size: 5_000, price: 300_000 }))).toMatchObject({
    kind: "refused",
    rule: "killed",
  });
});

test("where longs and shorts are held apart only the flag closes: a plain order of the other side opens a second position", () => {
  const { gate, seen } = gateGround();
  gate.kill({ by: "anna", reason: "enough", flatten: false });
  seen.positions.set(perpetual, -100);
  expect(gate.clear(order({ side: "buy", size: 100 })).kind).toBe("cleared");
  seen.legs = { long: 0, short: 100 };
  expect(gate.clear(order({ side: "buy", size: 100 }))).toMatchObject({ kind: "refused", rule: "killed" });
  expect(gate.clear(order({ side: "buy", size: 100, effect: "reduce-only" })).kind).toBe("cleared");
});

test("where longs and shorts are held apart, closing one leaves the other: the net counts as what it may come to", () => {
  const { gate, seen } = gateGround({ maxPositionNotional: "5100" });
  // 90 contracts short beside 40 long, each worth 50: net 50, and without the long 90.
  seen.positions.set(perpetual, -50);
  seen.legs = { long: 40, short: 90 };
  const closing = listed(order({ side: "sell", size: 40, effect: "reduce-only" }));
  expect(gate.clear(order({ side: "sell", size: 20 })).kind).toBe("cleared");
  seen.orders = [closing];
  expect(gate.clear(order({ side: "sell", size: 20 }))).toMatchObject({ kind: "refused", rule: "position-notional" });
  // No more than the leg can be closed, however much rests to close it.
  seen.orders = [closing, { ...closing, clientOrderId: clientOrderId("closing-2") }];
  expect(gate.clear(order({ side: "sell", size: 10 })).kind).toBe("cleared");
});

test("a fill that the position does not show yet leaves nothing to reduce twice", () => {
  const ground = gateGround();
  const { gate, seen } = ground;
  seen.positions.set(perpetual, 100);
  gate.look();
  gate.kill({ by: "anna", reason: "enough", flatten: false });
  gate.filled(fill(ground, { side: "sell", lots: 100 }));
  expect(gate.clear(order({ side: "sell", size: 100 })).kind).toBe("refused");
});

test("a change counts with both of its legs until it is decided", () => {
  const { gate, seen } = gateGround({ maxPositionNotional: "1005" });
  const resting = order({ price: 499_000 });
  seen.orders = [listed(resting)];
  // 10 + 10 contracts at 50 000.
  expect(gate.clearChange(resting, { price: priceUnits(500_000) })).toMatchObject({ kind: "cleared", reduces: false });
  expect(gate.clearChange(resting, { size: sizeUnits(11) })).toMatchObject({ kind: "refused", rule: "position-notional" });
  // Half of it is filled: what is left of both legs is less.
  seen.positions.set(perpetual, 0);
  seen.orders = [{ ...listed(resting), remaining: sizeUnits(5) }];
  expect(gate.clearChange(resting, { size: sizeUnits(15) })).toMatchObject({ kind: "cleared" });
  // In the turn of the write both terms are listed.
  seen.orders = [listed(resting), { ...listed(resting), price: priceUnits(500_000) }, listed(order())];
  expect(gate.recheckChange(resting, { price: priceUnits(500_000) } as ClearedChange)).toMatchObject({ rule: "position-notional" });
});

test("an order is not counted twice in the turn of the write, and what changed meanwhile stops it", () => {
  const { gate, seen } = gateGround({ maxPositionNotional: "500", maxOpenOrders: "1", ordersPerSecond: "1", repeatsPerMinute: "1" });
  const verdict = gate.clear(order());
  if (verdict.kind !== "cleared") throw new Error(verdict.words);
  seen.orders = [listed(verdict.order, "reserved")];
  expect(gate.recheck(verdict.order)).toBeUndefined();
  seen.books.set(perpetual, { ...freshBook(perpetual), state: "stale" });
  expect(gate.recheck(verdict.order)).toMatchObject({ rule: "book-not-live" });
  seen.books.set(perpetual, freshBook(perpetual));
  seen.positions.set(perpetual, 1);
  expect(gate.recheck(verdict.order)).toMatchObject({ rule: "position-notional" });
});

test("in the turn of its clearance an order is stopped by our own switches only, and by each of them", () => {
  const throws: ((gate: Ground["gate"]) => void)[] = [
    (gate) => gate.kill({ by: "a person", reason: "a test", flatten: false }),
    (gate) => gate.halt({ reason: "a test" }),
    (gate) => gate.close(),
  ];
  for (const [at, throwSwitch] of throws.entries()) {
    const { gate, seen } = gateGround();
    const verdict = gate.clear(order());
    if (verdict.kind !== "cleared") throw new Error(verdict.words);
    // Listed by its sender, and counted once.
    seen.orders = [listed(verdict.order, "reserved")];
    expect(gate.recheck(verdict.order, "in-this-turn")).toBeUndefined();
    throwSwitch(gate);
    expect(gate.recheck(verdict.order, "in-this-turn")?.rule).toBe(["killed", "halted", "closing"][at]);
  }
});

test("conditional orders are judged at their trigger, and a trigger of another unit is refused", () => {
  const { gate } = gateGround();
  const stop = (trigger: number, price?: number): OrderIntent["style"] => ({
    kind: "stop",
    trigger: { price: priceUnits(trigger), by: "mark" },
    price: price === undefined ? undefined : priceUnits(price),
  });
  expect(gate.clear(order({ style: stop(600_000) })).kind).toBe("cleared");
  expect(gate.clear(order({ style: stop(600_000, 612_000) })).kind).toBe("cleared");
  expect(gate.clear(order({ style: stop(600_000, 612_001) }))).toMatchObject({ rule: "price-collar" });
  expect(gate.clear(order({ style: stop(500_000_000) }))).toMatchObject({ rule: "price-collar" });
  expect(gate.clear(order({ style: stop(500) }))).toMatchObject({ rule: "price-collar" });
});

test("self-trades: only what is or may be in the book counts, and only where the prices meet", () => {
  const ground = gateGround();
  const { gate, seen } = ground;
  const sell = listed(order({ side: "sell", price: 500_010 }));
  const stop = { ...sell, price: undefined };
  seen.orders = [sell];
  expect(gate.clear(order({ price: 500_009 })).kind).toBe("cleared");
  expect(gate.clear(order({ style: { kind: "market" } }))).toMatchObject({ rule: "self-trade" });
  seen.orders = [{ ...sell, untriggered: true }, stop, { ...sell, instrument: spot }];
  expect(gate.clear(order({ price: 500_010 })).kind).toBe("cleared");
  seen.orders = [{ ...stop, standing: "unknown" }];
  expect(gate.clear(order())).toMatchObject({ rule: "self-trade" });
});

test("quote coins count in full, and a market order at the far side with the collar on top", () => {
  const { gate } = gateGround({ maxOrderNotional: "1000", maxPositionNotional: "1001.5" });
  const spend = (quote: string): OrderIntent => order({ instrument: spot, style: { kind: "market" }, amount: { kind: "quote", quote } });
  expect(gate.clear(spend("1000")).kind).toBe("cleared");
  expect(gate.clear(spend("1000.01"))).toMatchObject({ rule: "order-notional", actual: "1000.01 USDT" });
  // 0.3333… coins at the best bid, rounded up.
  expect(gate.quoteSize(spot, "1000")).toBe(3_334);
  // 19 contracts at 50 001 × 1.02.
  expect(gate.preview(order({ style: { kind: "market" }, size: 19 })).checks.find(({ rule }) => rule === "order-notional")?.actual).toBe(
    "969.01938 USDT",
  );
});

test("what has no price does not pass a limit, and none of the harder actions follows from that", () => {
  const ground = gateGround({ maxExposureNotional: { max: "100000", action: "flatten" } });
  const { gate, seen, events, clock } = ground;
  seen.positions.set(spot, 1);
  seen.books.delete(spot);
  seen.marks.delete(spot);
  expect(gate.clear(order())).toMatchObject({ rule: "exposure-notional", actual: "ETH/USDT has no price" });
  clock.advance(1);
  expect(events).toEqual([]);
  expect(gate.clear(order()).kind).toBe("refused");
});

test("the price of a book that is away for a moment is kept for a minute", () => {
  const { gate, seen, clock } = gateGround({ maxExposureNotional: "100000" });
  seen.positions.set(spot, 1);
  expect(gate.clear(order()).kind).toBe("cleared");
  seen.books.delete(spot);
  seen.marks.delete(spot);
  clock.advance(60_000);
  expect(gate.clear(order()).kind).toBe("cleared");
  clock.advance(1);
  expect(gate.clear(order())).toMatchObject({ rule: "exposure-notional" });
});

test("after a stand the gate opens once the book is proven later than what had queued up", () => {
  const { gate, seen, clock } = gateGround();
  const proven = (ageMs: number): unknown => seen.books.set(perpetual, { ...freshBook(perpetual), ageMs });
  clock.advance(10_000);
  gate.loopStalled(3_000);
  proven(0);
  expect(gate.clear(order())).toMatchObject({ rule: "loop-stalled", actual: "3000 ms" });
  clock.advance(500);
  proven(251);
  expect(gate.clear(order())).toMatchObject({ rule: "loop-stalled" });
  proven(250);
  expect(gate.clear(order()).kind).toBe("cleared");
});

test("a preview has no consequence: nothing is counted and nothing halts", () => {
  const { gate, clock, events } = gateGround({
    repeatsPerMinute: "1",
    ordersPerSecond: "1",
    maxOrderNotional: { max: "1", action: "flatten" },
  });
  for (let time = 0; time < 5; time += 1) expect(gate.preview(order()).refused).toMatchObject({ rule: "order-notional" });
  clock.advance(1);
  expect(events).toEqual([]);
  expect(gate.blocked()).toEqual([]);
});

test("ids that the ledger lists under no name count too", () => {
  const { gate, seen } = gateGround({ maxOpenOrders: "2" });
  seen.orders = [
    { ...listed(order()), clientOrderId: undefined },
    { ...listed(order()), clientOrderId: clientOrderId("mine") },
  ];
  expect(gate.clear(order())).toMatchObject({ rule: "open-orders", actual: "3" });
});

test("a flag that spot does not keep makes an order that stands there no smaller", () => {
  const { gate, seen } = gateGround({ maxPositionNotional: "3000" });
  const flagged = order({ instrument: spot, side: "buy", effect: "reduce-only", size: 9_000, price: 300_000 });
  expect(gate.clear(flagged).kind).toBe("cleared");
  seen.orders = [listed(flagged)];
  expect(gate.clear(order({ instrument: spot, side: "buy", size: 9_000, price: 300_000 }))).toMatchObject({ rule: "position-notional" });
});

test("orders from before a change of an instrument's scales count for what they are, beside those from after it", () => {
  const finer = { ...perpetual, sizeScale: 2, priceScale: 2 };
  const { gate, seen } = gateGround({ maxPositionNotional: "600" });
  seen.books.set(finer, { ...freshBook(perpetual), bestBid: priceUnits(4_999_900), bestAsk: priceUnits(5_000_100) });
  seen.marks.set(finer, "50000");
  // One contract, written in hundredths.
  seen.orders.push(listed(order({ instrument: finer, size: 100, price: 4_990_000 })));
  expect(gate.clear(order({ size: 10, price: 499_000 })).kind).toBe("cleared");
  expect(gate.clear(order({ size: 12, price: 499_000 }))).toMatchObject({ kind: "refused", rule: "position-notional" });
  expect(gate.clear(order({ instrument: finer, size: 1_200, price: 4_990_000 }))).toMatchObject({ rule: "position-notional" });
  seen.orders.splice(0, 1, listed(order({ instrument: finer, side: "sell", size: 100, price: 5_000_000 })));
  expect(gate.clear(order({ size: 1, price: 500_000 }))).toMatchObject({ kind: "refused", rule: "self-trade" });
});
