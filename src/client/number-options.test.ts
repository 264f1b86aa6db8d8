import { expect, test } from "vitest";
import { atLeast, wholeAtLeast } from "#client/number-options";

test("numbers below the least, fractions of counts and NaN are refused with the option's name", () => {
  expect(atLeast(100, "everyMs", 100.5)).toBe(100.5);
  expect(wholeAtLeast(1, "depth", 25)).toBe(25);
  expect(() => atLeast(100, "everyMs", 0)).toThrow("The option everyMs is 0; use a number of at least 100.");
  for (const wrong of [2.5, 0, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => wholeAtLeast(1, "depth", wrong)).toThrow("depth");
});
