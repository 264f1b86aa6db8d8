import { exactUnits, nearestTexts, positiveDecimal, stepsAround, unitsIn } from "#core/account/sizing/number-input";
import { type PriceUnits, priceUnits } from "#core/brand";
import { type ParsedDecimal } from "#core/decimal";
import { UsageError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { Price } from "#core/quantity";

/** A price in the quote currency: decimal text, or one that was read. */
export type PriceInput = string | Price;

const ONE: ParsedDecimal = { mantissa: 1n, decimals: 0 };

/**
 * A price of an instrument, exactly. Throws UsageError for one between two ticks, which names both: which way to go is the caller's
 * decision, because each way is worse for one side.
 */
export function priceOn(instrument: Instrument, name: string, given: PriceInput): PriceUnits {
  // Checked at run time too: programs in plain JavaScript have no types.
  const wanted = given instanceof Price ? { mantissa: BigInt(given.units), decimals: given.scale } : positiveDecimal(name, given);
  if (wanted.mantissa <= 0n) throw new UsageError("bad-order-number", `The ${name} is ${String(given)}; a price is above 0.`);
  const { below, above } = stepsAround(unitsIn(wanted, ONE, instrument.priceScale), instrument.tick);
  if (below === above) return priceUnits(exactUnits(name, below));
  const nearest = nearestTexts([below, above], instrument.priceScale);
  const tick = nearestTexts([BigInt(instrument.tick)], instrument.priceScale);
  throw new UsageError(
    "price-off-tick",
    `The ${name} ${String(given)} is no price of ${instrument.symbol}: prices move in steps of ${tick}, and the nearest are ${nearest}; nothing was sent.`,
    { context: { instrument: instrument.symbol, nearest } },
  );
}
