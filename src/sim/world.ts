// Puts a simulated exchange together: venues with their markets, one desk for faults, one log. A server or a virtual network then
// carries what it says, and the same seed gives the same sequence of events over both.

import { type Instrument, type Product, type VenueId } from "#core/instrument";
import { type Clock, type Random } from "#core/port";
import { seededRandom } from "#core/random";
import { type Sequence } from "#core/sequence";
import { AccountActivity } from "#sim/accounts/account-activity";
import { type Accounts } from "#sim/accounts/accounts";
import { openAccounts } from "#sim/accounts/open-accounts";
import { EventLog } from "#sim/event-log";
import { FAULT_CATALOGUE } from "#sim/faults/catalogue";
import { FaultDesk } from "#sim/faults/fault-desk";
import { type FaultKind } from "#sim/faults/fault-kind";
import { type Listing, listings } from "#sim/market/instruments";
import { type Mood } from "#sim/market/moods";
import { type PublicMarket } from "#sim/market/public-market";
import { createSimulatedMarket } from "#sim/market/simulated-market";
import { SimulatedVenue } from "#sim/simulated-venue";
import { SkewedClock } from "#sim/skewed-clock";
import { type Latency, VirtualNetwork } from "#sim/virtual-network";
import { type BookPicture, type Dialect } from "#venues/dialect";

export interface SimulatedExchangeOptions {
  /** The dialects of the venues to simulate. */
  readonly venues: readonly Dialect[];
  readonly seed: string;
  readonly clock: Clock;
  /** How lively the markets are. Default calm. */
  readonly mood?: Mood;
  /** Whether somebody else trades on the simulated accounts. Default not. */
  readonly accountActivity?: boolean;
  /** Which markets each venue lists: a number of further ones, symbols or a product to keep. Default all usual ones. */
  readonly markets?: { readonly further?: number; readonly only?: readonly string[]; readonly product?: Product };
  /** Puts another market in the place of a listed one, for instance a tape; undefined leaves it as it is. */
  readonly replaced?: (listed: ListedMarket) => PublicMarket | undefined;
  readonly article?: boolean;
  /** Whether request limits and connection caps bind. Default true. */
  readonly limits?: boolean;
  /** Whether the transport has bytes, for faults below the frame. Default false. */
  readonly bytes?: boolean;
  /** Faults that can be posted. Default the whole catalogue. */
  readonly catalogue?: readonly FaultKind[];
  readonly log?: EventLog;
}

/** A market that a venue lists, with the clock and the randomness that are its own. */
export interface ListedMarket {
  readonly instrument: Instrument;
  readonly clock: Clock;
  readonly random: Random;
}

/** Which published book an oracle is asked for. */
export interface BookQuestion {
  readonly venue: VenueId;
  readonly product?: Product;
  /** The venue's spelling, or the unified one, which is the same in every version of an interface. */
  readonly symbol: string;
  readonly group?: number;
  readonly sequence?: Sequence;
}

/** Venues in one simulated world, and the truth about their books. */
export interface SimulatedExchange {
  readonly venues: readonly SimulatedVenue[];
  readonly desk: FaultDesk;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly seed: string;
  /** The venue with that short name. */
  venue(id: VenueId): SimulatedVenue | undefined;
  /** The venue that answers for a host name. */
  venueAt(host: string): SimulatedVenue | undefined;
  /** The venue's book at a sequence of its own numbers on the wire, the newest without one. Undefined when it is older than the memory. */
  trueBook(question: BookQuestion): BookPicture | undefined;
  /** The market that a question means; undefined when there is none, or several and no product is named. */
  marketOf(question: BookQuestion): PublicMarket | undefined;
  /** A network in virtual time that leads to these venues. */
  network(options?: { readonly latency?: Latency; readonly peer?: string }): VirtualNetwork;
  /** Sets the markets in motion. */
  start(): void;
  /** Ends everything; no timer stays. */
  close(): void;
}

