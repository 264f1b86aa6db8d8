import { type AccountReader } from "#client/account/account-api";
import { type ConnectOptions, type VenueConnection } from "#client/api";
import { type ConnectOptionsOf, type KnownConnection } from "#client/capabilities";
import { type LiveOptions, type Trader, type TradingOptions } from "#client/trading/trading-api";
import { type CredentialsInput } from "#core/account/secret";
import { type KnownCapabilities } from "#venues/registry";

/** The venues that can be named in a program. */
export type KnownVenueId = KnownCapabilities["id"];

type Known<Id extends string> = Extract<KnownCapabilities, { readonly id: Id }>;

/** A connection to a venue by its name, `ConnectionTo<"lmex">`: it knows what the venue has. One for a name that is computed does not. */
export type ConnectionTo<Id extends string> = Id extends KnownVenueId ? KnownConnection<Known<Id>> : VenueConnection;

/** The options of `connect` by the venue's name. */
export type OptionsFor<Id extends string> = Id extends KnownVenueId ? ConnectOptionsOf<Known<Id>> : ConnectOptions;

/** The options of `connect` for trading, by the venue's name. */
export type LiveOptionsFor<Id extends string> = Omit<OptionsFor<Id>, "mode" | "credentials"> &
  TradingOptions & { readonly credentials: CredentialsInput };

/**
 * Connects to a venue and reads its instruments. A venue that is named literally gives a type that knows what the venue has: asking for
 * what it lacks does not compile. Rejects with UsageError for an unknown venue, environment, version or dialect, TransportError when the
 * venue cannot be reached, VenueError when it refuses. Sockets open when something is watched, and close when nobody listens.
 * With `credentials` the account is there too; a key that may withdraw is refused where the venue tells, with ConfigError.
 * With `mode: "live"` it trades, within `limits` that have to be written out: it resolves once the account is read and compared, and
 * rejects with ConfigError where that is not what `expect` says.
 */
export function connect<const Id extends string>(
  venue: Id extends KnownVenueId ? Id : string extends Id ? Id : KnownVenueId,
  options: LiveOptionsFor<Id>,
): Promise<ConnectionTo<Id> & Trader>;
export function connect<const Id extends string>(
  venue: Id extends KnownVenueId ? Id : string extends Id ? Id : KnownVenueId,
  options: OptionsFor<Id> & { readonly credentials: CredentialsInput },
): Promise<ConnectionTo<Id> & AccountReader>;
export function connect<const Id extends string>(
  venue: Id extends KnownVenueId ? Id : string extends Id ? Id : KnownVenueId,
  options?: OptionsFor<Id>,
): Promise<ConnectionTo<Id>>;
export async function connect(venue: string, options: ConnectOptions | LiveOptions = {}): Promise<VenueConnection> {
  const live = await import("#assemblies/live");
  return live.connect(venue, options);
}
