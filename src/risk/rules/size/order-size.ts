import { compare, decimalText } from "#core/decimal-arithmetic";
import { orderSizeLimit } from "#risk/limits";
import { exceeds, named, passes, type Rule, refuses } from "#risk/rule";

/** One order's size in base coins, whatever unit the venue counts in. */
export const orderSize: Rule = {
  rule: "order-size",
  again: false,
  check({ intent, coins, standing }) {
    const { instrument } = intent;
    const limit = orderSizeLimit(standing.limits, instrument);
    const actual = coins === undefined ? "unknown" : `${decimalText(coins)} ${instrument.base}`;
    if (limit === undefined) return passes(actual, "none");
    const allowed = `${limit.text} ${instrument.base}`;
    if (coins === undefined) {
      return refuses(
        actual,
        `Nothing says how many coins the order in ${named(instrument)} would buy; nothing was sent. Name a size.`,
        allowed,
      );
    }
    if (compare(coins, limit.max) <= 0) return passes(actual, allowed);
    const words = `The order of ${actual} in ${named(instrument)} is larger than allowed (${allowed}); nothing was sent. Make it smaller.`;
    return exceeds(limit, { limit: allowed, actual, words });
  },
};
