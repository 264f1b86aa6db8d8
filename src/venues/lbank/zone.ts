// LBank writes wall time of UTC+8 without saying so. Everything here is arithmetic: reading it as UTC or as the machine's own time
// is eight hours wrong, and the machine's calendar is only for the clock room.

import { type EpochMs, epochMs } from "#core/brand";
import { candleCloseTime, candleOpenTime } from "#core/calendar/candle-interval";
import { civilDate, daysToDate, isoTime } from "#core/calendar/civil-time";
import { type CandleInterval } from "#core/event";

/** How far the venue's wall time is ahead of UTC. */
export const ZONE_MS = 28_800_000;

const LENGTH_MIN = 19;
const LENGTH_MAX = 29;
const ZERO = 0x30;
/** The separators of `2026-09-21T22:13:20.123` by their place. A space for the `T` is accepted. */
const MARKS: readonly (readonly [at: number, mark: string])[] = [
  [4, "-"],
  [7, "-"],
  [13, ":"],
  [16, ":"],
];

/** Reads `2026-09-21T22:13:20.123` of UTC+8; 0 to 9 decimals of a second, cut to ms. Undefined when it is no such text. */
export function zonedTime(text: string): EpochMs | undefined {
  const { length } = text;
  if (length < LENGTH_MIN || length > LENGTH_MAX || (text[10] !== "T" && text[10] !== " ")) return undefined;
  for (const [at, mark] of MARKS) if (text[at] !== mark) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  const ms = fraction(text);
  const sum = year + month + day + hour + minute + second + ms;
  if (Number.isNaN(sum) || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return undefined;
  const days = daysToDate({ year, month, day });
  // Only the last days of a month can be none of it: the 31st of February is a day of March by arithmetic.
  if (day > 28 && civilDate(days).day !== day) return undefined;
  return epochMs(((days * 24 + hour) * 60 + minute) * 60_000 + second * 1_000 + ms - ZONE_MS);
}

/** Writes a time as LBank does: `2026-09-21T22:13:20.123`. */
export function zonedText(time: EpochMs): string {
  return isoTime(epochMs(time + ZONE_MS)).slice(0, -1);
}

/** When a candle that opened at `openTime` ends; months follow the venue's calendar. */
export function zonedCloseTime(interval: CandleInterval, openTime: EpochMs): EpochMs {
  return epochMs(candleCloseTime(interval, epochMs(openTime + ZONE_MS)) - ZONE_MS);
}

/** When the candle that holds `time` opened: days begin at midnight of UTC+8. */
export function zonedOpenTime(interval: CandleInterval, time: EpochMs): EpochMs {
  return epochMs(candleOpenTime(interval, epochMs(time + ZONE_MS)) - ZONE_MS);
}

/** The number that the characters from `start` to `stop` spell, or NaN. */
function digits(text: string, start: number, stop: number): number {
  let value = 0;
  for (let at = start; at < stop; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function fraction(text: string): number {
  const { length } = text;
  if (length === LENGTH_MIN) return 0;
  if (text[LENGTH_MIN] !== "." || length === LENGTH_MIN + 1 || Number.isNaN(digits(text, LENGTH_MIN + 1, length))) return Number.NaN;
  return digits(text.slice(LENGTH_MIN + 1).padEnd(3, "0"), 0, 3);
}
