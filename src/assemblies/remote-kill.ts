// The kill switch from another process: it is thrown where the process that trades sees it before its next write, and everything is
// cancelled from here, over requests of our own, so that it works when that process hangs. Nothing here can place an order; positions
// are closed by the process that trades, which reads from the switch that it shall.

import { cancelOnlyStack } from "#assemblies/cancel-only-stack";
import { hostsOf } from "#assemblies/hosts";
import { accountParts } from "#assemblies/live-account";
import { offeredIn } from "#assemblies/live-stack";
import { isTradingVenue } from "#assemblies/trading-venue";
import { type ConnectOptions } from "#client/api";
import { freshSeed } from "#clock/entropy";
import { systemClock } from "#clock/system-clock";
import { stateFolder } from "#config/state-folder";
import { type OrderReport } from "#core/account/account-event";
import { type OrderReference } from "#core/account/order";
import { type JournalEntry, type JournalledIntent } from "#core/account/order-journal";
import { type Killed } from "#core/account/risk";
import { type TruebookError, UsageError } from "#core/error";
import { type Instrument, type InstrumentTable, instrumentTable } from "#core/instrument";
import { chosenInterfaces, type Interface } from "#core/interface-choice";
import { type Clock, type Log, type Random } from "#core/port";
import { seededRandom } from "#core/random";
import { silentLog } from "#observe/log";
import { fileKillLatch } from "#store/saved-state/kill-latch";
import { sweepOrders } from "#trading/dead-man/order-sweep";
import { type SweepEnd } from "#trading/dead-man/sweep-wish";
import { readOrderJournal } from "#trading/intent-journal/order-journal";
import { createRateLimiter } from "#transport/limits/rate-limit";
import { createFetcher, type PooledFetcher } from "#transport/request";
import { createRequester } from "#transport/requester";
import { type Venue } from "#venues/venue";

const WITHIN_MS = 10_000;
/** Names of our orders begin like this, whichever process sent them. */
const OUR_PREFIX = "tb";
const USER_AGENT = "truebook-kill/0.1";

export interface RemoteKillOptions extends ConnectOptions {
  /** Who throws it, and why: both are kept until a person releases it. */
  readonly by: string;
  readonly reason: string;
  /** Whether the process that trades shall also close its positions. Default not. */
  readonly flatten?: boolean;
  /** Also cancels what others placed on this account, with the venue's word for all. Default only what is ours. */
  readonly foreign?: boolean;
  /** The venue's instruments, where they are known already; else they are read first. */
  readonly instruments?: readonly Instrument[];
  /** Gives up after this long and says what is left, in ms. Default 10 000. */
  readonly withinMs?: number;
}

/** What a kill from here came to. */
export interface RemoteKill {
  readonly killed: Killed;
  /** Why the switch could not be thrown; orders were cancelled all the same. */
  readonly notThrown: TruebookError | undefined;
  readonly orders: SweepEnd;
}

/**
 * Throws the switch of an account and cancels its orders. Rejects with ConfigError or UsageError when it cannot be told whose orders, or
 * when the venue's instruments are needed and cannot be read; the switch is thrown before that.
 */
export async function remoteKill(venue: Venue, options: RemoteKillOptions): Promise<RemoteKill> {
  const { environment = "live", account = "default", clock = systemClock, by, reason, flatten = false, log = silentLog } = options;
  const { id, title } = venue.description;
  const folder = `${options.stateDir ?? stateFolder()}/trading/${id}-${environment}-${account}`;
  const killed: Killed = { at: clock.now(), by, reason, flatten };
  const notThrown = thrown(`${folder}/kill.json`, killed);
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
    const stack = cancelOnlyStack({ ...ground, venue, credentials, nonces, table: () => table, offsetMs: () => 0 });
    const known = journalled(folder, table, log);
    const wish = {
      which: options.foreign === true ? ("everything" as const) : { isOurs: oursBy(known.names) },
      instruments: known.instruments,
      known: known.open,
      withinMs: options.withinMs ?? WITHIN_MS,
    };
    const orders = await new Promise<SweepEnd>((resolve) => {
      sweepOrders({ clock, log, ...stack }, wish, resolve);
    });
    return { killed, notThrown, orders };
  } finally {
    await fetcher.close();
  }
}

function thrown(path: string, killed: Killed): TruebookError | undefined {
  try {
    fileKillLatch(path).throw(killed);
    return undefined;
  } catch (error) {
    return error as TruebookError;
  }
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
  /** Every name that the journal still holds. */
  readonly names: ReadonlySet<string>;
  /** Orders that may rest, by their names. */
  readonly open: readonly OrderReference[];
  readonly instruments: readonly Instrument[];
}

/** What the journal of the account knows of orders that may rest. One that cannot be read knows nothing; what is ours is then told by its name. */
function journalled(folder: string, table: InstrumentTable, log: Log): Journalled {
  const intents = new Map<string, JournalledIntent>();
  const ended = new Set<string>();
  for (const entry of readEntries(folder, log)) {
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
    if (!ended.has(clientOrderId)) open.push({ instrument, clientOrderId });
  }
  return { names: new Set(intents.keys()), open, instruments: [...instruments.values()] };
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
  ({ clientOrderId }: OrderReport): boolean =>
    clientOrderId !== undefined && (names.has(clientOrderId) || clientOrderId.startsWith(OUR_PREFIX));
