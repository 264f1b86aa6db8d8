// What the gate sees of a book. Costs nothing.

import { expect, test } from "vitest";
import { AssembledRiskView, type RiskViewOptions } from "#assemblies/trading/risk-view";
import { type Instrument } from "#core/instrument";
import { BTC_PERP } from "#sim/scripted-world";

/** A view of one book whose instrument has two decimals. */
function viewOf(bid: number, ask: number): AssembledRiskView {
  const side = (price: number) => ({ length: 1, priceAt: () => price });
  const instrument: Instrument = { ...BTC_PERP, priceScale: 2 };
  const source = { instrument, epoch: 1, state: () => ({ kind: "live" }), ageMs: () => 1, book: { bids: side(bid), asks: side(ask) } };
  return new AssembledRiskView({ attended: { book: () => source } } as unknown as RiskViewOptions);
}

test("whoever holds an instrument from before a change of scales sees the book's prices in the units of then", () => {
  const at = (priceScale: number) => viewOf(6_420_010, 6_420_090).book({ ...BTC_PERP, priceScale });
  expect(at(2)).toMatchObject({ bestBid: 6_420_010, bestAsk: 6_420_090 });
  expect(at(3)).toMatchObject({ bestBid: 64_200_100, bestAsk: 64_200_900 });
  expect(at(1)).toMatchObject({ bestBid: 642_001, bestAsk: 642_009 });
  // No better than they are.
  expect(at(0)).toMatchObject({ bestBid: 64_200, bestAsk: 64_201 });
});
