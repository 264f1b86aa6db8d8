import { expect, test } from "vitest";
import { durationOption, formatDuration, parseDuration } from "#apps/cli/values/duration";

test.each([
  ["20s", 20_000],
  ["500ms", 500],
  ["2m", 120_000],
  ["1h", 3_600_000],
  ["1d", 86_400_000],
  ["1m30s", 90_000],
  ["1.5s", 1_500],
  ["20", 20_000],
])("%s is %i ms", (text, durationMs) => {
  expect(parseDuration(text)).toBe(durationMs);
});

test.each(["", "0", "0s", "-5s", "5 s", "5x", "s", "1e3", "NaN", "Infinity", "9999d", "5s!", "１s"])("%j is no duration", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test("a wrong duration names the option and how to write it", () => {
  expect(() => durationOption("--for", "soon")).toThrow('"soon" is no duration for --for');
});

test.each([
  [640, "640 ms"],
  [4_210, "4.2 s"],
  [185_000, "3 min 5 s"],
  [7_800_000, "2 h 10 min"],
])("%i ms reads %s", (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});