/** Builds venues with their markets from one seed. Nothing moves before `start`. */
export function createSimulatedExchange(options: SimulatedExchangeOptions): SimulatedExchange {
  const { clock, seed } = options;
  const random = seededRandom(seed);
  const log = options.log ?? new EventLog();
  const desk = new FaultDesk({
    catalogue: options.catalogue ?? FAULT_CATALOGUE,
    clock,
    random: random.fork("faults"),
    log,
    bytes: options.bytes ?? false,
  });
  const networkRandom = random.fork("network");
  const venues = options.venues.map((dialect) => createVenue(dialect, options, { random: random.fork(dialect.venue), desk, log }));
  const byHost = new Map(venues.flatMap((venue) => venue.dialect.hosts.map((host) => [host, venue] as const)));
  const venueOf = (id: VenueId): SimulatedVenue | undefined => venues.find((venue) => venue.id === id);
  const marketOf = (question: BookQuestion): PublicMarket | undefined => {
    const named = venueOf(question.venue)?.tradedMarkets.filter(
      ({ instrument }) =>
        (instrument.symbol === question.symbol || instrument.id === question.symbol) &&
        (question.product === undefined || instrument.product === question.product),
    );
    return named?.length === 1 ? named[0] : undefined;
  };
  return {
    venues,
    desk,
    log,
    clock,
    seed,
    venue: venueOf,
    venueAt: (host) => byHost.get(host),
    marketOf,
    trueBook(question) {
      const market = marketOf(question);
      return market === undefined ? undefined : venueOf(question.venue)?.trueBook(market, question.group ?? 0, question.sequence);
    },
    network(settings = {}) {
      return new VirtualNetwork({
        clock,
        random: networkRandom.fork("client"),
        exchange: { venueAt: (host) => byHost.get(host) },
        ...settings,
      });
    },
    start() {
      for (const venue of venues) venue.start();
    },
    close() {
      desk.clear();
      for (const venue of venues) venue.close();
    },
  };
}

function createVenue(
  dialect: Dialect,
  options: SimulatedExchangeOptions,
  parts: { readonly random: Random; readonly desk: FaultDesk; readonly log: EventLog },
): SimulatedVenue {
  const clock = new SkewedClock(options.clock);
  const { only, ...wish } = options.markets ?? {};
  const listed = listings(dialect, wish).filter(({ instrument }) => only === undefined || only.includes(instrument.symbol));
  const markets = listed.map((listing) => {
    const { product, symbol } = listing.instrument;
    // A generator per market, drawn whether or not the market is replaced, so that a tape changes nothing else.
    const random = parts.random.fork(`${product} ${symbol}`);
    const replaced = options.replaced?.({ instrument: listing.instrument, clock, random });
    const mood = options.mood === undefined ? {} : { mood: options.mood };
    return replaced ?? createSimulatedMarket({ ...listing, random, clock, ...mood });
  });
  const socketRandom = parts.random.fork("sockets");
  // Drawn last, so that a venue with accounts has the same markets and sockets as one without.
  const accounts = openAccounts({ rules: dialect.accounts, markets, clock, random: parts.random });
  return new SimulatedVenue({
    dialect,
    markets,
    accounts,
    activities:
      options.accountActivity === true ? activitiesOf({ accounts, markets, listed, clock, random: parts.random.fork("activity") }) : [],
    clock,
    random: socketRandom,
    desk: parts.desk,
    log: parts.log,
    article: options.article ?? false,
    limits: options.limits ?? true,
  });
}

/** Somebody on every account: on the first market of each product. */
function activitiesOf(parts: {
  readonly accounts: Accounts | undefined;
  readonly markets: readonly PublicMarket[];
  readonly listed: readonly Listing[];
  readonly clock: Clock;
  readonly random: Random;
}): readonly AccountActivity[] {
  const { accounts, markets, listed, clock, random } = parts;
  const products = new Set(markets.map(({ instrument }) => instrument.product));
  const traded = [...products].flatMap((product) => {
    const view = markets.find(({ instrument }) => instrument.product === product);
    const usualSize = listed.find(
      ({ instrument }) => instrument.symbol === view?.instrument.symbol && instrument.product === product,
    )?.usualSize;
    return view === undefined || usualSize === undefined ? [] : [{ view, usualSize }];
  });
  return (accounts?.all ?? []).map(
    (account, index) => new AccountActivity({ account, markets: traded, clock, random: random.fork(`${index}`) }),
  );
}
