import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { daysToDate, isoTime } from "#core/calendar/civil-time";

test("Any time from 1900 to 2400 is written as the machine's calendar writes it, and its date leads back to its day", () => {
  fc.assert(
    fc.property(fc.integer({ min: -2_208_988_800_000, max: 13_569_465_600_000 }), (ms) => {
      const expected = new Date(ms).toISOString();
      expect(isoTime(epochMs(ms))).toBe(expected);
      const [year, month, day] = expected.slice(0, 10).split("-").map(Number);
      expect(daysToDate({ year: year ?? 0, month: month ?? 0, day: day ?? 0 })).toBe(Math.floor(ms / 86_400_000));
    }),
  );
});

test.each(["2000-02-29", "2024-02-29", "2100-02-28", "2100-03-01", "2026-12-31", "1970-01-01"])("The day %s is no exception", (date) => {
  expect(isoTime(epochMs(new Date(date).valueOf()))).toBe(`${date}T00:00:00.000Z`);
});
