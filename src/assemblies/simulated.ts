// The simulated world: virtual time, a virtual network, and the simulated venues at its other end. Everything above the sockets
// is the production code; compare this file with `live`.

import { type AccountParts, type AccountStack, buildAccountStack } from "#assemblies/account-stack";
import { dialects } from "#assemblies/dialects";
import { hostsOf } from "#assemblies/hosts";
import { simulatedProcess } from "#assemblies/simulated-process";
import { armSimulated, type SimulatedTrading, type TradingState, tradingState } from "#assemblies/simulated-trading";
import { buildVenueStack, type VenueStack } from "#assemblies/venue-stack";
import { type TradingClient } from "#client/trading/trading-client";
import { type VenueClient } from "#client/venue-client";
import { VirtualClock } from "#clock/virtual-clock";
import { Secret } from "#core/account/secret";
import { UsageError } from "#core/error";
import { chosenInterfaces } from "#core/interface-choice";
import { type FrameSink, type Log } from "#core/port";
import { seededRandom } from "#core/random";
import { type SavedMarket } from "#core/saved-market";
import { type Feed } from "#feed/feed";
import { FEED_DEFAULTS, type FeedSettings } from "#feed/feed-settings";
import { MarketMemory } from "#feed/saved/market-memory";
import { silentLog } from "#observe/log";
import { createMetrics } from "#observe/metrics";
import { type Mood } from "#sim/market/moods";
import { type Latency, type VirtualNetwork } from "#sim/virtual-network";
import { createSimulatedExchange, type SimulatedExchange, type SimulatedExchangeOptions } from "#sim/world";
import { ownNonces } from "#trading/nonces";
import { type TradingSettings } from "#trading/trading-context";
import { type Dialect } from "#venues/dialect";
import { type Venue } from "#venues/venue";

export interface SimulateOptions {
  readonly venue: Venue;
  /** Who answers, where it shall not be the venue's usual other side. */
  readonly otherSide?: Dialect;
  /** The same seed gives the same bytes, events and times. */
  readonly seed: number | string;
  readonly mood?: Mood;
  readonly latency?: Latency;
  readonly markets?: SimulatedExchangeOptions["markets"];
  /** The version that the client speaks, where not the default of each product. */
  readonly api?: string;
  /** The language: `article` is spoken by both sides, and the venue's own by the other side too. */
  readonly dialect?: "strict" | "article";
  readonly limits?: boolean;
  readonly settings?: Partial<FeedSettings>;
  /** Whether the client holds the simulated account's keys, or other ones; `client` then reads and watches the account too. */
  readonly account?: boolean | Partial<TradingSettings> | AccountParts;
  /** Limits and policy of a client that trades on that account; `world.trader` is then armed and ready. */
  readonly trading?: SimulatedTrading;
  readonly log?: Log;
  readonly frameSink?: FrameSink;
  /** What an earlier process saved of the markets; without it nothing is remembered. */
  readonly saved?: SavedMarket;
}

/** A production client against a simulated exchange, in time that moves when the caller moves it. */
export interface SimulatedWorld {
  readonly clock: VirtualClock;
  readonly exchange: SimulatedExchange;
  readonly network: VirtualNetwork;
  readonly feed: Feed;
  readonly client: VenueClient;
  /** The account side, where the client holds keys. */
  readonly account: AccountStack | undefined;
  /** The same client with its orders, where it trades; `client` is it. */
  readonly trader: TradingClient | undefined;
  /** The client's process dies without a goodbye; what it sent travels on. Until `restart` nothing runs at this end. */
  crash(): void;
  /** A new process of the same program: it finds the journal, the kill switch and the memory of risk as the last one left them. */
  restart(): void;
  /** Moves time; everything due happens on the way. */
  advance(ms: number): void;
  /** Moves time event by event until `condition` holds. Returns false when it did not within `withinMs` (default 60 000). */
  until(condition: () => boolean, withinMs?: number): boolean;
  close(): void;
}

