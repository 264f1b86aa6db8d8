// Markets with orders of ours that a venue takes out of its list for good, without a word of the orders. Costs about 3 s.

import { afterEach, expect, test } from "vitest";
import { LedgerScene, type Place } from "./ledger-scene.ts";

/** Until the list of instruments was read again, and everything that follows from it. */
const NOTICED_MS = 720_000;
const FOR_GOOD_MS = 1_000_000_000;

let scene: LedgerScene | undefined;
afterEach(() => {
  scene?.close();
  scene = undefined;
});

function gone(place: Place) {
  const at = new LedgerScene(place);
  scene = at;
  const intent = at.resting();
  expect(at.submit(intent).kind).toBe("accepted");
  at.world.advance(5_000);
  at.fault("delisting", { awayMs: FOR_GOOD_MS });
  at.world.advance(NOTICED_MS);
  expect(at.world.feed.instruments.bySymbol(at.product, at.instrument.symbol)).toBeUndefined();
  return { at, intent };
}

test("an order whose market is gone, and about which the venue says nothing any more, is named and blocks until a person accepts it", () => {
  const { at, intent } = gone("lbank spot");
  expect(at.side.keeper(at.product).standing.kind).toBe("synced");
  expect(at.ledger.order(intent.clientOrderId)?.state).toMatchObject({ kind: "unknown", listed: true });
  expect(at.ledger.exposure).toMatchObject([{ clientOrderId: intent.clientOrderId, standing: "unknown" }]);
  expect(at.ledger.reconcileTrouble(at.product)).toMatch(intent.clientOrderId);
  at.ledger.acceptReconciliation(at.product);
  expect(at.ledger.reconcileTrouble(at.product)).toBeUndefined();
  // A later look does not undo what was accepted, and the order still counts.
  at.world.advance(400_000);
  expect(at.ledger.reconcileTrouble(at.product)).toBeUndefined();
  expect(at.ledger.exposure).toHaveLength(1);
});

test("an order that the venue still lists after its market is gone is open as before, and nothing is blocked", () => {
  const { at, intent } = gone("lmex futures");
  expect(at.side.keeper(at.product).standing.kind).toBe("synced");
  expect(at.state(intent)).toBe("live");
  expect(at.ledger.reconcileTrouble(at.product)).toBeUndefined();
});

test("an order whose market comes back is found there again, and what it blocked goes on by itself", () => {
  const at = new LedgerScene("lbank spot");
  scene = at;
  const intent = at.resting();
  at.submit(intent);
  at.world.advance(5_000);
  at.fault("delisting", { awayMs: NOTICED_MS });
  expect(at.world.until(() => at.ledger.reconcileTrouble(at.product) !== undefined, NOTICED_MS)).toBe(true);
  expect(at.world.until(() => at.state(intent) === "live", 1_500_000)).toBe(true);
  at.world.advance(20_000);
  expect(at.ledger.reconcileTrouble(at.product)).toBeUndefined();
  expect(at.cancel(intent).kind).toBe("cancelled");
});
