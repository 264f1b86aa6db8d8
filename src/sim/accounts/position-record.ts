// One position, or one leg of it, as an account carries it. Pure money arithmetic, exact; an average price is only made for display.

import { baseCoins, notional } from "#core/account/notional";
import { type PriceUnits, type SizeUnits } from "#core/brand";
import { type ExactDecimal, fromUnits, minus, plus, quotient, times, ZERO } from "#core/decimal-arithmetic";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";

/** Places of what a division leaves: the shares that a partly closed position keeps. */
const SHARE_PLACES = 12;

export class PositionRecord {
  readonly instrument: Instrument;
  readonly leg: "net" | "long" | "short";
  /** Positive long, negative short. */
  size = 0;
  /** What its open part cost, never negative. */
  openValue: ExactDecimal = ZERO;
  realised: ExactDecimal = ZERO;
  feesPaid: ExactDecimal = ZERO;
  fundingPaid: ExactDecimal = ZERO;
  serial = 0;
  openedTime = 0;
  updatedTime = 0;

  constructor(instrument: Instrument, leg: "net" | "long" | "short") {
    this.instrument = instrument;
    this.leg = leg;
  }

  /** What a trade of that side could close, in size units. */
  closable(side: Side): number {
    return side === "buy" ? Math.max(0, -this.size) : Math.max(0, this.size);
  }

  /** Takes a trade. Returns what it realised, which may be negative. */
  trade(side: Side, price: PriceUnits, size: SizeUnits): ExactDecimal {
    const closing = Math.min(this.closable(side), size);
    const opening = size - closing;
    const realised = closing === 0 ? ZERO : this.#close(price, closing);
    if (opening > 0) {
      this.size += side === "buy" ? opening : -opening;
      this.openValue = plus(this.openValue, notional(this.instrument, price, opening));
    }
    this.realised = plus(this.realised, realised);
    return realised;
  }

  /** The average price of the open part to `places`; "0" when flat. */
  entryPrice(places: number): ExactDecimal {
    if (this.size === 0) return ZERO;
    return quotient(this.openValue, baseCoins(this.instrument, Math.abs(this.size)), places);
  }

  /** What closing at a price would bring. */
  unrealised(price: PriceUnits): ExactDecimal {
    if (this.size === 0) return ZERO;
    const value = notional(this.instrument, price, Math.abs(this.size));
    return this.size > 0 ? minus(value, this.openValue) : minus(this.openValue, value);
  }

  #close(price: PriceUnits, closing: number): ExactDecimal {
    const held = Math.abs(this.size);
    const cost =
      closing === held ? this.openValue : quotient(times(this.openValue, fromUnits(closing, 0)), fromUnits(held, 0), SHARE_PLACES);
    const value = notional(this.instrument, price, closing);
    const realised = this.size > 0 ? minus(value, cost) : minus(cost, value);
    this.openValue = minus(this.openValue, cost);
    this.size += this.size > 0 ? -closing : closing;
    return realised;
  }
}
