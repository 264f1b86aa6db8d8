// Which nameless order of a venue's can be ours.

import { expect, test } from "vitest";
import { type OrderReport } from "#core/account/account-event";
import { clientOrderId, type OrderIntent, venueOrderId } from "#core/account/order";
import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { listings } from "#sim/market/instruments";
import { LedgerEntry } from "#trading/ledger/ledger-entry";
import { matchUnnamed } from "#trading/ledger/runs/unnamed-match";
import { lmexDialect } from "#venues/lmex/dialect";

const instrument = listings(lmexDialect).find((each) => each.instrument.product === "futures")?.instrument as Instrument;
const AT = 1_767_225_600_000;

const entry = (wish: Partial<OrderIntent> = {}): LedgerEntry =>
  new LedgerEntry(
    {
      instrument,
      clientOrderId: clientOrderId("mine-0001"),
      side: "sell",
      style: { kind: "limit", price: priceUnits(1_000), timeInForce: "gtc" },
      amount: { kind: "size", size: sizeUnits(3) },
      effect: "any",
      ...wish,
    },
    epochMs(AT),
  );

const nameless = (told: Partial<OrderReport> = {}): OrderReport => ({
  kind: "order",
  instrument,
  venueOrderId: venueOrderId("o-1"),
  clientOrderId: undefined,
  status: "open",
  side: "sell",
  style: "limit",
  price: priceUnits(1_000),
  size: sizeUnits(3),
  filledSize: sizeUnits(0),
  averagePrice: undefined,
  reduceOnly: undefined,
  words: undefined,
  venueTime: epochMs(AT + 100),
  origin: "query",
  ...told,
});

test("one order that wants the same, and is not older, is ours", () => {
  expect(matchUnnamed([entry()], [nameless()]).pairs).toHaveLength(1);
  expect(matchUnnamed([entry()], [nameless({ clientOrderId: clientOrderId("mine-00") })]).pairs).toHaveLength(1);
});

test.each<[string, Partial<OrderReport>]>([
  ["has another side", { side: "buy" }],
  ["has another price", { price: priceUnits(1_001) }],
  ["has another size", { size: sizeUnits(4) }],
  ["has a name that is not ours", { clientOrderId: clientOrderId("hand-1") }],
  ["can only reduce, which ours was not to", { reduceOnly: true }],
  ["is hours older", { venueTime: epochMs(AT - 7_200_000) }],
])("an order that %s is not ours, and no doubt either", (_why, told) => {
  expect(matchUnnamed([entry()], [nameless(told)])).toEqual({ pairs: [], ambiguous: [] });
});

test("ours that could only reduce is no plain order", () => {
  const ours = entry({ effect: "reduce-only" });
  expect(matchUnnamed([ours], [nameless({ reduceOnly: false })]).pairs).toEqual([]);
  expect(matchUnnamed([ours], [nameless({ reduceOnly: true })]).pairs).toHaveLength(1);
});

test("two that fit one, or one that fits two, are a person's to decide", () => {
  const [one, other] = [entry(), entry({ clientOrderId: clientOrderId("mine-0002") })];
  expect(matchUnnamed([one], [nameless(), nameless({ venueOrderId: venueOrderId("o-2") })])).toEqual({ pairs: [], ambiguous: [one] });
  expect(matchUnnamed([one, other], [nameless()])).toEqual({ pairs: [], ambiguous: [one, other] });
});
