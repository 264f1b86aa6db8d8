// The private half of the contract: how a venue signs, what it says of an account, and how orders are written for it. Like the
// public half it is a dictionary: time, nonces and randomness are arguments, and nothing here opens a socket or retries.

import {
  type AccountEvent,
  type BalanceReport,
  type FeeRates,
  type FillReport,
  type FundingPayment,
  type KeyPermissions,
  type OrderReport,
  type PositionReport,
  type PositionSettings,
} from "#core/account/account-event";
import {
  type ClearedChange,
  type ClearedOrder,
  type OrderReference,
  type OrderStyle,
  type TimeInForce,
  type Trigger,
} from "#core/account/order";
import { type CancelAnswer, type PlaceAnswer } from "#core/account/order-outcome";
import { type Secret } from "#core/account/secret";
import { type EpochMs } from "#core/brand";
import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";
import { type InterfaceChoice } from "#core/interface-choice";
import { type PrivateCall, type SignedRequest, type SignStamp } from "#transport/private-call";
import { type ControlMessage, type Evidence, type ForeignReading, type MalformedFrame, type ReadCounters, type Venue } from "#venues/venue";

// ── the description: plain data ──────────────────────────────────────────────────────────────────────────────────────

export type AccountChannel = "orders" | "fills" | "positions" | "balances";

/** How truebook hears of a channel. `derived`: worked out from another one; `none`: the product has no such thing. */
export type AccountChannelDescription =
  | { readonly how: "pushed"; readonly topics: readonly string[]; readonly evidence: Evidence; readonly note?: string }
  | { readonly how: "polled"; readonly everyMs: number; readonly evidence: Evidence; readonly note?: string }
  | {
      readonly how: "derived";
      readonly from: AccountChannel;
      readonly confirmedEveryMs: number;
      readonly evidence: Evidence;
      readonly note?: string;
    }
  | { readonly how: "none" };

/** What orders of a product can be. Checked before anything is encoded; what is not here is a refusal by name. */
export interface OrderCapabilities {
  readonly styles: readonly OrderStyle["kind"][];
  readonly timesInForce: readonly TimeInForce[];
  readonly triggersBy: readonly Trigger["by"][];
  /** Market buys that name quote coins to spend: `only` where a market buy cannot name a size. */
  readonly quoteBuys: "no" | "also" | "only";
  readonly reduceOnly: boolean;
  readonly amend: readonly ("price" | "size" | "trigger")[];
  /** Orders in one message; 1 where there is no batch. */
  readonly placeMany: number;
  readonly cancelMany: number;
  readonly cancelAll: "instrument" | "everything" | "both";
  /** Whether the venue itself cancels everything when we stop calling. */
  readonly cancelAllAfter: boolean;
  readonly clientOrderId: {
    readonly lengthMax: number;
    /** A regular expression that every id must match. */
    readonly pattern: string;
    readonly duplicates: "refused" | "accepted" | "unproven";
    /** Whether an order is found by it. */
    readonly queryable: boolean;
  };
  /** Orders that the venue takes in a time; the limiter's buckets carry the same figure. */
  readonly rate: { readonly max: number; readonly perMs: number };
  /** How long after an order was sent a query may still not know it; an assumption where not proven. */
  readonly visibleAfterMs: number;
  readonly evidence: Evidence;
  readonly note?: string;
}

/** The account side of one product in one version. */
export interface AccountDescription {
  /** What a key consists of beside its name and its secret. */
  readonly keys: { readonly passphrase: boolean; readonly methods: readonly ("hmac" | "rsa")[] };
  /** Key of `ProductDescription.sockets` of the private stream; undefined where everything is polled. */
  readonly socket: string | undefined;
  /** Whether the venue answers a subscription to a private topic. */
  readonly topicsAcked: boolean;
  readonly channels: Readonly<Record<AccountChannel, AccountChannelDescription>>;
  /** How long a login or a leased key lives, and at which part of it it is renewed; undefined where it lives as long as its connection. */
  readonly session: { readonly lifeMs: number; readonly renewAtFraction: number } | undefined;
  /** How far our time may be from the venue's, and what a request's number must be. */
  readonly clock: { readonly windowMs: number; readonly aheadMs: number; readonly nonce: "increasing" | "time" };
  readonly orders: OrderCapabilities;
  /** `none`: spot. `hedge`: a long and a short leg side by side. */
  readonly positions: "none" | "one-way" | "hedge" | "either";
  /** Whether the fee is taken in the quote (or settle) currency, or in what the trade brings. */
  readonly feeCurrency: "quote" | "received";
  readonly fillsPage: { readonly rowsMax: number; readonly rangeMs: number };
  readonly evidence: Evidence;
}

