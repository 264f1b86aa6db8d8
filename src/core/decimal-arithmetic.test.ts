import Big from "big.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compare, cut, decimal, decimalText, fixedText, minus, plus, quotient, times, toFloat } from "#core/decimal-arithmetic";
import { UsageError } from "#core/error";

const text = fc
  .record({ whole: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fraction: fc.stringMatching(/^\d{0,12}$/) })
  .map(({ whole, fraction }) => (fraction === "" ? String(whole) : `${whole}.${fraction}`));

test("sums, differences and products are those of an arbitrary-precision library", () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const [a, b] = [decimal(one), decimal(other)];
      expect(decimalText(plus(a, b))).toBe(new Big(one).plus(other).toFixed());
      expect(decimalText(minus(a, b))).toBe(new Big(one).minus(other).toFixed());
      expect(decimalText(times(a, b))).toBe(new Big(one).times(other).toFixed());
      expect(compare(a, b)).toBe(new Big(one).cmp(other));
    }),
    { numRuns: 300 },
  );
});

test("a quotient is cut toward zero at the places that were asked for", () => {
  fc.assert(
    fc.property(text, text, fc.integer({ min: 0, max: 14 }), (one, other, places) => {
      fc.pre(!new Big(other).eq(0));
      Big.DP = 40;
      const wide = new Big(one).div(other).toFixed();
      const [whole = "0", fraction = ""] = wide.split(".");
      const expected = places === 0 ? whole : `${whole}.${fraction.padEnd(places, "0").slice(0, places)}`;
      expect(new Big(decimalText(quotient(decimal(one), decimal(other), places))).eq(expected)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("texts have the places that were asked for, and no needless zeros otherwise", () => {
  expect(decimalText(decimal("10.500"))).toBe("10.5");
  expect(decimalText(decimal("-0.0"))).toBe("0");
  expect(fixedText(decimal("1.239"), 2)).toBe("1.23");
  expect(fixedText(decimal("5"), 3)).toBe("5.000");
  expect(decimalText(cut(decimal("-1.239"), 2))).toBe("-1.23");
  expect(toFloat(decimal("0.1"))).toBe(0.1);
  expect(toFloat(decimal("123456789012345678901.5"))).toBe(Number("123456789012345678901.5"));
});

test("what is no number, and a division by zero, are errors by name", () => {
  expect(() => decimal("1,5")).toThrow(UsageError);
  expect(() => quotient(decimal("1"), decimal("0.0"), 2)).toThrow(UsageError);
});
