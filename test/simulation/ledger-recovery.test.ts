// Processes that die and start again, and what a ledger thinks beside what the venue says. About 3 s.

import { afterEach, describe, expect, test } from "vitest";
import { type OrderIntent } from "#core/account/order";
import { type JournalEntry } from "#core/account/order-journal";
import { instrumentTable } from "#core/instrument";
import { type ProofSheet } from "#trading/ledger/ledger-types";
import { type MemoryJournal, memoryJournal } from "#trading/ledger/memory-journal";
import { LedgerScene, PLACE_NAMES, type Place, type SceneOptions } from "./ledger-scene.ts";

let scene: LedgerScene | undefined;
afterEach(() => {
  scene?.close();
  scene = undefined;
});

function open(place: Place, options: SceneOptions = {}): LedgerScene {
  scene = new LedgerScene(place, options);
  return scene;
}

function sheet(at: LedgerScene, reason = "the test"): ProofSheet {
  let told: ProofSheet | undefined;
  at.ledger.reconcile(at.product, reason, (found) => {
    told = found;
  });
  at.world.until(() => told !== undefined, 120_000);
  if (told === undefined) throw new Error("never reconciled");
  return told;
}

/** Runs until something is in the journal, and then the process dies. */
function dieAt(at: LedgerScene, kind: "intent" | "sent" | "outcome", intent: OrderIntent): void {
  at.ledger.submit(intent, () => undefined);
  const isThere = (): boolean => at.journal.entries.some((entry) => entry.kind === kind);
  expect(at.world.until(isThere, 15_000)).toBe(true);
  at.restart();
}

describe.each(PLACE_NAMES)("%s", (place) => {
  test("a process that dies between the journal and the send sends nothing after it, and the order never arrived", () => {
    const at = open(place);
    const intent = at.resting();
    // The requester goes on without a ledger: what it would send is stopped in the turn of the write.
    dieAt(at, "intent", intent);
    expect(at.state(intent)).toBe("unknown");
    expect(at.ledger.exposure).toMatchObject([{ standing: "unknown" }]);
    expect(at.world.until(() => at.state(intent) !== "unknown", 30_000)).toBe(true);
    expect(at.truth.openOrders().length).toBe(at.state(intent) === "live" ? 1 : 0);
    at.submit(intent);
    expect(at.truth.openOrders().length).toBeLessThanOrEqual(1);
  });

  test.each(["sent", "outcome"] as const)("a process that dies after '%s' finds its order again, once", (kind) => {
    const at = open(place);
    const intent = at.resting();
    dieAt(at, kind, intent);
    expect(at.world.until(() => at.state(intent) === "live", 30_000)).toBe(true);
    expect(at.atVenue(intent)).toBe(1);
    expect(at.submit(intent).kind).toBe("accepted");
    at.world.advance(2_000);
    expect(at.atVenue(intent)).toBe(1);
    expect(at.ledger.nextClientOrderId()).not.toBe(intent.clientOrderId);
    expect(at.cancel(intent).kind).toBe("cancelled");
  });

  test("an order that ended while nobody looked is known to have ended, and how", () => {
    const at = open(place);
    const [cancelled, filled] = [at.resting("buy", 0), at.words.limit("buy", at.words.inside("buy"))];
    at.submit(cancelled);
    at.submit(filled);
    at.world.advance(1_000);
    at.ledger.stop();
    at.truth.cancel({ clientOrderId: cancelled.clientOrderId } as never);
    at.words.meet("sell", at.words.inside("buy"), 1);
    at.world.advance(60_000);
    at.restart();
    expect(at.world.until(() => at.ledger.open.length === 0, 30_000)).toBe(true);
    expect(at.ledger.order(cancelled.clientOrderId)?.state).toEqual({ kind: "ended", status: "cancelled" });
    expect(at.ledger.order(filled.clientOrderId)).toMatchObject({
      state: { kind: "ended", status: "filled" },
      filledSize: at.words.ours(1),
    });
    at.world.advance(10_000);
    expect(sheet(at).clean).toBe(true);
    expect(at.ledger.reconcileTrouble(at.product)).toBeUndefined();
  });

  test("a cancel that was wanted before the crash is done after it", () => {
    const at = open(place);
    const intent = at.resting();
    at.submit(intent);
    at.world.advance(1_000);
    at.fault("lost-request", { aim: "orders", times: 1 });
    at.ledger.cancel(intent.clientOrderId, () => undefined);
    at.restart();
    expect(at.world.until(() => at.state(intent) === "ended", 30_000)).toBe(true);
    expect(at.truth.openOrders()).toEqual([]);
  });

  test("trading waits for the first sheet; a clean one opens it", () => {
    const at = open(place);
    expect(at.ledger.reconcileTrouble(at.product)).toBeUndefined();
    at.restart();
    expect(at.ledger.reconcileTrouble(at.product)).toMatch(/not been reconciled/);
    expect(sheet(at)).toMatchObject({ clean: true, product: at.product });
    expect(at.ledger.reconcileTrouble(at.product)).toBeUndefined();
  });

  test("orders of others are on the sheet and in the exposure, and are left alone", () => {
    const at = open(place, {
      before: ({ truth, words }) => {
        const isHedge = words.market.instrument.kind !== "spot" && truth.positionMode(words.market.instrument) === "hedge";
        const wish = { ...words.limit("buy", words.far("buy")), instrument: words.market.instrument };
        const style = { kind: "limit", price: words.far("buy") as never, timeInForce: "gtc" } as const;
        const amount = { kind: "size", size: words.size(1) as never } as const;
        truth.place({ ...wish, style, amount, reduceOnly: false, ...(isHedge ? { leg: "long" } : {}) } as never);
      },
    });
    expect(at.ledger.exposure).toMatchObject([{ standing: "foreign", remaining: at.words.ours(1) }]);
    const { lines, clean } = sheet(at);
    expect(lines.filter(({ verdict }) => verdict === "foreign")).toHaveLength(1);
    expect(clean).toBe(true);
    at.world.advance(20_000);
    expect(at.truth.openOrders()).toHaveLength(1);
  });
});

