import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { zonedCloseTime, zonedOpenTime, zonedText, zonedTime } from "#venues/lbank/zone";

test("a time without a zone is eight hours ahead of UTC", () => {
  expect(zonedTime("2026-09-21T22:13:20.123")).toBe(1_790_000_000_123);
  expect(zonedText(epochMs(1_790_000_000_123))).toBe("2026-09-21T22:13:20.123");
});

test("every time survives the way there and back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (ms) => {
      expect(zonedTime(zonedText(epochMs(ms)))).toBe(ms);
    }),
  );
});

test("it agrees with the calendar of the platform", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (ms) => {
      expect(Date.parse(`${zonedText(epochMs(ms))}+08:00`)).toBe(ms);
    }),
  );
});

test("decimals of a second may be missing, few or many, and are cut to milliseconds", () => {
  expect(zonedTime("2026-09-21T22:13:20")).toBe(1_790_000_000_000);
  expect(zonedTime("2026-09-21T22:13:20.1")).toBe(1_790_000_000_100);
  expect(zonedTime("2026-09-21T22:13:20.123999")).toBe(1_790_000_000_123);
  expect(zonedTime("2026-09-21 22:13:20")).toBe(1_790_000_000_000);
});

test.each([
  "",
  "2026-09-21",
  "2026-13-21T22:13:20",
  "2026-02-29T22:13:20",
  "2026-09-31T22:13:20",
  "2026-09-21T24:00:00",
  "2026-09-21T22:13:20Z",
  "2026-09-21T22:13:20.",
  "２026-09-21T22:13:20",
])("%s is no time", (text) => {
  expect(zonedTime(text)).toBeUndefined();
});

test("days, weeks and months begin at midnight of UTC+8, and a month ends where the next one begins", () => {
  expect(zonedOpenTime("1d", epochMs(1_789_999_999_000))).toBe(1_789_920_000_000);
  expect(zonedCloseTime("1d", epochMs(1_789_920_000_000))).toBe(1_790_006_400_000);
  const september = zonedTime("2026-09-01T00:00:00") ?? epochMs(0);
  expect(zonedOpenTime("1M", epochMs(1_790_000_000_000))).toBe(september);
  expect(zonedCloseTime("1M", september)).toBe(zonedTime("2026-10-01T00:00:00"));
  expect(zonedOpenTime("1h", epochMs(1_790_000_000_000))).toBe(1_789_999_200_000);
});
