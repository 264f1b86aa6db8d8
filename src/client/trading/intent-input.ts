// From what a user writes to the ledger's intent: the instrument found, the name made, the numbers exact.

import { type IntentInput } from "#client/trading/trading-api";
import { orderIntent } from "#core/account/intent-sizing";
import { type ClientOrderId, clientOrderId, type OrderIntent } from "#core/account/order";
import { mustKnowMembers, type OrderForms, offeredOrderId } from "#core/account/sizing/order-forms";
import { type PriceUnits } from "#core/brand";
import { UsageError } from "#core/error";
import { type Instrument } from "#core/instrument";

const MEMBERS: readonly (keyof IntentInput)[] = [
  "instrument",
  "product",
  "side",
  "size",
  "type",
  "price",
  "timeInForce",
  "trigger",
  "reduceOnly",
  "clientOrderId",
  "leaveWithinMs",
];
const LEAVE_LEAST_MS = 1;

/** What is known of the instrument that an input names. */
export interface IntentGround {
  readonly instrument: Instrument;
  readonly forms: OrderForms;
  readonly marketPrice: PriceUnits | undefined;
  readonly nextClientOrderId: () => ClientOrderId;
}

/** Throws UsageError for members that mean nothing, before anything else is looked at. */
export function mustBeIntent(input: IntentInput): void {
  mustKnowMembers("order", input, MEMBERS);
  const { leaveWithinMs } = input;
  if (leaveWithinMs !== undefined && !(leaveWithinMs >= LEAVE_LEAST_MS)) {
    throw new UsageError("bad-option", `The option leaveWithinMs is ${String(leaveWithinMs)}; use a number of at least ${LEAVE_LEAST_MS}.`);
  }
}

/** The exact intent. A name is made only for an order that is one, so that none is spent on a mistake. Throws UsageError. */
export function intentOf(input: IntentInput, { instrument, forms, marketPrice, nextClientOrderId }: IntentGround): OrderIntent {
  const given = input.clientOrderId === undefined ? undefined : offeredOrderId(instrument, input.clientOrderId, forms);
  const unnamed = orderIntent(input, { instrument, clientOrderId: given ?? UNNAMED, forms, marketPrice });
  return { ...unnamed, clientOrderId: given ?? nextClientOrderId() };
}

/** Stands for a name until there is one. */
const UNNAMED = clientOrderId("");
