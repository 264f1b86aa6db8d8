// What the gate of one account is made of and what can be done with it. The gate itself is in `gate`.

import { type FillReport } from "#core/account/account-event";
import { type OrderIntent } from "#core/account/order";
import {
  type Killed,
  type KillLatch,
  type OrderGate,
  type Rehearsal,
  type RiskAction,
  type RiskMemory,
  type RiskRule,
  type RiskView,
} from "#core/account/risk";
import { type RiskLine } from "#core/account/risk-limits";
import { type SizeUnits } from "#core/brand";
import { type Instrument, type Product } from "#core/instrument";
import { type Clock, type Log, type Metrics } from "#core/port";
import { type RiskLimits } from "#risk/limits";
import { type RiskEvent } from "#risk/risk-event";

/** What a gate needs from the world. None of it is asked before the first order, but for the memory and the latch. */
export interface RiskGateOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits: RiskLimits;
  readonly view: RiskView;
  readonly latch: KillLatch;
  readonly memory: RiskMemory;
  /** Why orders cannot be written down; undefined while they can. */
  readonly journalTrouble: () => string | undefined;
  /** Why nobody would cancel orders if this process died; undefined while somebody would, or nobody is asked to. */
  readonly watchdogTrouble: () => string | undefined;
}

/** The gate with everything that an assembly does with it. */
export interface RiskGate extends OrderGate {
  /** Judges an intent without any consequence: nothing is counted, nothing halts. */
  preview(intent: OrderIntent): Rehearsal;
  /** A fill of the account, told as often as it likes. */
  filled(fill: FillReport): void;
  /** Looks at losses, cool-downs and the kill switch. To be called on a timer, about once a second. */
  look(): void;
  /** Every limit beside where it stands. */
  lines(): readonly RiskLine[];
  /** Why no new risk is taken now, whatever the order; with products also what is wrong with their accounts. */
  blocked(products?: readonly Product[]): readonly { readonly rule: RiskRule; readonly words: string }[];
  readonly killed: Killed | undefined;
  /** No new risk from this turn on, in every process of the account and over restarts. Never throws. */
  kill(wish: { readonly by: string; readonly reason: string; readonly flatten: boolean }): void;
  /** No new risk until the cool-down is over or a person resumes: for what is no rule, such as a key that the venue revoked. */
  halt(wish: { readonly reason: string; readonly action?: Exclude<RiskAction, "refuse">; readonly coolDownMs?: number }): void;
  /** A person takes off the kill switch and every halt. Throws UsageError without a name, and what the latch throws. */
  resume(by: string): void;
  /** No new risk any more: the process is on its way out. */
  close(): void;
  /** The process stood still this long: risk on a book is taken once it is proven anew. */
  loopStalled(ms: number): void;
  /** Called after the turn in which something happened, never inside a call of the gate. Returns what ends it. */
  listen(listener: (event: RiskEvent) => void): () => void;
  /** The most that quote coins can buy, in size units: what an order that names quote coins counts for. Undefined without a price. */
  quoteSize(instrument: Instrument, quote: string): SizeUnits | undefined;
}
