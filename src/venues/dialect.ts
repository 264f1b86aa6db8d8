// The other half of the contract: how the simulator speaks as a venue. A dialect is a dictionary too: it parses what a client
// sends and writes what the venue would answer. Sockets, timers, limits and faults belong to `sim`; books and prints to the
// simulated market behind `MarketView`. No client code imports a dialect.

import { type EpochMs, type PriceUnits, type SizeUnits } from "#core/brand";
import { type CandleInterval, type Side } from "#core/event";
import { type Instrument, type InstrumentKind, type Product, type VenueId } from "#core/instrument";
import { type Random } from "#core/port";
import { type AccountRules, type AccountStep, type AccountsView, type AccountView, type HeldAccountTopic } from "#venues/account-dialect";

/** A level of a published book, in units of the market's instrument. */
export type PublishedLevel = readonly [price: PriceUnits, size: SizeUnits];

/** One step of one published book's chain: what changed, in absolute sizes, 0 removes. */
export interface PublishedStep {
  readonly previous: number;
  readonly sequence: number;
  readonly venueTime: EpochMs;
  readonly bids: readonly PublishedLevel[];
  readonly asks: readonly PublishedLevel[];
}

/** A published book at one sequence, best first. */
export interface BookPicture {
  readonly sequence: number;
  readonly venueTime: EpochMs;
  readonly bids: readonly PublishedLevel[];
  readonly asks: readonly PublishedLevel[];
}

/** A public print. `tradeId` runs up by one per market. `side` is the aggressor's. */
export interface MarketPrint {
  readonly tradeId: number;
  readonly price: PriceUnits;
  readonly size: SizeUnits;
  readonly side: Side;
  readonly venueTime: EpochMs;
}

/** A candle's figures. `volume` is in size units, `turnover` in price units × size units. */
export interface CandleFigures {
  readonly openTime: EpochMs;
  readonly open: PriceUnits;
  readonly high: PriceUnits;
  readonly low: PriceUnits;
  readonly close: PriceUnits;
  readonly volume: bigint;
  readonly turnover: bigint;
  readonly trades: number;
}

/** Figures of the last 24 hours. Absent prices: nothing traded yet. */
export interface DayFigures {
  readonly last: PriceUnits | undefined;
  readonly open: PriceUnits | undefined;
  readonly high: PriceUnits | undefined;
  readonly low: PriceUnits | undefined;
  readonly volume: bigint;
  readonly turnover: bigint;
  readonly trades: number;
}

/** What a dialect may read of one simulated market. */
export interface MarketView {
  readonly instrument: Instrument;
  /** The published book now. Group 0 is the native tick; the window is the venue's. */
  picture(group: number): BookPicture;
  /** Newest first. */
  prints(query: {
    readonly limit: number;
    readonly startTime?: EpochMs;
    readonly endTime?: EpochMs;
    readonly beforeId?: number;
    readonly afterId?: number;
  }): readonly MarketPrint[];
  /** Oldest first; gaps without trades are filled with the last close and no volume. */
  candles(interval: CandleInterval, range: { readonly startTime: EpochMs; readonly endTime: EpochMs }): readonly CandleFigures[];
  day(): DayFigures;
  /** Fractions and prices that venues print beside the market, as decimal text. */
  readonly figures: {
    readonly markPrice: string;
    readonly indexPrice: string;
    readonly fundingRate: string;
    readonly openInterest: string;
  };
}

/** What a dialect may read of the simulated venue. */
export interface ExchangeView {
  /** The venue's clock, skew included. */
  now(): EpochMs;
  readonly markets: readonly MarketView[];
  market(product: Product, symbol: string): MarketView | undefined;
  /** The accounts; undefined where the simulated venue has none. */
  readonly accounts?: AccountsView;
}

/** What a frame is, so that limits and faults can aim at it. */
export type OutKind =
  | "ack"
  | "error"
  | "pong"
  | "ping"
  | "greeting"
  | "login"
  | "book-snapshot"
  | "book-delta"
  | "book-image"
  | "trades"
  | "ticker"
  | "candle"
  | "order"
  | "fill"
  | "position"
  | "balance"
  | "other";

export interface OutFrame {
  readonly text: string;
  readonly kind: OutKind;
  /** The topic as the venue names it in data, where it belongs to one. */
  readonly topic: string | undefined;
  readonly product: Product | undefined;
  readonly symbol: string | undefined;
}

/** A topic that a socket holds. */
export interface HeldTopic {
  /** As the client spelled it: the key that unsubscribe names. */
  readonly topic: string;
  readonly channel: "book" | "best" | "trades" | "ticker" | "candles" | "silent";
  readonly market: MarketView | undefined;
  readonly group: number;
  readonly depth: number;
  readonly interval: CandleInterval | undefined;
}

/** What one client message asks for, in the order to do it. */
export type SocketAct =
  | { readonly kind: "send"; readonly frame: OutFrame }
  /** Hold the topic; `sim` then publishes it, beginning with `opening` frames. */
  | { readonly kind: "hold"; readonly topic: HeldTopic }
  | { readonly kind: "release"; readonly topic: string }
  /** From now on the socket speaks for this account. */
  | { readonly kind: "login"; readonly account: AccountView }
  /** Hold a private topic; `sim` then tells it every step of its account. */
  | { readonly kind: "hold-account"; readonly topic: HeldAccountTopic }
  /** A request that the venue refuses; too many of them may end the socket. */
  | { readonly kind: "offence" }
  | { readonly kind: "pong"; readonly answers: string | undefined }
  | { readonly kind: "close"; readonly code: number; readonly reason: string };

