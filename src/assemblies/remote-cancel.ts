// Cancels orders of an account from outside the process that trades, over requests of our own, so that it works when that process hangs.
// Nothing here can place an order, and what the venue's lists do not show to be gone is named.

import { cancelOnlyStack } from "#assemblies/cancel-only-stack";
import { hostsOf } from "#assemblies/hosts";
import { accountFolder, accountParts } from "#assemblies/live-account";
import { offeredIn } from "#assemblies/live-stack";
import { isTradingVenue } from "#assemblies/trading-venue";
import { type ConnectOptions } from "#client/api";
import { findInstrument } from "#client/instrument-lookup";
import { freshSeed } from "#clock/entropy";
import { systemClock } from "#clock/system-clock";
import { type OrderReport } from "#core/account/account-event";
import { type OrderReference, type VenueOrderId } from "#core/account/order";
import { type JournalEntry, type JournalledIntent } from "#core/account/order-journal";
import { UsageError } from "#core/error";
import { type Instrument, type InstrumentTable, instrumentTable, type Product } from "#core/instrument";
import { chosenInterfaces, type Interface } from "#core/interface-choice";
import { type Clock, type Log, type Random } from "#core/port";
import { seededRandom } from "#core/random";
import { silentLog } from "#observe/log";
import { sweepOrders } from "#trading/dead-man/order-sweep";
import { type SweepEnd, type SweepWhich } from "#trading/dead-man/sweep-wish";
import { readOrderJournal } from "#trading/intent-journal/order-journal";
import { OUR_PREFIX } from "#trading/ledger/recovery/client-order-ids";
import { createRateLimiter } from "#transport/limits/rate-limit";
import { createFetcher, type PooledFetcher } from "#transport/request";
import { createRequester } from "#transport/requester";
import { type Venue } from "#venues/venue";

const WITHIN_MS = 10_000;
const USER_AGENT = "truebook-cancel/0.1";

/** Which orders shall go: what truebook sent, whatever rests, or those of one market with the given names, the venue's or ours. */
export type RemoteWhich = "ours" | "everything" | { readonly names: readonly string[] };

export interface RemoteCancelOptions extends ConnectOptions {
  readonly which: RemoteWhich;
  /** Only this market; needed for orders by name. */
  readonly market?: { readonly name: string; readonly product: Product | undefined };
  /** The venue's instruments, where they are known already; else they are read first. */
  readonly instruments?: readonly Instrument[];
  /** Gives up after this long and says what is left, in ms. Default 10 000. */
  readonly withinMs?: number;
}

/** What came of cancelling. */
export interface RemoteCancelEnd extends SweepEnd {
  /** Names that were asked for and that no open order of the venue had: it is over, or there never was one. Undefined without names. */
  readonly notListed?: readonly string[];
}

/**
 * Cancels and proves. Rejects with ConfigError or UsageError when it cannot be told whose orders, or which market; with TransportError or
 * VenueError when the venue's instruments are needed and cannot be read.
 */
export async function remoteCancel(venue: Venue, options: RemoteCancelOptions): Promise<RemoteCancelEnd> {
  const { environment = "live", clock = systemClock, log = silentLog, market } = options;
  const { id, title } = venue.description;
  if (!isTradingVenue(venue))
    throw new UsageError("no-account", `The private interface of ${title} is not spoken; nothing can be cancelled.`);
  const { credentials, nonces } = accountParts(venue, { ...options, environment, clock });
  const hosts = hostsOf(venue.description, { environment, overrides: options.hosts ?? {}, simulator: options.simulator });
  const interfaces = chosenInterfaces(offeredIn(venue.description, environment), options);
  const fetcher = createFetcher({ clock, ...(options.proxy === undefined ? {} : { proxy: options.proxy }) });
  const random = seededRandom(freshSeed());
  try {
    const ground: Ground = { venue, hosts, interfaces, fetcher, clock, random, log };
    const table = instrumentTable(options.instruments ?? (await readInstruments(ground)));
    const only = market === undefined ? undefined : findInstrument(table, id, market);
    const stack = cancelOnlyStack({ ...ground, venue, credentials, nonces, table: () => table, offsetMs: () => 0 });
    const { notListed, ...what } = wanted(options.which, { folder: accountFolder(id, options), table, log, only });
    const wish = { ...what, withinMs: options.withinMs ?? WITHIN_MS };
    const swept = await new Promise<SweepEnd>((resolve) => {
      sweepOrders({ clock, log, ...stack }, wish, resolve);
    });
    const end = notListed === undefined ? swept : { ...swept, notListed: [...notListed] };
    const unasked = stack.parts.filter(
      ({ product, reads }) =>
        reads.openOrdersPer === "instrument" && !wish.instruments.some((instrument) => instrument.product === product),
    );
    if (unasked.length === 0 || only !== undefined) return end;
    const why = unasked.map(({ product }) => `${product}: the venue lists orders by instrument only, and none is known; name one`);
    return { ...end, proven: false, unread: [...end.unread, ...why] };
  } finally {
    await fetcher.close();
  }
}

