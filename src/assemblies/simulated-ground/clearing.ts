// The one place beside the risk gate where an order is cleared. Cards put a venue's order codec to the proof, and a codec writes
// cleared orders only; behind a ground there is a simulator and nothing else, so nothing that is cleared here can cost money.

import { type ClearedChange, type ClearedOrder, type OrderChange, type OrderIntent } from "#core/account/order";

/** Clears an order that goes to a simulator. Handed to cards by their ground; nobody else has it. */
export const clearForSimulator = (intent: OrderIntent): ClearedOrder => intent as ClearedOrder;

/** The same for a change of an order. */
export const clearChangeForSimulator = (change: OrderChange): ClearedChange => change as ClearedChange;
