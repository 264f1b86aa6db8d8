// From a session to a connection with keys: the simulator's own where it stands in for the venue, else those of the environment.

import { tracedFrames } from "#apps/cli/output/frame-lines";
import { type Session } from "#apps/cli/session";
import { connectOptions, type ReadableVenue, withOpened } from "#apps/cli/venue-access";
import { type AccountConnection } from "#client/account/account-api";
import { type ConnectOptions } from "#client/api";
import { credentialNames, readCredentials } from "#config/credentials";
import { ConfigError } from "#core/error";

type Keys = NonNullable<ConnectOptions["credentials"]>;

/** Options for `connect`, with keys. Throws ConfigError that names the variables when there are none. */
export async function accountOptions(session: Session, known: ReadableVenue): Promise<ConnectOptions & { readonly credentials: Keys }> {
  const options = await connectOptions(session, known, session.flags.trace ? tracedFrames(session.err) : undefined);
  const credentials = options.simulator === undefined ? await ownKeys(known, options.environment ?? "live") : await simulatedKeys(known);
  return { ...options, credentials };
}

/** Connects with keys, does the work and closes, whatever happens. */
export async function withAccount<Value>(
  session: Session,
  known: ReadableVenue,
  work: (connection: AccountConnection) => Promise<Value>,
): Promise<Value> {
  const options = await accountOptions(session, known);
  const { connect } = await import("#assemblies/live");
  return withOpened(session, known, { open: () => connect(known.description.id, options) as Promise<AccountConnection>, work });
}

async function ownKeys(known: ReadableVenue, environment: string): Promise<Keys> {
  const { keyForm } = await import("#assemblies/live-account");
  const { passphrase } = keyForm(await known.load());
  const venue = known.description.id;
  const keys = readCredentials({ venue, environment, passphrase });
  if (keys !== undefined) return keys;
  const names = credentialNames(venue, environment, passphrase);
  throw new ConfigError("no-credentials", `No key for ${known.description.title} (${environment}) is set; nothing was asked.`, {
    hint: `set ${names.join(", ")}, or the same with _FILE; or add --sim to use a simulated account`,
  });
}

async function simulatedKeys(known: ReadableVenue): Promise<Keys> {
  const { demoCredentials } = await import("#assemblies/sim-keys");
  const demo = demoCredentials(known.description.id);
  if (demo === undefined)
    throw new ConfigError("no-credentials", `The simulated ${known.description.title} has no account; nothing was asked.`);
  const { apiKey, secret, passphrase } = demo;
  return { apiKey, apiSecret: secret, ...(passphrase === "" ? {} : { passphrase }) };
}
