import { compare, decimalText } from "#core/decimal-arithmetic";
import { exceeds, named, passes, type Rule, refuses } from "#risk/rule";
import { instrumentKey } from "#risk/valuation";

/** The largest position that this instrument can come to, everything that may trade counted, in the quote currency. */
export const positionNotional: Rule = {
  rule: "position-notional",
  again: true,
  check({ intent, cases, standing }) {
    const { instrument } = intent;
    const limit = standing.limits.positionNotional;
    const value = cases?.get(instrumentKey(instrument))?.value;
    const actual = value === undefined ? "unknown" : `${decimalText(value)} ${instrument.quote}`;
    if (limit === undefined) return passes(actual, "none");
    const allowed = `${limit.text} ${instrument.quote}`;
    if (value !== undefined && compare(value, limit.max) <= 0) return passes(actual, allowed);
    if (value === undefined) {
      const words = `Nothing says what a position in ${named(instrument)} is worth; nothing was sent. Wait for its book or mark price.`;
      return refuses(actual, words, allowed);
    }
    const words = `The position in ${named(instrument)} could come to ${actual}, allowed are ${allowed}; nothing was sent. Cancel or reduce first.`;
    return exceeds(limit, { limit: allowed, actual, words });
  },
};