describe.each(["lmex futures", "weex contract"] as const)("positions of %s", (place) => {
  const bought = (at: LedgerScene, units: number): void => {
    at.words.offer("sell", at.words.inside("sell"), units);
    at.world.advance(500);
    const intent = { ...at.words.limit("buy", at.words.inside("sell"), { units }), clientOrderId: at.ledger.nextClientOrderId() };
    expect(at.submit(intent).kind).toBe("accepted");
    expect(at.world.until(() => at.ledger.order(intent.clientOrderId)?.state.kind === "ended", 10_000)).toBe(true);
  };

  /** The process after one that bought: its journal is gone, and the trade is too old to be asked for. */
  const unexplained = (): LedgerScene => {
    const at = open(place);
    bought(at, 2);
    at.ledger.stop();
    at.world.advance(310_000);
    at.journal = memoryJournal();
    at.restart();
    return at;
  };

  test("a position that our fills explain is clean, also for a process after us", () => {
    const at = open(place);
    bought(at, 2);
    expect(sheet(at).lines.filter(({ what }) => what === "position")).toMatchObject([{ verdict: "same" }]);
    at.world.advance(2_000);
    bought(at, 1);
    at.world.advance(5_000);
    at.restart();
    const after = sheet(at);
    expect(after.lines.filter(({ what }) => what === "position")).toMatchObject([{ verdict: "same" }]);
    expect(after.clean).toBe(true);
  });

  test("a position that nobody explains blocks trading until a person takes it as it is", () => {
    const at = unexplained();
    const { lines, clean } = sheet(at);
    expect(clean).toBe(false);
    expect(lines.filter(({ verdict }) => verdict === "open")).toMatchObject([{ what: "position", name: at.instrument.id }]);
    expect(at.ledger.reconcileTrouble(at.product)).toMatch(/position/);
    at.ledger.acceptReconciliation(at.product);
    expect(at.ledger.reconcileTrouble(at.product)).toBeUndefined();
    expect(sheet(at).clean).toBe(true);
    at.restart();
    expect(sheet(at).clean).toBe(true);
  });

  test("what a person took as it was is not taken so again when it comes back without an explanation", () => {
    const at = unexplained();
    const told = sheet(at).lines.find(({ verdict }) => verdict === "open");
    expect(told).toMatchObject({ what: "position" });
    at.ledger.acceptReconciliation(at.product);
    expect(sheet(at).clean).toBe(true);
    // One more is bought, and the venue goes on showing what it showed before: a trade that nobody can see in the position.
    at.world.advance(2_000);
    bought(at, 1);
    const { state } = at.side.keeper(at.product);
    const [held] = state.positions;
    if (held === undefined || told === undefined) throw new Error("nothing is held");
    const frozen = Number(told.venue) * 10 ** at.instrument.sizeScale;
    Object.defineProperty(state, "positions", { get: () => [{ ...held, size: frozen }] });
    expect(sheet(at).lines.filter(({ what }) => what === "position")).toMatchObject([{ verdict: "open", venue: told.venue }]);
    expect(at.ledger.reconcileTrouble(at.product)).toMatch(/position/);
  });
});

