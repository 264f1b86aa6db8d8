// Two entries per venue: how it is loaded, and what the compiler knows of it. A venue that is only described can be looked at, not
// connected to.

import { type VenueId } from "#core/instrument";
import { type lbankCapabilities } from "#venues/lbank/capabilities";
import { lbankDescription } from "#venues/lbank/description";
import { type lmexCapabilities } from "#venues/lmex/capabilities";
import { lmexDescription } from "#venues/lmex/description";
import { type Venue, type VenueDescription } from "#venues/venue";
import { type weexCapabilities } from "#venues/weex/capabilities";
import { weexDescription } from "#venues/weex/description";

/** A venue's data, and its codec where there is one. */
export interface RegisteredVenue {
  readonly description: VenueDescription;
  readonly load: (() => Promise<Venue>) | undefined;
  /** Without the account, for those who only watch; left out where there is none. */
  readonly loadMarket?: () => Promise<Venue>;
}

const REGISTERED: readonly RegisteredVenue[] = [
  {
    description: lmexDescription,
    load: async () => (await import("#venues/lmex/index")).lmex,
    loadMarket: async () => (await import("#venues/lmex/market")).lmexMarket,
  },
  {
    description: lbankDescription,
    load: async () => (await import("#venues/lbank/index")).lbank,
    loadMarket: async () => (await import("#venues/lbank/market")).lbankMarket,
  },
  {
    description: weexDescription,
    load: async () => (await import("#venues/weex/index")).weex,
    loadMarket: async () => (await import("#venues/weex/market")).weexMarket,
  },
];

/** What the compiler knows of each venue, before the program runs. */
interface KnownVenues {
  readonly lmex: typeof lmexCapabilities;
  readonly lbank: typeof lbankCapabilities;
  readonly weex: typeof weexCapabilities;
}

export type KnownCapabilities = KnownVenues[keyof KnownVenues];

/** Every venue that truebook knows. */
export const venues: ReadonlyMap<VenueId, RegisteredVenue> = new Map(REGISTERED.map((venue) => [venue.description.id, venue]));
