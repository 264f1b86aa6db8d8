// The parts of a real connection: the system's clock, real sockets and requests, a fresh seed for jitter.

import { type AccountParts } from "#assemblies/account-stack";
import { hostsOf } from "#assemblies/hosts";
import { type MarketKeeping } from "#assemblies/saved-market";
import { type AccountPlan, buildVenueStack, type VenueStack } from "#assemblies/venue-stack";
import { type ConnectOptions } from "#client/api";
import { freshSeed } from "#clock/entropy";
import { systemClock } from "#clock/system-clock";
import { chosenInterfaces, type InterfaceOffer } from "#core/interface-choice";
import { type Clock, type Log, type Metrics } from "#core/port";
import { seededRandom } from "#core/random";
import { FEED_DEFAULTS } from "#feed/feed-settings";
import { silentLog } from "#observe/log";
import { createMetrics } from "#observe/metrics";
import { createFetcher } from "#transport/request";
import { createDialer } from "#transport/socket";
import { type ProductDescription, type Venue, type VenueDescription } from "#venues/venue";

/** How to open the parts of a connection, whatever it is for. */
export type StackWish = Omit<ConnectOptions, "mode">;

/** The parts of a connection, its instruments read. `keys` are an account's in the place of the credentials in the options. */
export async function openStack(venue: Venue, options: StackWish = {}, keys?: AccountParts): Promise<VenueStack> {
  const environment = options.environment ?? "live";
  const hosts = hostsOf(venue.description, { environment, overrides: options.hosts ?? {}, simulator: options.simulator });
  const interfaces = chosenInterfaces(offeredIn(venue.description, environment), options);
  const clock = options.clock ?? systemClock;
  const proxy = options.proxy === undefined ? {} : { proxy: options.proxy };
  const fetcher = createFetcher({ clock, ...proxy });
  const account = keys ?? (options.credentials === undefined ? undefined : await keyed(venue, { ...options, environment, clock }));
  const log = options.log ?? silentLog;
  const metrics = createMetrics();
  const markets = options.saveMarkets === true ? await kept(venue, options, { environment, clock, log, metrics }) : undefined;
  const stack = buildVenueStack(
    {
      clock,
      random: seededRandom(freshSeed()),
      dialer: createDialer({ clock, ...proxy }),
      fetcher,
      log,
      metrics,
      ...(options.trace === undefined ? {} : { frameSink: options.trace }),
    },
    {
      venue,
      environment,
      hosts,
      interfaces,
      ...(account === undefined ? {} : { account: await planned(account) }),
      settings: {
        ...FEED_DEFAULTS,
        attemptsMax: options.maxAttempts,
        deadAfterMs: Math.max(1_000, options.deadAfterMs ?? FEED_DEFAULTS.deadAfterMs),
      },
      ...(markets === undefined ? {} : { memory: markets.memory, closing: () => markets.stop() }),
      release: () => fetcher.close(),
    },
  );
  markets?.start();
  const started = new Promise<void>((resolve, reject) => {
    stack.feed.start((error) => (error === undefined ? resolve() : reject(error)));
  });
  try {
    await started;
    stack.account?.trading?.start();
  } catch (error) {
    stack.account?.trading?.stop();
    await stack.client.close();
    throw error;
  }
  return stack;
}

/** Orders, journal and rules come with it, and only with it. */
async function planned(parts: AccountParts): Promise<AccountPlan> {
  const { buildAccountStack } = await import("#assemblies/account-stack");
  return { parts, build: buildAccountStack };
}

// What a watcher does not ask for is not loaded: keys, their checks and files are a tenth of what a market needs.

async function keyed(venue: Venue, options: Parameters<typeof import("#assemblies/live-account").accountParts>[1]): Promise<AccountParts> {
  const { accountParts } = await import("#assemblies/live-account");
  return accountParts(venue, options);
}

/** The markets of before, in a file beside what else outlives an account's process. */
async function kept(
  { description: { id } }: Venue,
  options: StackWish,
  { environment, ...parts }: { readonly environment: string; readonly clock: Clock; readonly log: Log; readonly metrics: Metrics },
): Promise<MarketKeeping> {
  const [{ keepMarkets }, { accountFolder }] = await Promise.all([import("#assemblies/saved-market"), import("#assemblies/live-account")]);
  return keepMarkets({ ...parts, path: `${accountFolder(id, options)}/market.json`, identity: `${id}-${environment}` });
}

/** A venue with the products and versions that one of its environments has. */
export function offeredIn({ title, products, environments }: VenueDescription, environment: string): InterfaceOffer<ProductDescription> {
  const only = environments[environment]?.only;
  if (only === undefined) return { title, products };
  return { title, products: products.filter(({ product, api }) => only.some((entry) => entry.product === product && entry.api === api)) };
}
