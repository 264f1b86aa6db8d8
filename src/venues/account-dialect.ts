// The private half of a dialect: what the simulated venue knows of an account, and what a dialect may ask of it. The account itself
// (money, margin, orders, the matching) is one engine of `sim` behind all venues; a dialect only parses requests and writes replies.
// Instruments here are the simulated market's own, whatever version of the interface the client speaks.

import { type OrderAmount, type OrderStyle } from "#core/account/order";
import { type EpochMs, type PriceUnits, type SizeUnits } from "#core/brand";
import { type Side } from "#core/event";
import { type Instrument, type Product } from "#core/instrument";

/** Keys of a simulated account. They open nothing real, so they may be printed. */
export interface DemoCredentials {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase: string;
}

/** What the simulated key may do. */
export interface DemoPermissions {
  readonly read: boolean;
  readonly trade: boolean;
  readonly withdraw: boolean;
}

/** How a venue treats accounts. Data only: the engine follows it. */
export interface AccountRules {
  /** The keys of the simulated account. */
  readonly demo: DemoCredentials;
  /** What a new account owns, by product, under the venue's name of the wallet; decimal texts. */
  readonly funds: readonly { readonly product: Product; readonly wallet: string; readonly currency: string; readonly total: string }[];
  readonly fees: { readonly makerFraction: string; readonly takerFraction: string; readonly currency: "quote" | "received" };
  /** What becomes of a post-only order that would trade, and of a fill-or-kill that cannot fill. */
  readonly unplaceable: "refused" | "cancelled";
  readonly duplicateClientOrderId: "refused" | "accepted";
  /** Undefined where no cap is told. */
  readonly openOrdersMax: number | undefined;
  /** The least value of an order in the quote currency, decimal text. */
  readonly minNotional: string | undefined;
  /** How far from the last price a limit price may be, as a fraction. */
  readonly priceBandFraction: number | undefined;
  readonly positionMode: "one-way" | "hedge";
  readonly leverage: number;
  readonly leverageMax: number;
  /** How long an ended order can be queried. */
  readonly endedOrdersMs: number;
  /** The venue's spelling of its own ids from a running number; the same number always gives the same text. */
  readonly orderId: (running: number) => string;
  readonly tradeId: (running: number) => string;
}

/** An order as an account holds it, at the moment it is read. Sizes in the instrument's units. */
export interface AccountOrder {
  readonly id: string;
  readonly clientOrderId: string | undefined;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly style: OrderStyle;
  readonly amount: OrderAmount;
  /** The leg that it opens or closes where legs are held apart. */
  readonly leg: "net" | "long" | "short";
  readonly reduceOnly: boolean;
  /** Undefined while a quote-sized order has no size. */
  readonly size: SizeUnits | undefined;
  readonly originalSize: SizeUnits | undefined;
  readonly filledSize: SizeUnits;
  /** Σ price units × size units of its fills. */
  readonly filledValue: bigint;
  readonly feePaid: string;
  readonly status: "untriggered" | "open" | "filled" | "cancelled" | "rejected";
  readonly endedBy: EndCause | undefined;
  readonly createdTime: EpochMs;
  readonly updatedTime: EpochMs;
}

/** Why an order ended without being filled whole. */
export type EndCause =
  | "requested"
  | "no-more-liquidity"
  | "fok-unfillable"
  | "post-only-would-trade"
  | "self-trade"
  | "reduce-only"
  | "dead-man"
  | "liquidation"
  | "book-full"
  | "halted";

export interface AccountFill {
  readonly id: string;
  readonly order: AccountOrder;
  readonly price: PriceUnits;
  readonly size: SizeUnits;
  /** Decimal texts in the quote currency, and in the currency that the fee is taken in. */
  readonly value: string;
  readonly fee: { readonly amount: string; readonly currency: string };
  readonly liquidity: "maker" | "taker";
  readonly realisedPnl: string;
  readonly time: EpochMs;
  /** Rises by one for every fill of the venue. */
  readonly serial: number;
}

export interface AccountPosition {
  readonly instrument: Instrument;
  readonly leg: "net" | "long" | "short";
  /** Positive long, negative short, 0 flat; in size units. */
  readonly size: number;
  /** Decimal texts. */
  readonly entryPrice: string;
  readonly openValue: string;
  readonly markPrice: string;
  readonly unrealisedPnl: string;
  readonly realisedPnl: string;
  readonly margin: string;
  readonly leverage: number;
  readonly marginMode: "cross" | "isolated";
  readonly fundingPaid: string;
  readonly feesPaid: string;
  /** Rises by one for every position that is opened. */
  readonly serial: number;
  readonly openedTime: EpochMs;
  readonly updatedTime: EpochMs;
}

export interface AccountBalance {
  readonly product: Product;
  readonly wallet: string;
  readonly currency: string;
  readonly total: string;
  readonly available: string;
  readonly locked: string;
}

