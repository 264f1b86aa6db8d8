// Every limit beside where it stands, for `risk show`. Limits that look at one order at a time have no standing of their own.

import { type RiskRule } from "#core/account/risk";
import { type RiskLine } from "#core/account/risk-limits";
import { compare, decimalText } from "#core/decimal-arithmetic";
import { type Limit } from "#risk/limit-text";
import { type Standing } from "#risk/rule";
import { dailyLoss } from "#risk/rules/conduct/daily-loss";
import { drawdown } from "#risk/rules/conduct/drawdown";
import { rejectRate } from "#risk/rules/conduct/reject-rate";
import { ordersIn } from "#risk/rules/size/open-orders";
import { exposureIn, legOf, type WorstCase, worstCases } from "#risk/worst-case";

const EACH = "each order";

/** The lines of every limit, in the order of the rules, and one for a halt that no limit made. */
export function riskLines(standing: Standing): readonly RiskLine[] {
  const { limits, view, sent, repeats } = standing;
  const line = (rule: RiskRule, limit: Limit | undefined, actual: string, name = ""): RiskLine => ({
    rule,
    limit: limit === undefined ? "none" : `${limit.text}${name}`,
    actual,
    action: limit?.action ?? "refuse",
    latched: latchedBy(standing, rule),
  });
  const cases = worstCases(view.orders.map(legOf), standing);
  const halt = standing.halts.find(({ rule }) => rule === "halted");
  return [
    ...(halt === undefined ? [] : [{ ...line("halted", undefined, halt.words), action: halt.action }]),
    { ...line("book-not-fresh", undefined, EACH), limit: `${limits.freshMs} ms` },
    ...[...limits.orderSize].map(([name, limit]) => line("order-size", limit, EACH, ` (${name})`)),
    line("order-notional", limits.orderNotional, EACH),
    line("price-collar", limits.priceCollarBps, EACH, " bps"),
    line("position-notional", limits.positionNotional, largest([...cases.values()])),
    line("exposure-notional", limits.exposureNotional, exposures(cases)),
    line("open-orders", limits.openOrders, String(ordersIn(view.orders))),
    line("order-rate", limits.ordersPerSecond, String(sent.count()), " in a second"),
    line("repeat-order", limits.repeatsPerMinute, String(repeats.most()), " in a minute"),
    line("reject-rate", limits.rejectsPerMinute, rejectRate.stand(standing).actual, " in a minute"),
    line("daily-loss", limits.dailyLoss, dailyLoss.stand(standing).actual),
    line("drawdown", limits.drawdown, drawdown.stand(standing).actual),
  ];
}

function latchedBy({ halts }: Standing, rule: RiskRule): RiskLine["latched"] {
  const halt = halts.find((one) => one.rule === rule);
  return halt === undefined ? undefined : { since: halt.since, until: halt.until };
}

function largest(cases: readonly WorstCase[]): string {
  let found: WorstCase | undefined;
  for (const one of cases) {
    if (one.value === undefined) return `${one.instrument.id} has no price`;
    if (found?.value === undefined || compare(one.value, found.value) > 0) found = one;
  }
  return found?.value === undefined ? "0" : `${decimalText(found.value)} ${found.instrument.quote} (${found.instrument.id})`;
}

function exposures(cases: ReadonlyMap<string, WorstCase>): string {
  const quotes = new Set([...cases.values()].map(({ instrument }) => instrument.quote));
  const sums = [...quotes].map((quote) => {
    const sum = exposureIn(quote, cases);
    return "unpriced" in sum ? `${sum.unpriced.id} has no price` : `${decimalText(sum.value)} ${quote}`;
  });
  return sums.length === 0 ? "0" : sums.join(", ");
}
