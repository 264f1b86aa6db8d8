import { type OrderIntent } from "#core/account/order";
import { compare } from "#core/decimal-arithmetic";
import { exceeds, named, passes, type Rule } from "#risk/rule";
import { instrumentKey } from "#risk/valuation";

/** The same order again and again is a strategy that does not see what it did. */
export const repeatOrder: Rule = {
  rule: "repeat-order",
  again: false,
  check({ intent, isChange, standing }) {
    const limit = standing.limits.repeatsPerMinute;
    const count = isChange ? 0 : standing.repeats.countOf(likeness(intent)) + 1;
    const actual = `${count} in a minute`;
    if (limit === undefined) return passes(actual, "none");
    const allowed = `${limit.text} in a minute`;
    if (compare({ mantissa: BigInt(count), decimals: 0 }, limit.max) <= 0) return passes(actual, allowed);
    const words = `The same order in ${named(intent.instrument)} came ${count} times within a minute, allowed are ${limit.text}.`;
    return exceeds(limit, { limit: allowed, actual, words: `${words} Look at the strategy.` });
  },
};

/** What two orders have in common when they are the same: instrument, side, price, size. */
export function likeness({ instrument, side, style, amount }: OrderIntent): string {
  const price = style.kind === "market" ? "" : (style.price ?? "");
  const trigger = style.kind === "stop" || style.kind === "take-profit" ? style.trigger.price : "";
  const size = amount.kind === "size" ? amount.size : `quote ${amount.quote}`;
  return `${instrumentKey(instrument)} ${side} ${style.kind} ${price} ${trigger} ${size}`;
}
