// From a session to a connected venue: environment, hosts, simulator and proxy come together here.

import { type Session } from "#apps/cli/session";
import { type ProductDescription, type RegisteredVenue, type Venue, type VenueDescription, venues } from "#assemblies/command-line";
import { isTradingVenue } from "#assemblies/trading-venue";
import { type ConnectOptions, type VenueConnection } from "#client/api";
import { type Settings } from "#config/settings";
import { ConfigError, TransportError, UsageError } from "#core/error";
import { chosenInterface, chosenInterfaces } from "#core/interface-choice";
import { type FrameSink, type Log } from "#core/port";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";
import { createLog, silentLog } from "#observe/log";

/** A read without a --timeout is given up after this. */
const READ_TIMEOUT_MS = 20_000;

/** A venue that truebook knows. Throws a UsageError that names the nearest. */
export function venueOf(session: Session, name: string): RegisteredVenue {
  const found = venues.get(session.knownVenue(name));
  if (found !== undefined) return found;
  throw new UsageError("unknown-venue", `There is no venue "${printable(name)}"; nothing was started.`);
}

/**
 * How far a venue is supported. `trading`: its markets, its accounts and orders. `market-data`: its markets only. `described`: its data
 * sheet exists, its messages are not read.
 */
export type Support = "trading" | "market-data" | "described";

/** How far a venue is supported. */
export async function supportOf({ load }: RegisteredVenue): Promise<Support> {
  if (load === undefined) return "described";
  return isTradingVenue(await load()) ? "trading" : "market-data";
}

/** A venue whose market data truebook reads. */
export interface ReadableVenue {
  readonly description: VenueDescription;
  readonly load: () => Promise<Venue>;
}

/** A venue whose market data truebook reads. Throws a UsageError for one that is only described. */
export function readableVenue(session: Session, name: string): ReadableVenue {
  const { description, load } = venueOf(session, name);
  if (load !== undefined) return { description, load };
  const readable = [...venues.values()].filter((known) => known.load !== undefined).map((known) => known.description.id);
  throw new UsageError(
    "venue-not-readable",
    `${description.title} is described, but this version does not read its market data yet; nothing was started.`,
    {
      hint: `Use ${readable.join(", ")}, or see truebook venues show ${description.id}.`,
    },
  );
}

/**
 * What `--api`, `--dialect` and `--product` leave of a venue, one interface a product. Throws a UsageError with the nearest name when
 * that is nothing.
 */
export function wantedInterfaces({ flags }: Session, description: VenueDescription): readonly ProductDescription[] {
  return flags.product === undefined ? chosenInterfaces(description, flags) : [chosenInterface(description, flags.product, flags)];
}

/** Options for `connect`, from flags and settings. */
export async function connectOptions(session: Session, known: ReadableVenue, trace?: FrameSink): Promise<ConnectOptions> {
  const { api, dialect } = session.flags;
  wantedInterfaces(session, known.description);
  const settings = await session.settings();
  const environment = environmentOf(session, settings, known);
  const simulator = await session.simulator();
  // A simulator stands in for the venue's own hosts and knows no others.
  const hosts = simulator === undefined ? configuredHosts(settings, known, environment) : undefined;
  return {
    environment,
    ...(api === undefined ? {} : { api }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(simulator === undefined ? {} : { simulator }),
    ...(hosts === undefined ? {} : { hosts }),
    ...(settings.proxy === undefined || simulator !== undefined ? {} : { proxy: settings.proxy }),
    ...(trace === undefined ? {} : { trace }),
    log: logOf(session, settings),
  };
}

/** Connects, does the work with the connection and closes it, whatever happens. Ends with exit 124 when the time runs out. */
export async function withConnection<Value>(
  session: Session,
  known: ReadableVenue,
  work: (connection: VenueConnection) => Promise<Value>,
): Promise<Value> {
  const options = await connectOptions(session, known);
  const { connect } = await import("#assemblies/connect");
  return withOpened(session, known, { open: () => connect(known.description.id, options), work });
}

/** The same with a way to open of the caller's own. */
export async function withOpened<Connection extends VenueConnection, Value>(
  session: Session,
  known: ReadableVenue,
  act: { readonly open: () => Promise<Connection>; readonly work: (connection: Connection) => Promise<Value> },
): Promise<Value> {
  const asked = await session.timeoutMs();
  const timer = session.clock.after(asked ?? READ_TIMEOUT_MS, () => session.stop.end("timeout"));
  const opening = act.open();
  try {
    const connection = await session.stop.orEnded(opening);
    if (connection !== undefined) {
      const value = await session.stop.orEnded(act.work(connection).then((done) => ({ done })));
      if (value !== undefined) return value.done;
    }
    throw tooLate(session, known.description.id, asked ?? READ_TIMEOUT_MS);
  } finally {
    timer.cancel();
    opening.then(
      (connection) => connection.close(),
      () => undefined,
    );
  }
}

/** The failure of work that was not waited for any longer. */
export function tooLate(session: Session, venue: string, timeoutMs: number): TransportError {
  const why = session.stop.cause === "timeout" ? `did not answer within ${timeoutMs} ms` : "was not waited for";
  return new TransportError("timeout", `${venue} ${why}; the read was given up.`, {
    phase: "after-send",
    hint: `truebook doctor --venue ${venue}`,
  });
}

/** The environment that flag or configuration name; its name is checked. */
export function environmentOf(session: Session, settings: Settings, { description }: { readonly description: VenueDescription }): string {
  const known = Object.keys(description.environments);
  const asked = session.flags.environment;
  const configured = settings.venues[description.id]?.environment ?? settings.environment;
  const name = asked ?? configured ?? "live";
  if (known.includes(name)) return name;
  const meant = nearest(name, known);
  const message = `${description.id} has no environment "${printable(name)}"; nothing was started.`;
  const hint = meant === undefined ? `It has ${known.join(", ")}.` : `Did you mean ${meant}?`;
  if (asked !== undefined) throw new UsageError("unknown-environment", message, { hint });
  throw new ConfigError("unknown-environment", message, { hint, context: { source: settings.source ?? "environment" } });
}

/** Hosts that a config file gives for an environment; unknown names are refused, because a typing mistake would speak with the wrong host. */
function configuredHosts(
  settings: Settings,
  { description }: { readonly description: VenueDescription },
  environment: string,
): Readonly<Record<string, string>> | undefined {
  const configured = settings.venues[description.id]?.hosts ?? {};
  const refuse = (path: string, key: string, names: readonly string[]): never => {
    const meant = nearest(key, names);
    throw new ConfigError(
      "unknown-key",
      `"venues.${description.id}.hosts.${printable(path)}" in ${settings.source ?? "the settings"} names nothing of ${description.id}; nothing was started.`,
      {
        hint: meant === undefined ? `The names are ${names.join(", ")}.` : `Did you mean "${meant}"?`,
      },
    );
  };
  for (const [name, hosts] of Object.entries(configured)) {
    const known = description.environments[name];
    if (known === undefined) return refuse(name, name, Object.keys(description.environments));
    for (const key of Object.keys(hosts)) if (!Object.hasOwn(known.hosts, key)) refuse(`${name}.${key}`, key, Object.keys(known.hosts));
  }
  return configured[environment];
}

/** The library's log on stderr, as NDJSON, from the configured level; silent where none is, because people read status notes instead. */
function logOf(session: Session, settings: Settings): Log {
  if (settings.logLevel === undefined) return silentLog;
  return createLog({ clock: session.clock, level: settings.logLevel, write: (line) => session.note(line) });
}
