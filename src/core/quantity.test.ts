import { expect, test } from "vitest";
import { priceUnits, sizeUnits } from "#core/brand";
import { Price, Size } from "#core/quantity";

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
