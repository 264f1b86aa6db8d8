import fc from "fast-check";
import { expect, test } from "vitest";
import { trimDecimal, unitsToText } from "#core/decimal";
import { DecimalTexts } from "#core/decimal-texts";

const write = (units: number, scale: number): string => trimDecimal(unitsToText(units, scale));

test("what is remembered is what would be written", () => {
  const texts = new DecimalTexts(write);
  // So few units and scales that they meet in their slots, and some that no 32-bit integer holds.
  const units = fc.oneof(
    fc.integer({ min: -40, max: 40 }),
    fc.integer({ min: 0, max: 40 }).map((steps) => steps * 8_192),
    fc.maxSafeInteger(),
  );
  const figures = fc.array(fc.tuple(units, fc.integer({ min: 0, max: 22 })), { maxLength: 200 });
  fc.assert(
    fc.property(figures, (all) => {
      for (const [each, scale] of all) expect(texts.textOf(each, scale)).toBe(write(each, scale));
    }),
  );
});

test("a figure that stays is written once", () => {
  let written = 0;
  const texts = new DecimalTexts((units, scale) => {
    written += 1;
    return write(units, scale);
  });
  for (let time = 0; time < 3; time += 1) expect([texts.textOf(312_040, 2), texts.textOf(312_040, 3)]).toEqual(["3120.4", "312.04"]);
  expect(written).toBe(2);
});
