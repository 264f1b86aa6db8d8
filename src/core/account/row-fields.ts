// Single members of private rows, for venues whose names, cases and types drift between generations of an interface. Each question
// takes all the spellings that were seen; undefined is what a row does not tell, UNREADABLE what it tells and cannot be.

import { type EpochMs, epochMs, type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { parseDecimal, textToUnits } from "#core/decimal";
import { compare, decimal, decimalText, quotient, ZERO } from "#core/decimal-arithmetic";
import { type Instrument } from "#core/instrument";
import { plainDecimal } from "#core/json/decimal-field";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asText, asWhole, field } from "#core/json/json-value";

/** No id or currency of a venue's is longer. */
const NAME_LENGTH_MAX = 128;
/** Places of a price that is worked out of a value and a size. */
const AVERAGE_PLACES = 12;

/** A figure that stands in a row and cannot be what it says: the row is unreadable. */
export const UNREADABLE: unique symbol = Symbol("unreadable");
export type Unreadable = typeof UNREADABLE;

/** The first of the names that has a value. */
export function firstField(row: JsonObject, names: readonly string[]): JsonValue | undefined {
  for (const name of names) {
    const value = field(row, name);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** A name or an id as text, of any length of digits; undefined when it is absent, empty or null. */
export function nameOf(row: JsonObject, ...names: readonly string[]): string | undefined {
  const text = asText(firstField(row, names));
  return text === undefined || text === "" || text.length > NAME_LENGTH_MAX ? undefined : text;
}

/** A figure as exact decimal text without needless zeros; undefined when it is absent or no decimal. */
export function figureOf(row: JsonObject, ...names: readonly string[]): string | undefined {
  const text = asText(firstField(row, names));
  const plain = text === undefined ? undefined : plainDecimal(text);
  return plain === undefined ? undefined : decimalText(decimal(plain));
}

/** The same, and undefined for zero, which is how venues write "none". */
export function figureNotZero(row: JsonObject, ...names: readonly string[]): string | undefined {
  const text = figureOf(row, ...names);
  return text === "0" ? undefined : text;
}

/** A price in units; undefined for none or zero. */
export function priceOf(row: JsonObject, instrument: Instrument, ...names: readonly string[]): PriceUnits | undefined | Unreadable {
  const value = firstField(row, names);
  if (value === undefined) return undefined;
  const units = textToUnits(asText(value) ?? "", instrument.priceScale);
  if (units === undefined || units < 0) return UNREADABLE;
  return units === 0 ? undefined : priceUnits(units);
}

/** A size in units, zero included; undefined when the row does not tell. */
export function sizeOf(row: JsonObject, instrument: Instrument, ...names: readonly string[]): SizeUnits | undefined | Unreadable {
  const value = firstField(row, names);
  if (value === undefined) return undefined;
  const units = textToUnits(asText(value) ?? "", instrument.sizeScale);
  return units === undefined || units < 0 ? UNREADABLE : sizeUnits(units);
}

/** A time in milliseconds, bare or quoted; undefined for none and for 0. */
export function timeOf(row: JsonObject, ...names: readonly string[]): EpochMs | undefined {
  const ms = asWhole(firstField(row, names));
  return ms === undefined || ms === 0 ? undefined : epochMs(ms);
}

/** The price that a value and a size make, to 12 places; undefined where either is no decimal or the size is zero. */
export function averageOf(value: string | undefined, size: string | undefined): string | undefined {
  const [above, below] = [parseDecimal(value ?? ""), parseDecimal(size ?? "")];
  if (above === undefined || below === undefined || compare(below, ZERO) === 0) return undefined;
  return decimalText(quotient(above, below, AVERAGE_PLACES));
}
