import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { candleCloseTime, candleOpenTime } from "#core/calendar/candle-interval";

/** The oracle: the platform's own calendar, which production code of this room must not use. */
const utc = (...parts: [year: number, month: number, day?: number]): number => globalThis.Date.UTC(...parts);

test("a month's candle opens on the first and closes on the first of the next, in every month of every year", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: utc(2100, 0) }), (time) => {
      const moment = new globalThis.Date(time);
      const openTime = candleOpenTime("1M", epochMs(time));
      expect(openTime).toBe(utc(moment.getUTCFullYear(), moment.getUTCMonth()));
      expect(candleCloseTime("1M", openTime)).toBe(utc(moment.getUTCFullYear(), moment.getUTCMonth() + 1));
    }),
  );
});

test("a week's candle opens on Monday at midnight", () => {
  fc.assert(
    fc.property(fc.integer({ min: utc(2000, 0), max: utc(2100, 0) }), (time) => {
      const openTime = candleOpenTime("1w", epochMs(time));
      expect(new globalThis.Date(openTime).getUTCDay()).toBe(1);
      expect(openTime % 86_400_000).toBe(0);
      expect(time - openTime).toBeGreaterThanOrEqual(0);
      expect(candleCloseTime("1w", openTime)).toBeGreaterThan(time);
    }),
  );
});

test("shorter candles align to midnight and hold every moment exactly once", () => {
  const noonish = utc(2026, 0, 5) + 13 * 3_600_000 + 7 * 60_000;
  expect(candleOpenTime("4h", epochMs(noonish))).toBe(utc(2026, 0, 5) + 12 * 3_600_000);
  expect(candleOpenTime("5m", epochMs(noonish))).toBe(noonish - 2 * 60_000);
  expect(candleOpenTime("1d", epochMs(noonish))).toBe(utc(2026, 0, 5));
  expect(candleCloseTime("6h", epochMs(utc(2026, 0, 5)))).toBe(utc(2026, 0, 5) + 6 * 3_600_000);
});
