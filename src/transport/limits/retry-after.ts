import { type EpochMs } from "#core/brand";
import { daysToDate } from "#core/calendar/civil-time";

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

// The one form that RFC 9110 lets servers send.
function httpDateWaitMs(text: string, now: EpochMs): number | undefined {
  const found = HTTP_DATE.exec(text);
  if (found === null) return undefined;
  const month = MONTHS.indexOf((found[2] ?? "").toLowerCase()) + 1;
  if (month === 0) return undefined;
  const days = daysToDate({ year: Number(found[3]), month, day: Number(found[1]) });
  return (days * 86_400 + Number(found[4]) * 3_600 + Number(found[5]) * 60 + Number(found[6])) * 1_000 - now;
}

function numberWaitMs(value: number, now: EpochMs): number {
  if (value >= EPOCH_MS_FROM) return value - now;
  if (value >= EPOCH_S_FROM) return value * 1_000 - now;
  return value * 1_000;
}