/** What one event of the engine changed, together, in order. `version` rises by one for every step of an account. */
export interface AccountStep {
  readonly version: number;
  readonly time: EpochMs;
  readonly cause: "placed" | "traded" | "cancelled" | "amended" | "triggered" | "rejected" | "funding" | "settings" | "voided";
  readonly orders: readonly AccountOrder[];
  readonly fills: readonly AccountFill[];
  readonly positions: readonly AccountPosition[];
  readonly balances: readonly AccountBalance[];
}

/** What a dialect asks to place. */
export interface PlaceWish {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly style: OrderStyle;
  readonly amount: OrderAmount;
  readonly clientOrderId: string | undefined;
  readonly reduceOnly: boolean;
  /** Where legs are held apart, the one that is meant; else left out. */
  readonly leg?: "long" | "short";
}

/** Why the engine does not take an order. The dialect has its own words and codes for each. */
export type PlaceRefusal =
  | "insufficient-funds"
  | "post-only-would-trade"
  | "fok-unfillable"
  | "price-off-tick"
  | "price-outside-band"
  | "size-off-lot"
  | "size-below-minimum"
  | "size-above-maximum"
  | "below-minimum-notional"
  | "duplicate-client-order-id"
  | "no-position-to-reduce"
  | "too-many-open-orders"
  | "position-mode"
  | "halted"
  | "maintenance"
  | "style";

export type PlaceVerdict =
  | { readonly kind: "placed"; readonly order: AccountOrder }
  | { readonly kind: "refused"; readonly why: PlaceRefusal };
export type AmendVerdict = PlaceVerdict | { readonly kind: "no-such-order" };
/** `order` is the order as it stood before the cancel. */
export type CancelVerdict =
  | { readonly kind: "cancelled"; readonly before: AccountOrder; readonly order: AccountOrder }
  | { readonly kind: "ended"; readonly order: AccountOrder }
  | { readonly kind: "no-such-order" };

/** Names of an order; the venue's own wins when both are given. */
export interface OrderKey {
  readonly id?: string;
  readonly clientOrderId?: string;
}

/** Which rows of an account's history; newest first. */
export interface HistoryQuery {
  readonly instrument?: Instrument;
  readonly order?: OrderKey;
  readonly startTime?: EpochMs;
  readonly endTime?: EpochMs;
  readonly limit: number;
  /** Rows to leave out first. */
  readonly offset?: number;
}

/** One account of the simulated venue, as its dialect may use it. */
export interface AccountView {
  readonly credentials: DemoCredentials;
  readonly permissions: DemoPermissions;
  readonly rules: AccountRules;
  place(wish: PlaceWish): PlaceVerdict;
  amend(
    key: OrderKey,
    change: { readonly price?: PriceUnits; readonly size?: SizeUnits; readonly triggerPrice?: PriceUnits },
  ): AmendVerdict;
  cancel(key: OrderKey, instrument?: Instrument): CancelVerdict;
  /** All of an instrument, or all. Returns what was cancelled. */
  cancelAll(instrument?: Instrument): readonly AccountOrder[];
  /** Cancels everything after so long without another call; 0 disarms. */
  cancelAllAfter(timeoutMs: number): void;
  order(key: OrderKey, instrument?: Instrument): AccountOrder | undefined;
  openOrders(instrument?: Instrument): readonly AccountOrder[];
  orders(query: HistoryQuery): readonly AccountOrder[];
  fills(query: HistoryQuery): readonly AccountFill[];
  positions(instrument?: Instrument): readonly AccountPosition[];
  balances(): readonly AccountBalance[];
  funding(query: HistoryQuery): readonly {
    readonly id: number;
    readonly instrument: Instrument;
    readonly amount: string;
    readonly currency: string;
    readonly time: EpochMs;
  }[];
  leverage(instrument: Instrument): { readonly long: number; readonly short: number; readonly marginMode: "cross" | "isolated" };
  /** False when it is out of bounds. */
  setLeverage(
    instrument: Instrument,
    leverage: { readonly long: number; readonly short: number; readonly marginMode: "cross" | "isolated" },
  ): boolean;
  positionMode(instrument: Instrument): "one-way" | "hedge";
  /** False while orders or positions are open. */
  setPositionMode(instrument: Instrument, mode: "one-way" | "hedge"): boolean;
}

/** The accounts of a venue, and the keys that it lends for its stream. */
export interface AccountsView {
  /** The account that a key opens. */
  byKey(apiKey: string): AccountView | undefined;
  /** Takes note of a number that a key used; false when it was used before, or is not above the last where `increasing`. */
  useNonce(apiKey: string, nonce: number, increasing: boolean): boolean;
  lease(account: AccountView, lifeMs: number): string;
  /** False when the key is not known or its time is over. */
  renewLease(key: string, lifeMs: number): boolean;
  endLease(key: string): boolean;
  leaseOwner(key: string): AccountView | undefined;
}

/** A private topic that a socket holds. */
export interface HeldAccountTopic {
  /** As the client spelled it. */
  readonly topic: string;
  readonly account: AccountView;
  /** What the topic speaks of. */
  readonly channels: readonly ("orders" | "fills" | "positions" | "balances")[];
  readonly instrument: Instrument | undefined;
}
