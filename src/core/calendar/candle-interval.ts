// Where candles begin. Intervals up to a day align to midnight UTC, weeks to Monday, months to the calendar.

import { type EpochMs, epochMs } from "#core/brand";
import { civilDate } from "#core/calendar/civil-time";
import { type CandleInterval } from "#core/event";

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const WEEK_MS = 7 * DAY_MS;
/** 1970-01-01 was a Thursday; the Monday before it is the weeks' zero. */
const WEEK_ZERO_MS = -3 * DAY_MS;

const FIXED_MINUTES: Readonly<Record<Exclude<CandleInterval, "1w" | "1M">, number>> = {
  "1m": 1,
  "5m": 5,
  "15m": 15,
  "30m": 30,
  "1h": 60,
  "2h": 120,
  "4h": 240,
  "6h": 360,
  "8h": 480,
  "12h": 720,
  "1d": 1_440,
};

/** Every interval, shortest first. */
export const CANDLE_INTERVALS: readonly CandleInterval[] = [
  "1m",
  "5m",
  "15m",
  "30m",
  "1h",
  "2h",
  "4h",
  "6h",
  "8h",
  "12h",
  "1d",
  "1w",
  "1M",
];

/** Whether a text names an interval. */
export function isCandleInterval(text: string): text is CandleInterval {
  return CANDLE_INTERVALS.some((interval) => interval === text);
}

/** When the candle that holds `time` opened. */
export function candleOpenTime(interval: CandleInterval, time: EpochMs): EpochMs {
  if (interval === "1M") {
    const day = Math.floor(time / DAY_MS);
    return epochMs((day + 1 - civilDate(day).day) * DAY_MS);
  }
  if (interval === "1w") return epochMs(WEEK_ZERO_MS + Math.floor((time - WEEK_ZERO_MS) / WEEK_MS) * WEEK_MS);
  const lengthMs = FIXED_MINUTES[interval] * MINUTE_MS;
  return epochMs(Math.floor(time / lengthMs) * lengthMs);
}

/** When the candle that opened at `openTime` ends, which is when the next one opens. */
export function candleCloseTime(interval: CandleInterval, openTime: EpochMs): EpochMs {
  // The 32nd day from the first of any month lies in the next one.
  if (interval === "1M") return candleOpenTime("1M", epochMs(openTime + 31 * DAY_MS));
  return epochMs(openTime + (interval === "1w" ? WEEK_MS : FIXED_MINUTES[interval] * MINUTE_MS));
}
