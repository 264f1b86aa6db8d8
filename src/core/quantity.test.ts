import fc from "fast-check";
import { expect, test } from "vitest";
import { priceUnits, sizeUnits } from "#core/brand";
import { Decimal, Price, Size } from "#core/quantity";

test("a price is its exact text with every place of its scale, wherever it is printed", () => {
  const price = new Price(priceUnits(312_040), 2);
  expect([String(price), `${price}`, JSON.stringify({ price }), price.toNumber()]).toEqual([
    "3120.40",
    "3120.40",
    '{"price":"3120.40"}',
    3120.4,
  ]);
});

test("a size says its unit and is exact at any scale", () => {
  expect([String(new Size(sizeUnits(1_875), 0, "contract")), String(new Size(sizeUnits(250), 3, "base"))]).toEqual(["1875", "0.250"]);
  expect(new Size(sizeUnits(1), 8, "base").toNumber()).toBe(0.000_000_01);
  expect(new Size(sizeUnits(1), 0, "contract").unit).toBe("contract");
});

test("numbers up to 2^53 keep every digit", () => {
  expect(String(new Price(priceUnits(Number.MAX_SAFE_INTEGER), 5))).toBe("90071992547.40991");
});

test("a decimal adds, compares and multiplies without rounding, whatever the scales and however large", () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.nat(12), fc.nat(12), (one, other, a, b) => {
      const [left, right] = [new Decimal(one, a), new Decimal(other, b)];
      const [scaledLeft, scaledRight] = [one * 10n ** BigInt(24 - a), other * 10n ** BigInt(24 - b)];
      expect(left.plus(right).compare(new Decimal(scaledLeft + scaledRight, 24))).toBe(0);
      expect(left.minus(right).plus(right).compare(left)).toBe(0);
      expect(Math.sign(left.compare(right))).toBe(scaledLeft < scaledRight ? -1 : scaledLeft > scaledRight ? 1 : 0);
      expect(left.times(right).compare(new Decimal(one * other, a + b))).toBe(0);
    }),
  );
});

test("a decimal is its exact text without zeros at the end", () => {
  const size = Decimal.of(new Size(sizeUnits(1_875), 0, "contract")).times(new Decimal(1n, 3));
  expect([String(size), JSON.stringify({ size }), size.toNumber()]).toEqual(["1.875", '{"size":"1.875"}', 1.875]);
  expect(String(new Decimal(-50n, 2))).toBe("-0.5");
});
