import { expect, test } from "vitest";
import { decimalField } from "#core/json/decimal-field";
import { amountText, candlePrices, priceText, tickerFigures } from "#core/json/market-figures";

test("a price is positive, an amount is not negative, and both are exact", () => {
  const texts = ["4.0E-5", "0", "0.00", "-5", "-0", "1e400", "NaN", "", undefined];
  expect(texts.map(priceText)).toEqual(["0.000040", ...Array.from({ length: 8 }, () => undefined)]);
  expect(texts.map(amountText)).toEqual(["0.000040", "0", "0.00", undefined, "0", ...Array.from({ length: 4 }, () => undefined)]);
});

test("a ticker keeps the figures that a market can have, and only a change and a funding rate may be negative", () => {
  const row = { p: "-5", b: 0, v: "-3", q: "12.50", c: "-0.0128", f: "-0.0001" };
  const names = { last: "p", bestBid: "b", volume24h: "v", turnover24h: "q", changeFraction24h: "c", fundingRate: "f" } as const;
  expect(tickerFigures(row, names)).toEqual({ turnover24h: "12.50", changeFraction24h: "-0.0128", fundingRate: "-0.0001" });
});

test("a candle has four prices, the highest not below the lowest", () => {
  expect(candlePrices(["2", "3", "1.5", "2"])).toEqual({ open: "2", high: "3", low: "1.5", close: "2" });
  for (const wrong of [
    ["2", "3", "-1", "2"],
    ["2", "1", "1.5", "2"],
    ["2", "3", "1", undefined],
  ])
    expect(candlePrices(wrong)).toBeUndefined();
});

test("a figure of more digits than any market has is none", () => {
  expect(decimalField({ turnover: "1e400" }, "turnover")).toBeUndefined();
});
