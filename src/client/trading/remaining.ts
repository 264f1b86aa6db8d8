// What is left of our orders, in the words of those who hold a connection.

import { type Remaining } from "#client/trading/trading-api";
import { type LedgerOrder } from "#trading/ledger/ledger-types";

/** A row of what a cancel left. */
export const remaining = ({
  venueOrderId,
  clientOrderId,
  standing,
}: {
  readonly venueOrderId: string | undefined;
  readonly clientOrderId: string | undefined;
  readonly standing: Remaining["standing"];
}): Remaining => ({ orderId: venueOrderId, clientOrderId, standing });

/** An order that is not ended: what is not known to be live is unknown. */
export const remainingOrder = ({ venueOrderId, clientOrderId, state }: LedgerOrder): Remaining =>
  remaining({ venueOrderId, clientOrderId, standing: state.kind === "live" ? "live" : "unknown" });
