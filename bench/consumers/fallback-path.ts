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
import { frameReader } from "#venues/lmex/reader";
import { type Venue } from "#venues/venue";

/** LMEX, with every frame read the slow and complete way. */
const unhurried: Venue = {
  ...lmex,
  market: (product, version) => ({
    ...lmex.market(product, version),
    reader: (table) => frameReader(product, table, { fast: false }),
  }),
};

/** The production stack over a reader whose fast path is never taken. */
export function connectFallback(address: string): Promise<VenueConnection> {
  const clock = systemClock;
  const fetcher = createFetcher({ clock });
  const { feed, client } = buildVenueStack(
    { clock, random: seededRandom("bench"), dialer: createDialer({ clock }), fetcher, log: silentLog, metrics: createMetrics() },
    {
      venue: unhurried,
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
