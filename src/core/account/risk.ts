// What the risk gate is asked, what it sees, and what it answers. Types only: the gate is in risk, its view of the world comes from
// the assembly, and whoever sends orders holds it as a value.

import { type ClearedChange, type ClearedOrder, type ClientOrderId, type OrderChange, type OrderIntent } from "#core/account/order";
import { type RejectReason } from "#core/account/order-outcome";
import { type EpochMs, type PriceUnits, type SizeUnits } from "#core/brand";
import { type Side } from "#core/event";
import { type Instrument, type Product } from "#core/instrument";

/** Everything that can stop an order, in the order in which it is looked at. */
export const RISK_RULES = [
  "killed",
  "closing",
  "halted",
  "journal",
  "watchdog",
  "loop-stalled",
  "instrument-halted",
  "account-not-synced",
  "not-reconciled",
  "clock-suspect",
  "book-not-live",
  "book-crossed",
  "book-not-fresh",
  "order-size",
  "order-notional",
  "price-collar",
  "position-notional",
  "exposure-notional",
  "open-orders",
  "order-rate",
  "repeat-order",
  "reject-rate",
  "self-trade",
  "daily-loss",
  "drawdown",
] as const;
export type RiskRule = (typeof RISK_RULES)[number];

/**
 * What a limit does when it bites. `refuse`: this order only. `halt`: no new risk until the cool-down is over or a person resumes.
 * `reduce`: halt, and orders that could enlarge a position are cancelled. `flatten`: halt, everything is cancelled and positions are closed.
 */
export type RiskAction = "refuse" | "halt" | "reduce" | "flatten";

/** One rule that looked at an order, with its numbers as text: for `order why`. */
export interface RiskCheck {
  readonly rule: RiskRule;
  readonly passed: boolean;
  /** What is allowed; undefined for rules without a number. */
  readonly limit: string | undefined;
  readonly actual: string;
}

/** Which book an order was decided on. */
export interface BookCitation {
  readonly state: "live" | "resyncing" | "stale" | "none";
  readonly epoch: number;
  readonly sequence: string | undefined;
  /** Milliseconds since the book's last proof. */
  readonly ageMs: number | undefined;
  readonly bestBid: PriceUnits | undefined;
  readonly bestAsk: PriceUnits | undefined;
}

/** An order that our own rules do not let out. A value, never an exception; nothing was sent. */
export interface Refused {
  readonly kind: "refused";
  readonly rule: RiskRule;
  readonly limit: string | undefined;
  readonly actual: string;
  /** A sentence for people. */
  readonly words: string;
  readonly action: RiskAction;
  readonly checks: readonly RiskCheck[];
}

export interface Cleared<Sendable> {
  readonly kind: "cleared";
  readonly order: Sendable;
  readonly checks: readonly RiskCheck[];
  readonly book: BookCitation;
  /** It can only make a position smaller: no rule stops it. */
  readonly reduces: boolean;
}

export type Clearance = Cleared<ClearedOrder> | Refused;
export type ChangeClearance = Cleared<ClearedChange> | Refused;

/** An order that can still trade, or may: what counts as exposure. */
export interface RiskOrder {
  readonly instrument: Instrument;
  readonly clientOrderId: ClientOrderId | undefined;
  readonly side: Side;
  /** The worst price that it may trade at as far as it says; undefined for market orders. */
  readonly price: PriceUnits | undefined;
  /** What is not filled yet. An amendment that is under way counts with both of its legs. */
  readonly remaining: SizeUnits;
  readonly reduceOnly: boolean;
  /** Whether it still waits for its trigger, as far as is known: it counts as exposure and cannot be traded with yet. Default false. */
  readonly untriggered?: boolean;
  /** `reserved`: cleared and not sent; `live`: the venue has it; `unknown`: it may have it; `foreign`: not sent by us. */
  readonly standing: "reserved" | "live" | "unknown" | "foreign";
}

/** The legs of one instrument in size units, each as large as it may be at most. */
export interface HeldLegs {
  readonly long: number;
  readonly short: number;
}

