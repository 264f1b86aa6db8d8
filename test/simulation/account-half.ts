// The account in a world: a trader, the production account side, faults of accounts, and the promises that are judged: an account that
// calls itself synced differs from the venue's for a moment only, and not at all after the calm (I5), it is synced again in time (I14),
// and no secret is in anything that was written (I11).

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
/** After the trader's last deed the account is right within this: a look at what no stream told, and a round of asking. */
const RIGHT_WITHIN_MS = 9_000;
/** That a trade was taken back is proven by half a minute of histories without it, which begins at the next check. */
const VOIDS_WITHIN_MS = 80_000;
/** What differs while the account calls itself synced is gone within this: the wait for the next check, and a round of slow answers. */
const DIFFERS_MOST_MS = 35_000;
const LOOK_EVERY_MS = 2_000;
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

/** A log that keeps nothing and looks for canaries. Other things that are written are shown to it as well. */
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
    if (this.#secrets.length > 0) this.look(`log ${event}`, `${event} ${fields === undefined ? "" : written(fields)}`);
  }

  look(where: string, text: string): void {
    if (this.found === undefined && this.#secrets.some((secret) => text.includes(secret))) this.found = where;
  }
}

/** As whoever writes it might: errors with all that they carry. */
export function written(value: unknown): string {
  const opened = (_name: string, each: unknown): unknown =>
    each instanceof Error ? { ...each, message: each.message, stack: each.stack, cause: each.cause } : each;
  return JSON.stringify(value, opened) ?? "";
}

/** What an account half is given. */
export interface AccountHalfOptions {
  readonly log: CanaryLog;
  readonly instruments: readonly Instrument[];
  /** Hears everything that the account side tells its users, as one line each. */
  readonly told: (line: string) => void;
}

export class AccountHalf {
  readonly #world: SimulatedWorld;
  readonly #account: SimulatedAccount;
  readonly #log: CanaryLog;
  readonly #desks: readonly Desk[];
  readonly #trader: AccountTrader | undefined;
  #refusedAtRequests: number | undefined;
  /** What differs from the venue's account, and since when it has, while the account calls itself synced. */
  #differs = new Map<string, number>();
  #looksAt = 0;

  constructor(world: SimulatedWorld, random: Random, about: AccountHalfOptions) {
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
      changed: (event, product) => this.#tell(about, `${product} ${written(event)}`),
      standing: (standing, product) => {
        this.#tell(about, `${product} ${written(standing)}`);
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

  /** Looks, now and then, whether something has differed for too long while the account calls itself synced. */
  look(): Violation | undefined {
    const atMs = this.#world.clock.monotonic();
    if (atMs < this.#looksAt) return undefined;
    // A process that slept could do nothing about it.
    const before = atMs > this.#looksAt + LOOK_EVERY_MS ? new Map<string, number>() : this.#differs;
    this.#looksAt = atMs + LOOK_EVERY_MS;
    const isSynced = this.#desks.every(({ keeper }) => keeper.standing.kind === "synced");
    this.#differs = new Map((isSynced ? this.#differences() : []).map((words) => [words, before.get(words) ?? atMs]));
    const mostMs = this.#wasFired("voided-fill") ? VOIDS_WITHIN_MS : DIFFERS_MOST_MS;
    const lasting = [...this.#differs].find(([, sinceMs]) => atMs - sinceMs > mostMs);
    if (lasting === undefined) return undefined;
    this.#differs.clear();
    return { invariant: "I5", words: `the account calls itself synced and was wrong for ${mostMs} ms: ${lasting[0]}`, atMs };
  }

  /** Stops trading, and looks whether what is known becomes what is true: soon, or at `calmUntilMs` where it does not claim to. */
  judge(calmUntilMs: number): readonly Violation[] {
    if (this.#refused) this.#trader?.stop();
    else this.#trader?.finish();
    const violations: Violation[] = [];
    const broken = (invariant: string, words: string): void => {
      violations.push({ invariant, words, atMs: this.#world.clock.monotonic() });
    };
    if (this.#refused) this.#judgeRefusal(broken);
    else if (!this.#becomesRight(calmUntilMs)) {
      for (const words of this.#differences().slice(0, 4)) broken("I5", `the account is wrong: ${words} (${this.words})`);
    }
    this.#log.look("health", written(this.#world.client.health()));
    if (this.#log.found !== undefined) broken("I11", `a secret stands in: ${this.#log.found}`);
    return violations;
  }

  /** Right soon; later only where it says itself that it is not: then it has what is left of the calm. */
  #becomesRight(calmUntilMs: number): boolean {
    const isRight = (): boolean => this.#differences().length === 0;
    if (this.#world.until(isRight, this.#rightWithinMs)) return true;
    const leftMs = calmUntilMs - this.#world.clock.monotonic();
    return !this.isSynced && leftMs > 0 && this.#world.until(isRight, leftMs);
  }

  get #rightWithinMs(): number {
    if (this.#wasFired("voided-fill")) return VOIDS_WITHIN_MS;
    // A stream that was silent for a while and tells everything since gives nothing away: only a check finds what it left out.
    return this.#wasFired("private-silence") ? DIFFERS_MOST_MS : RIGHT_WITHIN_MS;
  }

  #tell({ told, log }: AccountHalfOptions, line: string): void {
    log.look("an account event", line);
    told(line);
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
