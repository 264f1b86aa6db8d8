// What a user holds of a connection that trades. Every order passes the gate, the journal and the ledger; what comes back is what is
// known, never what is hoped.

import { type AccountReader } from "#client/account/account-api";
import { type BookView, type ConnectOptions, type VenueConnection } from "#client/api";
import { type ClientOrderId, type TimeInForce } from "#core/account/order";
import { type SubmitOutcome } from "#core/account/order-outcome";
import { type Killed, type Refused, type RiskCheck, type RiskRule } from "#core/account/risk";
import { type RiskLimitsInput, type RiskLine } from "#core/account/risk-limits";
import { type CredentialsInput } from "#core/account/secret";
import { type PriceInput } from "#core/account/sizing/price-input";
import { type SizeInput } from "#core/account/sizing/size-input";
import { type Side } from "#core/event";
import { type Product } from "#core/instrument";
import { type Price, type Size } from "#core/quantity";
import { type CancelResult, type LedgerOrder, type OrderStory, type ProofSheet } from "#trading/ledger/ledger-types";

/** What a strategy wants, as people write it. Prices are decimal text or a `Price`; never a float. */
export interface IntentInput {
  readonly instrument: string;
  readonly product?: Product;
  readonly side: Side;
  readonly size: SizeInput;
  /** Left out: `limit` where a price is given, else `market`. */
  readonly type?: "limit" | "market" | "stop" | "take-profit";
  readonly price?: PriceInput;
  /** Default `gtc`. */
  readonly timeInForce?: TimeInForce;
  readonly trigger?: { readonly price: PriceInput; readonly by?: "last" | "mark" | "index" };
  readonly reduceOnly?: boolean;
  /**
   * Our name for the order. Given again, nothing is sent again: the answer is what is known of the first. Left out, one is made from the
   * account's journal, never used before and never used again.
   */
  readonly clientOrderId?: string;
  /** The order leaves this process within this long, or not at all. Default 2 000. */
  readonly leaveWithinMs?: number;
}

/** What became of an order. Only `unknown` is undecided: it counts as exposure, and must not be sent again. */
export type Submitted = (SubmitOutcome | Refused) & { readonly clientOrderId: ClientOrderId };

/** What shall be different in a resting order. */
export interface ChangeInput {
  readonly price?: PriceInput;
  /** The whole size after the change, what is filled included. */
  readonly size?: SizeInput;
  readonly triggerPrice?: PriceInput;
}

export interface RiskStatus {
  readonly armed: boolean;
  readonly killed: Killed | undefined;
  /** Why no new risk is taken now; empty when it is. */
  readonly blocked: readonly { readonly rule: RiskRule; readonly words: string }[];
  readonly lines: readonly RiskLine[];
  /** What stands behind us when this process dies. */
  readonly deadMan: { readonly kind: "venue" | "watchdog" | "none"; readonly withinMs: number | undefined; readonly words: string };
}

/** An order as it would leave: nothing was sent. */
export interface OrderPreview {
  readonly clientOrderId: ClientOrderId;
  /** The request exactly as it would be signed and sent now, with secrets and signature redacted. */
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | undefined;
  };
  /** The same quantity in base coins and in the venue's unit. */
  readonly size: {
    readonly base: string | undefined;
    readonly venue: string | undefined;
    readonly unit: string;
    readonly quote: string | undefined;
  };
  readonly notional: string | undefined;
  readonly checks: readonly RiskCheck[];
  /** The rule that would refuse it; undefined when none would. */
  readonly refused: Refused | undefined;
}

/** An order that is open or may be. */
export interface Remaining {
  readonly orderId: string | undefined;
  readonly clientOrderId: string | undefined;
  readonly standing: "live" | "unknown";
}

export interface CancelAllInput {
  readonly instrument?: string;
  readonly product?: Product;
  /** Also orders that somebody else placed on this account. Default false. */
  readonly foreign?: boolean;
  /** Gives up after this long, and says what is left; default 10 000. */
  readonly withinMs?: number;
}