// ── the private stream ───────────────────────────────────────────────────────────────────────────────────────────────

/** A key that the venue lends for its stream (LBank's subscribeKey). */
export interface LeaseCodec {
  get(): PrivateCall<Secret>;
  renew(key: Secret): PrivateCall<true>;
  destroy(key: Secret): PrivateCall<true>;
}

/** The venue's answer to a login message. */
export interface LoginReading {
  readonly kind: "login";
  readonly accepted: boolean;
  readonly words: string;
}

/** Statements about the account. Valid beyond the frame: account events are few, and kept. */
export interface AccountReading {
  readonly kind: "account";
  readonly channel: AccountChannel;
  readonly events: readonly AccountEvent[];
  /** Rows that could not be read: the state must be asked for over REST. */
  readonly skippedRows: number;
  /** Whose account it is about, where the message tells: what is told of another one is not believed. */
  readonly owner?: string;
  /** The venue's count of account events, where it sends one: for order and repeats, not for gaps. */
  readonly version: string | undefined;
}

/** The venue does not know the key of a subscription (any more): another one must be leased. */
export interface KeyRefusedReading {
  readonly kind: "key-refused";
  readonly words: string;
}

export type PrivateReading = ControlMessage | LoginReading | KeyRefusedReading | AccountReading | MalformedFrame | ForeignReading;

export interface PrivateReader {
  readonly counters: ReadCounters;
  /** Never throws. */
  read(bytes: Uint8Array, receivedTime: EpochMs): PrivateReading;
}

/** The words of a private stream. */
export interface PrivateStreamCodec {
  /** Headers of the handshake, made anew for every attempt; empty where login is a message. */
  headers(stamp: SignStamp): Readonly<Record<string, string>>;
  /** The login message of an attempt, from 0; undefined where there is none, or no further form to try. */
  login(stamp: SignStamp, attempt: number): string | undefined;
  readonly lease: LeaseCodec | undefined;
  /**
   * Topic texts of a channel, the preferred first; empty where there is none. A polled channel may have one: it then tells that
   * something changed, with readings that hold no events.
   */
  topics(channel: AccountChannel): readonly string[];
  /** Messages for topics. `key` is the leased key, where there is one. */
  encode(
    action: "subscribe" | "unsubscribe",
    topics: readonly string[],
    about: { readonly requestId: number; readonly key: Secret | undefined },
  ): readonly string[];
  reader(table: () => InstrumentTable): PrivateReader;
}

// ── reads ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Which rows of a history. A cursor comes from the page before. */
export interface AccountPage {
  readonly instrument: Instrument | undefined;
  readonly startTime?: EpochMs;
  readonly endTime?: EpochMs;
  readonly cursor?: string;
  readonly limit: number;
}

/** Rows oldest first, and the cursor of the next page; no cursor means no further rows in the range. */
export interface AccountRows<Row> {
  readonly rows: readonly Row[];
  readonly next: string | undefined;
  /** Rows that could not be read. */
  readonly skippedRows: number;
}

/** What can be asked about an account. A read that a product does not have is undefined. */
export interface AccountReads {
  /** All of an instrument, or of the product where the venue allows it without a name. */
  readonly openOrders: (page: AccountPage) => PrivateCall<AccountRows<OrderReport>>;
  /** Orders that wait for a trigger, where `openOrders` leaves them out; absent where it lists them, or where there are none. */
  readonly untriggeredOrders?: (page: AccountPage) => PrivateCall<AccountRows<OrderReport>>;
  /** Whether `openOrders` and `untriggeredOrders` need an instrument. */
  readonly openOrdersPer: "instrument" | "product";
  /** One order by either name; undefined when the venue says that there is none. */
  readonly order: (reference: OrderReference) => PrivateCall<OrderReport | undefined>;
  readonly orders: ((page: AccountPage) => PrivateCall<AccountRows<OrderReport>>) | undefined;
  readonly fills: (page: AccountPage) => PrivateCall<AccountRows<FillReport>>;
  readonly fillsPer: "instrument" | "product";
  readonly positions: (() => PrivateCall<readonly PositionReport[]>) | undefined;
  readonly balances: () => PrivateCall<readonly BalanceReport[]>;
  readonly fees: (instrument: Instrument) => PrivateCall<FeeRates>;
  readonly funding: ((page: AccountPage) => PrivateCall<AccountRows<FundingPayment>>) | undefined;
  readonly settings: ((instrument: Instrument) => PrivateCall<PositionSettings>) | undefined;
  readonly permissions: (() => PrivateCall<KeyPermissions>) | undefined;
}

