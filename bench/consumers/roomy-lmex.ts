import { buildVenueStack } from "#assemblies/venue-stack";
import { type VenueConnection } from "#client/api";
import { systemClock } from "#clock/system-clock";
import { seededRandom } from "#core/random";
import { FEED_DEFAULTS } from "#feed/feed-settings";
import { silentLog } from "#observe/log";
import { createMetrics } from "#observe/metrics";
import { createFetcher } from "#transport/request";
import { createDialer } from "#transport/socket";
import { lmex } from "#venues/lmex/index";
import { type Venue } from "#venues/venue";

/** What is set of a venue that is otherwise LMEX as it is. */
export interface LmexChange {
  /** Topics that one socket may carry; they are subscribed without a pause. */
  readonly topicsMax?: number;
  /** Levels a side that the venue keeps. */
  readonly depth?: number;
  readonly market?: Venue["market"];
}

/** The production stack over LMEX with something about it changed. */
export function connectChangedLmex(address: string, change: LmexChange): Promise<VenueConnection> {
  const clock = systemClock;
  const fetcher = createFetcher({ clock });
  const { feed, client } = buildVenueStack(
    { clock, random: seededRandom("bench"), dialer: createDialer({ clock }), fetcher, log: silentLog, metrics: createMetrics() },
    {
      venue: { ...lmex, market: change.market ?? changedMarket(change) },
      environment: "live",
      hosts: { rest: `http://${address}`, market: `ws://${address}`, oss: `ws://${address}` },
      settings: FEED_DEFAULTS,
      release: () => fetcher.close(),
    },
  );
  return new Promise((resolve, reject) => {
    feed.start((error) => (error === undefined ? resolve(client) : reject(error)));
  });
}

function changedMarket({ topicsMax, depth }: LmexChange): Venue["market"] {
  return (product, version) => {
    const market = lmex.market(product, version);
    const { description } = market;
    const roomy = topicsMax === undefined ? {} : { topicsMax, pacing: { messages: topicsMax, perMs: 1_000 } };
    const sockets = Object.fromEntries(Object.entries(description.sockets).map(([name, socket]) => [name, { ...socket, ...roomy }]));
    const book = { ...description.book, depths: depth === undefined ? description.book.depths : [depth] };
    return { ...market, description: { ...description, sockets, book } };
  };
}
