// Points in time as people write and read them, always UTC.

import { parseDuration } from "#apps/cli/values/duration";
import { type EpochMs, epochMs } from "#core/brand";
import { civilDate, daysToDate, isoTime } from "#core/calendar/civil-time";
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
  return isoTime(epochMs(instant)).replace("T", " ").replace("Z", "");
}

/** A time of day as `12:30:00.417`, UTC. */
export function formatTimeOfDay(instant: number): string {
  return formatInstant(instant).slice(11);
}

function isoInstant(match: RegExpExecArray): EpochMs | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const days = daysToDate({ year, month, day });
  // A 31st of February would roll over into March: refuse what does not come back as it was written.
  if (civilDate(days).day !== day) return undefined;
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0"));
  return epochMs(days * DAY_MS + hour * 3_600_000 + minute * 60_000 + second * 1_000 + milliseconds);
}
