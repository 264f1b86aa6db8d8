import { compare, decimalText } from "#core/decimal-arithmetic";
import { exceeds, passes, type StandingRule, standingRule } from "#risk/rule";

/** Realised and unrealised loss since 00:00 UTC, fees counted, in each quote currency. What it does it does once a day; then it refuses. */
export const dailyLoss: StandingRule = standingRule("daily-loss", ({ limits, profit }) => {
  const limit = limits.dailyLoss;
  const losses = profit.standings;
  const told = losses.length === 0 ? "0" : losses.map(({ dayLoss, currency }) => `${decimalText(dayLoss)} ${currency}`).join(", ");
  const { feesUnknown } = profit.state;
  const fills = `${feesUnknown} ${feesUnknown === 1 ? "fill" : "fills"}`;
  const actual = feesUnknown === 0 ? told : `${told}, and the fees of ${fills}, which nobody knows`;
  if (limit === undefined) return passes(actual, "none");
  const over = losses.find(({ dayLoss }) => compare(dayLoss, limit.max) > 0);
  if (over === undefined) return passes(actual, limit.text);
  const lost = `${decimalText(over.dayLoss)} ${over.currency}`;
  const words = `The loss since 00:00 UTC is ${lost}, allowed are ${limit.text}; no new risk is taken before the next day.`;
  const found = exceeds(limit, { limit: limit.text, actual, words });
  return profit.state.bitten ? { ...found, action: "refuse", coolDownMs: undefined } : found;
});
