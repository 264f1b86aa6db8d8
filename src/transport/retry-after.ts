import { type EpochMs } from "#core/brand";

/** No venue is believed when it asks for more than this; its next answer may ask again. */
export const RETRY_AFTER_MAX_MS = 900_000;

const EPOCH_MS_FROM = 1e12;
const EPOCH_S_FROM = 1e9;

/**
 * Reads a `Retry-After` header as a wait in ms from `now`, between 0 and 15 minutes; undefined when it cannot be read. Venues
 * disagree on the unit (even with themselves), so the size of the number decides: epoch ms, epoch seconds, or seconds to wait.
 */
export function retryAfterMs(header: string | undefined, now: EpochMs): number | undefined {
  const text = header?.trim() ?? "";
  if (text.length === 0 || text.length > 64) return undefined;
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? numberWaitMs(Number(text), now) : httpDateWaitMs(text, now);
  if (waitMs === undefined || !Number.isFinite(waitMs)) return undefined;
  return Math.min(RETRY_AFTER_MAX_MS, Math.max(0, waitMs));
}

const HTTP_DATE = /^[A-Za-z]{3}, (\d{2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

// Written out, because `Date` belongs to the clock room alone; the format is the one that RFC 9110 lets servers send.
function httpDateWaitMs(text: string, now: EpochMs): number | undefined {
  const found = HTTP_DATE.exec(text);
  if (found === null) return undefined;
  const month = MONTHS.indexOf((found[2] ?? "").toLowerCase()) + 1;
  if (month === 0) return undefined;
  const days = daysSinceEpoch(Number(found[3]), month, Number(found[1]));
  return (days * 86_400 + Number(found[4]) * 3_600 + Number(found[5]) * 60 + Number(found[6])) * 1_000 - now;
}

/** Days from 1970-01-01 in the Gregorian calendar, by counting years from March so that the leap day comes last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}

function numberWaitMs(value: number, now: EpochMs): number {
  if (value >= EPOCH_MS_FROM) return value - now;
  if (value >= EPOCH_S_FROM) return value * 1_000 - now;
  return value * 1_000;
}
