// Calendar dates from epoch milliseconds and back, by arithmetic alone: rooms without a clock may not ask the machine's calendar.
// Years begin in March inside, so that the leap day is the last of its year.

import { type EpochMs } from "#core/brand";

const DAY_MS = 86_400_000;
/** Days from 0000-03-01 to 1970-01-01 in the proleptic Gregorian calendar. */
const EPOCH_DAY = 719_468;
const DAYS_PER_ERA = 146_097;

/** Writes a time as `2026-01-01T00:01:02.417Z`. */
export function isoTime(time: EpochMs): string {
  const ms = Math.floor(time);
  const days = Math.floor(ms / DAY_MS);
  const inDay = ms - days * DAY_MS;
  const { year, month, day } = civilDate(days);
  const pad = (part: number, width = 2): string => String(part).padStart(width, "0");
  const [hours, minutes, seconds] = [Math.floor(inDay / 3_600_000), Math.floor(inDay / 60_000) % 60, Math.floor(inDay / 1_000) % 60];
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hours)}:${pad(minutes)}:${pad(seconds)}.${pad(inDay % 1_000, 3)}Z`;
}

/** Days from 1970-01-01 to a date; months count from 1. */
export function daysToDate(date: { readonly year: number; readonly month: number; readonly day: number }): number {
  const marchYear = date.month <= 2 ? date.year - 1 : date.year;
  const dayOfYear = Math.floor((153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5) + date.day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - EPOCH_DAY;
}

/** The calendar date of a day; days count from 1970-01-01. */
export function civilDate(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + EPOCH_DAY;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const leapCorrected = dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor(leapCorrected / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1 };
}
