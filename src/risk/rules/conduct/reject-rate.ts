import { type RejectReason } from "#core/account/order-outcome";
import { compare } from "#core/decimal-arithmetic";
import { exceeds, passes, type StandingRule, standingRule } from "#risk/rule";

/** Refusals that an order asked for in its own words, or that prove an earlier one: no sign of a loop. */
const EXPECTED: ReadonlySet<RejectReason> = new Set(["post-only-would-trade", "fok-unfillable", "duplicate-client-order-id"]);

/** Whether a refusal by the venue counts. */
export function countsAsReject(reason: RejectReason): boolean {
  return !EXPECTED.has(reason);
}

/** A venue that refuses one order after the other is being asked wrongly; some ban for it. */
export const rejectRate: StandingRule = standingRule("reject-rate", ({ limits, rejects }) => {
  const limit = limits.rejectsPerMinute;
  const count = rejects.count();
  const actual = `${count} in a minute`;
  if (limit === undefined) return passes(actual, "none");
  const allowed = `${limit.text} in a minute`;
  if (compare({ mantissa: BigInt(count), decimals: 0 }, limit.max) <= 0) return passes(actual, allowed);
  const words = `The venue refused ${count} orders within a minute, allowed are ${limit.text}. Look at what it says.`;
  return exceeds(limit, { limit: allowed, actual, words });
});