test("every five minutes, and after every break of the stream, the ledger is compared again", () => {
  const at = open("lmex futures");
  const before = at.ledger.sheets.length;
  at.world.advance(301_000);
  expect(at.ledger.sheets.length).toBeGreaterThan(before);
  const after = at.ledger.sheets.length;
  at.fault("private-cut", { awayMs: 1_000 });
  at.world.advance(30_000);
  expect(at.ledger.sheets.length).toBeGreaterThan(after);
});

/** The same journal, as if its market had been called something else. */
function writtenUnder({ recovered }: MemoryJournal, names: Readonly<Record<string, string>>): MemoryJournal {
  return memoryJournal(
    recovered.map((entry): JournalEntry => (entry.kind === "intent" ? { ...entry, intent: { ...entry.intent, ...names } } : entry)),
    2,
  );
}

test("an order whose market has another name after a restart is found there, and one that is not found waits for a person", () => {
  const at = open("lmex futures");
  const [found, lost] = [at.resting(), at.resting("buy", 1)];
  at.submit(found);
  at.fault("lost-request", { aim: "orders", times: 1 });
  at.ledger.submit(lost, () => undefined);
  at.world.advance(50);
  const journal = at.journal.crash();
  at.ledger.stop();
  at.journal = writtenUnder(journal, { symbol: "BTC-PERP-OLD" });
  at.restart();
  expect(at.world.until(() => at.state(found) === "live", 30_000)).toBe(true);
  at.world.advance(60_000);
  expect(at.ledger.order(lost.clientOrderId)?.state).toMatchObject({ kind: "unknown", listed: true });
  expect(at.cancel(found).kind).toBe("cancelled");
});

test("an order whose instrument is gone after a restart waits for a person, and blocks until one has looked", () => {
  const at = open("lmex futures");
  const intent = at.resting();
  at.submit(intent);
  const journal = at.journal.crash();
  at.ledger.stop();
  at.journal = writtenUnder(journal, { symbol: "GONE-PERP", instrument: "GONE/USDT:USDT" });
  at.restart();
  const { lines } = sheet(at);
  expect(lines.find(({ name }) => name === intent.clientOrderId)).toMatchObject({ verdict: "open" });
  expect(at.ledger.reconcileTrouble("futures")).toMatch(intent.clientOrderId);
  at.ledger.acceptReconciliation("futures");
  expect(at.ledger.reconcileTrouble("futures")).toBeUndefined();
});

test("an order whose instrument is listed again after a restart is known again, and until then the end names it", () => {
  const at = open("lmex futures");
  const intent = at.resting();
  at.submit(intent);
  at.listed = instrumentTable([]);
  at.restart();
  let left: readonly { readonly clientOrderId: unknown }[] = [];
  at.ledger.cancelAll({ withinMs: 3_000 }, (told) => {
    left = told;
  });
  at.world.advance(4_000);
  expect(left.map(({ clientOrderId }) => clientOrderId)).toEqual([intent.clientOrderId]);
  expect(() => at.ledger.submit(intent, () => undefined)).toThrow(/last process/);
  at.listed = undefined;
  expect(sheet(at).lines.find(({ name }) => name === intent.clientOrderId)?.verdict).not.toBe("open");
  expect(at.state(intent)).toBe("live");
});

test("the name of an order that had ended stays taken after a restart, also when its instrument is not listed any more", () => {
  const at = open("lmex futures");
  const intent = at.resting();
  at.submit(intent);
  expect(at.cancel(intent).kind).toBe("cancelled");
  at.listed = instrumentTable([]);
  at.restart();
  const before = at.journal.entries.length;
  expect(at.submit(intent).kind).toBe("accepted");
  expect(at.journal.entries.length).toBe(before);
  expect(at.truth.openOrders()).toEqual([]);
});

test("what positions were proven to be is written down again every hour, so that a start reads an hour of trades at the most", () => {
  const at = open("lmex futures", { settings: { reconcileEveryMs: 600_000 } });
  const proofs = (): number =>
    at.journal.entries.filter((entry) => entry.kind === "adopted" && entry.what.startsWith("positions futures")).length;
  const before = proofs();
  expect(before).toBeGreaterThan(0);
  at.world.advance(3_000_000);
  expect(proofs()).toBe(before);
  at.world.advance(1_500_000);
  expect(proofs()).toBe(before + 1);
});
