// The account side of a ground: production codec, requests and keeper on ours, the simulated account on the other, and what a card
// may ask to be otherwise (keys that are wrong, scarce money, a short session).

import { type AccountParts, type AccountStack } from "#assemblies/account-stack";
import { keyForm } from "#assemblies/live-account";
import { clearChangeForSimulator, clearForSimulator } from "#assemblies/simulated-ground/clearing";
import { type Subject } from "#assemblies/simulated-ground/subject";
import { isTradingVenue } from "#assemblies/trading-venue";
import { type ClearedChange, type ClearedOrder, type OrderChange, type OrderIntent } from "#core/account/order";
import { Secret } from "#core/account/secret";
import { epochMs } from "#core/brand";
import { type InstrumentTable } from "#core/instrument";
import { type Feed } from "#feed/feed";
import { type Accounts } from "#sim/accounts/accounts";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { type SimulatedExchange } from "#sim/world";
import { type AccountSide } from "#trading/account/account-side";
import { checkedCredentials } from "#trading/credentials";
import { ownNonces } from "#trading/nonces";
import { type PrivateCall } from "#transport/private-call";
import { type CountedPrivateRequester } from "#transport/private-requester";
import { type AccountCodec, type AccountReads, type TradingVenue } from "#venues/account";
import { type AccountRules } from "#venues/account-dialect";
import { type Dialect } from "#venues/dialect";
import { type Venue } from "#venues/venue";

/** How a card wants its account. Every default is the usual thing. */
export interface AccountWish {
  readonly keys?: "right" | "wrong-key" | "wrong-secret" | "wrong-passphrase";
  /** How long our side takes a login or a leased key to live, in ms: renewals come sooner then. */
  readonly sessionMs?: number;
  /** What the simulated venue does otherwise. */
  readonly rules?: (usual: AccountRules) => AccountRules;
}

/** Both ends of one account. */
export interface AccountHand {
  readonly codec: AccountCodec;
  readonly reads: AccountReads;
  readonly requester: CountedPrivateRequester;
  readonly side: AccountSide;
  /** Our table of instruments, as the venue listed them to us. */
  readonly instruments: () => InstrumentTable;
  /** The simulated account: the truth. */
  readonly truth: SimulatedAccount;
  readonly accounts: Accounts;
  /** Clears an order; nothing but a simulator can take it. */
  clear(intent: OrderIntent): ClearedOrder;
  clearChange(change: OrderChange): ClearedChange;
  /** Asks the venue past our own limits, from our address and with our keys, as a further program of the same user would. */
  flood(calls: readonly PrivateCall<unknown>[]): void;
}

/** A number of a further program lies so far behind ours, in ms, and so far apart, that none is used twice. */
const FLOOD_BEHIND_MS = 5_000;

/** A venue whose sessions live as long as the wish says. */
export function wishedVenue(venue: Venue, wish: AccountWish | undefined): Venue {
  const sessionMs = wish?.sessionMs;
  if (sessionMs === undefined || !isTradingVenue(venue)) return venue;
  const shortened = (codec: AccountCodec | undefined): AccountCodec | undefined => {
    if (codec?.description.session === undefined) return codec;
    return { ...codec, description: { ...codec.description, session: { ...codec.description.session, lifeMs: sessionMs } } };
  };
  const made: TradingVenue = { ...venue, account: (product, choice) => shortened(venue.account(product, choice)) };
  return made;
}

/** The other side with the rules of the wish. */
export function wishedSide(side: Dialect, wish: AccountWish | undefined): Dialect {
  return wish?.rules === undefined || side.accounts === undefined ? side : { ...side, accounts: wish.rules(side.accounts) };
}

/** The keys of the simulated account, or what the wish puts in their place. */
export function wishedKeys(venue: Venue, side: Dialect, wish: AccountWish): AccountParts {
  const { demo } = side.accounts ?? {};
  if (demo === undefined) throw new RangeError(`The simulated ${venue.description.title} has no accounts.`);
  const turned = (text: string, isWrong: boolean): string => (isWrong ? [...text].reverse().join("") : text);
  const passphrase = turned(demo.passphrase, wish.keys === "wrong-passphrase");
  const given = {
    apiKey: turned(demo.apiKey, wish.keys === "wrong-key"),
    apiSecret: turned(demo.secret, wish.keys === "wrong-secret"),
    ...(passphrase === "" ? {} : { passphrase }),
  };
  return { credentials: checkedCredentials(given, venue.description.title, keyForm(venue)), nonces: ownNonces() };
}

/** Puts both ends together. Throws RangeError where there is no account. */
export function accountHand(
  subject: Subject,
  world: { readonly stack: AccountStack | undefined; readonly feed: Feed; readonly exchange: SimulatedExchange; readonly peer: string },
): AccountHand {
  const accounts = world.exchange.venue(subject.venue.description.id)?.accounts;
  const [truth] = accounts?.all ?? [];
  const { stack } = world;
  if (stack === undefined || accounts === undefined || truth === undefined) throw new RangeError("The ground has no account.");
  const { side, requester } = stack;
  return {
    codec: side.codec(subject.product),
    reads: side.reads(subject.product),
    requester,
    side,
    instruments: () => world.feed.instruments,
    truth,
    accounts,
    clear: clearForSimulator,
    clearChange: clearChangeForSimulator,
    flood: (calls) => flood(subject, { ...world, truth, codec: side.codec(subject.product) }, calls),
  };
}

function flood(
  subject: Subject,
  ends: { readonly exchange: SimulatedExchange; readonly peer: string; readonly truth: SimulatedAccount; readonly codec: AccountCodec },
  calls: readonly PrivateCall<unknown>[],
): void {
  const { exchange, peer, truth, codec } = ends;
  const { environments, id } = subject.venue.description;
  const venue = exchange.venue(id);
  const { apiKey, secret, passphrase } = truth.credentials;
  const credentials = {
    apiKey: new Secret(apiKey),
    apiSecret: new Secret(secret),
    ...(passphrase === "" ? {} : { passphrase: new Secret(passphrase) }),
  };
  for (const [at, call] of calls.entries()) {
    const time = epochMs(Math.floor(venue?.now() ?? 0) - FLOOD_BEHIND_MS + at);
    const { query, headers, body = "" } = codec.sign(call, { credentials, time, nonce: time, entropy: `flood${at}`.padEnd(36, "f") });
    const host = new URL(environments["live"]?.hosts[call.host] ?? "https://none").hostname;
    venue?.request({ method: call.method, host, path: call.path, query: new URLSearchParams(query), headers, body }, peer);
  }
}