/** What the gate sees. Asked in the turn of a decision and again in the turn of the write; nothing in it is remembered. */
export interface RiskView {
  /** The book that prices of an instrument are judged by. Cheap. */
  book(instrument: Instrument): BookCitation;
  /** The venue's mark price where it is known, as decimal text; else undefined. */
  mark(instrument: Instrument): string | undefined;
  /** As the venue lists it now: halted instruments take no new risk. */
  instrumentStatus(instrument: Instrument): Instrument["status"];
  /** Whether the venue itself takes new orders: maintenance and cancel-only count as halted. Words, or undefined when all is well. */
  venueTrouble(): string | undefined;
  /** Why the clock cannot be believed; undefined when it can. */
  clockTrouble(): string | undefined;
  /** In which something is traded here: what is held in each of them counts. */
  readonly products: readonly Product[];
  /** Why what is known of the account cannot be believed; undefined while it is synced and proven lately. */
  accountTrouble(product: Product): string | undefined;
  /** Why orders are blocked until a reconciliation is clean or accepted; undefined when it is. */
  reconcileTrouble(product: Product): string | undefined;
  /** Held now, in size units: negative is short. On spot what is held of the base coin. */
  position(instrument: Instrument): number;
  /**
   * Longs and shorts of it where they are held apart: an order then closes by its flag only, whatever is held net, and what closes one
   * leg moves the net towards the other. Undefined where they are not, which is the default.
   */
  legs?(instrument: Instrument): HeldLegs | undefined;
  /** Every instrument in which something is held. */
  readonly held: readonly Instrument[];
  /** Every order that counts, ours and others', live, unknown or about to leave. */
  readonly orders: readonly RiskOrder[];
}

/** A judgement for a dry run: what would leave, and what would stop it. It counts for nothing, and what is in it is never sent. */
export interface Rehearsal {
  /** The order as it would be encoded, also where a rule would refuse it: to be shown only. */
  readonly order: ClearedOrder;
  readonly checks: readonly RiskCheck[];
  readonly refused: Refused | undefined;
}

/** The one way out for orders. Cancels do not pass it. */
export interface OrderGate {
  /** Judges an intent in this turn. What it clears counts as exposure from the moment its sender lists it in `RiskView.orders`. */
  clear(intent: OrderIntent): Clearance;
  /** Judges a change of an order: `intent` is the order as it is, the change what it shall become. */
  clearChange(intent: OrderIntent, change: OrderChange): ChangeClearance;
  /**
   * Judges a cleared order again, in the turn in which its bytes are written; what it counts for already is not counted twice. Where that
   * is still the turn in which it was cleared, only our own switches can have changed.
   */
  recheck(order: ClearedOrder, cleared?: "before" | "in-this-turn"): Refused | undefined;
  recheckChange(intent: OrderIntent, change: ClearedChange): Refused | undefined;
  /** The venue refused an order of ours, or took it: for the breakers. */
  answered(answer: { readonly kind: "accepted" } | { readonly kind: "rejected"; readonly reason: RejectReason }): void;
}

/** A switch that stays thrown over restarts, in a place that every process of the account sees. */
export interface KillLatch {
  /** Undefined while it is not thrown. Cheap enough for every write. Cannot be read counts as thrown. */
  read(): Killed | undefined;
  /** Thrown in this process in any case. Throws TruebookError when it could not be written down, so that no other process sees it. */
  throw(killed: Killed): void;
  /** A person arms trading again. Throws TruebookError when the disk refuses; it stays thrown then. */
  release(): void;
}

export interface Killed {
  readonly at: EpochMs;
  /** Who threw it: a person by the command line, a rule, a watchdog. */
  readonly by: string;
  readonly reason: string;
  readonly flatten: boolean;
}

/** What risk remembers over restarts: losses of the day, the peak, halts. Text that only risk understands. */
export interface RiskMemory {
  /** Undefined when nothing was remembered. Throws ConfigError for a memory that cannot be read: a loss is not forgotten silently. */
  load(): string | undefined;
  /** Replaces it whole. Throws when it cannot be written. */
  save(text: string): void;
}
