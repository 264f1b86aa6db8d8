// What the trading client needs of the assembly behind it: the ledger, the gate's judgement, the switches. Callbacks, so that what is
// ready is acted on in the same turn, also in a world whose time stands still.

import { type OrderPreview, type Remaining, type RiskStatus } from "#client/trading/trading-api";
import { type ClearedOrder, type OrderIntent } from "#core/account/order";
import { type Rehearsal } from "#core/account/risk";
import { type PriceUnits } from "#core/brand";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type OrderLedgerApi } from "#trading/ledger/ledger-types";

export interface TradingDesk {
  readonly ledger: OrderLedgerApi;
  /**
   * Sees to it that instruments can be traded: their books, marks and accounts. Calls back once: in this turn when everything is there,
   * else when it is, or after `withinMs` as it stands then.
   */
  attend(instruments: readonly Instrument[], withinMs: number, ready: () => void): void;
  /** What a market order would meet first; undefined while no live book tells. */
  marketPrice(instrument: Instrument, side: Side): PriceUnits | undefined;
  /** Judges an order without counting it. */
  rehearse(intent: OrderIntent): Rehearsal;
  /** A cleared order as it would be signed now, redacted. */
  request(order: ClearedOrder): OrderPreview["request"];
  risk(): RiskStatus;
  /** No new risk from this turn on; settles with what still stands when everything that can be cancelled is. */
  kill(
    wish: { readonly reason: string; readonly flatten: boolean; readonly by: string },
    settled: (left: readonly Remaining[]) => void,
  ): void;
  resume(by: string): void;
  /** Whether open orders stay at the end by choice. */
  readonly leavesOrders: boolean;
  /** Ends trading by the policy that was chosen, once; settles with what remains. Sockets are closed by others, afterwards. */
  shutdown(wish: { readonly withinMs?: number }, settled: (left: readonly Remaining[]) => void): void;
}
