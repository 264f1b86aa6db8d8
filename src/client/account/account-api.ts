// What a user holds of an account. The words are those of the market side: `instrument` for what is traded, exact numbers as Price and
// Size, times that say whose they are.

import { type History, type PageOptions, type VenueConnection, type Watch, type WatchOptions } from "#client/api";
import {
  type AccountOrigin,
  type FeeRates,
  type FundingPayment,
  type OrderStatus,
  type PositionSettings,
} from "#core/account/account-event";
import { type ClientOrderId, type VenueOrderId } from "#core/account/order";
import { type EpochMs } from "#core/brand";
import { type Side } from "#core/event";
import { type Instrument, type Product, type VenueId } from "#core/instrument";
import { type Price, type Size } from "#core/quantity";

/** One of our orders, with all that is known of it. */
export interface Order {
  readonly kind: "order";
  readonly venue: VenueId;
  readonly instrument: Instrument;
  readonly orderId: VenueOrderId;
  readonly clientOrderId: ClientOrderId | undefined;
  readonly status: OrderStatus;
  readonly side: Side | undefined;
  readonly style: "limit" | "market" | "stop" | "take-profit" | undefined;
  /** The limit price. */
  readonly price: Price | undefined;
  /** Undefined for orders that name quote coins. */
  readonly size: Size | undefined;
  readonly filledSize: Size | undefined;
  /** Exact decimal text. */
  readonly averagePrice: string | undefined;
  readonly reduceOnly: boolean | undefined;
  /** The venue's words for a rejection or a cancel that nobody asked for. */
  readonly words: string | undefined;
  readonly venueTime: EpochMs | undefined;
  readonly origin: AccountOrigin;
}

/** A trade of ours, told once; a trade that the venue takes back is told a second time, as `voided`. */
export interface Fill {
  readonly kind: "fill";
  readonly venue: VenueId;
  readonly instrument: Instrument;
  readonly tradeId: string;
  readonly orderId: VenueOrderId;
  readonly clientOrderId: ClientOrderId | undefined;
  readonly side: Side;
  /** Exact decimal text. */
  readonly price: string;
  readonly size: Size;
  /** In the quote currency, exact decimal text. */
  readonly value: string;
  /** Positive is paid. */
  readonly fee: { readonly amount: string; readonly currency: string } | undefined;
  readonly liquidity: "maker" | "taker" | undefined;
  readonly realisedPnl: string | undefined;
  readonly venueTime: EpochMs;
  readonly origin: AccountOrigin;
  /** Set on a correcting entry: the venue took this trade back, and its figures count against what was told before. */
  readonly voided?: true;
}

/** A position, or one leg of it where longs and shorts are held side by side. Decimal texts are exact as the venue told them. */
export interface Position {
  readonly kind: "position";
  readonly venue: VenueId;
  readonly instrument: Instrument;
  readonly leg: "net" | "long" | "short";
  readonly side: "long" | "short" | "flat";
  /** Unsigned. */
  readonly size: Size;
  readonly entryPrice: string | undefined;
  readonly markPrice: string | undefined;
  readonly unrealisedPnl: string | undefined;
  readonly liquidationPrice: string | undefined;
  readonly leverage: string | undefined;
  readonly marginMode: "cross" | "isolated" | undefined;
  readonly venueTime: EpochMs | undefined;
  readonly origin: AccountOrigin;
}

/** What an account holds of one currency in one wallet. */
export interface Balance {
  readonly kind: "balance";
  readonly venue: VenueId;
  readonly product: Product;
  /** The venue's own name of the wallet. */
  readonly wallet: string;
  readonly currency: string;
  readonly total: string;
  readonly available: string | undefined;
  readonly locked: string | undefined;
  readonly venueTime: EpochMs | undefined;
  readonly origin: AccountOrigin;
}

/** Whether what is known of a product's account can be believed, and when that was last proven. */
export interface AccountStatus {
  readonly product: Product;
  readonly state: "synced" | "resyncing" | "stale" | "refused";
  readonly reason: string | undefined;
  /** Since everything was last compared with the venue; undefined before the first time. */
  readonly ageMs: number | undefined;
  /** How each channel comes: pushed by the venue, asked for so often, or worked out from another one. */
  readonly channels: Readonly<Record<"orders" | "fills" | "positions" | "balances", string>>;
}

/** Which part of an account. Without an instrument all of it; venues that answer by instrument want one named. */
export interface AccountScope {
  readonly instrument?: string;
  readonly product?: Product;
}

export type AccountWatchOptions = Omit<WatchOptions, "via" | "everyMs"> & AccountScope;

/** What a connection can tell of an account. It reads and watches; orders are sent by a `Trader`, which is one of these too. */
export interface AccountReader {
  /** Hands out the live orders first, then every change; ended orders stay readable by `fetchOrder`. */
  watchOrders(options?: AccountWatchOptions): Watch<Order>;
  /** Every fill from now on, once. */
  watchFills(options?: AccountWatchOptions): Watch<Fill>;
  /** Open positions first, then every change; a position that closes is handed out once as flat. */
  watchPositions(options?: AccountWatchOptions): Watch<Position>;
  watchBalances(options?: AccountWatchOptions): Watch<Balance>;
  /** By either name; undefined when the venue says that there is none. */
  fetchOrder(
    instrument: string,
    name: { readonly orderId?: string; readonly clientOrderId?: string; readonly product?: Product },
  ): Promise<Order | undefined>;
  /** Everything that rests, and what waits for a trigger. Rejects when a row of it cannot be read. */
  fetchOpenOrders(scope?: AccountScope): Promise<readonly Order[]>;
  fetchOrders(instrument: string, options?: PageOptions): Promise<History<Order>>;
  fetchMyFills(instrument: string, options?: PageOptions): Promise<History<Fill>>;
  fetchPositions(scope?: AccountScope): Promise<readonly Position[]>;
  fetchBalances(scope?: Pick<AccountScope, "product">): Promise<readonly Balance[]>;
  fetchFees(instrument: string, options?: { readonly product?: Product }): Promise<FeeRates>;
  fetchFunding(instrument: string, options?: PageOptions): Promise<History<FundingPayment>>;
  fetchPositionSettings(instrument: string, options?: { readonly product?: Product }): Promise<PositionSettings>;
  /** One entry a product whose account somebody looked at. */
  accountStatus(): readonly AccountStatus[];
}

/** A venue connection with an account. */
export type AccountConnection = VenueConnection & AccountReader;
