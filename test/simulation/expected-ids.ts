import { type VenueId } from "#core/instrument";
import { accountFaults } from "./account-half.ts";
import { OWN_ORDER_IDS, orderFaults } from "./order-faults.ts";
import { worldFaults } from "./world.ts";

/** Faults of our own side that worlds hold; R10 (ten thousand reconnects) has a test of its own. */
const CLIENT_IDS = ["R8", "R9", "R11", "R12"] as const;

/** Every id that a world can hold, in the catalogue's order, but for those that a venue is without. */
export function expectedIds(venue: VenueId, without: readonly string[] = []): readonly string[] {
  return [...new Set([...worldFaults(venue).flatMap((kind) => kind.ids), ...CLIENT_IDS])].filter((id) => !without.includes(id));
}

/** Ids of accounts, where worlds of the venue hold one. */
export function expectedAccountIds(venue: VenueId, without: readonly string[] = []): readonly string[] {
  return [...new Set(accountFaults(venue).flatMap((kind) => kind.ids))].filter((id) => !without.includes(id));
}

/** Ids of orders, where worlds of the venue trade. */
export function expectedOrderIds(venue: VenueId, without: readonly string[] = []): readonly string[] {
  return [...new Set([...orderFaults(venue).flatMap((kind) => kind.ids), ...OWN_ORDER_IDS])].filter((id) => !without.includes(id));
}
