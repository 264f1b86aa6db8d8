// What the order ledger promises to those who use it: the client, the assemblies, the command line. The ledger itself is in
// `order-ledger`.

import { type OrderReport, type OrderStatus } from "#core/account/account-event";
import { type ClientOrderId, type OrderChange, type OrderIntent, type VenueOrderId } from "#core/account/order";
import { type CancelAnswer, type SubmitOutcome } from "#core/account/order-outcome";
import { type BookCitation, type Refused, type RiskCheck, type RiskOrder } from "#core/account/risk";
import { type EpochMs, type MonotonicMs, type SizeUnits } from "#core/brand";
import { type Instrument, type Product } from "#core/instrument";

/** Where an order of ours stands, by evidence only. */
export type LedgerState =
  /** Cleared and written down; its bytes have not left. */
  | { readonly kind: "reserved" }
  /** Its bytes were handed over; no answer yet. Counts as unknown for exposure. */
  | { readonly kind: "sent" }
  /** The venue has it. */
  | { readonly kind: "live"; readonly status: OrderStatus }
  /** It may be at the venue. Ends by the venue's evidence, or waits for a person once `listed`. */
  | { readonly kind: "unknown"; readonly since: MonotonicMs; readonly cause: string; readonly listed: boolean }
  /** It never left. */
  | { readonly kind: "unsent"; readonly cause: string }
  | { readonly kind: "rejected"; readonly words: string }
  | { readonly kind: "ended"; readonly status: "filled" | "cancelled" | "expired" | "rejected" }
  /** It was unknown, and everything that the venue could show, asked after it must have been visible, shows that it never had it. */
  | { readonly kind: "never-arrived" };

/** One order of ours as the ledger knows it. */
export interface LedgerOrder {
  readonly intent: OrderIntent;
  readonly clientOrderId: ClientOrderId;
  readonly venueOrderId: VenueOrderId | undefined;
  readonly state: LedgerState;
  readonly filledSize: SizeUnits;
  /** How much of it stands in the journal as trades: less than `filledSize` while the venue has said how much, but not yet by which trades. */
  readonly recordedSize: SizeUnits;
  /** Somebody wanted it gone: should it turn up, it is cancelled at once. */
  readonly cancelWanted: boolean;
  /** A change that was asked for and whose outcome is not known. */
  readonly pendingChange: OrderChange | undefined;
  /** The venue's last word about it. */
  readonly report: OrderReport | undefined;
}

/** Everything that is remembered of one order: for `order why`. */
export interface OrderStory {
  readonly order: LedgerOrder;
  readonly checks: readonly RiskCheck[];
  readonly book: BookCitation | undefined;
  /** What happened, oldest first, with our wall times. */
  readonly lines: readonly { readonly at: EpochMs; readonly what: string }[];
}

export type SubmitResult = SubmitOutcome | Refused;

/** What became of a cancel, by evidence. `unknown`: it is repeated until the venue shows the order ended. */
export type CancelResult =
  | Extract<CancelAnswer, { readonly kind: "cancelled" | "requested" | "not-open" | "rejected" }>
  | { readonly kind: "unknown"; readonly cause: Error }
  | { readonly kind: "tombstone" };

/** One line of a proof sheet. */
export interface ProofLine {
  readonly what: "order" | "position" | "balance";
  readonly instrument: Instrument | undefined;
  readonly name: string;
  /** What we thought, and what the venue says; undefined where one of them knows nothing of it. */
  readonly thought: string | undefined;
  readonly venue: string | undefined;
  /** `same`; `adopted`: we now believe the venue; `foreign`: not ours, counted and left alone; `open`: not explained. */
  readonly verdict: "same" | "adopted" | "foreign" | "open";
}

/** What a reconciliation found. Trading is blocked while a line is `open` and nobody accepted it. */
export interface ProofSheet {
  readonly product: Product;
  readonly at: EpochMs;
  readonly reason: string;
  readonly lines: readonly ProofLine[];
  readonly clean: boolean;
}

export interface LedgerCounts {
  readonly submitted: number;
  readonly refused: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unsent: number;
  readonly unknown: number;
  readonly resolved: number;
  readonly cancels: number;
  readonly alarms: number;
}

/** Callbacks come in the turn in which something becomes known; none is called twice. Nothing throws for what a venue does. */
export interface OrderLedgerApi {
  /** A name that no order of this account had before and none will have again: fixed before the order is written down. */
  nextClientOrderId(): ClientOrderId;
  /** Gate, journal, send. An intent whose id is known already is not sent again: it settles with what is known of the first. */
  submit(intent: OrderIntent, settled: (result: SubmitResult) => void, options?: { readonly leaveWithinMs?: number }): void;
  /** As many messages as the venue needs; every leg settles by itself, in the order of the intents. */
  submitMany(intents: readonly OrderIntent[], settled: (results: readonly SubmitResult[]) => void): void;
  amend(order: ClientOrderId, change: OrderChange, settled: (result: SubmitResult) => void): void;
  cancel(order: ClientOrderId, settled: (result: CancelResult) => void): void;
  /** Ours only; `everything` also what others placed. Settles when the venue has shown that none of them is open, or with those that are left. */
  cancelAll(
    wish: { readonly instrument?: Instrument; readonly product?: Product; readonly everything?: boolean; readonly withinMs?: number },
    settled: (
      left: readonly {
        readonly venueOrderId: VenueOrderId | undefined;
        readonly clientOrderId: ClientOrderId | undefined;
        readonly standing: "live" | "unknown";
      }[],
    ) => void,
  ): void;
  order(id: ClientOrderId): LedgerOrder | undefined;
  story(id: ClientOrderId): OrderStory | undefined;
  /** Orders that are not ended, and unknown ones. */
  readonly open: readonly LedgerOrder[];
  readonly unknown: readonly LedgerOrder[];
  /** Everything that counts as exposure: ours in every state that may trade, and foreign ones. */
  readonly exposure: readonly RiskOrder[];
  reconcile(product: Product, reason: string, settled: (sheet: ProofSheet) => void): void;
  /** A person takes the venue's state as it is. */
  acceptReconciliation(product: Product): void;
  /** Why orders of a product are blocked until it is reconciled; undefined when they are not. */
  reconcileTrouble(product: Product): string | undefined;
  readonly sheets: readonly ProofSheet[];
  readonly counts: LedgerCounts;
  listen(listener: (change: LedgerOrder) => void): () => void;
  stop(): void;
}
