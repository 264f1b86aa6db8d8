// Halts that stand: one a rule, from the moment it bit until its cool-down is over or a person resumes. They survive restarts.

import { type RiskAction, type RiskRule } from "#core/account/risk";
import { type EpochMs, epochMs, type MonotonicMs, monotonicMs } from "#core/brand";
import { type Clock } from "#core/port";

/** A halt as it is written down. */
export interface Halt {
  readonly rule: RiskRule;
  readonly action: Exclude<RiskAction, "refuse">;
  readonly since: EpochMs;
  /** When it ends by itself, by our wall clock; undefined waits for a person. */
  readonly until: EpochMs | undefined;
  /** What happened, in a sentence. */
  readonly words: string;
}

interface Standing {
  readonly halt: Halt;
  /** The deadline on the steady clock: a wall clock that jumps ends no halt. */
  readonly due: MonotonicMs | undefined;
}

/** The halts of one account; at most one a rule. */
export class Latches {
  readonly #clock: Clock;
  readonly #standing = new Map<RiskRule, Standing>();

  /** Halts of an earlier process go on: one with a cool-down for what is left of it, and never for longer than it was long. */
  constructor(clock: Clock, recovered: readonly Halt[]) {
    this.#clock = clock;
    for (const halt of recovered) {
      const left = halt.until === undefined ? undefined : Math.min(halt.until - clock.now(), halt.until - halt.since);
      this.#standing.set(halt.rule, { halt, due: left === undefined ? undefined : this.#in(Math.max(0, left)) });
    }
  }

  /** Every halt that stands, oldest first. */
  get halts(): readonly Halt[] {
    return [...this.#standing.values()].map(({ halt }) => halt);
  }

  of(rule: RiskRule): Halt | undefined {
    return this.#standing.get(rule)?.halt;
  }

  /** Latches a rule. False when it stands already: an action is taken once. */
  bite(bite: {
    readonly rule: RiskRule;
    readonly action: Halt["action"];
    readonly words: string;
    readonly coolDownMs: number | undefined;
  }): boolean {
    if (this.#standing.has(bite.rule)) return false;
    const { rule, action, words, coolDownMs } = bite;
    const since = this.#clock.now();
    const until = coolDownMs === undefined ? undefined : epochMs(since + coolDownMs);
    const due = coolDownMs === undefined ? undefined : this.#in(coolDownMs);
    this.#standing.set(rule, { halt: { rule, action, since, until, words }, due });
    return true;
  }

  /** Takes off the halts whose cool-down is over, and tells them. */
  expire(): readonly Halt[] {
    const now = this.#clock.monotonic();
    const over = [...this.#standing.values()].filter(({ due }) => due !== undefined && now >= due).map(({ halt }) => halt);
    for (const { rule } of over) this.#standing.delete(rule);
    return over;
  }

  /** A person takes all of them off. */
  release(): readonly Halt[] {
    const all = this.halts;
    this.#standing.clear();
    return all;
  }

  #in(delayMs: number): MonotonicMs {
    return monotonicMs(this.#clock.monotonic() + delayMs);
  }
}
