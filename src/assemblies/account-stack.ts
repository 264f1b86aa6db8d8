// The account side over a world that has a market side already: signed requests, stamps, keepers, and the client that shows both.

import { type TradingParts, TradingStack } from "#assemblies/trading/trading-stack";
import { isTradingVenue } from "#assemblies/trading-venue";
import { AccountClient } from "#client/account/account-client";
import { TradingClient } from "#client/trading/trading-client";
import { type VenueClientOptions } from "#client/venue-client";
import { type Credentials } from "#core/account/secret";
import { UsageError } from "#core/error";
import { type Interface } from "#core/interface-choice";
import { type Clock, type Fetcher, type Log, type Metrics, type Random } from "#core/port";
import { type Feed } from "#feed/feed";
import { AccountSide } from "#trading/account/account-side";
import { type Nonces } from "#trading/nonces";
import { createStamps } from "#trading/stamps";
import { TRADING_DEFAULTS, type TradingSettings } from "#trading/trading-context";
import { type ConnectionFactory } from "#transport/connection-types";
import { type RateLimiter } from "#transport/limits/rate-limit";
import { type CountedPrivateRequester, createPrivateRequester } from "#transport/private-requester";
import { type Venue } from "#venues/venue";

/** Whose account it is. */
export interface AccountParts {
  readonly credentials: Credentials;
  readonly nonces: Nonces;
  readonly settings?: Partial<TradingSettings>;
  /** Present where it trades; without it the account is read and watched only. */
  readonly trading?: TradingParts;
}

export interface AccountStackOptions {
  readonly account: AccountParts;
  readonly feed: Feed;
  readonly client: VenueClientOptions;
  readonly venue: Venue;
  readonly hosts: Readonly<Record<string, string>>;
  readonly interfaces: readonly Interface[];
  readonly clock: Clock;
  readonly random: Random;
  readonly fetcher: Fetcher;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limiter: RateLimiter;
  readonly connections: ConnectionFactory;
  readonly userAgent: string;
}

export interface AccountStack {
  readonly side: AccountSide;
  readonly client: AccountClient;
  readonly requester: CountedPrivateRequester;
  /** What stands behind the orders, and the client as one that trades. */
  readonly trading: TradingStack | undefined;
  readonly trader: TradingClient | undefined;
}

/** An account is compared with the venue every so often; after so many times without it, it is not believed. */
const CHECKS_MISSED_MAX = 3;

/** Puts the account side together. Throws UsageError for a venue whose private interface is not spoken. */
export function buildAccountStack(options: AccountStackOptions): AccountStack {
  const { account, feed, clock, random, log, metrics, venue } = options;
  if (!isTradingVenue(venue)) {
    throw new UsageError("no-account", `The private interface of ${venue.description.title} is not spoken; connect without credentials.`);
  }
  const { limits } = venue.description;
  // Every product of a venue signs in the same way; the first that is spoken lends its signature.
  const codecs = options.interfaces.flatMap((choice) => venue.account(choice.product, choice) ?? []);
  const [first] = codecs;
  if (first === undefined) {
    throw new UsageError("no-account", `No private interface of ${venue.description.title} is spoken in this version or language.`);
  }
  const stamp = createStamps({
    credentials: account.credentials,
    nonces: account.nonces,
    random: random.fork("stamps"),
    aheadMs: first.description.clock.aheadMs,
    venueNow: () => feed.lag.venueNow(clock.monotonic()) ?? clock.now(),
  });
  const requester = createPrivateRequester({
    fetcher: options.fetcher,
    clock,
    random: random.fork("private requests"),
    log,
    hosts: options.hosts,
    limiter: options.limiter,
    userAgent: options.userAgent,
    banMs: limits.banMs,
    feedback: limits.feedback,
    mendClock: (measured) => feed.mendClock(measured),
    stamp,
    sign: (call, stamped) => first.sign(call, stamped),
  });
  const settings = { ...TRADING_DEFAULTS, ...account.settings };
  const context = { clock, random: random.fork("account"), log, metrics, requester, stamp, connections: options.connections };
  const { hosts, interfaces } = options;
  const side = new AccountSide({ context, settings, venue, hosts, interfaces, instruments: () => feed.instruments });
  const shown = { ...options.client, side, requester };
  if (account.trading === undefined)
    return { side, requester, trading: undefined, trader: undefined, client: new AccountClient(feed, shown) };
  const provenWithinMs = CHECKS_MISSED_MAX * settings.checkEveryMs;
  const trading = new TradingStack({ parts: account.trading, context, feed, side, hosts, provenWithinMs });
  const trader = new TradingClient(feed, { ...shown, desk: trading });
  return { side, requester, trading, trader, client: trader };
}
