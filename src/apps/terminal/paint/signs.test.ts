import { expect, test } from "vitest";
import { barText, signsFor, sparkText } from "#apps/terminal/paint/signs";

test("bars grow by eighths of a cell", () => {
  const signs = signsFor(true);
  expect([barText(0, 4, signs), barText(1 / 32, 4, signs), barText(0.5, 4, signs), barText(0.6, 4, signs), barText(1, 4, signs)]).toEqual([
    "",
    "▏",
    "██",
    "██▍",
    "████",
  ]);
});

test("the smallest size still shows something, and no bar is longer than its room", () => {
  const signs = signsFor(true);
  expect(barText(0.000_01, 4, signs)).toBe("▏");
  expect(barText(7, 4, signs)).toBe("████");
  expect(barText(0.5, 0, signs)).toBe("");
});

test("ASCII windows get bars and sparklines of ASCII", () => {
  const signs = signsFor(false);
  expect(barText(0.5, 4, signs)).toBe("##");
  expect(sparkText([0, 0.5, 1], 2, signs)).toBe("|#");
  expect(Object.values(signs).flat().join("")).toMatch(/^[\x20-\x7e]+$/);
});
