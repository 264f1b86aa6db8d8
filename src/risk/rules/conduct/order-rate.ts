import { compare } from "#core/decimal-arithmetic";
import { exceeds, passes, type Rule } from "#risk/rule";

/** Orders and changes cleared within the last second, this one among them. */
export const orderRate: Rule = {
  rule: "order-rate",
  // It was counted when it was cleared.
  again: false,
  check({ standing }) {
    const limit = standing.limits.ordersPerSecond;
    const count = standing.sent.count() + 1;
    const actual = `${count} in a second`;
    if (limit === undefined) return passes(actual, "none");
    const allowed = `${limit.text} in a second`;
    if (compare({ mantissa: BigInt(count), decimals: 0 }, limit.max) <= 0) return passes(actual, allowed);
    const words = `It would be order number ${count} within a second, allowed are ${limit.text}; nothing was sent. Wait a moment.`;
    return exceeds(limit, { limit: allowed, actual, words });
  },
};
