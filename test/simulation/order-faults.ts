// Which faults a world that trades draws from, and what else happens in it under an id of the catalogue.

import { FAULT_CATALOGUE } from "#sim/faults/catalogue";
import { type FaultKind } from "#sim/faults/fault-kind";

/** What ends an account's part for good, or means nothing to orders, is for worlds of accounts. */
const LEFT_OUT = ["key-revoked", "withdraw-right"];

/**
 * Faults that the strategy, its people, other people on the account and the machine commit: the same intent wanted again (O5, R4),
 * orders of others (O23), positions that changed while nobody looked (O24), books that turned while an order waited (O25), intents at
 * once (O26), a runaway (O27), wrong units (O28), limits tried through changes and batches (O29), requests that the network ate and
 * nobody may repeat (O6), a full disk (S1).
 */
export const OWN_ORDER_IDS = ["O5", "O6", "O23", "O24", "O25", "O26", "O27", "O28", "O29", "R4", "S1"] as const;

/** Faults of accounts and orders that a world of a venue can hold. */
export function orderFaults(venue?: string, only?: readonly string[]): readonly FaultKind[] {
  return FAULT_CATALOGUE.filter(
    ({ at, name, venues }) =>
      (at === "order" || at === "account") &&
      !LEFT_OUT.includes(name) &&
      (only === undefined || only.includes(name)) &&
      (venue === undefined || venues?.some((each) => each === venue) !== false),
  );
}
