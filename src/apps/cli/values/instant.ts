// Points in time as people write and read them, always UTC. Own arithmetic, so that the command line reads no clock but its port.

import { parseDuration } from "#apps/cli/values/duration";
import { type EpochMs, epochMs } from "#core/brand";
import { UsageError } from "#core/error";

const DAY_MS = 86_400_000;
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(?:Z|\+00:00)?)?$/;

/** Reads `2026-01-31`, `2026-01-31T12:30:00Z`, Unix milliseconds, `now`, or how long ago (`2h`); undefined when it is none of these. */
export function parseInstant(text: string, now: EpochMs): EpochMs | undefined {
  if (text === "now") return now;
  if (/^\d{11,14}$/.test(text)) return epochMs(Number(text));
  const match = ISO.exec(text);
  if (match !== null) return isoInstant(match);
  // A bare number would be seconds ago, which nobody means when they write a time.
  const agoMs = /[a-z]$/.test(text) ? parseDuration(text) : undefined;
  return agoMs === undefined ? undefined : epochMs(now - agoMs);
}

/** A time that a person gave to an option. Throws a UsageError that names the option. */
export function instantOption(option: string, text: string, now: EpochMs): EpochMs {
  const instant = parseInstant(text, now);
  if (instant !== undefined) return instant;
  throw new UsageError("invalid-time", `"${text.slice(0, 40)}" is no time for ${option}; nothing was asked.`, {
    hint: `Write ${option} 2026-01-31T12:30:00Z, Unix milliseconds, or how long ago: 2h.`,
  });
}

/** A time as `2026-01-31 12:30:00.417`, UTC. */
export function formatInstant(instant: number): string {
  const days = Math.floor(instant / DAY_MS);
  return `${formatDay(days)} ${formatTimeOfDay(instant)}`;
}

/** A time of day as `12:30:00.417`, UTC. */
export function formatTimeOfDay(instant: number): string {
  const ms = ((instant % DAY_MS) + DAY_MS) % DAY_MS;
  const part = (value: number, digits = 2): string => String(Math.floor(value)).padStart(digits, "0");
  return `${part(ms / 3_600_000)}:${part((ms / 60_000) % 60)}:${part((ms / 1_000) % 60)}.${part(ms % 1_000, 3)}`;
}

function isoInstant(match: RegExpExecArray): EpochMs | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const days = daysOf({ year, month, day });
  // A 31st of February would roll over into March: refuse what does not come back as it was written.
  if (formatDay(days) !== `${match[1]}-${match[2]}-${match[3]}`) return undefined;
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0"));
  return epochMs(days * DAY_MS + hour * 3_600_000 + minute * 60_000 + second * 1_000 + milliseconds);
}

/** Days since 1970-01-01 of a Gregorian date: counted in eras of 400 years that begin in March, so that leap days come last. */
function daysOf(date: { year: number; month: number; day: number }): number {
  const year = date.month <= 2 ? date.year - 1 : date.year;
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * ((date.month + 9) % 12) + 2) / 5) + date.day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

function formatDay(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
