// Single members of LMEX's private rows. Names, cases and types drift between generations of the interface; each question here knows
// all the spellings that were seen, and answers undefined for a figure that the row does not tell.

import { type EpochMs, epochMs, type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { decimal, decimalText } from "#core/decimal-arithmetic";
import { type Side } from "#core/event";
import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";
import { plainDecimal } from "#core/json/decimal-field";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asText, asWhole, field } from "#core/json/json-value";
import { instrumentOf } from "#venues/lmex/topic";

/** No id or currency of the venue's is longer. */
const NAME_LENGTH_MAX = 128;

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

/** The same, and undefined for zero, which is how LMEX writes "none". */
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

/** `BUY`, `MODE_BUY` or 66; undefined for the empty side of a refused order. */
export function sideOf(row: JsonObject, ...names: readonly string[]): Side | undefined | Unreadable {
  const text = asText(firstField(row, names));
  switch (text) {
    case undefined:
    case "":
      return undefined;
    case "BUY":
    case "MODE_BUY":
    case "66":
      return "buy";
    case "SELL":
    case "MODE_SELL":
    case "83":
      return "sell";
    default:
      return UNREADABLE;
  }
}

/** A time in milliseconds, bare or quoted. */
export function timeOf(row: JsonObject, ...names: readonly string[]): EpochMs | undefined {
  const ms = asWhole(firstField(row, names));
  return ms === undefined ? undefined : epochMs(ms);
}

/** The instrument of a row in any of the venue's spellings. */
export function instrumentIn(
  row: JsonObject,
  where: { readonly table: InstrumentTable; readonly product: Product },
  ...names: readonly string[]
): Instrument | undefined {
  const symbol = nameOf(row, ...names);
  return symbol === undefined ? undefined : instrumentOf(where.table, where.product, symbol);
}
