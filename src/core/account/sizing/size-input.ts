// From a quantity as people say it to the instrument's own unit. Decimal text is base coins on every venue, so that the same program
// means the same quantity where one venue counts coins and the other contracts.

import { type OrderAmount } from "#core/account/order";
import {
  exactUnits,
  type Fraction,
  nearestTexts,
  positiveDecimal,
  stepsAround,
  unitsIn,
  unitsText,
} from "#core/account/sizing/number-input";
import { type SizeUnits, sizeUnits } from "#core/brand";
import { type ParsedDecimal, parseDecimal } from "#core/decimal";
import { decimal, decimalText, fromUnits, times } from "#core/decimal-arithmetic";
import { InvariantError, UsageError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { Size } from "#core/quantity";

/**
 * How much. Decimal text is base coins on every venue, whatever its own unit is; a `Size` from a book or a position carries its unit and
 * means the same quantity; contracts and quote coins are named.
 */
export type SizeInput = string | Size | { readonly contracts: string | number } | { readonly quote: string };

const ONE: ParsedDecimal = { mantissa: 1n, decimals: 0 };

/** Whether a quantity is named in quote coins. */
export const isQuote = (given: SizeInput): given is { readonly quote: string } =>
  typeof given === "object" && given !== null && "quote" in given;

/** An amount of an instrument, exactly. Throws UsageError, with the nearest sizes that its rules allow, for one that they do not. */
export function amountOn(instrument: Instrument, given: SizeInput): OrderAmount {
  if (isQuote(given)) {
    return { kind: "quote", quote: decimalText(positiveDecimal("amount of quote coins", given.quote)) };
  }
  return { kind: "size", size: sizeOn(instrument, given) };
}

/** The same for what can only be a size. */
export function sizeOn(instrument: Instrument, given: Exclude<SizeInput, { readonly quote: string }>): SizeUnits {
  const wanted = wantedUnits(instrument, given);
  const { below, above } = stepsAround(wanted, instrument.lot);
  mustBeWithin(instrument, given, wanted);
  if (below === above) return sizeUnits(exactUnits("size", below));
  const allowed = [below, above].filter((units) => units >= least(instrument) && units <= most(instrument));
  throw refusal(instrument, given, {
    code: "size-off-lot",
    why: `sizes go in steps of ${quantity(instrument, [BigInt(instrument.lot)])}`,
    allowed,
  });
}

/** The least size in steps of the lot, and the greatest. */
const least = ({ minSize, lot }: Instrument): bigint => {
  const steps = (BigInt(minSize) + BigInt(lot) - 1n) / BigInt(lot);
  return (steps === 0n ? 1n : steps) * BigInt(lot);
};
const most = ({ maxSize, lot }: Instrument): bigint =>
  maxSize === undefined ? BigInt(Number.MAX_SAFE_INTEGER) : (BigInt(maxSize) / BigInt(lot)) * BigInt(lot);

function mustBeWithin(instrument: Instrument, given: SizeInput, { numerator, denominator }: Fraction): void {
  const lot = BigInt(instrument.lot);
  const [min, max] = [least(instrument), most(instrument)];
  if (numerator < min * denominator) {
    const why = `the least is ${quantity(instrument, [min])}`;
    throw refusal(instrument, given, { code: "size-below-minimum", why, allowed: [min, min + lot].filter((units) => units <= max) });
  }
  if (numerator > max * denominator) {
    const why = `the greatest is ${quantity(instrument, [max])}`;
    throw refusal(instrument, given, { code: "size-above-maximum", why, allowed: [max - lot, max].filter((units) => units >= min) });
  }
}

/** How many units of the instrument a wish is, as a fraction: it may fall between two. */
function wantedUnits(instrument: Instrument, given: Exclude<SizeInput, { readonly quote: string }>): Fraction {
  const { sizeScale } = instrument;
  if (given instanceof Size) return unitsIn(coinsIn(instrument, given), contractOf(instrument), sizeScale);
  if (typeof given === "object" && given !== null && "contracts" in given) {
    if (instrument.sizeUnit === "base") {
      throw new UsageError(
        "no-contracts",
        `${instrument.symbol} on ${instrument.venue} is counted in ${instrument.base}, not in contracts; nothing was sent.`,
        { hint: `write the size in ${instrument.base}` },
      );
    }
    return unitsIn(contractCount(given.contracts), ONE, sizeScale);
  }
  return unitsIn(positiveDecimal("size", given), contractOf(instrument), sizeScale);
}

/** Contracts may be a number where they are whole: counting is exact. */
function contractCount(given: string | number): ParsedDecimal {
  if (typeof given === "number" && Number.isSafeInteger(given)) return positiveDecimal("number of contracts", String(given));
  return positiveDecimal("number of contracts", given);
}

/** A size in base coins by its own contract size: an instrument's contract is not another's. */
function coinsIn(instrument: Instrument, size: Size): ParsedDecimal {
  if (size.units <= 0) throw new UsageError("bad-order-number", `The size is ${String(size)}; a size is above 0.`);
  const counted = fromUnits(size.units, size.scale);
  if (size.unit === "base") return counted;
  if (size.contractSize !== undefined) return times(counted, decimal(size.contractSize));
  throw new UsageError(
    "contract-size-unknown",
    `A size of ${String(size)} contracts does not say how many coins one is; on ${instrument.symbol} it could mean anything, so nothing was sent.`,
    { hint: "take the size from a book or a position, or write { contracts: … } or base coins" },
  );
}

function contractOf(instrument: Instrument): ParsedDecimal {
  const coins = parseDecimal(instrument.contractSize);
  if (coins !== undefined && coins.mantissa > 0n) return coins;
  throw new InvariantError("bad-contract-size", `${instrument.venue} ${instrument.id} has a contract size that is no number.`);
}

/** Units as people read them: base coins, with the venue's own count beside them where it counts contracts. */
export function quantity(instrument: Instrument, units: readonly bigint[]): string {
  const { sizeScale, sizeUnit, base } = instrument;
  const coins = units.map((each) => decimalText(times({ mantissa: each, decimals: sizeScale }, contractOf(instrument)))).join(" and ");
  if (sizeUnit === "base") return `${coins} ${base}`;
  return `${coins} ${base} (${units.map((each) => unitsText(each, sizeScale)).join(" and ")} contracts)`;
}

/** A wish as it was written, with its unit. */
function wishText(instrument: Instrument, given: SizeInput): string {
  if (given instanceof Size) return `${String(given)} ${given.unit === "base" ? instrument.base : "contracts"}`;
  if (typeof given === "string") return `${given} ${instrument.base}`;
  return "contracts" in given ? `${given.contracts} contracts` : `${given.quote} ${instrument.quote}`;
}

function refusal(
  instrument: Instrument,
  given: SizeInput,
  about: { readonly code: string; readonly why: string; readonly allowed: readonly bigint[] },
): UsageError {
  const { code, why, allowed } = about;
  const nearest = allowed.length === 0 ? undefined : quantity(instrument, allowed);
  const are = nearest === undefined ? "no size is allowed now" : `the nearest ${allowed.length === 1 ? "is" : "are"} ${nearest}`;
  return new UsageError(
    code,
    `A size of ${wishText(instrument, given)} is not allowed on ${instrument.symbol}: ${why}; ${are}; nothing was sent.`,
    {
      context: {
        instrument: instrument.symbol,
        nearest,
        ...(allowed.length === 0 ? {} : { nearestUnits: nearestTexts(allowed, instrument.sizeScale) }),
      },
    },
  );
}
