import { compare, decimalText } from "#core/decimal-arithmetic";
import { exceeds, named, passes, type Rule, refuses } from "#risk/rule";

/** One order's value in the quote currency, at the worst of mark, own mid and its own price. */
export const orderNotional: Rule = {
  rule: "order-notional",
  again: true,
  check({ intent, value, standing }) {
    const { instrument } = intent;
    const limit = standing.limits.orderNotional;
    const actual = value === undefined ? "unknown" : `${decimalText(value)} ${instrument.quote}`;
    if (limit === undefined) return passes(actual, "none");
    const allowed = `${limit.text} ${instrument.quote}`;
    if (value !== undefined && compare(value, limit.max) <= 0) return passes(actual, allowed);
    if (value === undefined) {
      const words = `Nothing says what an order in ${named(instrument)} is worth; nothing was sent. Wait for a book with both sides, or a mark price.`;
      return refuses(actual, words, allowed);
    }
    const words = `The order in ${named(instrument)} is worth ${actual}, allowed are ${allowed}; nothing was sent. Make it smaller.`;
    return exceeds(limit, { limit: allowed, actual, words });
  },
};
