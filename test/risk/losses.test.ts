// Loss of the day and drawdown: exact, over restarts, over midnight, and not fooled by what moves without a fill. Costs nothing.

import { expect, test } from "vitest";
import { epochMs, priceUnits } from "#core/brand";
import { fill, freshBook, type Ground, gateGround, order, perpetual, spot } from "./gate-ground.ts";

const DAY_MS = 86_400_000;
const limits = { maxDailyLoss: { max: "100", action: "flatten" }, maxDrawdown: { max: "150", action: "halt" } } as const;

function standing({ gate }: Ground, rule: "daily-loss" | "drawdown"): string | undefined {
  gate.look();
  return gate.lines().find((line) => line.rule === rule)?.actual;
}

function markAt({ seen }: Ground, mark: number): void {
  seen.marks.set(perpetual, String(mark));
  seen.books.set(perpetual, { ...freshBook(perpetual), bestBid: priceUnits(mark * 10 - 10), bestAsk: priceUnits(mark * 10 + 10) });
}

test("a loss is what fills paid and received, fees, and what is held at mark", () => {
  const ground = gateGround(limits);
  ground.gate.filled(fill(ground, { lots: 30, at: 500_000, fee: { amount: "0.9", currency: "USDT" } }));
  ground.seen.positions.set(perpetual, 30);
  expect(standing(ground, "daily-loss")).toBe("0.9 USDT");
  markAt(ground, 49_000);
  expect(standing(ground, "daily-loss")).toBe("30.9 USDT");
  ground.gate.filled(fill(ground, { side: "sell", lots: 30, at: 490_005, fee: { amount: "0.88", currency: "USDT" } }));
  ground.seen.positions.set(perpetual, 0);
  markAt(ground, 60_000);
  expect(standing(ground, "daily-loss")).toBe("31.765 USDT");
});

test("a fill counts once, and one that the venue takes back is taken back once", () => {
  const ground = gateGround(limits);
  const lost = fill(ground, { fee: { amount: "5", currency: "USDT" } });
  for (let time = 0; time < 3; time += 1) ground.gate.filled(lost);
  ground.seen.positions.set(perpetual, 10);
  expect(standing(ground, "daily-loss")).toBe("5 USDT");
  for (let time = 0; time < 3; time += 1) ground.gate.filled({ ...lost, voided: true });
  ground.seen.positions.set(perpetual, 0);
  expect(standing(ground, "daily-loss")).toBe("0 USDT");
});

test("fees in the base coin and in a third coin are valued at mark", () => {
  const ground = gateGround(limits);
  ground.gate.filled(fill(ground, { instrument: spot, at: 300_000, lots: 10_000, fee: { amount: "0.001", currency: "ETH" } }));
  ground.seen.positions.set(spot, 9_990);
  expect(standing(ground, "daily-loss")).toBe("3 USDT");
  ground.gate.filled(fill(ground, { lots: 1, fee: { amount: "0.001", currency: "eth" } }));
  ground.seen.positions.set(perpetual, 1);
  expect(standing(ground, "daily-loss")).toBe("6 USDT");
});

test("a fill whose fee nobody knows is counted without it, and the loss says so, until the day is over and over a restart", () => {
  const first = gateGround(limits);
  first.gate.filled(fill(first, { fee: { amount: "5", currency: "USDT" } }));
  const untold = fill(first, { fee: undefined });
  for (let time = 0; time < 2; time += 1) first.gate.filled(untold);
  first.gate.filled(fill(first, { fee: { amount: "1", currency: "NOWHERE" } }));
  first.seen.positions.set(perpetual, 30);
  expect(standing(first, "daily-loss")).toBe("5 USDT, and the fees of 2 fills, which nobody knows");
  first.clock.advance(6_000);
  const second = first.restart();
  second.gate.filled(untold);
  expect(standing(second, "daily-loss")).toBe("5 USDT, and the fees of 2 fills, which nobody knows");
  second.clock.advance(DAY_MS);
  expect(standing(second, "daily-loss")).toBe("0 USDT");
});

test("positions that were there at the beginning, transfers and unknown fills are no profit and no loss", () => {
  const ground = gateGround(limits);
  ground.seen.positions.set(perpetual, 50);
  expect(standing(ground, "daily-loss")).toBe("0 USDT");
  markAt(ground, 49_000);
  expect(standing(ground, "daily-loss")).toBe("50 USDT");
  ground.seen.positions.set(perpetual, 10);
  expect(standing(ground, "daily-loss")).toBe("50 USDT");
  ground.clock.advance(30_000);
  expect(standing(ground, "daily-loss")).toBe("50 USDT");
  // From here on only ten contracts lose.
  markAt(ground, 48_000);
  expect(standing(ground, "daily-loss")).toBe("60 USDT");
});

test("a fill that is told after its position was taken over counts at its own price", () => {
  const ground = gateGround(limits);
  ground.gate.look();
  const filledAt = ground.clock.now();
  ground.seen.positions.set(perpetual, 10);
  ground.gate.look();
  ground.clock.advance(30_000);
  markAt(ground, 49_000);
  ground.gate.look();
  ground.gate.filled(fill(ground, { at: 520_000, lots: 10, venueTime: filledAt }));
  expect(standing(ground, "daily-loss")).toBe("30 USDT");
});

test("an account that is not known takes nothing over", () => {
  const ground = gateGround(limits);
  ground.gate.filled(fill(ground, { lots: 10 }));
  ground.seen.accountTrouble = "resyncing";
  ground.gate.look();
  ground.clock.advance(120_000);
  markAt(ground, 49_000);
  expect(standing(ground, "daily-loss")).toBe("10 USDT");
});