/** Builds a world, reads the instruments and leaves it ready at virtual time zero plus one round trip. */
export function simulate(options: SimulateOptions): SimulatedWorld {
  const clock = new VirtualClock();
  const seed = String(options.seed);
  const log = options.log ?? silentLog;
  const exchange = createSimulatedExchange({
    venues: options.otherSide === undefined ? dialects.filter(({ venue }) => venue === options.venue.description.id) : [options.otherSide],
    seed,
    // The venue is another machine: when our wall clock jumps, its does not.
    clock: clock.elsewhere(),
    ...(options.mood === undefined ? {} : { mood: options.mood }),
    ...(options.markets === undefined ? {} : { markets: options.markets }),
    article: options.dialect === "article",
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const network = exchange.network(options.latency === undefined ? {} : { latency: options.latency });
  const until = (condition: () => boolean, withinMs = 60_000): boolean => {
    const limitMs = clock.monotonic() + withinMs;
    while (!condition()) if (!clock.step(limitMs)) return condition();
    return true;
  };
  exchange.start();
  const state = options.trading === undefined ? undefined : tradingState(options.trading);
  let processes = 0;
  const boot = (): RunningProcess => {
    const process = simulatedProcess({ clock, network });
    const label = processes === 0 ? `${seed} client` : `${seed} client ${processes}`;
    processes += 1;
    const account = demoAccount(exchange, options, state);
    const stack = buildVenueStack(
      {
        clock: process.clock,
        random: seededRandom(label),
        dialer: process.dialer,
        fetcher: process.fetcher,
        log,
        metrics: createMetrics(),
        ...(options.frameSink === undefined ? {} : { frameSink: options.frameSink }),
      },
      {
        venue: options.venue,
        environment: "live",
        hosts: hostsOf(options.venue.description, { environment: "live", overrides: {}, simulator: undefined }),
        settings: { ...FEED_DEFAULTS, ...options.settings },
        interfaces: chosenInterfaces(options.venue.description, options),
        ...(account === undefined ? {} : { account: { parts: account, build: buildAccountStack } }),
        ...(options.saved === undefined ? {} : { memory: new MarketMemory({ clock, saved: options.saved }) }),
        release: () => Promise.resolve(),
      },
    );
    let started = false;
    stack.feed.start(() => {
      started = true;
    });
    until(() => started);
    if (options.trading !== undefined) armSimulated(stack, { clock: process.clock, until, wish: options.trading, venue: options.venue });
    return { ...stack, die: () => process.die() };
  };
  let running = boot();
  return {
    clock,
    exchange,
    network,
    get feed() {
      return running.feed;
    },
    get client() {
      return running.client;
    },
    get account() {
      return running.account;
    },
    get trader() {
      return running.account?.trader;
    },
    advance: (ms) => clock.advance(ms),
    until,
    crash: () => {
      running.die();
      state?.crash();
    },
    restart: () => {
      running = boot();
    },
    close: () => {
      running.account?.trading?.stop();
      running.account?.side.stop();
      running.feed.stop();
      exchange.close();
    },
  };
}

interface RunningProcess extends VenueStack {
  readonly die: () => void;
}

/** The keys of the first simulated account; its numbers are this process's own. */
function demoAccount(exchange: SimulatedExchange, options: SimulateOptions, state: TradingState | undefined): AccountParts | undefined {
  const { venue, account = state !== undefined } = options;
  const demo = exchange.venue(venue.description.id)?.accounts?.all[0]?.credentials;
  const trading = state === undefined ? {} : { trading: state.parts(venue.description.id) };
  if (account === false) return undefined;
  if (account !== true && "credentials" in account) return { ...account, ...trading };
  if (demo === undefined) throw new UsageError("no-account", `The simulated ${venue.description.title} has no accounts.`);
  const { apiKey, secret, passphrase } = demo;
  return {
    credentials: {
      apiKey: new Secret(apiKey),
      apiSecret: new Secret(secret),
      ...(passphrase === "" ? {} : { passphrase: new Secret(passphrase) }),
    },
    nonces: ownNonces(),
    ...(account === true ? {} : { settings: account }),
    ...trading,
  };
}
