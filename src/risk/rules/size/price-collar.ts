// A limit price far on the paying side of our own mid is a mistake of typing or of units. Prices on the other side cost nothing. A
// conditional order is judged where it wakes, and where it wakes may not be another world.

import { type OrderIntent } from "#core/account/order";
import { type PriceUnits } from "#core/brand";
import { compare, decimalText, type ExactDecimal, times } from "#core/decimal-arithmetic";
import { type Limit } from "#risk/limit-text";
import { exceeds, type Finding, named, passes, type Rule, refuses, type Situation } from "#risk/rule";
import { collarFactor, exactPrice, midOf } from "#risk/valuation";

/** A trigger may be up to this many times the mid, or that part of it: far enough for any stop, too near for a slip of units. */
export const TRIGGER_TIMES_MAX = 2;

export const priceCollar: Rule = {
  rule: "price-collar",
  again: true,
  check(situation) {
    const limit = situation.standing.limits.priceCollarBps;
    const { style, instrument } = situation.intent;
    if (limit === undefined) return passes("not looked at", "none");
    if (style.kind === "market") return passes("market order", `${limit.text} bps`);
    const mid = midOf(instrument, situation.book);
    if (mid === undefined) {
      const words = `The book of ${named(instrument)} has no mid to judge a price by; nothing was sent. Wait until both sides have orders.`;
      return refuses("no mid", words, `${limit.text} bps from the mid`);
    }
    if (style.kind === "limit") return onPayingSide(limit, situation, { from: mid, price: style.price, name: "the mid" });
    const trigger = exactPrice(instrument, style.trigger.price);
    const allowed = `trigger within ${TRIGGER_TIMES_MAX} times the mid ${decimalText(mid)}`;
    const times2 = (price: ExactDecimal): ExactDecimal => times(price, { mantissa: BigInt(TRIGGER_TIMES_MAX), decimals: 0 });
    if (compare(trigger, times2(mid)) > 0 || compare(times2(trigger), mid) < 0) {
      return outside(limit, situation.intent, { actual: `trigger ${decimalText(trigger)}`, allowed });
    }
    if (style.price === undefined) return passes(`trigger ${decimalText(trigger)}`, allowed);
    return onPayingSide(limit, situation, { from: trigger, price: style.price, name: "its trigger" });
  },
};

function onPayingSide(
  limit: Limit,
  { intent }: Situation,
  at: { readonly from: ExactDecimal; readonly price: PriceUnits; readonly name: string },
): Finding {
  const price = exactPrice(intent.instrument, at.price);
  const buys = intent.side === "buy";
  const edge = times(at.from, collarFactor(limit.max, buys ? "above" : "below"));
  const allowed = `${buys ? "at most" : "at least"} ${decimalText(edge)} (${limit.text} bps from ${at.name})`;
  const fine = buys ? compare(price, edge) <= 0 : compare(price, edge) >= 0;
  return fine ? passes(decimalText(price), allowed) : outside(limit, intent, { actual: decimalText(price), allowed });
}

function outside(limit: Limit, intent: OrderIntent, found: { readonly actual: string; readonly allowed: string }): Finding {
  const words = `The price of the ${intent.side} order in ${named(intent.instrument)} is outside the collar (${found.actual}, allowed is ${
    found.allowed
  }); nothing was sent. Look at price and units.`;
  return exceeds(limit, { limit: found.allowed, actual: found.actual, words });
}
