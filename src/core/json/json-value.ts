// Questions to a value that `json-fallback` read. Every one answers undefined for "not that", so a decoder reads as a list of
// expectations. Names are looked up as own properties only: `constructor` or `__proto__` in a payload is a name like any other.

import { parseDecimal } from "#core/decimal";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { type LevelColumn } from "#core/level-buffer";
import { parseSequence, type Sequence } from "#core/sequence";

/** The value as an object. */
export function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** The value as an array. */
export function asArray(value: JsonValue | undefined): readonly JsonValue[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The value as text: strings as they are, numbers exactly as they were written. */
export function asText(value: JsonValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : undefined;
}

/** The value as a boolean. */
export function asBoolean(value: JsonValue | undefined): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** The value as a whole number from 0 up, of any length. */
export function asSequence(value: JsonValue | undefined): Sequence | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  const text = asText(value);
  return text === undefined ? undefined : parseSequence(text);
}

/** The value as a whole number from 0 to 2^53 - 1. */
export function asWhole(value: JsonValue | undefined): number | undefined {
  const sequence = asSequence(value);
  return typeof sequence === "number" ? sequence : undefined;
}

/** An own member of an object; undefined when there is none. */
export function field(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A decimal as a decoder keeps it: an integer and its places, or NaN when the integer passes 2^53 without trailing zeros. */
export interface WrittenDecimal {
  mantissa: number;
  decimals: number;
}

/** Reads a decimal, bare or quoted, also with sign and exponent, into `target`. Returns false when it is none. */
export function readDecimal(value: JsonValue | undefined, target: WrittenDecimal): boolean {
  const text = asText(value);
  if (text === undefined) return false;
  return readPlain(text, target) || readAny(text, target);
}

/** Reads `[[price, size], …]` into the column, replacing what it held. Returns false when the value is not that. */
export function readLevels(value: JsonValue | undefined, column: LevelColumn): boolean {
  column.clear();
  const rows = asArray(value);
  if (rows === undefined) return false;
  for (let at = 0; at < rows.length; at += 1) {
    const pair = asArray(rows[at]);
    if (pair === undefined || pair.length !== 2) return false;
    if (!readDecimal(pair[0], scratch)) return false;
    const { mantissa, decimals } = scratch;
    if (!readDecimal(pair[1], scratch)) return false;
    if (!column.push(mantissa, decimals, scratch.mantissa, scratch.decimals)) return false;
  }
  return true;
}

const scratch: WrittenDecimal = { mantissa: 0, decimals: 0 };

const PLAIN_LENGTH_MAX = 16;

/** Digits with at most one point, short enough for a float. Returns false for everything else. */
function readPlain(text: string, target: WrittenDecimal): boolean {
  const length = text.length;
  if (length === 0 || length > PLAIN_LENGTH_MAX) return false;
  let mantissa = 0;
  let point = -1;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    const digit = code ^ 0x30;
    if (digit <= 9) mantissa = mantissa * 10 + digit;
    else if (code === 0x2e && point < 0 && at > 0) point = at;
    else return false;
  }
  if (mantissa > Number.MAX_SAFE_INTEGER) return false;
  target.mantissa = mantissa;
  target.decimals = point < 0 ? 0 : length - 1 - point;
  return true;
}

function readAny(text: string, target: WrittenDecimal): boolean {
  const parsed = parseDecimal(text);
  if (parsed === undefined) return false;
  let { mantissa, decimals } = parsed;
  while (decimals > 0 && mantissa % 10n === 0n) {
    mantissa /= 10n;
    decimals -= 1;
  }
  const asNumber = Number(mantissa);
  // What does not fit an integer of the float can fit no scale either: zeros are gone, so digits would be lost.
  const fits = Number.isSafeInteger(asNumber) && decimals <= 255;
  target.mantissa = fits ? asNumber : Number.NaN;
  target.decimals = fits ? decimals : 0;
  return true;
}
