// Random orders, changes and cancels through a ledger while random faults of orders and accounts strike: afterwards every order at the
// venue is one of the ledger's, once, and nobody is in doubt. About 6 s.

import { expect, test } from "vitest";
import { type OrderIntent } from "#core/account/order";
import { seededRandom } from "#core/random";
import { LedgerScene, PLACE_NAMES } from "./ledger-scene.ts";

const FAULTS = [
  "lost-request",
  "lost-reply",
  "late-reply",
  "doubled-order",
  "broken-reply",
  "late-refusal",
  "market-mode",
  "private-cut",
  "private-silence",
  "late-events",
  "refused-number",
  "late-order",
  "overtaken-order",
  "lost-cancel",
  "part-filled-first",
  "filled-first",
  "order-limit",
  "dead-man-fires",
] as const;
const STORM_MS = 60_000;
/** The longest that a late order lies, the time in which it is looked for, and a check of the account. */
const CALM_MS = 110_000;

test.each(PLACE_NAMES.flatMap((place) => [1, 2, 3, 4, 5, 6].map((seed) => [place, seed] as const)))("%s, seed %i", (place, seed) => {
  const at = new LedgerScene(place, { seed });
  const random = seededRandom(`${place} ${seed}`);
  const sent: OrderIntent[] = [];
  const results = new Map<string, number>();
  const act = (): void => {
    const draw = random.unit();
    const [first, ...others] = at.ledger.open;
    if (draw < 0.2) {
      const name = random.pick(FAULTS);
      if (at.world.exchange.desk.post({ name }).kind !== "posted") throw new Error(name);
    } else if (draw < 0.65 || first === undefined) {
      const side = random.pick(["buy", "sell"] as const);
      const near = random.chance(0.3) && at.product !== "spot";
      const price = near ? at.words.inside(side, random.integer(1, 3)) : at.words.far(side, random.integer(0, 8));
      const intent = { ...at.words.limit(side, price), clientOrderId: at.ledger.nextClientOrderId() };
      sent.push(intent);
      at.ledger.submit(intent, () => results.set(intent.clientOrderId, (results.get(intent.clientOrderId) ?? 0) + 1));
      if (random.chance(0.1)) at.ledger.submit(intent, () => undefined);
    } else if (draw < 0.75 && at.codec.orders.amend !== undefined) {
      const order = random.pick([first, ...others]);
      if (order.state.kind !== "live" || order.pendingChange !== undefined) return;
      if (random.chance(0.3))
        at.world.exchange.desk.post({ name: "half-amendment", params: { form: random.pick(["cancelled", "doubled"]) } });
      at.ledger.amend(
        order.clientOrderId,
        { price: at.words.clientPrice(at.words.far(order.intent.side, random.integer(9, 15))) },
        () => undefined,
      );
    } else if (draw < 0.9) at.ledger.cancel(random.pick([first, ...others]).clientOrderId, () => undefined);
    else if (draw < 0.93) at.restart();
    else at.ledger.cancelAll({}, () => undefined);
  };
  const endsAt = at.world.clock.monotonic() + STORM_MS;
  while (at.world.clock.monotonic() < endsAt) {
    act();
    at.world.advance(random.integer(50, 2_000));
  }
  at.world.exchange.desk.clear();
  const names = (): readonly string[] =>
    at.truth
      .openOrders()
      .map(({ clientOrderId }) => clientOrderId ?? "none")
      .sort();
  const thought = (): readonly string[] =>
    at.ledger.open.flatMap(({ clientOrderId, state }) => (state.kind === "live" ? [clientOrderId] : [])).sort();
  at.world.advance(CALM_MS);
  expect(names()).toEqual(thought());
  expect(at.ledger.unknown.filter(({ state }) => state.kind === "unknown" && !state.listed)).toEqual([]);
  expect(at.ledger.exposure.filter(({ standing }) => standing === "foreign")).toEqual([]);
  for (const intent of sent) {
    const fills = at.truth.fills({ limit: 1_000 }).filter(({ order }) => order.clientOrderId === intent.clientOrderId);
    const size = fills.reduce((sum, fill) => sum + fill.size, 0);
    // A change by half leaves two orders at the venue until one is ended: both may trade, and both are known.
    if (at.fired("half-amendment") === 0) expect(size).toBeLessThanOrEqual(at.words.size(1));
    const known = at.ledger.order(intent.clientOrderId);
    expect(known, intent.clientOrderId).toBeDefined();
    expect((known?.filledSize ?? 0) * at.words.size(1)).toBe(size * at.words.ours(1));
  }
  expect([...results.values()].every((count) => count === 1)).toBe(true);
  // Everything of ours can be ended.
  let left: readonly unknown[] | undefined;
  at.ledger.cancelAll({}, (told) => {
    left = told;
  });
  at.world.until(() => left !== undefined, 20_000);
  expect(left).toEqual([]);
  expect(at.truth.openOrders()).toEqual([]);
  at.close();
});