/** What a trading connection adds. */
export interface Trader extends AccountReader {
  submit(intent: IntentInput): Promise<Submitted>;
  submitMany(intents: readonly IntentInput[]): Promise<readonly Submitted[]>;
  amend(clientOrderId: string, change: ChangeInput): Promise<Submitted>;
  cancel(clientOrderId: string): Promise<CancelResult>;
  cancelAll(scope?: CancelAllInput): Promise<{ readonly left: readonly Remaining[] }>;
  /** What an order would be and what would stop it; nothing is sent. */
  preview(intent: IntentInput): Promise<OrderPreview>;
  /** Our orders that are not ended, the unknown ones among them. */
  readonly openOrders: readonly LedgerOrder[];
  story(clientOrderId: string): OrderStory | undefined;
  reconcile(product?: Product): Promise<readonly ProofSheet[]>;
  /** Takes the venue's state as it is, by a person's word. */
  acceptReconciliation(product?: Product): void;
  risk(): RiskStatus;
  /** No new risk from this moment, over restarts; everything of ours is cancelled, and with `flatten` positions are closed. */
  kill(wish: { readonly reason: string; readonly flatten?: boolean }): Promise<{ readonly left: readonly Remaining[] }>;
  /** A person arms trading again after a kill or a halt. */
  resume(wish: { readonly by: string }): void;
  /**
   * The end of trading: the gate closes in this turn, open orders are cancelled and proven gone, or left where `onClose` chose that, and
   * the dead man is taken off when nothing is left that was not chosen. Settles with what is left, within `withinMs` (default 5 000).
   */
  shutdown(wish?: { readonly withinMs?: number }): Promise<{ readonly left: readonly Remaining[]; readonly byChoice: boolean }>;
  setLeverage(instrument: string, wish: { readonly leverage: string; readonly marginMode: "cross" | "isolated" }): Promise<void>;
  setPositionMode(instrument: string, mode: "one-way" | "hedge"): Promise<void>;
  /** A book as it would be without our own resting orders, whoever placed them; exact, and it says what was taken out. */
  withoutOwnOrders(book: BookView): BookWithoutOwn;
}

/** Some size of ours at a price. */
export interface OwnSize {
  readonly side: Side;
  readonly price: Price;
  readonly size: Size;
}

/** A picture of a book from which our own orders were taken out. */
export interface BookWithoutOwn extends BookView {
  readonly own: {
    readonly takenOut: readonly OwnSize[];
    /** Sizes of ours that the book does not show: newer than it, on their way, just filled, or below its depth. Empty when all were found. */
    readonly notShown: readonly OwnSize[];
  };
}

/** What a connection that trades needs to be told. */
export interface TradingOptions {
  readonly mode: "live";
  readonly limits: RiskLimitsInput;
  /** What happens to open orders at the end: Ctrl+C leaving them open must be a choice. */
  readonly onClose: "cancel-all" | "leave";
  /** What will be traded: their books and orders are there before the first order. Others are fetched when they are first named. */
  readonly instruments?: readonly string[];
  /** Flushes the journal to the disk before every send: survives power loss. Default false: survives kill -9. */
  readonly durable?: boolean;
  /** Who stands behind us: `auto` is the venue's own switch where it has one, else a watchdog process. Default `auto`. */
  readonly deadMan?: "auto" | "none";
  /** The dead man acts this long after the heart stops, in ms; default 15 000, least 5 000. */
  readonly deadManMs?: number;
  /** What the account must be set to; anything else refuses to arm. Left out is not checked. */
  readonly expect?: { readonly leverage?: string; readonly marginMode?: "cross" | "isolated"; readonly positionMode?: "one-way" | "hedge" };
  /** Called once with what was found and set, before the first order can leave. */
  readonly armed?: (words: readonly string[]) => void;
}

/** How to connect for trading: the options of any connection, keys, and what may be risked. */
export type LiveOptions = Omit<ConnectOptions, "mode"> & TradingOptions & { readonly credentials: CredentialsInput };

/** A venue connection that trades. */
export type TradingConnection = VenueConnection & Trader;

/** What the ledger tells, for those who hold a connection. */
export type { CancelResult, LedgerOrder, LedgerState, OrderStory, ProofLine, ProofSheet } from "#trading/ledger/ledger-types";