test("losses and the peak survive a restart, and fills told again do not count again", () => {
  const first = gateGround(limits);
  const bought = fill(first, { lots: 60 });
  first.gate.filled(bought);
  first.seen.positions.set(perpetual, 60);
  markAt(first, 51_000);
  first.gate.look();
  markAt(first, 49_000);
  first.gate.look();
  first.clock.advance(6_000);
  const second = first.restart();
  second.gate.filled(bought);
  expect(standing(second, "daily-loss")).toBe("60 USDT");
  expect(standing(second, "drawdown")).toBe("120 USDT");
});

test("a long history that is read again after a restart counts nothing twice, however much of it there is", () => {
  const first = gateGround(limits);
  const bought = Array.from({ length: 1_200 }, () => {
    first.clock.advance(1_000);
    return fill(first, { lots: 1, fee: { amount: "0.01", currency: "USDT" } });
  });
  for (const each of bought) first.gate.filled(each);
  first.seen.positions.set(perpetual, 1_200);
  expect(standing(first, "daily-loss")).toBe("12 USDT");
  first.clock.advance(6_000);
  const second = first.restart();
  for (const each of bought) second.gate.filled(each);
  expect(standing(second, "daily-loss")).toBe("12 USDT");
});

test("a new day begins at 00:00 UTC and not before, and not by a clock that cannot be believed", () => {
  const ground = gateGround(limits);
  ground.clock.advance(DAY_MS - 1_000 - (ground.clock.now() % DAY_MS));
  ground.gate.filled(fill(ground, { lots: 60 }));
  ground.seen.positions.set(perpetual, 60);
  markAt(ground, 49_000);
  ground.clock.advance(999);
  expect(standing(ground, "daily-loss")).toBe("60 USDT");
  ground.clock.advance(1);
  ground.seen.clockTrouble = "it jumped";
  expect(standing(ground, "daily-loss")).toBe("60 USDT");
  ground.seen.clockTrouble = undefined;
  expect(standing(ground, "daily-loss")).toBe("0 USDT");
  expect(standing(ground, "drawdown")).toBe("60 USDT");
  markAt(ground, 48_500);
  expect(standing(ground, "daily-loss")).toBe("30 USDT");
});

test("a gain while the process was away over midnight does not pay for a loss of today", () => {
  const first = gateGround(limits);
  first.gate.filled(fill(first, { lots: 60 }));
  first.seen.positions.set(perpetual, 60);
  first.gate.look();
  first.clock.advance(DAY_MS);
  markAt(first, 49_000);
  expect(standing(first.restart(), "daily-loss")).toBe("60 USDT");
  markAt(first, 52_000);
  const gained = first.restart();
  expect(standing(gained, "daily-loss")).toBe("0 USDT");
  markAt(gained, 51_000);
  expect(standing(gained, "daily-loss")).toBe("60 USDT");
});

test("fills from before counting began are in the positions that were found", () => {
  const ground = gateGround(limits);
  ground.seen.positions.set(perpetual, 10);
  ground.gate.look();
  ground.gate.filled(fill(ground, { at: 600_000, venueTime: epochMs(ground.clock.now() - 60_000) }));
  expect(standing(ground, "daily-loss")).toBe("0 USDT");
});

test("the loss of a day acts once, refuses for the rest of the day whoever resumes, and counts anew the next day", () => {
  const ground = gateGround({ ...limits, maxDrawdown: "none" });
  const { gate, clock, events, seen } = ground;
  gate.filled(fill(ground, { lots: 101 }));
  seen.positions.set(perpetual, 101);
  markAt(ground, 49_000);
  for (let second = 0; second < 5; second += 1) {
    clock.advance(1_000);
    gate.look();
  }
  clock.advance(1);
  expect(events).toMatchObject([{ kind: "flatten", rule: "daily-loss", until: undefined }]);
  expect(gate.clear(order({ price: 490_000 }))).toMatchObject({ rule: "halted" });
  gate.resume("anna");
  for (const again of [ground, ground.restart()]) {
    expect(again.gate.clear(order({ price: 490_000 }))).toMatchObject({ rule: "daily-loss", action: "refuse" });
    again.gate.look();
    again.clock.advance(1_000);
  }
  expect(events.map(({ kind }) => kind)).toEqual(["flatten", "resumed"]);
  clock.advance(DAY_MS);
  expect(gate.clear(order({ price: 490_000 })).kind).toBe("cleared");
});

test("a drawdown halts until a person resumes, and then counts from a new peak", () => {
  const ground = gateGround({ ...limits, maxDailyLoss: "none" });
  const { gate, clock, events, seen } = ground;
  gate.filled(fill(ground, { lots: 100 }));
  seen.positions.set(perpetual, 100);
  markAt(ground, 51_000);
  gate.look();
  markAt(ground, 49_499);
  // The rule fails at every look; what it does it does once.
  for (let second = 0; second < 3; second += 1) {
    gate.look();
    clock.advance(1_000);
  }
  expect(events).toMatchObject([{ kind: "halted", rule: "drawdown" }]);
  const later = ground.restart();
  expect(later.gate.clear(order({ price: 494_990 }))).toMatchObject({ rule: "halted" });
  later.gate.resume("anna");
  expect(later.gate.clear(order({ price: 494_990 })).kind).toBe("cleared");
  markAt(later, 48_000);
  expect(standing(later, "drawdown")).toBe("149.9 USDT");
});

test("positions found at the start are taken over in the turn in which the account is known", () => {
  const ground = gateGround(limits);
  ground.seen.positions.set(perpetual, 50);
  ground.seen.accountTrouble = "syncing";
  ground.gate.look();
  ground.clock.advance(60_000);
  ground.seen.accountTrouble = undefined;
  ground.gate.look();
  markAt(ground, 49_000);
  expect(standing(ground, "daily-loss")).toBe("50 USDT");
});