interface Where {
  readonly folder: string;
  readonly table: InstrumentTable;
  readonly log: Log;
  readonly only: Instrument | undefined;
}

/** What the sweep is asked for. Throws UsageError for names without a market. */
function wanted(which: RemoteWhich, { folder, table, log, only }: Where) {
  const here = (instrument: Instrument): boolean =>
    only === undefined || (only.product === instrument.product && only.symbol === instrument.symbol);
  if (typeof which === "object") {
    if (only === undefined) throw new UsageError("instrument-wanted", "Orders are cancelled by name on one market; name it.");
    const names = new Set(which.names);
    const notListed = new Set(which.names);
    const isOurs = (order: OrderReport): boolean => {
      if (!here(order.instrument)) return false;
      const meant = [order.venueOrderId, order.clientOrderId].filter((name) => name !== undefined && names.has(name));
      for (const name of meant) notListed.delete(String(name));
      return meant.length > 0;
    };
    return { which: { isOurs }, instruments: [only], known: [], notListed };
  }
  const known = journalled(folder, table, log);
  const instruments = [...known.instruments.filter(here), ...(only === undefined ? [] : [only])];
  const ours = oursBy(known.names);
  const asked: SweepWhich =
    which === "everything" && only === undefined
      ? "everything"
      : { isOurs: (order) => here(order.instrument) && (which === "everything" || ours(order)) };
  return { which: asked, instruments, known: known.open.filter(({ instrument }) => here(instrument)) };
}

interface Ground {
  readonly venue: Venue;
  readonly hosts: Readonly<Record<string, string>>;
  readonly interfaces: readonly Interface[];
  readonly fetcher: PooledFetcher;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Every instrument of every product, read at the same time. */
async function readInstruments({ venue, hosts, interfaces, fetcher, clock, random, log }: Ground): Promise<readonly Instrument[]> {
  const { limits } = venue.description;
  const requester = createRequester({
    fetcher,
    clock,
    random: random.fork("instruments"),
    log,
    hosts,
    limiter: createRateLimiter({ clock, buckets: limits.rest }),
    userAgent: USER_AGENT,
    banMs: limits.banMs,
    feedback: limits.feedback,
  });
  const lists = interfaces.map(
    (choice) =>
      new Promise<readonly Instrument[]>((resolve, reject) => {
        requester.call(venue.market(choice.product, choice).reads.instruments(), (outcome) =>
          outcome.kind === "value" ? resolve(outcome.value) : reject(outcome.error),
        );
      }),
  );
  return (await Promise.all(lists)).flat();
}

interface Journalled {
  /** Every name that the journal still holds, ours and the venue's. */
  readonly names: ReadonlySet<string>;
  /** Orders that may rest, by their names. */
  readonly open: readonly OrderReference[];
  readonly instruments: readonly Instrument[];
}

/** What the journal of the account knows of orders that may rest. One that cannot be read knows nothing; what is ours is then told by its name. */
function journalled(folder: string, table: InstrumentTable, log: Log): Journalled {
  const intents = new Map<string, JournalledIntent>();
  /** The venue's names: some venues drop ours. */
  const theirs = new Map<string, VenueOrderId>();
  const ended = new Set<string>();
  for (const entry of readEntries(folder, log)) {
    if ((entry.kind === "outcome" || entry.kind === "ended") && entry.venueOrderId !== undefined)
      theirs.set(entry.clientOrderId, entry.venueOrderId);
    if (entry.kind === "intent") intents.set(entry.intent.clientOrderId, entry.intent);
    if (entry.kind === "ended") ended.add(entry.clientOrderId);
    if (entry.kind === "outcome" && (entry.outcome === "rejected" || entry.outcome === "unsent")) ended.add(entry.clientOrderId);
  }
  const instruments = new Map<string, Instrument>();
  const open: OrderReference[] = [];
  for (const { clientOrderId, product, symbol } of intents.values()) {
    const instrument = table.bySymbol(product, symbol);
    if (instrument === undefined) continue;
    instruments.set(`${product} ${symbol}`, instrument);
    const venueOrderId = theirs.get(clientOrderId);
    if (!ended.has(clientOrderId)) open.push({ instrument, clientOrderId, ...(venueOrderId === undefined ? {} : { venueOrderId }) });
  }
  return { names: new Set([...intents.keys(), ...theirs.values()]), open, instruments: [...instruments.values()] };
}

function readEntries(folder: string, log: Log): readonly JournalEntry[] {
  try {
    return readOrderJournal(folder);
  } catch (error) {
    log.write("warn", "journal-not-read", { message: error instanceof Error ? error.message : String(error) });
    return [];
  }
}

const oursBy =
  (names: ReadonlySet<string>) =>
  ({ clientOrderId, venueOrderId }: OrderReport): boolean =>
    names.has(venueOrderId) || (clientOrderId !== undefined && (names.has(clientOrderId) || clientOrderId.startsWith(OUR_PREFIX)));
