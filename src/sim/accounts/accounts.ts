// The accounts of one simulated venue: found by their keys, with the numbers that each key used and the keys that are lent for the
// private stream.

import { type Clock, type Random } from "#core/port";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { type AccountsView, type AccountView } from "#venues/account-dialect";

const NONCES_MAX = 10_000;
const LEASES_MAX = 1_000;

export class Accounts implements AccountsView {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #byKey = new Map<string, SimulatedAccount>();
  readonly #nonces = new Map<string, { last: number; readonly used: Set<number> }>();
  readonly #leases = new Map<string, { readonly account: AccountView; endsAt: number }>();

  #behindTheGate = false;
  #noncesToRefuse = 0;
  #revoked = false;

  constructor(options: { readonly clock: Clock; readonly random: Random; readonly accounts: readonly SimulatedAccount[] }) {
    this.#clock = options.clock;
    this.#random = options.random;
    for (const account of options.accounts) this.#byKey.set(account.credentials.apiKey, account);
  }

  get all(): readonly SimulatedAccount[] {
    return [...this.#byKey.values()];
  }

  byKey(apiKey: string): SimulatedAccount | undefined {
    return this.#revoked ? undefined : this.#byKey.get(apiKey);
  }

  useNonce(apiKey: string, nonce: number, increasing: boolean): boolean {
    if (this.#behindTheGate) return true;
    if (this.#noncesToRefuse > 0) {
      this.#noncesToRefuse -= 1;
      return false;
    }
    const seen = this.#nonces.get(apiKey) ?? { last: Number.NEGATIVE_INFINITY, used: new Set<number>() };
    if (increasing ? nonce <= seen.last : seen.used.has(nonce)) return false;
    seen.last = Math.max(seen.last, nonce);
    seen.used.add(nonce);
    const [oldest] = seen.used;
    if (seen.used.size > NONCES_MAX && oldest !== undefined) seen.used.delete(oldest);
    this.#nonces.set(apiKey, seen);
    return true;
  }

  lease(account: AccountView, lifeMs: number): string {
    const key = Array.from({ length: 64 }, () => this.#random.integer(0, 15).toString(16)).join("");
    this.#leases.set(key, { account, endsAt: this.#clock.monotonic() + lifeMs });
    const [oldest] = this.#leases.keys();
    if (this.#leases.size > LEASES_MAX && oldest !== undefined) this.#leases.delete(oldest);
    return key;
  }

  renewLease(key: string, lifeMs: number): boolean {
    const lease = this.#leases.get(key);
    if (lease === undefined || this.leaseOwner(key) === undefined) return false;
    lease.endsAt = this.#clock.monotonic() + lifeMs;
    return true;
  }

  endLease(key: string): boolean {
    return this.#leases.delete(key);
  }

  leaseOwner(key: string): AccountView | undefined {
    const lease = this.#leases.get(key);
    if (lease === undefined) return undefined;
    if (this.#clock.monotonic() < lease.endsAt) return lease.account;
    this.#leases.delete(key);
    return undefined;
  }

  /** Does something whose numbers were looked at before. */
  behindTheGate<Value>(act: () => Value): Value {
    this.#behindTheGate = true;
    try {
      return act();
    } finally {
      this.#behindTheGate = false;
    }
  }

  /** Refuses so many further numbers, however good they are (A3). */
  refuseNonces(count: number): void {
    this.#noncesToRefuse = count;
  }

  /** From now on no key opens anything, or each does again (A4). */
  revoke(revoked: boolean): void {
    this.#revoked = revoked;
    if (revoked) this.endLeases();
  }

  /** Ends every lease now: a venue that forgot its keys (A2). */
  endLeases(): void {
    this.#leases.clear();
  }

  stop(): void {
    for (const account of this.#byKey.values()) account.stop();
  }
}
