// What a real account needs before it is used: keys that are checked, numbers that are shared with every other process of this
// machine, and a key that cannot take money away.

import { type AccountParts, type AccountStack } from "#assemblies/account-stack";
import { isTradingVenue } from "#assemblies/trading-venue";
import { readPrivate } from "#client/account/account-reads";
import { type ConnectOptions } from "#client/api";
import { blockFor } from "#clock/block-for";
import { stateFolder } from "#config/state-folder";
import { thisProcess } from "#config/this-process";
import { ConfigError, UsageError } from "#core/error";
import { type Clock } from "#core/port";
import { checkedCredentials, type KeyForm } from "#trading/credentials";
import { sharedNonces } from "#trading/nonces";
import { type Venue } from "#venues/venue";

/** Names of accounts become part of file names. */
const ACCOUNT_NAME = /^[A-Za-z0-9_-]{1,40}$/;

/** Keys and numbers of the account that was asked for. Throws ConfigError that names what is wrong with a key, never what it is. */
export function accountParts(
  venue: Venue,
  options: Omit<ConnectOptions, "mode"> & { readonly environment: string; readonly clock: Clock },
): AccountParts {
  const { credentials, environment, account = "default", clock } = options;
  const { id, title } = venue.description;
  if (credentials === undefined) throw new UsageError("no-credentials", `No keys were given for ${title}.`);
  const path = noncePath(id, { ...options, environment, account });
  if (credentials.environment !== undefined && credentials.environment !== environment) {
    throw new ConfigError(
      "keys-environment",
      `The ${title} key is for ${credentials.environment}, and the connection is to ${environment}; nothing was sent.`,
      {
        hint: `connect with environment "${credentials.environment}", or give a key for ${environment}`,
      },
    );
  }
  if (venue.description.environments[environment]?.accountsSpoken === false) {
    throw new UsageError("no-account", `Accounts of ${title} are not spoken in its environment ${environment}; nothing was sent.`, {
      hint: "connect without credentials, or to another environment",
    });
  }
  const form = keyForm(venue);
  return {
    credentials: checkedCredentials(credentials, title, form),
    nonces: sharedNonces({ path, self: thisProcess(), clock, pause: blockFor }),
  };
}

/** The folder of what outlives a process that trades: journal, lock, kill switch, risk, markets. Throws UsageError for a bad account name. */
export function accountFolder(venueId: string, options: Omit<ConnectOptions, "mode">): string {
  const { environment = "live", account = "default", stateDir = ownStateFolder(options.simulator) } = options;
  return `${stateDir}/trading/${accountName(venueId, { environment, account })}`;
}

/** What was simulated never stands beside what was real: each simulator has a folder of its own. */
function ownStateFolder(simulator: string | undefined): string {
  return simulator === undefined ? stateFolder() : `${stateFolder()}/simulated/${new URL(simulator).host.replace(/[^A-Za-z0-9.]/g, "-")}`;
}

/** The file of an account's request numbers, which every process of this machine draws from. Throws like `accountFolder`. */
export function noncePath(
  venueId: string,
  options: { readonly environment: string; readonly account: string; readonly stateDir?: string },
): string {
  return `${options.stateDir ?? stateFolder()}/nonces/${accountName(venueId, options)}`;
}

/** An account by venue, environment and name: in files and journals. Throws UsageError for a name that can be no part of a file name. */
export function accountName(venueId: string, { environment, account }: { readonly environment: string; readonly account: string }): string {
  if (ACCOUNT_NAME.test(account)) return `${venueId}-${environment}-${account}`;
  throw new UsageError("bad-account-name", "The account's name becomes part of a file name; use up to 40 letters, digits, - and _.");
}

/** What the keys of a venue consist of. Throws UsageError for a venue whose private interface is not spoken. */
export function keyForm(venue: Venue): KeyForm {
  const { title, products } = venue.description;
  const spoken = products.filter((each) => each.spoken !== false);
  const form = isTradingVenue(venue) ? spoken.flatMap((each) => venue.account(each.product, each)?.description.keys ?? [])[0] : undefined;
  if (form !== undefined) return form;
  throw new UsageError("no-account", `The private interface of ${title} is not spoken; connect without credentials.`);
}

/** Asks what the key may do, where the venue tells. Rejects with ConfigError for one that may withdraw. */
export async function mustNotWithdraw({ side, requester }: AccountStack, title: string): Promise<void> {
  for (const product of side.products) {
    const read = side.reads(product).permissions;
    if (read === undefined) continue;
    const { withdraw } = await readPrivate(requester, read());
    if (withdraw !== true) continue;
    throw new ConfigError("key-may-withdraw", `The ${title} key may withdraw money; it is refused, and nothing else was sent with it.`, {
      hint: "make a key without the right to withdraw",
    });
  }
}
