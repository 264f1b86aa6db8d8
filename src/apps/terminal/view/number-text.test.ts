import fc from "fast-check";
import { expect, test } from "vitest";
import { ageText, bpsText, countText, fitText, milliText, sizeText, stopwatchText, timeOfDayText } from "#apps/terminal/view/number-text";
import { epochMs } from "#core/brand";

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [1_000, "1.0 s"],
  [59_960, "59.9 s"],
  [60_000, "1m00s"],
  [245_000, "4m05s"],
  [7_800_000, "2h10m"],
  [400_000_000, "4 d"],
  [-5, "0 ms"],
  [Number.POSITIVE_INFINITY, ""],
])('%d ms is "%s"', (ms, text) => {
  expect(ageText(ms)).toBe(text);
});

test.each([
  [187_500, 2, 8, "1875"],
  [250, 3, 8, "0.25"],
  [123_456_789, 0, 7, "123.45M"],
  [123_456_789_012, 3, 6, "123.4M"],
  [1_234_567, 4, 5, "123.4"],
  [999_999, 0, 5, "999k"],
])("a size of %d at scale %d in %d cells is %s", (units, scale, width, text) => {
  expect(sizeText(units, scale, width)).toBe(text);
});

test("a size never takes more cells than it has, and is never shown larger than it is", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 50 }),
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 4, max: 9 }),
      (units, scale, width) => {
        const text = sizeText(units, scale, width);
        expect(text.length).toBeLessThanOrEqual(width);
        const factor = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 }[text.at(-1) ?? ""] ?? 1;
        if (!text.startsWith("~")) expect(Number.parseFloat(text) * factor).toBeLessThanOrEqual((units / 10 ** scale) * (1 + 1e-12));
      },
    ),
  );
});

test("counts, latencies, basis points and times of day are short", () => {
  expect([countText(1_234_567), countText(12), milliText(0.44), milliText(12.6), bpsText(0.8), bpsText(140.2)]).toEqual([
    "1,234,567",
    "12",
    "0.4",
    "13",
    "0.80",
    "140",
  ]);
  expect(timeOfDayText(epochMs(1_767_225_600_000 + 45_067_000))).toBe("12:31:07");
});

test("a stopwatch counts whole seconds", () => {
  expect([stopwatchText(7_900), stopwatchText(751_000), stopwatchText(3_609_000)]).toEqual(["0:07", "12:31", "1:00:09"]);
});

test("text that does not fit ends with a mark", () => {
  expect([fitText("BTC-PERP", 8), fitText("BTC-PERPETUAL", 8), fitText("BTC", 1)]).toEqual(["BTC-PERP", "BTC-PER~", "B"]);
});
