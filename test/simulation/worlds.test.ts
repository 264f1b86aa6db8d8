// Worlds that must hold, and proof that they can fail: a client or a venue with one planted mistake is caught by them.

import { afterEach, expect, test, vi } from "vitest";
import { OrderBook } from "#core/book/order-book";
import { APPLY } from "#core/sequence";
import { lmex } from "#venues/lmex/index";
import { type Venue } from "#venues/venue";
import { expectedIds } from "./expected-ids.ts";
import { KEPT_SEEDS } from "./seeds.ts";
import { runWorld, type WorldResult, worldFaults } from "./world.ts";
import { WORLD_VENUES } from "./world-venues.ts";

/** A planted mistake must show within this many worlds. */
const WORLDS_TO_CATCH = 30;

afterEach(() => {
  vi.restoreAllMocks();
});

test.each(KEPT_SEEDS)("seed $seed holds, which once broke: $why", ({ seed, as = "lmex", accountEvery }) => {
  const { venue = lmex } = WORLD_VENUES[as] ?? {};
  expect(runWorld({ venue, as, seed, ...(accountEvery === undefined ? {} : { accountEvery }) }).violations).toEqual([]);
});

test("the same seed gives the same bytes, and another seed others", () => {
  const first = runWorld({ venue: lmex, seed: 31 });
  expect(runWorld({ venue: lmex, seed: 31 }).digest).toBe(first.digest);
  expect(runWorld({ venue: lmex, seed: 32 }).digest).not.toBe(first.digest);
});

/** The first world in which a promise breaks; `only` names the faults that the mistake is about. */
function caught(venue: Venue, only?: readonly string[]): WorldResult | undefined {
  for (let seed = 1; seed <= WORLDS_TO_CATCH; seed += 1) {
    const result = runWorld({ venue, seed, ...(only === undefined ? {} : { only }) });
    if (result.violations.length > 0) return result;
  }
  return undefined;
}

test("a venue whose sequence rule always says apply is caught", () => {
  const credulous: Venue = { ...lmex, market: (product, version) => ({ ...lmex.market(product, version), check: () => APPLY }) };
  const result = caught(credulous);
  expect(result?.violations[0]?.invariant).toBe("I1");
  expect(result?.plan.length).toBeGreaterThan(0);
  expect(result?.lastEvents.length).toBeGreaterThan(0);
});

test("a client that does not look for crossed books is caught", () => {
  vi.spyOn(OrderBook.prototype, "crossed", "get").mockReturnValue(false);
  expect(caught(lmex, ["crossed-book", "unsorted-levels", "close"])?.violations[0]?.invariant).toBe("I1");
}, 30_000);

test("every fault that a world can hold strikes when it is drawn, beside sockets that close, and breaks nothing", () => {
  const fired = new Set<string>();
  for (const kind of worldFaults("lmex")) {
    const ids = (): boolean => kind.ids.every((id) => fired.has(id));
    for (let seed = 1; seed <= 12 && (seed === 1 || !ids()); seed += 1) {
      // What strikes a subscription or a handshake needs one: a socket that closes gives it.
      const result = runWorld({ venue: lmex, seed, only: [kind.name, "close"] });
      expect(result.violations, `${kind.name}, seed ${seed}`).toEqual([]);
      for (const id of result.firedById.keys()) fired.add(id);
    }
    expect(ids(), kind.name).toBe(true);
  }
  expect([...fired].sort()).toEqual([...expectedIds("lmex")].sort());
}, 30_000);
