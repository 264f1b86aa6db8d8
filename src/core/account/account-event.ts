// The vocabulary of the account side: what a venue says of our orders, fills, positions and balances, whether it pushed it, answered
// it, or we derived it. Each is a statement about one moment; what is true now is worked out from all of them elsewhere.

import { type ClientOrderId, type VenueOrderId } from "#core/account/order";
import { type EpochMs, type PriceUnits, type SizeUnits } from "#core/brand";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";

/** Where a statement came from: pushed, in the reply to what we sent, read over REST, or worked out by truebook. */
export type AccountOrigin = "stream" | "reply" | "query" | "derived";

/**
 * Where an order stands. `pending`: taken, not in the book yet; `untriggered`: waits for its trigger; `cancelling`: the venue works
 * on it. The last four are ends. A word that a decoder does not know is an unreadable row, never a guess.
 */
export type OrderStatus = "pending" | "untriggered" | "open" | "cancelling" | "filled" | "cancelled" | "expired" | "rejected";

/** Whether nothing more can happen to an order of that status. */
export function isFinal(status: OrderStatus): boolean {
  return status === "filled" || status === "cancelled" || status === "expired" || status === "rejected";
}

/** What a venue says of one of our orders. Figures that it did not say are undefined, never zero. */
export interface OrderReport {
  readonly kind: "order";
  readonly instrument: Instrument;
  readonly venueOrderId: VenueOrderId;
  readonly clientOrderId: ClientOrderId | undefined;
  readonly status: OrderStatus;
  readonly side: Side | undefined;
  readonly style: "limit" | "market" | "stop" | "take-profit" | undefined;
  /** The limit price; undefined for market orders and where the venue puts something else in its place. */
  readonly price: PriceUnits | undefined;
  /** The whole size; undefined for orders that name quote coins. */
  readonly size: SizeUnits | undefined;
  /** Filled so far; undefined where the venue does not say. */
  readonly filledSize: SizeUnits | undefined;
  /** Exact decimal text; undefined while nothing is filled. */
  readonly averagePrice: string | undefined;
  readonly reduceOnly: boolean | undefined;
  /** The venue's words for a rejection or a cancel that nobody asked for. */
  readonly words: string | undefined;
  readonly venueTime: EpochMs | undefined;
  readonly origin: AccountOrigin;
}

/** A trade of ours. `tradeId` is the venue's, and counts once however often it is told. */
export interface FillReport {
  readonly kind: "fill";
  readonly instrument: Instrument;
  readonly tradeId: string;
  readonly venueOrderId: VenueOrderId;
  readonly clientOrderId: ClientOrderId | undefined;
  readonly side: Side;
  /** Exact decimal text; where the venue tells only size and value, their quotient to 12 places. */
  readonly price: string;
  readonly size: SizeUnits;
  /** In the quote currency, exact decimal text, as told or price × size in base coins. */
  readonly value: string;
  /** Positive is paid, negative is received; undefined where this message does not say. */
  readonly fee: { readonly amount: string; readonly currency: string } | undefined;
  readonly liquidity: "maker" | "taker" | undefined;
  readonly realisedPnl: string | undefined;
  readonly venueTime: EpochMs;
  readonly origin: AccountOrigin;
  /** Set on a correcting entry: the venue took this trade back, and its figures count against what was told before. */
  readonly voided?: true;
}

/** A position, or one leg of it where the account holds longs and shorts side by side. */
export interface PositionReport {
  readonly kind: "position";
  readonly instrument: Instrument;
  readonly leg: "net" | "long" | "short";
  readonly side: "long" | "short" | "flat";
  /** Unsigned; 0 when flat. */
  readonly size: SizeUnits;
  readonly entryPrice: string | undefined;
  readonly markPrice: string | undefined;
  readonly unrealisedPnl: string | undefined;
  readonly liquidationPrice: string | undefined;
  readonly leverage: string | undefined;
  readonly marginMode: "cross" | "isolated" | undefined;
  readonly venueTime: EpochMs | undefined;
  readonly origin: AccountOrigin;
}

/** What an account holds of one currency in one wallet. Exact decimal texts. */
export interface BalanceReport {
  readonly kind: "balance";
  /** The venue's own name of the wallet. */
  readonly wallet: string;
  readonly currency: string;
  readonly total: string;
  readonly available: string | undefined;
  readonly locked: string | undefined;
  readonly venueTime: EpochMs | undefined;
  readonly origin: AccountOrigin;
}

export type AccountEvent = OrderReport | FillReport | PositionReport | BalanceReport;

/** Fee rates as fractions: "0.0006" is 0.06 %. Negative is a rebate. */
export interface FeeRates {
  readonly instrument: Instrument;
  readonly makerFraction: string;
  readonly takerFraction: string;
}

/** One payment of funding; positive is received. */
export interface FundingPayment {
  readonly instrument: Instrument | undefined;
  readonly amount: string;
  readonly currency: string;
  readonly venueTime: EpochMs;
  readonly id: string;
}

/** How positions of an instrument are held. Leverage as decimal text; undefined where the venue does not say. */
export interface PositionSettings {
  readonly instrument: Instrument;
  readonly marginMode: "cross" | "isolated" | undefined;
  readonly positionMode: "one-way" | "hedge" | undefined;
  readonly longLeverage: string | undefined;
  readonly shortLeverage: string | undefined;
}

/** What a key may do, where the venue tells. */
export interface KeyPermissions {
  readonly trade: boolean | undefined;
  readonly withdraw: boolean | undefined;
  readonly ipRestricted: boolean | undefined;
}
