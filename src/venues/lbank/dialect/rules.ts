import { type OwnPing, type VenueRules } from "#venues/dialect";
import { ORDER_BUCKET, PRIVATE_BUCKET, PUBLIC_BUCKET } from "#venues/lbank/endpoints";

/** Topics that a socket of the article's language may hold. */
export const ARTICLE_TOPICS_MAX = 100;

/** Levels a side of the article's books. */
export const ARTICLE_DEPTH = 150;

/** When the article's language asks for a sign of life, if it asks at all: two questions without an answer end the socket. */
export const ARTICLE_PINGS: OwnPing = { everyMs: 5_000, patienceMs: 10_000, closeCode: 1000 };

/** What LBank enforces. Close code and the distance of its pings are not published: these are ours. */
export const RULES: VenueRules = {
  idleCutMs: undefined,
  rfcPing: undefined,
  ownPing: { everyMs: 30_000, patienceMs: 60_000, closeCode: 1000 },
  // No cap is published.
  connectionsPerPeer: 1_000,
  rates: [
    { bucket: ORDER_BUCKET, capacity: 500, perMs: 10_000 },
    { bucket: PRIVATE_BUCKET, capacity: 200, perMs: 10_000 },
    { bucket: PUBLIC_BUCKET, capacity: 200, perMs: 10_000 },
  ],
  // A breach is refused until the window is over; nothing longer was ever seen.
  banLadderMs: [1_000],
  banMemoryMs: 1_000,
};

/** How often a changed book is published. */
export const PUBLISH_EVERY_MS = 600;
/** Levels a side that REST shows; the socket shows fewer. */
export const WINDOW_LEVELS = 200;
