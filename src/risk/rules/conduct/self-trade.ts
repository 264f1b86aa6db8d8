// An order of ours that meets another of ours moves no position and pays two fees, and at many venues is forbidden. Orders that wait for
// a trigger are not in the book yet; a market order that is under way may meet anything.

import { type OrderIntent } from "#core/account/order";
import { type RiskOrder } from "#core/account/risk";
import { unitsToText } from "#core/decimal";
import { compare } from "#core/decimal-arithmetic";
import { named, passes, type Rule, refuses } from "#risk/rule";
import { exactPrice, instrumentKey } from "#risk/valuation";

export const selfTrade: Rule = {
  rule: "self-trade",
  again: true,
  check({ intent, others }) {
    const { style, instrument } = intent;
    if (style.kind === "stop" || style.kind === "take-profit") return passes("waits for its trigger");
    const key = instrumentKey(instrument);
    const met = others.find((other) => other.side !== intent.side && instrumentKey(other.instrument) === key && meets(intent, other));
    if (met === undefined) return passes("none");
    const price = met.price === undefined ? "market" : unitsToText(met.price, met.instrument.priceScale);
    const actual = `${met.side} ${price}${met.clientOrderId === undefined ? "" : ` (${met.clientOrderId})`}`;
    return refuses(
      actual,
      `The ${intent.side} order in ${named(instrument)} could trade with our own ${actual}; nothing was sent. Cancel that one first.`,
    );
  },
};

function meets({ style, side, instrument }: OrderIntent, other: RiskOrder): boolean {
  if (other.untriggered === true || other.remaining === 0) return false;
  // A market order that the venue has is done in a moment; one that is still under way is not.
  if (other.price === undefined) return other.standing === "reserved" || other.standing === "unknown";
  if (style.kind !== "limit") return true;
  // The other one may be older than a change of scales.
  const beyond = compare(exactPrice(instrument, style.price), exactPrice(other.instrument, other.price));
  return side === "buy" ? beyond >= 0 : beyond <= 0;
}
