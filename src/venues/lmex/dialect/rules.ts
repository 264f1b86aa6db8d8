import { type VenueRules } from "#venues/dialect";

/** Topics that one connection may hold; what is asked beyond it is missing from the ack. */
export const TOPICS_MAX = 100;

/** Refused requests on one socket before the venue ends it with error 1008. The number is ours: the venue publishes none. */
export const OFFENCES_MAX = 20;

/** What LMEX enforces, as its pages and captures of its engine say. */
export const RULES: VenueRules = {
  idleCutMs: 60_300,
  rfcPing: { everyMs: 180_000, patienceMs: 600_000 },
  connectionsPerPeer: 50,
  rates: [
    { bucket: "query", capacity: 30, perMs: 1_000 },
    { bucket: "query-path", capacity: 15, perMs: 1_000 },
    { bucket: "orders", capacity: 75, perMs: 1_000 },
  ],
  banLadderMs: [1_000, 300_000, 900_000],
  banMemoryMs: 3_600_000,
};
