import { type RiskOrder } from "#core/account/risk";
import { compare } from "#core/decimal-arithmetic";
import { exceeds, passes, type Rule } from "#risk/rule";

/** Orders that are open or may be, of this account: unknown ones and other people's among them. */
export const openOrders: Rule = {
  rule: "open-orders",
  again: true,
  check({ others, isChange, standing }) {
    const limit = standing.limits.openOrders;
    const count = ordersIn(others) + (isChange ? 0 : 1);
    if (limit === undefined) return passes(String(count), "none");
    if (compare({ mantissa: BigInt(count), decimals: 0 }, limit.max) <= 0) return passes(String(count), limit.text);
    const words = `It would be open order number ${count}, allowed are ${limit.text}; nothing was sent. Cancel one first.`;
    return exceeds(limit, { limit: limit.text, actual: String(count), words });
  },
};

/** How many orders are listed; both legs of an amendment are one. */
export function ordersIn(orders: readonly RiskOrder[]): number {
  const named = new Set<string>();
  let nameless = 0;
  for (const { clientOrderId } of orders) {
    if (clientOrderId === undefined) nameless += 1;
    else named.add(clientOrderId);
  }
  return named.size + nameless;
}
