import { type PriceUnits } from "#core/brand";
import { decimal, type ExactDecimal, fromUnits, times } from "#core/decimal-arithmetic";
import { type Instrument } from "#core/instrument";

/** Base coins in a number of size units. */
export function baseCoins(instrument: Instrument, size: number): ExactDecimal {
  return times(fromUnits(size, instrument.sizeScale), decimal(instrument.contractSize));
}

/** The value of a number of size units at a price, in the quote currency; exact, with the sign of the size. */
export function notional(instrument: Instrument, price: PriceUnits, size: number): ExactDecimal {
  return times(fromUnits(price, instrument.priceScale), baseCoins(instrument, size));
}
