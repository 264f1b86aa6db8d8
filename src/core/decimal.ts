// Exact decimals. A price or size is an integer at a decimal scale; text is the only other form. Nothing here ever rounds:
// what does not fit is reported, and the caller treats it as a malformed frame.

/** The largest scale that `mantissa / 10^scale` still divides correctly rounded (10^22 is the last exact power of ten). */
export const SCALE_MAX = 22;

const POWERS: readonly number[] = Array.from({ length: SCALE_MAX + 1 }, (_, exponent) => 10 ** exponent);

/** 10 to the power of `exponent` (0 to 22), exact. */
export function powerOfTen(exponent: number): number {
  const power = POWERS[exponent];
  if (power === undefined) throw new RangeError(`No exact power of ten for exponent ${exponent}; use 0 to ${SCALE_MAX}.`);
  return power;
}

/**
 * Moves an integer from `decimals` to `scale` places, exactly.
 * Returns NaN when digits would be lost or the integer would pass 2^53: never a rounded number.
 */
export function rescale(mantissa: number, decimals: number, scale: number): number {
  if (decimals === scale) return mantissa;
  if (decimals < scale) {
    if (scale - decimals > SCALE_MAX) return mantissa === 0 ? 0 : Number.NaN;
    const units = mantissa * powerOfTen(scale - decimals);
    return Number.isSafeInteger(units) ? units : Number.NaN;
  }
  if (decimals - scale > SCALE_MAX) return mantissa === 0 ? 0 : Number.NaN;
  const units = mantissa / powerOfTen(decimals - scale);
  return Number.isInteger(units) ? units : Number.NaN;
}

/** The same at a scale that may be coarser, where `round` decides about what it cannot write. NaN beyond 2^53. */
export function rescaleRounded(
  units: number,
  from: { readonly scale: number; readonly round: (units: number) => number },
  scale: number,
): number {
  const exact = rescale(units, from.scale, scale);
  return Number.isNaN(exact) && from.scale > scale ? from.round(units / 10 ** (from.scale - scale)) : exact;
}

/** A decimal as it was written: `mantissa × 10^-decimals`. `decimals` is never negative. */
export interface ParsedDecimal {
  readonly mantissa: bigint;
  readonly decimals: number;
}

const DECIMAL = /^([+-]?)(\d{1,64})(?:\.(\d{0,64}))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Reads a plain or exponent decimal (`-12.50`, `4.0E-5`), exactly. Returns undefined for anything else, also for `NaN` and `Infinity`. */
export function parseDecimal(text: string): ParsedDecimal | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  const exponent = Number(exponentText) - fraction.length;
  const digits = BigInt(whole + fraction);
  const signed = sign === "-" ? -digits : digits;
  return exponent > 0 ? { mantissa: signed * 10n ** BigInt(exponent), decimals: 0 } : { mantissa: signed, decimals: 0 - exponent };
}

/** Reads decimal text as an integer at `scale`. Returns undefined when it is no decimal, has too many digits, or passes 2^53. */
export function textToUnits(text: string, scale: number): number | undefined {
  const parsed = parseDecimal(text);
  if (parsed === undefined) return undefined;
  const { mantissa, decimals } = parsed;
  let units: bigint;
  if (decimals <= scale) units = mantissa * 10n ** BigInt(scale - decimals);
  else {
    const divisor = 10n ** BigInt(decimals - scale);
    if (mantissa % divisor !== 0n) return undefined;
    units = mantissa / divisor;
  }
  const asNumber = Number(units);
  return Number.isSafeInteger(asNumber) ? asNumber : undefined;
}

/** Writes an integer at `scale` as decimal text with exactly `scale` places: (312040, 2) is "3120.40". */
export function unitsToText(units: number | bigint, scale: number): string {
  const negative = units < 0;
  const digits = String(negative ? -units : units).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const text = scale === 0 ? whole : `${whole}.${digits.slice(digits.length - scale)}`;
  return negative ? `-${text}` : text;
}

/** Writes decimal text without trailing zeros of the fraction: "3120.40" is "3120.4", "5.00" is "5". */
export function trimDecimal(text: string): string {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end -= 1;
  if (text.charCodeAt(end - 1) === 46) end -= 1;
  return text.slice(0, end);
}

/** How many decimal places the text needs, trailing zeros not counted: "0.050" needs 2, "5E-5" needs 5. Undefined when it is no decimal. */
export function decimalPlaces(text: string): number | undefined {
  const parsed = parseDecimal(text);
  if (parsed === undefined) return undefined;
  let { mantissa, decimals } = parsed;
  while (decimals > 0 && mantissa % 10n === 0n) {
    mantissa /= 10n;
    decimals -= 1;
  }
  return decimals;
}
