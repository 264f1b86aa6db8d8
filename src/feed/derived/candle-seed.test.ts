import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { CANDLE_INTERVALS, candleCloseTime, candleOpenTime } from "#core/calendar/candle-interval";
import { type CandleInterval } from "#core/event";
import { seedParts } from "#feed/derived/candle-seed";

const REST = { candleIntervals: CANDLE_INTERVALS, candlesMax: 300 };
const time = (text: string) => epochMs(Date.parse(text));
const told = (interval: CandleInterval, now: string, rest = REST): string[] =>
  seedParts(interval, { now: time(now), rest }).parts.map((part) => {
    const clip = (ms: number): string => new Date(ms).toISOString().slice(5, 16);
    return `${part.interval} ${clip(part.from)} to ${clip(part.to)}`;
  });

test("a minute needs only the price before it", () => {
  expect(told("1m", "2026-03-05T10:20:30Z")).toEqual(["1m 03-05T10:19 to 03-05T10:20"]);
});

test("an hour is made of its finished minutes, and of the price before it", () => {
  expect(told("1h", "2026-03-05T10:20:30Z")).toEqual(["1m 03-05T09:59 to 03-05T10:20"]);
});

test("a day is made of hours and of minutes, a month of days too", () => {
  expect(told("1d", "2026-03-05T10:20:30Z")).toEqual(["1h 03-04T23:00 to 03-05T10:00", "1m 03-05T10:00 to 03-05T10:20"]);
  expect(told("1M", "2026-03-05T10:20:30Z")).toEqual([
    "1d 02-28T00:00 to 03-05T00:00",
    "1h 03-05T00:00 to 03-05T10:00",
    "1m 03-05T10:00 to 03-05T10:20",
  ]);
});

test("a candle that has just opened needs the row before it, of the length that is left", () => {
  expect(told("1d", "2026-03-05T00:00:10Z")).toEqual(["1m 03-04T23:59 to 03-05T00:00"]);
});

test("a candle that the venue's pages cannot cover is said to be incomplete", () => {
  const rest = { candleIntervals: ["1m"] as const, candlesMax: 300 };
  expect(seedParts("1d", { now: time("2026-03-05T10:20:30Z"), rest }).complete).toBe(false);
  expect(seedParts("4h", { now: time("2026-03-05T10:20:30Z"), rest }).complete).toBe(true);
  expect(seedParts("1h", { now: time("2026-03-05T10:20:30Z"), rest: { candleIntervals: [], candlesMax: 300 } }).complete).toBe(false);
});

test("the parts of any candle touch without a gap, from before its opening to the present minute, within the venue's pages", () => {
  fc.assert(
    fc.property(fc.constantFrom(...CANDLE_INTERVALS), fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }), (interval, ms) => {
      const now = epochMs(ms);
      const { parts, complete } = seedParts(interval, { now, rest: REST });
      expect(complete).toBe(true);
      expect(parts[0]?.from).toBeLessThan(candleOpenTime(interval, now));
      expect(parts.at(-1)?.to).toBe(candleOpenTime("1m", now));
      for (const [index, part] of parts.entries()) {
        if (index > 0) expect(part.from).toBe(parts[index - 1]?.to);
        expect((part.to - part.from) / (candleCloseTime(part.interval, epochMs(0)) - 0)).toBeLessThanOrEqual(300);
      }
    }),
  );
});
