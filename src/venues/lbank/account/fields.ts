// What LBank's private rows need beyond the questions of `row-fields`: their figures are numbers over REST, with up to 20 decimals or
// an exponent, and texts on the socket.

import { nameOf } from "#core/account/row-fields";
import { textToUnits } from "#core/decimal";
import { decimal, decimalText } from "#core/decimal-arithmetic";
import { type Instrument, type InstrumentTable } from "#core/instrument";
import { plainDecimal } from "#core/json/decimal-field";
import { type JsonObject } from "#core/json/json-fallback";
import { asBoolean, field } from "#core/json/json-value";

/** A text as exact decimal text without needless zeros; undefined when it is no decimal. */
export function figure(text: string): string | undefined {
  const plain = plainDecimal(text);
  return plain === undefined ? undefined : decimalText(decimal(plain));
}

/** A figure in units of a scale, zero and up; undefined when it is no such figure or has more places than the scale. */
export function unitsOf(text: string | undefined, scale: number): number | undefined {
  const units = textToUnits(text ?? "", scale);
  return units === undefined || units < 0 ? undefined : units;
}

/** A truth, also as text: `result` is either, and nothing says that it is the only one. */
export function truthField(row: JsonObject, name: string): boolean | undefined {
  const value = field(row, name);
  return asBoolean(value) ?? (value === "true" ? true : value === "false" ? false : undefined);
}

/** The spot market of a row that names it as LBank does. */
export function instrumentField(row: JsonObject, table: InstrumentTable): Instrument | undefined {
  return table.bySymbol("spot", nameOf(row, "symbol") ?? "");
}

/** LBank writes currencies in lower case; truebook writes them as instruments do. */
export const currencyOf = (code: string): string => code.toUpperCase();
