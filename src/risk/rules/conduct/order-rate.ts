import { compare } from "#core/decimal-arithmetic";
import { exceeds, passes, type Rule } from "#risk/rule";

/** Orders and changes that left within the last second or were cleared to, this one among them. */
export const orderRate: Rule = {
  rule: "order-rate",
  // Those that waited, for a limit of the venue's or a connection, may all leave in one moment.
  again: true,
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
