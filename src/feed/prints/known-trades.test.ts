import { expect, test } from "vitest";
import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { type TradeEvent } from "#core/event";
import { KnownTrades } from "#feed/prints/known-trades";

const trade = (tradeId: string | undefined, size = 1): TradeEvent =>
  ({
    kind: "trade",
    instrument: {},
    tradeId,
    price: priceUnits(100),
    size: sizeUnits(size),
    side: "buy",
    venueTime: epochMs(5),
  }) as TradeEvent;

test("a print with an id is new once, wherever it comes from", () => {
  const known = new KnownTrades();
  expect([known.isNew(trade("7"), 1), known.isNew(trade("7"), "rest"), known.isNew(trade("8"), "rest")]).toEqual([true, false, true]);
});

test("two pushed prints with the same figures are two prints", () => {
  const known = new KnownTrades();
  expect([known.isNew(trade(undefined), 1), known.isNew(trade(undefined), 1)]).toEqual([true, true]);
});

test("what REST tells again was pushed already; what it tells more often was missed", () => {
  const known = new KnownTrades();
  known.isNew(trade(undefined), 1);
  known.beginAnswer();
  expect([1, 2, 3].map(() => known.isNew(trade(undefined), "rest"))).toEqual([false, true, true]);
  known.beginAnswer();
  expect([1, 2, 3].map(() => known.isNew(trade(undefined), "rest"))).toEqual([false, false, false]);
});

test("a push that comes after REST told the print is no second one", () => {
  const known = new KnownTrades();
  known.beginAnswer();
  expect(known.isNew(trade(undefined), "rest")).toBe(true);
  expect(known.isNew(trade(undefined), 1)).toBe(false);
  expect(known.isNew(trade(undefined, 2), 1)).toBe(true);
});

test("the memory is bounded", () => {
  const known = new KnownTrades();
  for (let size = 1; size <= 6_000; size += 1) known.isNew(trade(undefined, size), 1);
  expect(known.isNew(trade(undefined, 6_000), "rest")).toBe(false);
  expect(known.isNew(trade(undefined, 1), "rest")).toBe(true);
});

test("a new subscription may repeat what an earlier one pushed", () => {
  const known = new KnownTrades();
  expect([1, 1].map((subscription) => known.isNew(trade(undefined), subscription))).toEqual([true, true]);
  expect([2, 2, 2].map((subscription) => known.isNew(trade(undefined), subscription))).toEqual([false, false, true]);
});
