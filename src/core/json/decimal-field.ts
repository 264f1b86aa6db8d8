import { parseDecimal, unitsToText } from "#core/decimal";
import { type JsonObject } from "#core/json/json-fallback";
import { asText, field } from "#core/json/json-value";

/** More digits than these, on either side of the point, are no figure of a market. */
const PLACES_MAX = 64;

/** A member as plain decimal text, exactly: `8.125e-5` becomes `0.00008125`. Undefined when it is absent or no decimal. */
export function decimalField(object: JsonObject, name: string): string | undefined {
  const text = asText(field(object, name));
  return text === undefined ? undefined : plainDecimal(text);
}

/** Decimal text without exponent, its zeros as written. */
export function plainDecimal(text: string): string | undefined {
  const parsed = parseDecimal(text);
  if (parsed === undefined || parsed.decimals > PLACES_MAX) return undefined;
  const plain = unitsToText(parsed.mantissa, parsed.decimals);
  return plain.length > 2 * PLACES_MAX + 2 ? undefined : plain;
}
