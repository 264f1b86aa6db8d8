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

// LBank's unified names follow from its symbols: there a market of another name is another market.
test("an order whose market is given another name while we run is found and cancelled under that one", () => {
  const at = new LedgerScene("lmex futures");
  scene = at;
  const intent = at.resting();
  at.submit(intent);
  at.world.advance(5_000);
  at.fault("rules-change", { form: "renamed", awayMs: FOR_GOOD_MS });
  at.world.advance(NOTICED_MS);
  const [now] = at.world.feed.instruments.find(at.instrument.id).filter(({ product }) => product === at.product);
  expect(now?.symbol).toBe(`${at.instrument.symbol}2`);
  expect(at.state(intent)).toBe("live");
  // From the next order on, what rests there counts where it rests.
  at.ledger.submit(at.resting("buy", 1), () => undefined);
  expect(at.ledger.exposure[0]).toMatchObject({ instrument: { symbol: now?.symbol }, standing: "live" });
  expect(at.ledger.reconcileTrouble(at.product)).toBeUndefined();
  expect(at.cancel(intent).kind).toBe("cancelled");
  expect(at.atVenue(intent)).toBe(0);
});

test("an order is changed under the new name of its market, and what is held there is explained", () => {
  const at = new LedgerScene("lmex futures");
  scene = at;
  at.words.offer("sell", at.words.inside("sell"), 2);
  at.world.advance(500);
  const bought = { ...at.words.limit("buy", at.words.inside("sell"), { units: 2 }), clientOrderId: at.ledger.nextClientOrderId() };
  at.submit(bought);
  const intent = at.resting();
  at.submit(intent);
  at.world.advance(5_000);
  expect(at.state(bought)).toBe("ended");
  at.fault("rules-change", { form: "renamed", awayMs: FOR_GOOD_MS });
  at.world.advance(NOTICED_MS);
  at.world.advance(300_000);
  expect(at.ledger.reconcileTrouble(at.product)).toBeUndefined();
  let told: string | undefined;
  at.ledger.amend(intent.clientOrderId, { price: at.words.far("buy", 1) as never }, ({ kind }) => {
    told = kind;
  });
  expect(at.world.until(() => told !== undefined, 30_000)).toBe(true);
  expect(told).toBe("accepted");
});
