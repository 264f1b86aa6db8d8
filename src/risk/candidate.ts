// What an order would add: its size, its value, its leg of the exposure. Quote coins become a size at the lowest price that is plausible,
// because fewer coins a coin means more of them.

import { baseCoins } from "#core/account/notional";
import { type OrderChange, type OrderIntent } from "#core/account/order";
import { type RiskOrder } from "#core/account/risk";
import { type SizeUnits, sizeUnits } from "#core/brand";
import { compare, decimal, type ExactDecimal, quotient, times } from "#core/decimal-arithmetic";
import { type Instrument } from "#core/instrument";
import { exactPrice, larger, type Valuation } from "#risk/valuation";
import { coinsIn, type Leg } from "#risk/worst-case";

/** What was worked out of an order; parts that nothing tells are undefined. */
export interface Candidate {
  readonly coins: ExactDecimal | undefined;
  readonly value: ExactDecimal | undefined;
  readonly leg: Leg | undefined;
}

/** Works out an order. `remaining` is what can still trade of it, where that is less than its size. */
export function candidate(intent: OrderIntent, valuation: Valuation, remaining?: SizeUnits): Candidate {
  const { instrument, amount } = intent;
  const range = valuation.range(instrument);
  if (amount.kind === "quote") return quoteCandidate(intent, amount.quote, valuation);
  const own = ownPrice(intent, valuation);
  const price = own === undefined || range === undefined ? (own ?? range?.high) : larger(own, range.high);
  const coins = baseCoins(instrument, amount.size);
  return {
    coins,
    value: price === undefined ? undefined : times(price, coins),
    leg: leg(intent, BigInt(remaining ?? amount.size), own),
  };
}

/** The order as a change would make it. */
export function changed(intent: OrderIntent, change: OrderChange): OrderIntent {
  const { style, amount } = intent;
  const price = change.price ?? (style.kind === "market" ? undefined : style.price);
  const size = change.size;
  return {
    ...intent,
    amount: size === undefined ? amount : { kind: "size", size },
    style:
      style.kind === "market"
        ? style
        : style.kind === "limit"
          ? { ...style, price: price ?? style.price }
          : {
              ...style,
              price,
              trigger: change.triggerPrice === undefined ? style.trigger : { ...style.trigger, price: change.triggerPrice },
            },
  };
}

/** What could trade of an order after a change: its new size less what is filled of it, as far as the listed order tells. */
export function remainingAfter(intent: OrderIntent, after: OrderIntent, listed: RiskOrder | undefined): SizeUnits | undefined {
  if (after.amount.kind !== "size") return listed?.remaining;
  if (intent.amount.kind !== "size" || listed === undefined) return after.amount.size;
  const filled = Math.max(0, intent.amount.size - listed.remaining);
  return sizeUnits(Math.max(0, after.amount.size - filled));
}

/** The worst price that an order names; that of a market order is the far side of the book with the collar on top. */
function ownPrice({ instrument, side, style }: OrderIntent, valuation: Valuation): ExactDecimal | undefined {
  switch (style.kind) {
    case "limit":
      return exactPrice(instrument, style.price);
    case "market":
      return valuation.market(instrument, side);
    case "stop":
    case "take-profit": {
      const trigger = exactPrice(instrument, style.trigger.price);
      return style.price === undefined ? valuation.withCollar(trigger) : larger(trigger, exactPrice(instrument, style.price));
    }
  }
}

function quoteCandidate(intent: OrderIntent, quote: string, valuation: Valuation): Candidate {
  const { instrument } = intent;
  const value = decimal(quote);
  const units = quoteUnits(instrument, quote, valuation);
  if (units === undefined) return { coins: undefined, value, leg: undefined };
  return { coins: coinsIn(instrument, units), value, leg: leg(intent, units, valuation.range(instrument)?.high) };
}

/** The most size units that quote coins may come to; undefined when nothing says what one is worth. */
export function quoteUnits(instrument: Instrument, quote: string, valuation: Valuation): bigint | undefined {
  const range = valuation.range(instrument);
  const bid = valuation.bestBid(instrument);
  const low = range === undefined ? bid : bid === undefined || compare(range.low, bid) < 0 ? range.low : bid;
  const unit = coinsIn(instrument, 1n);
  if (low === undefined || low.mantissa <= 0n || unit.mantissa <= 0n) return undefined;
  // One unit more than the cut quotient is never too few.
  return quotient(decimal(quote), times(low, unit), 0).mantissa + 1n;
}

function leg({ instrument, side, effect }: OrderIntent, remaining: bigint, price: ExactDecimal | undefined): Leg {
  return { instrument, side, remaining, price, reduceOnly: closesOnly({ instrument, effect }) };
}

/** Whether an order cannot open or enlarge a position by the venue's own promise. Spot knows no such orders, whatever they say. */
export function closesOnly({ instrument, effect }: Pick<OrderIntent, "instrument" | "effect">): boolean {
  return effect === "reduce-only" && instrument.kind !== "spot";
}
