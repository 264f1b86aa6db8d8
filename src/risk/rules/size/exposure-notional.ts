import { compare, decimalText } from "#core/decimal-arithmetic";
import { exceeds, named, passes, type Rule, refuses } from "#risk/rule";
import { exposureIn } from "#risk/worst-case";

/**
 * The worst cases of all instruments together. Amounts of different quote currencies are never added: the limit holds for each of them, and
 * an order is judged by the one that it is quoted in.
 */
export const exposureNotional: Rule = {
  rule: "exposure-notional",
  again: true,
  check({ intent, cases, standing }) {
    const { instrument } = intent;
    const limit = standing.limits.exposureNotional;
    const exposure = cases === undefined ? { unpriced: instrument } : exposureIn(instrument.quote, cases);
    const allowed = limit === undefined ? "none" : `${limit.text} ${instrument.quote}`;
    if ("unpriced" in exposure) {
      const actual = `${exposure.unpriced.id} has no price`;
      if (limit === undefined) return passes(actual, allowed);
      const words = `Nothing says what ${named(exposure.unpriced)} is worth, which is held or ordered; nothing was sent. Watch its book.`;
      return refuses(actual, words, allowed);
    }
    const actual = `${decimalText(exposure.value)} ${instrument.quote}`;
    if (limit === undefined) return passes(actual, allowed);
    // What is held in another product counts too, and nobody knows what it is while that account is not synced.
    for (const product of standing.view.products) {
      const trouble = standing.view.accountTrouble(product);
      if (trouble === undefined) continue;
      const words = `What is held in ${product} counts, and cannot be believed (${trouble}); nothing was sent. Wait until it is synced.`;
      return refuses(`${product}: ${trouble}`, words, allowed);
    }
    if (compare(exposure.value, limit.max) <= 0) return passes(actual, allowed);
    const words = `All positions quoted in ${instrument.quote} could come to ${actual}, allowed are ${allowed}; nothing was sent. Cancel or reduce first.`;
    return exceeds(limit, { limit: allowed, actual, words });
  },
};
