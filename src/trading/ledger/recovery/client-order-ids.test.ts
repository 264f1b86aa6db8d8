import { expect, test } from "vitest";
import { type ClientOrderId, clientOrderId } from "#core/account/order";
import { type JournalEntry } from "#core/account/order-journal";
import { epochMs } from "#core/brand";
import { seededRandom } from "#core/random";
import { clientOrderIds } from "#trading/ledger/recovery/client-order-ids";
import { lbank } from "#venues/lbank/index";
import { lmex } from "#venues/lmex/index";
import { weex } from "#venues/weex/index";

const made = (session: number, seed = "1", recovered: readonly JournalEntry[] = []) =>
  clientOrderIds({ owner: "lmex live default", journal: { session, recovered }, random: seededRandom(seed) });

const intent = (id: ClientOrderId): JournalEntry =>
  ({ kind: "intent", at: epochMs(0), intent: { clientOrderId: id }, checks: [], book: {} }) as unknown as JournalEntry;

test("names fit every venue, also one that cuts them after sixteen characters", () => {
  const next = made(40_000);
  const names = Array.from({ length: 1_000 }, () => next());
  expect(new Set(names.map((name) => name.slice(0, 16))).size).toBe(1_000);
  for (const venue of [lmex, lbank, weex]) {
    for (const product of venue.description.products.filter(({ spoken }) => spoken !== false)) {
      const rules = venue.account(product.product, product)?.description.orders.clientOrderId;
      if (rules === undefined) continue;
      for (const name of names.slice(0, 20)) {
        expect(name.length).toBeLessThanOrEqual(rules.lengthMax);
        expect(name).toMatch(new RegExp(rules.pattern));
      }
    }
  }
});

test("no start repeats a name of another, whether the journal counts its openings or only remembers names", () => {
  const first = made(1);
  const names = Array.from({ length: 100 }, () => first());
  const second = made(2);
  const forgetful = made(1, "1", names.map(intent));
  for (const next of [second, forgetful]) for (let at = 0; at < 100; at += 1) expect(names).not.toContain(next());
});

test("names of others in the journal do not matter, and the account's mark stays", () => {
  const next = made(3, "2", [intent(clientOrderId("my-own-name")), intent(clientOrderId("tbxxxxx-zzzzz-1"))]);
  expect(next()).toMatch(/^tb[0-9a-z]{5}-3-1$/);
  expect(made(3, "9")().slice(0, 4)).toBe(made(7, "8")().slice(0, 4));
});