// ── orders ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a venue's answer to "cancel all" says: the orders that it names, or only that it took the request. */
export type CancelAllAnswer =
  | { readonly kind: "cancelled"; readonly orders: readonly OrderReport[] }
  | { readonly kind: "requested" }
  | { readonly kind: "rejected"; readonly venueCode: string; readonly words: string }
  | { readonly kind: "unclear"; readonly words: string };

/** How orders are written, and answers to them read. What a product cannot do is undefined; `OrderCapabilities` says the same as data. */
export interface OrderCodec {
  readonly place: (order: ClearedOrder) => PrivateCall<PlaceAnswer>;
  /** One answer an order, in their order. */
  readonly placeMany: ((orders: readonly ClearedOrder[]) => PrivateCall<readonly PlaceAnswer[]>) | undefined;
  readonly amend: ((reference: OrderReference, change: ClearedChange) => PrivateCall<PlaceAnswer>) | undefined;
  readonly cancel: (reference: OrderReference) => PrivateCall<CancelAnswer>;
  readonly cancelMany: ((references: readonly OrderReference[]) => PrivateCall<readonly CancelAnswer[]>) | undefined;
  readonly cancelAll: (instrument: Instrument | undefined) => PrivateCall<CancelAllAnswer>;
  /** The same for orders that wait for a trigger, where `cancelAll` leaves them. */
  readonly cancelAllUntriggered?: (instrument: Instrument | undefined) => PrivateCall<CancelAllAnswer>;
  /** Cancels everything `timeoutMs` from the last call; 0 disarms. */
  readonly cancelAllAfter: ((timeoutMs: number) => PrivateCall<true>) | undefined;
  readonly setLeverage: ((instrument: Instrument, leverage: string, marginMode: "cross" | "isolated") => PrivateCall<true>) | undefined;
  readonly setPositionMode: ((instrument: Instrument, mode: "one-way" | "hedge") => PrivateCall<true>) | undefined;
  /** Orders as messages on the private socket, where the language has them. */
  readonly socket: SocketOrderCodec | undefined;
}

/** An answer to an order or a cancel over a socket; `requestId` is ours, where the venue gives it back. */
export type SocketOrderAnswer =
  | { readonly to: "place"; readonly requestId: string | undefined; readonly answer: PlaceAnswer }
  | { readonly to: "cancel"; readonly requestId: string | undefined; readonly answer: CancelAnswer };

/** Orders over a socket: the message, and how its answer is told from others. */
export interface SocketOrderCodec {
  place(order: ClearedOrder, requestId: string): string;
  cancel(reference: OrderReference, requestId: string): string;
  /** Reads an answer; undefined when the frame is none. */
  answer(bytes: Uint8Array): SocketOrderAnswer | undefined;
}

/** The account side of one product in one version. */
export interface AccountCodec {
  readonly description: AccountDescription;
  readonly stream: PrivateStreamCodec | undefined;
  /** What can be asked; `table` tells the instruments that rows speak of, whenever one is read. */
  reads(table: () => InstrumentTable): AccountReads;
  readonly orders: OrderCodec;
  /** Pure: the same call and stamp give the same bytes. */
  sign(call: PrivateCall<unknown>, stamp: SignStamp): SignedRequest;
}

/** A venue with both halves. */
export interface TradingVenue extends Venue {
  /** The account side of a product; undefined where its private interface is not published. Throws like `market`. */
  account(product: Product, choice?: InterfaceChoice): AccountCodec | undefined;
}
