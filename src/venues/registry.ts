// One line per venue. A venue that is only described can be looked at, not connected to.

import { type VenueId } from "#core/instrument";
import { lbankDescription } from "#venues/lbank/description";
import { lmexDescription } from "#venues/lmex/description";
import { type Venue, type VenueDescription } from "#venues/venue";
import { weexDescription } from "#venues/weex/description";

/** A venue's data, and its codec where there is one. */
export interface RegisteredVenue {
  readonly description: VenueDescription;
  readonly load: (() => Promise<Venue>) | undefined;
}

const REGISTERED: readonly RegisteredVenue[] = [
  { description: lmexDescription, load: async () => (await import("#venues/lmex/index")).lmex },
  { description: lbankDescription, load: async () => (await import("#venues/lbank/index")).lbank },
  { description: weexDescription, load: async () => (await import("#venues/weex/index")).weex },
];

/** Every venue that truebook knows. */
export const venues: ReadonlyMap<VenueId, RegisteredVenue> = new Map(REGISTERED.map((venue) => [venue.description.id, venue]));
