// Numbers as people read them in narrow columns. Prices and sizes stay exact unless a column is too narrow, and then they are cut
// visibly, with a unit letter.

import { type EpochMs } from "#core/brand";
import { trimDecimal, unitsToText } from "#core/decimal";

/** An age or a duration, at most six characters: "12 ms", "3.2 s", "4m05s", "2h10m"; empty while there is none. */
export function ageText(ms: number): string {
  if (!Number.isFinite(ms)) return "";
  const rounded = Math.max(0, Math.round(ms));
  if (rounded < 1_000) return `${rounded} ms`;
  if (rounded < 60_000) return `${(Math.floor(rounded / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(rounded / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m${pad2(seconds % 60)}s`;
  const hours = Math.floor(seconds / 3_600);
  return hours < 100 ? `${hours}h${pad2(Math.floor((seconds % 3_600) / 60))}m` : `${Math.floor(hours / 24)} d`;
}

/** Time that runs, in whole seconds: "0:07", "12:31", "1:00:09". */
export function stopwatchText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${pad2(seconds % 60)}` : `${Math.floor(minutes / 60)}:${pad2(minutes % 60)}:${pad2(seconds % 60)}`;
}

/** A latency with one decimal below ten: "0.4", "12". */
export function milliText(ms: number): string {
  return Math.abs(ms) < 10 ? ms.toFixed(1) : String(Math.round(ms));
}

/** A count with thousands apart: "12,345". */
export function countText(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A price in units with all its places. */
export function priceText(units: number, scale: number): string {
  return unitsToText(units, scale);
}

const LETTERS = ["", "k", "M", "G", "T"] as const;

/** A size in units, exact where it fits into `width`, else cut down (never up) with a letter: "1875", "12.3k". */
export function sizeText(units: number, scale: number, width: number): string {
  const exact = trimDecimal(unitsToText(units, scale));
  if (exact.length <= width) return exact;
  const value = units / 10 ** scale;
  for (let letter = 0; letter < LETTERS.length; letter += 1) {
    const scaled = value / 1_000 ** letter;
    if (scaled >= 1_000 && letter < LETTERS.length - 1) continue;
    for (let places = 3; places >= 0; places -= 1) {
      const text = `${cutDown(scaled, places)}${LETTERS[letter] ?? ""}`;
      if (text.length <= width && !/^0(\.0*)?[kMGT]?$/.test(text)) return text;
    }
  }
  return "~0".slice(0, width);
}

function cutDown(value: number, places: number): string {
  const power = 10 ** places;
  return (Math.floor(value * power) / power).toFixed(places);
}

/** Wall time of day, UTC: "12:31:07". */
export function timeOfDayText(time: EpochMs): string {
  const seconds = Math.floor(time / 1_000) % 86_400;
  return `${pad2(Math.floor(seconds / 3_600))}:${pad2(Math.floor(seconds / 60) % 60)}:${pad2(seconds % 60)}`;
}

/** Basis points with two places below 100: "0.80", "12.50", "140". */
export function bpsText(bps: number): string {
  return bps < 100 ? bps.toFixed(2) : String(Math.round(bps));
}

/** Text that fits: cut with a mark at the end where it does not. */
export function fitText(text: string, width: number): string {
  return text.length <= width ? text : width <= 1 ? text.slice(0, Math.max(0, width)) : `${text.slice(0, width - 1)}~`;
}

function pad2(value: number): string {
  return String(value).padStart(2, "0");
}
