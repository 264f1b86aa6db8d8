import { compare, decimalText } from "#core/decimal-arithmetic";
import { exceeds, passes, type StandingRule, standingRule } from "#risk/rule";

/** The fall from the peak of the same sum, in each quote currency. The end of its halt begins a new peak. */
export const drawdown: StandingRule = standingRule("drawdown", ({ limits, profit }) => {
  const limit = limits.drawdown;
  const falls = profit.standings;
  const actual = falls.length === 0 ? "0" : falls.map((fall) => `${decimalText(fall.drawdown)} ${fall.currency}`).join(", ");
  if (limit === undefined) return passes(actual, "none");
  const over = falls.find((fall) => compare(fall.drawdown, limit.max) > 0);
  if (over === undefined) return passes(actual, limit.text);
  const words = `The fall from the peak is ${decimalText(over.drawdown)} ${over.currency}, allowed are ${limit.text}. Look at the account, then resume.`;
  return exceeds(limit, { limit: limit.text, actual, words });
});
