import { type Rule, type StandingRule } from "#risk/rule";
import { dailyLoss } from "#risk/rules/conduct/daily-loss";
import { drawdown } from "#risk/rules/conduct/drawdown";
import { orderRate } from "#risk/rules/conduct/order-rate";
import { rejectRate } from "#risk/rules/conduct/reject-rate";
import { repeatOrder } from "#risk/rules/conduct/repeat-order";
import { selfTrade } from "#risk/rules/conduct/self-trade";
import { exposureNotional } from "#risk/rules/size/exposure-notional";
import { openOrders } from "#risk/rules/size/open-orders";
import { orderNotional } from "#risk/rules/size/order-notional";
import { orderSize } from "#risk/rules/size/order-size";
import { positionNotional } from "#risk/rules/size/position-notional";
import { priceCollar } from "#risk/rules/size/price-collar";
import { closing } from "#risk/rules/switches/closing";
import { halted } from "#risk/rules/switches/halted";
import { journal } from "#risk/rules/switches/journal";
import { killed } from "#risk/rules/switches/killed";
import { loopStalled } from "#risk/rules/switches/loop-stalled";
import { watchdog } from "#risk/rules/switches/watchdog";
import { accountNotSynced } from "#risk/rules/trust/account-not-synced";
import { bookCrossed } from "#risk/rules/trust/book-crossed";
import { bookNotFresh } from "#risk/rules/trust/book-not-fresh";
import { bookNotLive } from "#risk/rules/trust/book-not-live";
import { clockSuspect } from "#risk/rules/trust/clock-suspect";
import { instrumentHalted } from "#risk/rules/trust/instrument-halted";
import { notReconciled } from "#risk/rules/trust/not-reconciled";

/** Every rule, in the order in which they are looked at; the order of `RISK_RULES`. */
export const RULES: readonly Rule[] = [
  killed,
  closing,
  halted,
  journal,
  watchdog,
  loopStalled,
  instrumentHalted,
  accountNotSynced,
  notReconciled,
  clockSuspect,
  bookNotLive,
  bookCrossed,
  bookNotFresh,
  orderSize,
  orderNotional,
  priceCollar,
  positionNotional,
  exposureNotional,
  openOrders,
  orderRate,
  repeatOrder,
  rejectRate,
  selfTrade,
  dailyLoss,
  drawdown,
];

/** Those that need no order to say whether new risk is taken. */
export const STANDING_RULES: readonly StandingRule[] = [
  killed,
  closing,
  halted,
  journal,
  watchdog,
  clockSuspect,
  rejectRate,
  dailyLoss,
  drawdown,
];