/** One socket's words. Pure but for a counter of its own; `sim` keeps the topics. */
export interface SocketDialect {
  /** Frames that the venue sends unasked after opening. */
  greeting(): readonly OutFrame[];
  /** Reads a client message. Never throws; what the venue ignores gives no act. */
  received(text: string, held: ReadonlyMap<string, HeldTopic>): readonly SocketAct[];
  /** The first frames of a topic: a snapshot, recent trades, nothing. */
  opening(topic: HeldTopic): readonly OutFrame[];
  /** A step of a held book. Delta order on the wire is the dialect's (it may shuffle with `random`). */
  step(topic: HeldTopic, step: PublishedStep): readonly OutFrame[];
  prints(topic: HeldTopic, prints: readonly MarketPrint[]): readonly OutFrame[];
  /** What a step of an account looks like on a private topic; none when it does not concern it. Absent where there are no private topics. */
  account?(topic: HeldAccountTopic, step: AccountStep): readonly OutFrame[];
  /** The venue's own heartbeat question, where it asks. */
  ping(id: string): OutFrame | undefined;
  /** Its rhythm, where sockets of one venue differ; else the venue's rule holds. Read before each question: a socket may change its language. */
  readonly ownPing?: OwnPing | undefined;
}

export interface DialectRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface DialectReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Which published limit the request costs, and how much; `sim` charges it before `answer` counts. */
  readonly costs: readonly { readonly bucket: string; readonly weight: number }[];
}

/** A request with consequences: `sim` charges its costs first, and only then lets it act. */
export interface DialectAct {
  readonly costs: DialectReply["costs"];
  perform(): DialectReply;
}

export interface DialectOptions {
  /** Also serve what the articles say. */
  readonly article: boolean;
  readonly random: Random;
}

/** What a venue enforces on its clients. Data only: `sim` keeps the timers and the counts. */
export interface VenueRules {
  /** A socket that holds no topic and said nothing for this long is cut without a close frame. */
  readonly idleCutMs: number | undefined;
  /** The venue's own RFC 6455 pings, and how long it waits for the pong before it cuts. */
  readonly rfcPing: { readonly everyMs: number; readonly patienceMs: number } | undefined;
  /** The venue's own question in its own words (`SocketDialect.ping`): how often, and how it closes when one stays unanswered. */
  readonly ownPing?: OwnPing;
  /** Open sockets that one address may have. */
  readonly connectionsPerPeer: number;
  /** Where sockets of some paths are counted on their own: the most of each. */
  readonly connectionsByPath?: Readonly<Record<string, number>>;
  /** A request's cost names a bucket, or `bucket:part` where every part has a count of its own. */
  readonly rates: readonly { readonly bucket: string; readonly capacity: number; readonly perMs: number }[];
  /** A bucket whose count the venue tells in headers of every answer. */
  readonly reported?: { readonly bucket: string; readonly usedHeader: string; readonly remainingHeader: string };
  /** How long each further breach of a rate blocks an address; after the last it starts again. */
  readonly banLadderMs: readonly number[];
  /** The ladder starts again after so long without a breach. */
  readonly banMemoryMs: number;
}

/** How often a venue asks in its own words, and how long an open question may stand before it closes. */
export interface OwnPing {
  readonly everyMs: number;
  readonly patienceMs: number;
  readonly closeCode: number;
}

/** Where a client knocks, and what it says of itself. */
export interface SocketAddress {
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A market that a simulated venue lists, as a person writes it: decimal texts, with places as the venue prints them. */
export interface ListedInstrument {
  readonly product: Product;
  readonly kind: InstrumentKind;
  readonly symbol: string;
  readonly base: string;
  /** Default USDT; what a contract also settles in. */
  readonly quote?: string;
  readonly priceScale: number;
  readonly sizeScale: number;
  readonly tick: string;
  readonly lot: string;
  readonly minSize: string;
  readonly maxSize: string;
  /** Coins in a contract; absent where sizes are coins. */
  readonly contractSize?: string;
  /** Where the simulated market begins, and the size of a usual order in it. */
  readonly startPrice: string;
  readonly usualSize: string;
}

/** When a venue refuses, and whom. */
export interface RefusalMoment {
  readonly retryAfterMs: number;
  readonly now: EpochMs;
  /** What was asked for: a venue may number the errors of its products apart. */
  readonly path: string;
}

/** How the simulator answers as one venue. */
export interface Dialect {
  readonly venue: VenueId;
  /** The markets of the simulated venue. */
  readonly listings: readonly ListedInstrument[];
  readonly rules: VenueRules;
  /** How books are published where not each change at once: all changes of an interval together, and how many levels a side there are. */
  readonly publication?: { readonly windowLevels: number; readonly everyMs: number };
  /** How accounts are treated; undefined where the dialect speaks of none. */
  readonly accounts?: AccountRules;
  /** Every API host name of the venue that the simulator answers for. */
  readonly hosts: readonly string[];
  /** The venue's own answer to a handshake that it does not take, for instance of a private address without a valid signature. */
  refuseSocket?(address: SocketAddress, exchange: ExchangeView): DialectReply | undefined;
  /** The words of a new socket; undefined where the venue has no socket at that address (the handshake gets 404). */
  socket(address: SocketAddress, exchange: ExchangeView, options: DialectOptions): SocketDialect | undefined;
  /** Answers a request that does something to an account, or asks about it; undefined where it is none. Never throws. */
  act?(request: DialectRequest, exchange: ExchangeView, options: { readonly article: boolean }): DialectAct | undefined;
  /** Answers a REST request: public reads, private refusals, unknown paths. Never throws. */
  answer(request: DialectRequest, exchange: ExchangeView): DialectReply;
  /** The venue's own body for a limit that was passed, and for maintenance. */
  refusal(kind: "rate-limited" | "maintenance", about: RefusalMoment): DialectReply;
}
