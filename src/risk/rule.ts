// The one shape of a rule. A rule looks at one order in one moment and says what it found; what follows from that is the gate's.

import { type OrderIntent } from "#core/account/order";
import { type BookCitation, type Killed, type RiskAction, type RiskOrder, type RiskRule, type RiskView } from "#core/account/risk";
import { type MonotonicMs } from "#core/brand";
import { type ExactDecimal } from "#core/decimal-arithmetic";
import { type Instrument } from "#core/instrument";
import { type Clock } from "#core/port";
import { type Halt } from "#risk/latches";
import { type Limit } from "#risk/limit-text";
import { type RiskLimits } from "#risk/limits";
import { type ProfitBook } from "#risk/profit/profit-book";
import { type SlidingCount } from "#risk/sliding-count";
import { type Valuation } from "#risk/valuation";
import { type WorstCase } from "#risk/worst-case";

/** What is true of the account whatever the order. */
export interface Standing {
  readonly clock: Clock;
  readonly view: RiskView;
  readonly limits: RiskLimits;
  readonly valuation: Valuation;
  readonly profit: ProfitBook;
  readonly killed: Killed | undefined;
  readonly closing: boolean;
  readonly halts: readonly Halt[];
  readonly journalTrouble: string | undefined;
  readonly watchdogTrouble: string | undefined;
  /** The last time that the process stood still; a proof must be younger than `provenAfter`. */
  readonly stall: { readonly ms: number; readonly provenAfter: MonotonicMs } | undefined;
  /** Orders and changes that left within a second, or were cleared to and have not left yet. */
  readonly sent: SlidingCount;
  /** Orders cleared within a minute, by what they say. */
  readonly repeats: SlidingCount;
  /** Refusals by the venue within a minute. */
  readonly rejects: SlidingCount;
}

/** One order in one moment. */
export interface Situation {
  readonly standing: Standing;
  /** The order, or what a change would make of it. */
  readonly intent: OrderIntent;
  readonly isChange: boolean;
  readonly book: BookCitation;
  /** In base coins; undefined when quote coins cannot be turned into them. */
  readonly coins: ExactDecimal | undefined;
  /** In the quote currency; undefined when nothing says what it is worth. */
  readonly value: ExactDecimal | undefined;
  /** Every other order that counts. */
  readonly others: readonly RiskOrder[];
  /** The worst that can become of every instrument, this order among the others. Undefined when its own size is unknown. */
  readonly cases: ReadonlyMap<string, WorstCase> | undefined;
}

export type Finding = Passed | Failed;

export interface Passed {
  readonly passed: true;
  readonly limit: string | undefined;
  readonly actual: string;
}

export interface Failed {
  readonly passed: false;
  readonly limit: string | undefined;
  readonly actual: string;
  /** What happened, to which thing, what to do. */
  readonly words: string;
  readonly action: RiskAction;
  readonly coolDownMs: number | undefined;
}

export interface Rule {
  readonly rule: RiskRule;
  /** Whether it can come out differently in the turn of the write. */
  readonly again: boolean;
  check(situation: Situation): Finding;
}

/** A rule that needs no order to say whether new risk is taken at all. */
export interface StandingRule extends Rule {
  stand(standing: Standing): Finding;
}

/** A rule about the account alone. */
export function standingRule(rule: RiskRule, stand: (standing: Standing) => Finding): StandingRule {
  return { rule, again: true, stand, check: ({ standing }) => stand(standing) };
}

/** Nothing stands in the way. */
export function passes(actual: string, limit?: string): Passed {
  return { passed: true, limit, actual };
}

/** This order only is stopped. */
export function refuses(actual: string, words: string, limit?: string): Failed {
  return { passed: false, limit, actual, words, action: "refuse", coolDownMs: undefined };
}

/** More than a limit allows: its own action follows. */
export function exceeds(limit: Limit, found: { readonly limit: string; readonly actual: string; readonly words: string }): Failed {
  return { passed: false, ...found, action: limit.action, coolDownMs: limit.coolDownMs };
}

/** An instrument as people read it. */
export function named(instrument: Instrument): string {
  return `${instrument.venue} ${instrument.id}`;
}
