// The kill switch as the gate sees it: the latch that every process of the account shares, and a memory of our own for the case that the
// latch itself cannot be thrown. What cannot be read counts as thrown.

import { type Killed, type KillLatch } from "#core/account/risk";
import { epochMs } from "#core/brand";
import { type Log } from "#core/port";

export class KillSwitch {
  readonly #latch: KillLatch;
  readonly #log: Log;
  /** Set while the latch could not be thrown: this process stays killed all the same. */
  #ours: Killed | undefined;
  #noticed: Killed | undefined;

  constructor(latch: KillLatch, log: Log) {
    this.#latch = latch;
    this.#log = log;
  }

  /** Undefined while it is not thrown, here or by another process. */
  get thrown(): Killed | undefined {
    if (this.#ours !== undefined) return this.#ours;
    try {
      return this.#latch.read();
    } catch (error) {
      return { at: epochMs(0), by: "truebook", reason: `the kill switch cannot be read: ${String(error)}`, flatten: false };
    }
  }

  /** As it was when `notice` last looked, or when this process threw it. */
  get known(): Killed | undefined {
    return this.#ours ?? this.#noticed;
  }

  throw(killed: Killed): void {
    this.#ours = killed;
    try {
      this.#latch.throw(killed);
      this.#ours = undefined;
    } catch (error) {
      this.#log.write("error", "risk-kill-not-kept", { by: killed.by, reason: killed.reason, error });
    }
  }

  /** Throws when the latch cannot be released: then nothing is. */
  release(): void {
    this.#latch.release();
    this.#ours = undefined;
  }

  /** What changed since this was asked last; undefined when nothing did. */
  notice(): { readonly now: Killed | undefined } | undefined {
    const now = this.thrown;
    const same = (now === undefined) === (this.#noticed === undefined) && now?.at === this.#noticed?.at && now?.by === this.#noticed?.by;
    this.#noticed = now;
    return same ? undefined : { now };
  }
}
