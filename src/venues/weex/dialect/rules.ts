import { type VenueRules } from "#venues/dialect";

/** Topics that one connection may hold, as published; captures saw one more accepted. */
export const TOPICS_MAX = 100;
/** Subscribes and unsubscribes of one connection in an hour. A V3 message of many topics is one. */
export const OPERATIONS_MAX = 240;
export const OPERATIONS_PER_MS = 3_600_000;
/** The sixth refused request ends a V3 connection. */
export const OFFENCES_MAX = 5;

/** When each generation asks for a sign of life, and how many answers may be missing. V2's distance is not published. */
export const HEARTBEATS = {
  v2: { everyMs: 30_000, patience: { missed: 5 } },
  v3: { everyMs: 60_000, patience: { missed: 10 } },
} as const;

/** What WEEX enforces. The pool of weight is taken as shared by all endpoints, which is the safe side. */
export const RULES: VenueRules = {
  idleCutMs: 60_000,
  rfcPing: undefined,
  connectionsPerPeer: 20,
  connectionsByPath: { "/v2/ws/public": 100, "/v3/ws/public": 20 },
  rates: [{ bucket: "ip-weight", capacity: 500, perMs: 10_000 }],
  reported: { bucket: "ip-weight", usedHeader: "x-used-weight-10s", remainingHeader: "x-remaining-weight-10s" },
  banLadderMs: [10_000],
  banMemoryMs: 10_000,
};
