// The limits hold whatever is wanted, filled, cancelled and changed in whatever order. Costs about two seconds.

import fc from "fast-check";
import { expect, test } from "vitest";
import { type ClearedOrder, type OrderIntent } from "#core/account/order";
import { type RiskOrder } from "#core/account/risk";
import { priceUnits, sizeUnits } from "#core/brand";
import { type Leg, positionRange } from "#risk/worst-case";
import { type Ground, gateGround, listed, order, perpetual, spot } from "./gate-ground.ts";

const legs = fc.array(
  fc.record({ side: fc.constantFrom("buy" as const, "sell" as const), remaining: fc.bigInt(0n, 6n), reduceOnly: fc.boolean() }),
  { maxLength: 5 },
);

/** Every position that fills of one lot at a time can lead to: a reduce-only order fills while there is something to reduce. */
function reachable(position: bigint, orders: readonly Pick<Leg, "side" | "remaining" | "reduceOnly">[]): ReadonlySet<bigint> {
  const positions = new Set<bigint>();
  const visited = new Set<string>();
  const visit = (at: bigint, left: readonly bigint[]): void => {
    const key = `${at} ${left.join(",")}`;
    if (visited.has(key)) return;
    visited.add(key);
    positions.add(at);
    orders.forEach(({ side, reduceOnly }, which) => {
      const open = left[which] ?? 0n;
      if (open === 0n || (reduceOnly && (side === "buy" ? at >= 0n : at <= 0n))) return;
      visit(
        side === "buy" ? at + 1n : at - 1n,
        left.map((each, index) => (index === which ? each - 1n : each)),
      );
    });
  };
  visit(
    position,
    orders.map(({ remaining }) => remaining),
  );
  return positions;
}

test("the range of positions holds every position that fills can lead to, and both of its ends are reached", () => {
  fc.assert(
    fc.property(fc.bigInt(-6n, 6n), legs, (position, orders) => {
      const { high, low } = positionRange(
        position,
        orders.map((each) => ({ ...each, instrument: perpetual, price: undefined })),
      );
      const reached = [...reachable(position, orders)];
      const most = reached.reduce((one, other) => (other > one ? other : one));
      const least = reached.reduce((one, other) => (other < one ? other : one));
      expect(most <= high && least >= low).toBe(true);
      // A reduce-only order of the other side may be unable to fill first; then the range is larger than what is reached, never smaller.
      if (orders.every(({ reduceOnly }) => !reduceOnly)) expect([most, least]).toEqual([high, low]);
    }),
    { numRuns: 300 },
  );
});

type Step =
  | {
      readonly kind: "want";
      readonly intent: { readonly side: "buy" | "sell"; readonly size: number; readonly coins: boolean; readonly market: boolean };
    }
  | { readonly kind: "change"; readonly which: number; readonly size: number }
  | { readonly kind: "fill" | "unknown" | "gone"; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("want" as const),
      intent: fc.record({
        side: fc.constantFrom("buy" as const, "sell" as const),
        size: fc.integer({ min: 1, max: 40 }),
        coins: fc.boolean(),
        market: fc.boolean(),
      }),
    }),
  },
  fc.record({ kind: fc.constant("change" as const), which: fc.nat(20), size: fc.integer({ min: 1, max: 60 }) }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("fill" as const, "unknown" as const, "gone" as const), which: fc.nat(20) }) },
);

const POSITION_MAX = 3_000;
const EXPOSURE_MAX = 4_000;
const OPEN_MAX = 8;

/** Worst value of one instrument by plain arithmetic; prices are those of the ground, the collar on top of market orders left out. */
function worstValue({ seen }: Ground, instrument: typeof perpetual): number {
  const [perUnit, position] = [instrument === spot ? 0.3 : 50, seen.positions.get(instrument) ?? 0];
  const sum = (side: RiskOrder["side"]): number =>
    seen.orders.reduce((total, each) => (each.side === side && each.instrument === instrument ? total + each.remaining : total), 0);
  return Math.max(Math.abs(position + sum("buy")), Math.abs(position - sum("sell"))) * perUnit;
}

