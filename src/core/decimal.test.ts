import Big from "big.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalPlaces, parseDecimal, powerOfTen, rescale, SCALE_MAX, textToUnits, trimDecimal, unitsToText } from "#core/decimal";

const scale = fc.integer({ min: 0, max: SCALE_MAX });
const units = fc.maxSafeInteger();
const plainText = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 24n }), fc.integer({ min: 0, max: 24 }))
  .map(([negative, digits, places]) => unitsToText(negative ? -digits : digits, places));
const exponentText = fc.tuple(plainText, fc.integer({ min: -30, max: 30 })).map(([text, exponent]) => `${text}e${exponent}`);
const anyText = fc.oneof(plainText, exponentText);

/** What a text is worth, by big.js. */
const worth = (text: string): Big => new Big(text);

test("a parsed decimal is worth what big.js says", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const parsed = parseDecimal(text);
      expect(parsed).toBeDefined();
      if (parsed === undefined) return;
      expect(parsed.decimals).toBeGreaterThanOrEqual(0);
      expect(worth(`${parsed.mantissa}e${-parsed.decimals}`).eq(worth(text))).toBe(true);
    }),
  );
});

test("text becomes units exactly, or not at all", () => {
  fc.assert(
    fc.property(anyText, scale, (text, places) => {
      const exact = worth(text).times(worth(`1e${places}`));
      const fits = exact.eq(exact.round(0, Big.roundDown)) && exact.abs().lte(Number.MAX_SAFE_INTEGER);
      const read = textToUnits(text, places);
      expect(read === undefined ? undefined : worth(String(read)).eq(exact)).toBe(fits ? true : undefined);
    }),
  );
});

test("units written at a scale read back as themselves", () => {
  fc.assert(
    fc.property(units, scale, (value, places) => {
      const text = unitsToText(value, places);
      expect(textToUnits(text, places)).toBe(Object.is(value, -0) ? 0 : value);
      expect(worth(text).eq(worth(`${value}e${-places}`))).toBe(true);
    }),
  );
});

test("rescaling is exact, or NaN", () => {
  fc.assert(
    fc.property(units, scale, scale, (value, from, to) => {
      const exact = worth(String(value)).times(worth(`1e${to - from}`));
      const fits = exact.eq(exact.round(0, Big.roundDown)) && exact.abs().lte(Number.MAX_SAFE_INTEGER);
      const moved = rescale(value, from, to);
      if (fits) expect(exact.eq(worth(String(moved)))).toBe(true);
      else expect(moved).toBeNaN();
    }),
    { numRuns: 500 },
  );
});

test("trimming keeps the worth and leaves no zero at the end of a fraction", () => {
  fc.assert(
    fc.property(plainText, (text) => {
      const trimmed = trimDecimal(text);
      expect(worth(trimmed).eq(worth(text))).toBe(true);
      expect(trimmed).not.toMatch(/\.\d*0$|\.$/);
    }),
  );
});

test("decimal places are what big.js needs to print the value", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const printed = worth(text).toFixed();
      const fraction = printed.split(".")[1] ?? "";
      expect(decimalPlaces(text)).toBe(fraction.length);
    }),
  );
});

test("venues' figures are read as they are meant", () => {
  expect(textToUnits("3120.40", 2)).toBe(312040);
  expect(textToUnits("4.0E-5", 5)).toBe(4);
  expect(textToUnits("-0", 2)).toBe(0);
  expect(textToUnits("3120.45", 1)).toBeUndefined();
  expect(decimalPlaces("0.050")).toBe(2);
  expect(unitsToText(5, 3)).toBe("0.005");
  expect(unitsToText(-5, 3)).toBe("-0.005");
  expect(trimDecimal("3120.40")).toBe("3120.4");
  expect(trimDecimal("5.00")).toBe("5");
  expect(trimDecimal("500")).toBe("500");
});

test("what is no decimal is refused", () => {
  for (const text of ["", " 1", "1 ", "NaN", "Infinity", "0x10", "1_000", "1,5", ".5", "1e", "--1", "1e9999", "9".repeat(65)]) {
    expect(parseDecimal(text), text).toBeUndefined();
    expect(textToUnits(text, 2), text).toBeUndefined();
    expect(decimalPlaces(text), text).toBeUndefined();
  }
});

test("powers of ten are exact up to the last that a float holds, and refused beyond", () => {
  for (let exponent = 0; exponent <= SCALE_MAX; exponent += 1) expect(BigInt(powerOfTen(exponent))).toBe(10n ** BigInt(exponent));
  expect(() => powerOfTen(SCALE_MAX + 1)).toThrow(RangeError);
  expect(() => powerOfTen(-1)).toThrow(RangeError);
});
