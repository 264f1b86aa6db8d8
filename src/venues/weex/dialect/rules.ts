import { type OwnPing, type VenueRules } from "#venues/dialect";

/** Topics that one connection may hold, as published; captures saw one more accepted. */
export const TOPICS_MAX = 100;
/** Subscribes and unsubscribes of one connection in an hour. A V3 message of many topics is one. */
export const OPERATIONS_MAX = 240;
export const OPERATIONS_PER_MS = 3_600_000;
/** The sixth refused request ends a V3 connection. */
export const OFFENCES_MAX = 5;

/** When each generation asks for a sign of life; V2 closes after five unanswered, V3 after ten. V2's distance is not published. */
export const OWN_PINGS: Readonly<Record<"v2" | "v3", OwnPing>> = {
  v2: { everyMs: 30_000, patienceMs: 6 * 30_000, closeCode: 1006 },
  v3: { everyMs: 60_000, patienceMs: 11 * 60_000, closeCode: 1006 },
};

/** What WEEX enforces. The pool of weight is taken as shared by all endpoints, which is the safe side. */
export const RULES: VenueRules = {
  idleCutMs: 60_000,
  rfcPing: undefined,
  connectionsPerPeer: 20,
  connectionsByPath: { "/v2/ws/public": 100, "/v3/ws/public": 20, "/v2/ws/private": 100, "/v3/ws/private": 20 },
  rates: [
    { bucket: "ip-weight", capacity: 500, perMs: 10_000 },
    { bucket: "account-weight", capacity: 500, perMs: 10_000 },
    { bucket: "orders", capacity: 10, perMs: 1_000 },
    { bucket: "orders-minute", capacity: 300, perMs: 60_000 },
    { bucket: "cancels", capacity: 10, perMs: 1_000 },
  ],
  reported: { bucket: "ip-weight", usedHeader: "x-used-weight-10s", remainingHeader: "x-remaining-weight-10s" },
  banLadderMs: [10_000],
  banMemoryMs: 10_000,
};
