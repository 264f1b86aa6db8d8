import fc from "fast-check";
import { expect, test } from "vitest";
import { formatInstant, formatTimeOfDay, instantOption, parseInstant } from "#apps/cli/values/instant";
import { epochMs } from "#core/brand";

const NOW = epochMs(1_767_225_662_417);

test.each([
  ["2026-01-01", 1_767_225_600_000],
  ["2026-01-01T00:01:02.417Z", 1_767_225_662_417],
  ["2026-01-01T00:01:02Z", 1_767_225_662_000],
  ["2026-01-01 00:01", 1_767_225_660_000],
  ["2024-02-29", 1_709_164_800_000],
  ["1970-01-01", 0],
  ["1767225662417", 1_767_225_662_417],
  ["now", 1_767_225_662_417],
  ["2h", 1_767_225_662_417 - 7_200_000],
])("%s is %i", (text, instant) => {
  expect(parseInstant(text, NOW)).toBe(instant);
});

test.each(["", "yesterday", "2026-02-30", "2026-13-01", "2023-02-29", "2026-01-01T24:00", "20", "2026-01-01T00:00:00+08:00", "-2h"])(
  "%j is no time",
  (text) => {
    expect(parseInstant(text, NOW)).toBeUndefined();
  },
);

test("every millisecond of three centuries comes back from its own text", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_467_000_000_000 }), (instant) => parseInstant(`${formatInstant(instant)}Z`, NOW) === instant),
  );
});

test("a time is shown in UTC", () => {
  expect(formatInstant(1_767_225_662_417)).toBe("2026-01-01 00:01:02.417");
  expect(formatTimeOfDay(1_767_225_662_417)).toBe("00:01:02.417");
});

test("a wrong time names the option", () => {
  expect(() => instantOption("--from", "soon", NOW)).toThrow('"soon" is no time for --from');
});
