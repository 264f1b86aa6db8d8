// Worlds that hold an account: every fault of accounts strikes and breaks nothing, and an account side with one planted mistake is
// caught. About 15 seconds.

import { afterEach, expect, test, vi } from "vitest";
import { AccountState } from "#trading/account/account-state";
import { FillLedger } from "#trading/account/fill-ledger";
import { EchoWatch } from "#trading/stream/echo-watch";
import { accountFaults } from "./account-half.ts";
import { expectedAccountIds } from "./expected-ids.ts";
import { runWorld, type WorldResult } from "./world.ts";
import { WORLD_VENUES } from "./world-venues.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const REAL = { take: FillLedger.prototype.take, apply: AccountState.prototype.apply };
const VENUES = ["lmex", "lbank", "weex"] as const;

/** The first world in which a promise breaks, with nothing but the named faults. */
function caught(as: string, only: readonly string[]): WorldResult | undefined {
  const venue = WORLD_VENUES[as]?.venue;
  for (let seed = 1; venue !== undefined && seed <= 20; seed += 1) {
    const result = runWorld({ venue, as, seed, only, account: true });
    if (result.violations.length > 0) return result;
  }
  return undefined;
}

test.each(VENUES)(
  "every fault of accounts strikes at %s, and the account is right again",
  (as) => {
    const { venue, without } = WORLD_VENUES[as] ?? {};
    if (venue === undefined) throw new RangeError(as);
    const fired = new Set<string>();
    for (const kind of accountFaults(venue.description.id)) {
      for (let seed = 1; seed <= 6 && (seed === 1 || !kind.ids.every((id) => fired.has(id))); seed += 1) {
        const result = runWorld({ venue, as, seed, only: [kind.name, "close"], account: true });
        expect(result.violations, `${kind.name}, seed ${seed}`).toEqual([]);
        for (const id of result.firedById.keys()) fired.add(id);
      }
    }
    expect(expectedAccountIds(venue.description.id, without).filter((id) => !fired.has(id))).toEqual([]);
  },
  60_000,
);

test("an account side that counts every new trade id is caught when a trade is told under two", () => {
  vi.spyOn(FillLedger.prototype, "take").mockImplementation(function (this: FillLedger, fill) {
    return REAL.take.call(this, fill, Number.MAX_SAFE_INTEGER);
  });
  expect(caught("lmex", ["doubled-fill"])?.violations[0]?.invariant).toBe("I5");
}, 60_000);

test("an account side that does not take up what it missed is caught", () => {
  vi.spyOn(AccountState.prototype, "apply").mockImplementation(function (this: AccountState, event, askedAt) {
    const isMissed = event.origin === "query" && (event.kind === "order" || event.kind === "fill");
    if (!isMissed) REAL.apply.call(this, event, askedAt);
  });
  expect(caught("lmex", ["private-cut"])?.violations[0]?.invariant).toBe("I5");
}, 60_000);

test("an account side that believes a silent stream is caught", () => {
  vi.spyOn(EchoWatch.prototype, "expect").mockImplementation(() => undefined);
  expect(caught("lmex", ["deaf-topics"])?.violations[0]?.invariant).toBe("I5");
}, 60_000);
