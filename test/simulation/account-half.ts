// The account in a world: a trader, the production account side, faults of accounts, and the promises that are judged: the account
// equals the venue's after every calm (I5), is synced again in time (I14), and no secret is in anything that was written (I11).

import { type SimulatedWorld } from "#assemblies/simulated";
import { type Instrument } from "#core/instrument";
import { type Log, type Random } from "#core/port";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { FAULT_CATALOGUE } from "#sim/faults/catalogue";
import { type FaultKind } from "#sim/faults/fault-kind";
import { type TradingSettings } from "#trading/trading-context";
import { accountDifferences } from "./account-oracle.ts";
import { AccountTrader, type Desk } from "./account-trader.ts";
import { type Violation } from "./oracle.ts";

/** How often the account is checked in worlds: rarer than the window in which it must be right again. */
export const ACCOUNT_SETTINGS: Partial<TradingSettings> = { checkEveryMs: 20_000 };
/** After the trader's last deed the account is right within this: a poll of what no topic tells, and a round trip. */
const RIGHT_WITHIN_MS = 7_000;
/** Only the second history without it proves that a trade was taken back, two minutes later where no newer one stands beside it. */
const VOIDS_WITHIN_MS = 170_000;
/** A refused key: so many private requests may still leave, and no more. */
const AFTER_REFUSAL_MAX = 20;

/** Faults of accounts that a world of a venue can hold. */
export function accountFaults(venue?: string, only?: readonly string[]): readonly FaultKind[] {
  return FAULT_CATALOGUE.filter(
    ({ at, name, venues }) =>
      at === "account" &&
      (only === undefined || only.includes(name)) &&
      (venue === undefined || venues?.some((each) => each === venue) !== false),
  );
}

/** A log that keeps nothing and looks for canaries. */
export class CanaryLog implements Log {
  readonly #secrets: string[] = [];
  found: string | undefined;

  watchFor(...secrets: readonly string[]): void {
    this.#secrets.push(...secrets.filter((secret) => secret !== ""));
  }

  enabled(): boolean {
    return true;
  }

  write(_level: string, event: string, fields?: Readonly<Record<string, unknown>>): void {
    if (fields !== undefined) this.look(`log ${event}`, JSON.stringify(fields));
  }

  look(where: string, text: string): void {
    if (this.found === undefined && this.#secrets.some((secret) => text.includes(secret))) this.found = where;
  }
}

export class AccountHalf {
  readonly #world: SimulatedWorld;
  readonly #account: SimulatedAccount;
  readonly #log: CanaryLog;
  readonly #desks: readonly Desk[];
  readonly #trader: AccountTrader | undefined;
  #refusedAtRequests: number | undefined;

  constructor(world: SimulatedWorld, random: Random, about: { readonly log: CanaryLog; readonly instruments: readonly Instrument[] }) {
    const stack = world.account;
    const account = stack === undefined ? undefined : world.exchange.venues[0]?.accounts?.all[0];
    if (stack === undefined || account === undefined) throw new RangeError("The world has no account.");
    this.#world = world;
    this.#account = account;
    this.#log = about.log;
    about.log.watchFor(account.credentials.secret, account.credentials.passphrase);
    this.#desks = stack.side.products.flatMap((product): readonly Desk[] => {
      const [first, ...others] = about.instruments.filter((instrument) => instrument.product === product);
      if (first === undefined) return [];
      const keeper = stack.side.keeper(product);
      for (const instrument of [first, ...others]) keeper.watch(instrument);
      return [{ keeper, codec: stack.side.codec(product), instruments: [first, ...others] }];
    });
    const [first, ...others] = this.#desks;
    this.#trader = first === undefined ? undefined : new AccountTrader(world, random, [first, ...others]);
    stack.side.listen({
      changed: () => undefined,
      standing: (standing) => {
        if (standing.kind !== "refused") return;
        this.#refusedAtRequests ??= stack.requester.counters.requests;
        this.#trader?.stop();
      },
    });
    this.#trader?.start();
  }

  get counts(): Readonly<Record<string, number>> {
    return this.#trader?.counts ?? {};
  }

  get isSynced(): boolean {
    return this.#refused || this.#desks.every(({ keeper }) => keeper.standing.kind === "synced");
  }

  get words(): string {
    return this.#desks.map(({ keeper }) => `${keeper.product} ${JSON.stringify(keeper.standing)}`).join(", ");
  }

  get fills(): number {
    return this.#desks.reduce((sum, { keeper }) => sum + keeper.state.fills.length, 0);
  }

  /** Stops trading, and looks whether what is known becomes what is true. */
  judge(): readonly Violation[] {
    this.#trader?.stop();
    const violations: Violation[] = [];
    const broken = (invariant: string, words: string): void => {
      violations.push({ invariant, words, atMs: this.#world.clock.monotonic() });
    };
    if (this.#refused) this.#judgeRefusal(broken);
    else if (
      !this.#world.until(() => this.#differences().length === 0, this.#wasFired("voided-fill") ? VOIDS_WITHIN_MS : RIGHT_WITHIN_MS)
    ) {
      for (const words of this.#differences().slice(0, 4)) broken("I5", `the account is wrong: ${words} (${this.words})`);
    }
    if (this.#log.found !== undefined) broken("I11", `a secret stands in: ${this.#log.found}`);
    return violations;
  }

  #judgeRefusal(broken: (invariant: string, words: string) => void): void {
    if (!this.#wasFired("key-revoked")) broken("I14", `the key counts as refused, and was not: ${this.words}`);
    const since = (this.#world.account?.requester.counters.requests ?? 0) - (this.#refusedAtRequests ?? 0);
    if (since > AFTER_REFUSAL_MAX) broken("A4", `${since} private requests left after the key was refused`);
  }

  get #refused(): boolean {
    return this.#desks.some(({ keeper }) => keeper.standing.kind === "refused");
  }

  #wasFired(name: string): boolean {
    return (this.#world.exchange.desk.firedByName.get(name) ?? 0) > 0;
  }

  #differences(): readonly string[] {
    const aliased = this.#wasFired("doubled-fill");
    return this.#desks.flatMap(({ keeper: { state, product } }) => accountDifferences({ state, product, account: this.#account, aliased }));
  }
}