/** Does to the ground what the ledger and the venue would. True when new risk was let out. */
function take(ground: Ground, change: Step): boolean {
  const { gate, seen, clock } = ground;
  clock.advance(10);
  if (change.kind === "want") {
    const { side, size, coins, market } = change.intent;
    const instrument = coins ? spot : perpetual;
    // Buys below and sells above the mid: orders that could trade with each other would be refused before their size is looked at.
    const price = Math.round((coins ? 300_000 : 500_000) * (side === "buy" ? 0.999 : 1.001));
    const intent = order({ instrument, side, size: coins ? size * 166 : size, price, ...(market ? { style: { kind: "market" } } : {}) });
    const verdict = gate.clear(intent);
    if (verdict.kind === "refused") return false;
    // Listed in the turn in which it was cleared, before anything else can be asked.
    seen.orders = [...seen.orders, { ...listed(intent, "reserved"), price: priceUnits(price) }];
    expect(gate.recheck(intent as OrderIntent as ClearedOrder)).toBeUndefined();
    return !verdict.reduces;
  }
  const which = change.which % Math.max(1, seen.orders.length);
  const found = seen.orders[which];
  if (found === undefined) return false;
  const rest = seen.orders.filter((each) => each !== found);
  if (change.kind === "change") {
    const { side, instrument, price = priceUnits(500_000), clientOrderId: id } = found;
    if (id === undefined) return false;
    const intent = { ...order({ side, instrument, price, size: found.remaining }), clientOrderId: id };
    const verdict = gate.clearChange(intent, { size: sizeUnits(change.size) });
    // Done by half: the old one and the new one both live.
    if (verdict.kind === "refused" || verdict.reduces) return false;
    seen.orders = [...seen.orders, { ...found, clientOrderId: undefined, remaining: sizeUnits(change.size) }];
    return true;
  }
  if (change.kind === "unknown") seen.orders = [...rest, { ...found, standing: "unknown" }];
  else seen.orders = rest;
  if (change.kind === "fill") {
    const held = seen.positions.get(found.instrument) ?? 0;
    seen.positions.set(found.instrument, held + (found.side === "buy" ? found.remaining : -found.remaining));
    clock.advance(40_000);
    gate.look();
  }
  return false;
}

test("intents that each hold the limits never pass them together: position, exposure and open orders, changes by half included", () => {
  let letOut = 0;
  let filled = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const ground = gateGround({
        maxPositionNotional: String(POSITION_MAX),
        maxExposureNotional: String(EXPOSURE_MAX),
        maxOpenOrders: String(OPEN_MAX),
      });
      for (const each of steps) {
        if (each.kind === "fill") filled += 1;
        if (!take(ground, each)) continue;
        letOut += 1;
        const [one, other] = [worstValue(ground, perpetual), worstValue(ground, spot)];
        expect(Math.max(one, other)).toBeLessThanOrEqual(POSITION_MAX + 1e-6);
        expect(one + other).toBeLessThanOrEqual(EXPOSURE_MAX + 1e-6);
        expect(ground.seen.orders.filter(({ clientOrderId }) => clientOrderId !== undefined).length).toBeLessThanOrEqual(OPEN_MAX);
      }
    }),
    { numRuns: 250 },
  );
  expect(letOut).toBeGreaterThan(100);
  expect(filled).toBeGreaterThan(100);
});

test("a price or a size that is off by a thousand does not pass the collar and the cap of an order, in any direction that costs", () => {
  const amounts = fc.record({
    size: fc.integer({ min: 2, max: 20 }),
    offBps: fc.integer({ min: -100, max: 100 }),
    side: fc.constantFrom("buy" as const, "sell" as const),
    instrument: fc.constantFrom(perpetual, spot),
  });
  fc.assert(
    fc.property(amounts, fc.constantFrom("price", "size"), ({ size, offBps, side, instrument }, slip) => {
      const { gate } = gateGround({ maxOrderNotional: "2000" });
      const mid = instrument === spot ? 300_000 : 500_000;
      const price = Math.round(mid * (1 + offBps / 10_000));
      const lots = instrument === spot ? size * 166 : size;
      expect(gate.preview(order({ instrument, side, price, size: lots })).refused).toBeUndefined();
      const paying = side === "buy" ? price * 1_000 : Math.ceil(price / 1_000);
      const wrong = slip === "price" ? { price: paying, size: lots } : { price, size: lots * 1_000 };
      expect(gate.clear(order({ instrument, side, ...wrong })).kind).toBe("refused");
    }),
    { numRuns: 200 },
  );
});
