// What every assembly builds the same way: limiter, requests, connections, feed and the client on top. What differs between the
// real and the simulated world (clock, sockets, requests, seed) comes in as values.

import { type AccountParts, type AccountStack, type AccountStackOptions } from "#assemblies/account-stack";
import { guardedLog, guardedSink } from "#assemblies/guards";
import { accountRedactor, privateSink } from "#assemblies/private-sink";
import { VenueClient } from "#client/venue-client";
import { type Interface } from "#core/interface-choice";
import { type Clock, type Dialer, type Fetcher, type FrameSink, type Log, type Metrics, type Random } from "#core/port";
import { Feed } from "#feed/feed";
import { type FeedSettings } from "#feed/feed-settings";
import { type FeedStatus } from "#feed/feed-status";
import { type MarketMemory } from "#feed/saved/market-memory";
import { type ConnectionFactory } from "#transport/connection-types";
import { connectionFactory } from "#transport/life/connection";
import { createConnectBudget } from "#transport/limits/connect-budget";
import { createRateLimiter } from "#transport/limits/rate-limit";
import { createRequester } from "#transport/requester";
import { type Venue } from "#venues/venue";

/** Sent with every request, because some venues refuse clients that do not say who they are. */
const USER_AGENT = "truebook/0.1";

export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly dialer: Dialer;
  readonly fetcher: Fetcher;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly frameSink?: FrameSink;
}

export interface StackOptions {
  readonly venue: Venue;
  readonly environment: string;
  readonly hosts: Readonly<Record<string, string>>;
  readonly settings: FeedSettings;
  /** What to speak; each product in its first version when left out. */
  readonly interfaces?: readonly Interface[];
  /** The keys of an account, and who builds its side; without them only the market is seen. */
  readonly account?: AccountPlan;
  /** Remembers markets for the next process, and knows what the one before it left. */
  readonly memory?: MarketMemory;
  /** Called first when the connection closes. */
  readonly closing?: () => void;
  /** Ends what the assembly opened. */
  readonly release: () => Promise<void>;
}

/** An account that is wished for. Its builder comes as a value, so that a process without keys never loads it. */
export interface AccountPlan {
  readonly parts: AccountParts;
  readonly build: (options: AccountStackOptions) => AccountStack;
}

/** A feed and its client, not started yet. */
export interface VenueStack {
  readonly feed: Feed;
  readonly client: VenueClient;
  /** The account side, where keys were given. */
  readonly account: AccountStack | undefined;
}

/** Puts one venue's market side together over a world. */
export function buildVenueStack(world: World, options: StackOptions): VenueStack {
  const { clock, random, metrics } = world;
  const log = guardedLog(world.log, metrics);
  const { limits } = options.venue.description;
  const limiter = createRateLimiter({ clock, buckets: limits.rest });
  // The feed's news reach the client, which is built from the feed: the link is closed below, before anything starts.
  let noted: (event: FeedStatus) => void = () => undefined;
  const requester = createRequester({
    fetcher: world.fetcher,
    clock,
    random: random.fork("requests"),
    log,
    hosts: options.hosts,
    limiter,
    userAgent: USER_AGENT,
    banMs: limits.banMs,
    feedback: limits.feedback,
    onRateLimited: (untilMs) => noted({ kind: "rate-limited", untilMs }),
  });
  const budget = createConnectBudget({ clock, limit: limits.connectsPerIp });
  const sink = world.frameSink === undefined ? undefined : guardedSink(world.frameSink, metrics);
  const connectionsOf = (label: string, frameSink: FrameSink | undefined): ConnectionFactory =>
    connectionFactory({
      dialer: world.dialer,
      clock,
      random: random.fork(label),
      log,
      budget,
      ...(frameSink === undefined ? {} : { frameSink }),
    });
  const connections = connectionsOf("connections", sink);
  const feed = new Feed({
    context: { clock, random: random.fork("feed"), log, metrics, requester, connections, status: (event) => noted(event) },
    settings: options.settings,
    venue: options.venue,
    hosts: options.hosts,
    ...(options.interfaces === undefined ? {} : { interfaces: options.interfaces }),
    ...(options.memory === undefined ? {} : { memory: options.memory }),
  });
  const shown = {
    clock,
    environment: options.environment,
    rate: () => ({ ...requester.counters, waiting: limiter.waiting, headroom: limiter.headroom() }),
    release: options.release,
    ...(options.closing === undefined ? {} : { closing: options.closing }),
  };
  const account =
    options.account === undefined
      ? undefined
      : options.account.build({
          account: options.account.parts,
          feed,
          client: shown,
          venue: options.venue,
          hosts: options.hosts,
          interfaces: feed.interfaces,
          clock,
          random: random.fork("account"),
          fetcher: world.fetcher,
          log,
          metrics,
          limiter,
          connections: connectionsOf("private connections", sink && privateSink(sink, accountRedactor(options.account.parts.credentials))),
          userAgent: USER_AGENT,
        });
  const client = account?.client ?? new VenueClient(feed, shown);
  noted = (event) => client.noted(event);
  return { feed, client, account };
}
