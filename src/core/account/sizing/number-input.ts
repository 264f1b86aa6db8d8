// Numbers of orders as people write them. A JavaScript number is refused even where it looks right: 0.1 + 0.2 is not 0.3, and whoever
// computes with floats finds out by an order of the wrong size.

import { type ParsedDecimal, parseDecimal } from "#core/decimal";
import { decimalText } from "#core/decimal-arithmetic";
import { UsageError } from "#core/error";
import { printable } from "#core/text/printable";

/** The greatest number of units that is exact. */
const UNITS_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** Reads decimal text that a person gave as `name`. Throws UsageError for a float, for what is no decimal, and for what is not above 0. */
export function positiveDecimal(name: string, given: unknown): ParsedDecimal {
  if (typeof given === "number") {
    throw new UsageError(
      "float-given",
      `The ${name} ${String(given)} is a JavaScript number, which cannot hold most decimals exactly; nothing was sent.`,
      {
        hint: `write it as text: "${String(given)}"`,
      },
    );
  }
  const parsed = typeof given === "string" ? parseDecimal(given.trim()) : undefined;
  if (parsed === undefined || parsed.mantissa <= 0n) {
    const shown = typeof given === "string" ? `"${printable(given.slice(0, 40))}"` : given === undefined ? "missing" : `a ${typeof given}`;
    throw new UsageError("bad-order-number", `The ${name} is ${shown}; write a decimal number above 0 as text, like "12.5".`);
  }
  return parsed;
}

/** An exact fraction. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** A decimal over another one, at a scale: how many units of 10^-scale × `per` are in `of`. */
export function unitsIn(of: ParsedDecimal, per: ParsedDecimal, scale: number): Fraction {
  return {
    numerator: of.mantissa * 10n ** BigInt(per.decimals + scale),
    denominator: per.mantissa * 10n ** BigInt(of.decimals),
  };
}

/** The steps around a fraction of units: equal where it is a step itself. */
export function stepsAround({ numerator, denominator }: Fraction, step: number): { readonly below: bigint; readonly above: bigint } {
  const divisor = denominator * BigInt(step);
  const below = (numerator / divisor) * BigInt(step);
  return { below, above: numerator % divisor === 0n ? below : below + BigInt(step) };
}

/** Units as the number that they are. Throws UsageError for more than a double holds exactly. */
export function exactUnits(name: string, units: bigint): number {
  if (units <= UNITS_MAX) return Number(units);
  throw new UsageError("bad-order-number", `The ${name} has more than 15 digits at the instrument's scale; nothing was sent.`);
}

/** Units as decimal text without needless zeros. */
export const unitsText = (units: bigint, scale: number): string => decimalText({ mantissa: units, decimals: scale });

/** Those of some units that are above 0, as text: "100.5 and 101". */
export function nearestTexts(units: readonly bigint[], scale: number): string {
  const texts = new Set(units.filter((each) => each > 0n).map((each) => unitsText(each, scale)));
  return [...texts].join(" and ");
}
