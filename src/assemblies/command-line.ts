// What the command line stands on before it starts anything: the real clock, a fresh seed, and the venues that exist. Connecting and
// simulating are assemblies of their own, loaded by the commands that need them.

export { freshSeed } from "#clock/entropy";
export { systemClock } from "#clock/system-clock";
export type { RestCall } from "#transport/rest-call";
export { type RegisteredVenue, venues } from "#venues/registry";
export type {
  ChannelDescription,
  Evidence,
  MarketCodec,
  ProductDescription,
  Reading,
  Venue,
  VenueDescription,
} from "#venues/venue";
