// Civil time from epoch milliseconds by arithmetic alone, because rooms without a clock may not ask the machine's calendar.

const DAY_MS = 86_400_000;
const two = (part: number): string => String(part).padStart(2, "0");

/** Writes epoch milliseconds as `2026-01-01T00:01:02.417Z`. */
export function isoTime(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const inDay = ms - days * DAY_MS;
  // Days to a date in the proleptic Gregorian calendar, with years that begin in March.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const [hours, minutes, seconds] = [3_600_000, 60_000, 1_000].map((unit, at) => Math.floor(inDay / unit) % (at === 0 ? 24 : 60));
  const millis = String(Math.floor(inDay % 1000)).padStart(3, "0");
  return `${year}-${two(month)}-${two(day)}T${two(hours ?? 0)}:${two(minutes ?? 0)}:${two(seconds ?? 0)}.${millis}Z`;
}
