// Sums and products of decimals for money, where a value passes what one integer at a fixed scale can hold: fees, margins, averages.
// Everything is exact; only `quotient` rounds, to places that its caller names.

import { type ParsedDecimal, parseDecimal, powerOfTen, unitsToText } from "#core/decimal";
import { UsageError } from "#core/error";

/** An exact decimal, `mantissa × 10^-decimals`: plain, so that engines make many of them cheaply. Users hold a `Decimal` of core/quantity. */
export type ExactDecimal = ParsedDecimal;

/** Nothing. */
export const ZERO: ExactDecimal = { mantissa: 0n, decimals: 0 };

/** Reads decimal text. Throws UsageError when it is none. */
export function decimal(text: string): ExactDecimal {
  const parsed = parseDecimal(text);
  if (parsed === undefined) throw new UsageError("not-a-decimal", `"${text.slice(0, 40)}" is no decimal number; write it like 12.5.`);
  return parsed;
}

/** An integer at a scale as a decimal: (312040, 2) is 3120.40. */
export function fromUnits(units: number | bigint, scale: number): ExactDecimal {
  return { mantissa: BigInt(units), decimals: scale };
}

const shift = (mantissa: bigint, places: number): bigint => (places === 0 ? mantissa : mantissa * 10n ** BigInt(places));

/** The sum. */
export function plus(one: ExactDecimal, other: ExactDecimal): ExactDecimal {
  const decimals = Math.max(one.decimals, other.decimals);
  return { mantissa: shift(one.mantissa, decimals - one.decimals) + shift(other.mantissa, decimals - other.decimals), decimals };
}

/** The same with the other sign. */
export function negated(one: ExactDecimal): ExactDecimal {
  return { mantissa: -one.mantissa, decimals: one.decimals };
}

/** The difference. */
export function minus(one: ExactDecimal, other: ExactDecimal): ExactDecimal {
  return plus(one, negated(other));
}

/** The product. */
export function times(one: ExactDecimal, other: ExactDecimal): ExactDecimal {
  return { mantissa: one.mantissa * other.mantissa, decimals: one.decimals + other.decimals };
}

/** Below 0, 0 or above 0 as the first is less than, equal to or more than the other. */
export function compare(one: ExactDecimal, other: ExactDecimal): number {
  const { mantissa } = minus(one, other);
  return mantissa < 0n ? -1 : mantissa > 0n ? 1 : 0;
}

/** The quotient to `places` decimals, cut toward zero. Throws UsageError for a divisor of zero. */
export function quotient(one: ExactDecimal, divisor: ExactDecimal, places: number): ExactDecimal {
  if (divisor.mantissa === 0n) throw new UsageError("division-by-zero", "A quotient by zero was asked for; check the divisor first.");
  const up = places + divisor.decimals - one.decimals;
  const mantissa = up >= 0 ? shift(one.mantissa, up) / divisor.mantissa : one.mantissa / shift(divisor.mantissa, -up);
  return { mantissa, decimals: places };
}

/** The decimal with at most `places` decimals, cut toward zero. */
export function cut(one: ExactDecimal, places: number): ExactDecimal {
  if (one.decimals <= places) return one;
  return { mantissa: one.mantissa / 10n ** BigInt(one.decimals - places), decimals: places };
}

/** Decimal text without needless zeros: "9940.954594", "-0.5", "0". */
export function decimalText(one: ExactDecimal): string {
  let { mantissa, decimals } = one;
  while (decimals > 0 && mantissa % 10n === 0n) {
    mantissa /= 10n;
    decimals -= 1;
  }
  return unitsToText(mantissa, decimals);
}

/** Decimal text with exactly `places` decimals, cut toward zero where there are more. */
export function fixedText(one: ExactDecimal, places: number): string {
  const kept = cut(one, places);
  return unitsToText(shift(kept.mantissa, places - kept.decimals), places);
}

/** The nearest float: for charts, and for wire fields that are floats at the venue. */
export function toFloat(one: ExactDecimal): number {
  return one.decimals <= 22 && one.mantissa < 2n ** 53n && one.mantissa > -(2n ** 53n)
    ? Number(one.mantissa) / powerOfTen(one.decimals)
    : Number(decimalText(one));
}
