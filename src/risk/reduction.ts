// What can only make a position smaller passes whatever the rules say: nobody may be locked into a risk. It has to be provable: by the
// order's own flag where the venue keeps it, or because everything that already stands on that side leaves enough of the position over.

import { baseCoins } from "#core/account/notional";
import { type OrderChange, type OrderIntent } from "#core/account/order";
import { type RiskOrder, type RiskView } from "#core/account/risk";
import { compare, type ExactDecimal, minus, negated } from "#core/decimal-arithmetic";
import { closesOnly } from "#risk/candidate";
import { type ProfitBook } from "#risk/profit/profit-book";
import { instrumentKey } from "#risk/valuation";

/** Whether an order can only make a position smaller. `others` are the other orders that count. */
export function reduces(
  intent: OrderIntent,
  others: readonly RiskOrder[],
  known: { readonly view: RiskView; readonly profit: ProfitBook },
): boolean {
  if (closesOnly(intent)) return true;
  const { instrument, side, amount } = intent;
  const { view, profit } = known;
  if (amount.kind !== "size") return false;
  // A plain buy beside a short opens a long there: two positions in the place of one.
  if (view.legs?.(instrument) !== undefined) return false;
  // Nobody owes coins on spot: what looks like it is coins whose balance was not told yet, and buying more is new risk.
  if (instrument.kind === "spot" && side === "buy") return false;
  // Without a short side to fall into, spot needs no synced account: a venue sells no coins that are not there.
  if (instrument.kind !== "spot" && (view.accountTrouble(instrument.product) ?? view.reconcileTrouble(instrument.product)) !== undefined) {
    return false;
  }
  const toward = (coins: ExactDecimal): ExactDecimal => (side === "sell" ? coins : negated(coins));
  let left = toward(baseCoins(instrument, view.position(instrument)));
  // A fill may be known before the position that it leads to. What both agree on is there.
  const byFills = profit.coins(instrument);
  if (byFills !== undefined && instrument.kind !== "spot" && compare(toward(byFills), left) < 0) left = toward(byFills);
  const key = instrumentKey(instrument);
  for (const other of others) {
    if (other.side !== side || instrumentKey(other.instrument) !== key) continue;
    left = minus(left, baseCoins(other.instrument, other.remaining));
  }
  return compare(baseCoins(instrument, amount.size), left) <= 0;
}

/** Whether a change only makes an order smaller, or is of an order that can only reduce. */
export function changeReduces(intent: OrderIntent, change: OrderChange): boolean {
  if (closesOnly(intent)) return true;
  const { style, amount } = intent;
  const price = style.kind === "market" ? undefined : style.price;
  const trigger = style.kind === "stop" || style.kind === "take-profit" ? style.trigger.price : undefined;
  const samePrice = change.price === undefined || change.price === price;
  const sameTrigger = change.triggerPrice === undefined || change.triggerPrice === trigger;
  return samePrice && sameTrigger && change.size !== undefined && amount.kind === "size" && change.size <= amount.size;
}
