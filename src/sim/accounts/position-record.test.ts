import fc from "fast-check";
import { expect, test } from "vitest";
import { notional } from "#core/account/notional";
import { type PriceUnits, priceUnits, sizeUnits } from "#core/brand";
import { compare, decimalText, plus, ZERO } from "#core/decimal-arithmetic";
import { type Side } from "#core/event";
import { PositionRecord } from "#sim/accounts/position-record";
import { listings } from "#sim/market/instruments";
import { lmexDialect } from "#venues/lmex/dialect";

const instrument = listings(lmexDialect)[0]?.instrument;
if (instrument === undefined) throw new Error("LMEX lists nothing");

const price = (tenths: number): PriceUnits => priceUnits(tenths);

test("a position opened, enlarged, halved and turned realises what the trades say", () => {
  const position = new PositionRecord(instrument, "net");
  expect(decimalText(position.trade("buy", price(640_000), sizeUnits(100)))).toBe("0");
  position.trade("buy", price(642_000), sizeUnits(100));
  expect(decimalText(position.entryPrice(2))).toBe("64100");
  expect(decimalText(position.trade("sell", price(645_000), sizeUnits(100)))).toBe("40");
  expect(decimalText(position.unrealised(price(641_000)))).toBe("0");
  expect(decimalText(position.trade("sell", price(640_000), sizeUnits(150)))).toBe("-10");
  expect(position.size).toBe(-50);
  expect(decimalText(position.entryPrice(1))).toBe("64000");
});

test("realised profit, cost and trades always add up, whatever the order of trades", () => {
  const trade = fc.record({
    side: fc.constantFrom<Side[]>("buy", "sell"),
    at: fc.integer({ min: 600_000, max: 680_000 }),
    size: fc.integer({ min: 1, max: 300 }),
  });
  fc.assert(
    fc.property(fc.array(trade, { minLength: 1, maxLength: 40 }), (trades) => {
      const position = new PositionRecord(instrument, "net");
      let cash = ZERO;
      let size = 0;
      for (const { side, at, size: each } of trades) {
        position.trade(side, price(at), sizeUnits(each));
        const value = notional(instrument, price(at), each);
        cash = plus(cash, side === "buy" ? { ...value, mantissa: -value.mantissa } : value);
        size += side === "buy" ? each : -each;
      }
      const mark = price(650_000);
      const worth = plus(cash, notional(instrument, mark, size));
      expect(position.size).toBe(size);
      expect(compare(plus(position.realised, position.unrealised(mark)), worth)).toBe(0);
    }),
    { numRuns: 200 },
  );
});
