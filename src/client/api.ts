// What a user of truebook holds. Everything public about one venue connection is named here, once; the classes behind it
// implement these types.

import { type CredentialsInput } from "#core/account/secret";
import { type BookState, type NotLiveReason } from "#core/book/book-state";
import { type EpochMs } from "#core/brand";
import { type CandleEvent, type CandleInterval, type Side, type TickerEvent } from "#core/event";
import { type Instrument, type Product, type VenueId } from "#core/instrument";
import { type Clock, type FrameSink, type Log } from "#core/port";
import { type Price, type Size } from "#core/quantity";
import { type VenueCapabilities } from "#venues/venue";

/** One level of a book. */
export interface BookLevel {
  readonly price: Price;
  readonly size: Size;
}

/** Several levels as one. `cut`: the view ends within it, and more may belong to it than is known: its size is the least that there is. */
export interface BookBucket extends BookLevel {
  readonly cut?: true;
}

/** The smaller of a depth and what the book holds, best first; with figures. A `BookSnapshot` never changes; a live view is valid in its turn. */
export interface BookView {
  readonly kind: "book";
  readonly venue: VenueId;
  readonly instrument: Instrument;
  readonly state: BookState["kind"];
  /** Why it is not live; undefined while live. */
  readonly reason: NotLiveReason | undefined;
  /** The number that was due and the one that came, when a gap or reset is the reason. */
  readonly expected: string | undefined;
  readonly received: string | undefined;
  /** `sequence`: equal to the venue's book at `sequence`. `image`: equal to the last image received. */
  readonly proof: "sequence" | "image";
  /** Counts openings of the connection that feeds it. */
  readonly epoch: number;
  /** The venue's number as text; undefined on image feeds and before the first snapshot. */
  readonly sequence: string | undefined;
  readonly depth: number;
  readonly venueTime: EpochMs | undefined;
  readonly receivedTime: EpochMs | undefined;
  /** Milliseconds since the last proof: a data frame of this topic, or an answered probe with no gap open. */
  readonly ageMs: number;
  /** Updates that this hand-out merged into one (`deliver: "latest"`), itself not counted. */
  readonly merged: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  readonly bestBid: BookLevel | undefined;
  readonly bestAsk: BookLevel | undefined;
  /** Exact, at one more decimal place than prices. */
  readonly mid: Price | undefined;
  readonly spread: Price | undefined;
  /** The spread in hundredths of a percent of the mid. */
  readonly spreadBps: number | undefined;
  /** (bids − asks) ÷ (bids + asks) over the best `levels`: −1 to 1. */
  imbalance(levels: number): number | undefined;
  /** The mid weighted by the opposite best sizes; a float. */
  readonly microprice: number | undefined;
  /** The average price of buying (asks) or selling (bids) `size`; a float; undefined when the view holds less. */
  vwap(side: Side, size: Size | string): number | undefined;
  /** Buckets of `step` (a decimal text that is a multiple of the tick), computed exactly. The last of a side may be `cut`. */
  group(step: string): { readonly bids: readonly BookBucket[]; readonly asks: readonly BookBucket[] };
}

/** A public print as users see it. */
export interface Trade {
  readonly kind: "trade";
  readonly venue: VenueId;
  readonly instrument: Instrument;
  readonly tradeId: string | undefined;
  readonly price: Price;
  readonly size: Size;
  /** The aggressor's side. */
  readonly side: Side;
  readonly venueTime: EpochMs;
  readonly receivedTime: EpochMs;
  /** True when it came by REST after a gap. */
  readonly backfilled: boolean;
  /** It was saved by an earlier process: only in `recent`, and only until this one has a print. */
  readonly restored?: true;
}

/** Prints that may be missing between two times: reconnect gaps that REST could not fill. */
export interface TradeHole {
  readonly kind: "trade-hole";
  readonly venue: VenueId;
  readonly instrument: Instrument;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** The known trades around it, where the venue gives ids; the end is open when nothing came after it yet. */
  readonly afterId: string | undefined;
  readonly beforeId: string | undefined;
  readonly reason: string;
}

export type Ticker = TickerEvent;
export type Candle = CandleEvent;

/** How a watch hands out. `every`: bounded queue of `capacity`, then `overflow`. `latest`: one slot, with the merged count. */
export type Delivery =
  | { readonly kind: "every"; readonly capacity: number; readonly overflow: "drop-oldest" | "fail" }
  | { readonly kind: "latest" };

export interface WatchOptions {
  /** Default `every` (capacity 10 000, overflow "fail" for trades, "drop-oldest" for others) or `latest` for books. */
  readonly deliver?: "every" | "latest" | Delivery;
  readonly signal?: AbortSignal;
  /**
   * `rest` polls instead of subscribing, labelled, with the same states; `socket` insists on what the venue pushes. Left out, the best
   * there is: pushed, else polled or derived, and labelled.
   */
  readonly via?: "socket" | "rest";
  /** Polling interval for `via: "rest"` (default 1 000 for books, 5 000 for all else), and for channels that the venue does not push. */
  readonly everyMs?: number;
  readonly product?: Product;
}

export interface WatchBookOptions extends WatchOptions {
  /** Levels a side, default 25; no more than the venue keeps, and Infinity for all of them. */
  readonly depth?: number;
  /** The venue's grouping number; default 0, the native tick. */
  readonly group?: number;
  /** Takes a fresh snapshot this often without leaving live; off by default. */
  readonly refreshMs?: number;
}

/** A stream: async-iterable once or often, disposable, abortable. */
export interface Watch<Item> extends AsyncIterable<Item>, AsyncDisposable {
  /** Hand-outs lost to the overflow policy so far. */
  readonly drops: number;
  /** Calls back in the same turn for every hand-out; returns what takes it back. One that throws, or rejects, is isolated and counted. */
  onEach(handle: (item: Item) => void): () => void;
  filter(keep: (item: Item) => boolean): Watch<Item>;
  /** This watch and others as one, of any venues, by receive time; as `combine`. */
  merge<Others extends readonly Watch<unknown>[]>(...others: Others): Watch<Item | ItemOf<Others[number]>>;
  /** Batches of at most `size`, flushed by time and on close. */
  batch(options: { readonly size: number; readonly maxWaitMs: number }): Watch<readonly Item[]>;
  close(): Promise<void>;
}

/** What a watch hands out. */
export type ItemOf<Watched> = Watched extends Watch<infer Item> ? Item : never;

/** A book stream with the live view beside it. Callbacks get the live view too, valid in their turn; iterators get snapshots. */
export interface BookWatch extends Watch<BookView> {
  /** The live view; its getters throw `BookNotLive` unless live. Printing it never throws. */
  readonly latest: BookView;
  /** The live view whatever its state. */
  readonly latestAllowStale: BookView;
}

/** A trade stream with a readable ring of the last trades. */
export interface TradesWatch extends Watch<Trade | TradeHole> {
  /** Oldest first, at most `ring` (default 1 000). Before the first print, what an earlier process saved, marked `restored`. */
  readonly recent: readonly Trade[];
}

/** A candle stream with the last candles beside it. */
export interface CandlesWatch extends Watch<Candle> {
  /**
   * Oldest first, each as it was handed out last, at most `ring` (default 500). Those that an earlier process saved are marked `restored`,
   * each until this one has the same candle; they are never handed out by the stream.
   */
  readonly recent: readonly Candle[];
}

/** What happened to the connection or to a book. */
export type StatusEvent =
  | { readonly kind: "connected"; readonly connection: string; readonly epoch: number }
  | { readonly kind: "disconnected"; readonly connection: string; readonly code: number | undefined; readonly reason: string }
  | { readonly kind: "reconnecting"; readonly connection: string; readonly inMs: number }
  | { readonly kind: "resubscribed"; readonly connection: string; readonly topics: number }
  | {
      readonly kind: "gap";
      readonly instrument: string;
      readonly reason: NotLiveReason;
      readonly expected: string | undefined;
      readonly received: string | undefined;
    }
  | { readonly kind: "healed"; readonly instrument: string; readonly afterMs: number }
  | { readonly kind: "stale"; readonly instrument: string; readonly reason: NotLiveReason }
  | { readonly kind: "audit"; readonly instrument: string; readonly divergence: number }
  | { readonly kind: "rate-limited"; readonly untilMs: number }
  | { readonly kind: "maintenance"; readonly active: boolean }
  | { readonly kind: "instrument"; readonly instrument: string; readonly change: string }
  | { readonly kind: "drop"; readonly what: string; readonly count: number }
  | { readonly kind: "failed"; readonly connection: string; readonly reason: string };

/** One thing that is asked of the venue now, however many watches share it. */
export type Subscription = {
  readonly channel: "book" | "trades" | "ticker" | "candles";
  readonly product: Product;
  /** The unified spelling; undefined where one read tells of all markets of the product. */
  readonly instrument: string | undefined;
  /** The venue's spelling. */
  readonly symbol: string | undefined;
} & (
  | {
      readonly via: "socket";
      /** As the venue spells it. */
      readonly topic: string;
      readonly connection: string;
      /** `confirmed`: acknowledged, or data came. `refused`: the venue does not serve it; asked again later or after a reconnect. */
      readonly state: "waiting" | "sent" | "confirmed" | "refused";
    }
  | { readonly via: "rest"; readonly everyMs: number }
);

export interface ConnectionHealth {
  readonly name: string;
  readonly state: string;
  readonly lastFrameAgeMs: number | undefined;
  readonly lastAnswerAgeMs: number | undefined;
  readonly reconnects: number;
  /** Every time that a socket was dialled, the vain ones too. */
  readonly attempts: number;
  readonly frames: number;
  readonly topics: number;
}

export interface BookHealth {
  readonly instrument: string;
  readonly product: Product;
  readonly state: BookState["kind"];
  readonly ageMs: number;
  readonly updates: number;
  readonly gaps: number;
  readonly healed: number;
  readonly lastDivergence: number | undefined;
}

/** Figures of one venue connection. Latencies are venue-to-local in ms, corrected by the measured clock offset; undefined before it is known. */
export interface Health {
  readonly venue: VenueId;
  readonly environment: string;
  /** `degraded`: a book is not live, a socket is not up, or tickers or candles that are read again and again could not be. */
  readonly state: "connecting" | "ready" | "degraded" | "maintenance" | "failed" | "closed";
  readonly connections: readonly ConnectionHealth[];
  readonly books: readonly BookHealth[];
  readonly gaps: { readonly seen: number; readonly healed: number; readonly open: number };
  readonly drops: number;
  readonly malformed: number;
  readonly unknownFields: Readonly<Record<string, number>>;
  readonly rate: {
    readonly requests: number;
    readonly retries: number;
    readonly rateLimited: number;
    /** Requests that wait for their turn at our own limiter. */
    readonly waiting: number;
    /** What is left of each published limit. */
    readonly headroom: readonly {
      readonly bucket: string;
      readonly capacity: number;
      readonly used: number;
      readonly bannedForMs: number;
    }[];
  };
  readonly clock: { readonly offsetMs: number; readonly errorMs: number } | undefined;
  readonly latencyMs: { readonly p50: number; readonly p99: number } | undefined;
}

export interface PageOptions {
  readonly from?: EpochMs | number;
  readonly to?: EpochMs | number;
  readonly limit?: number;
  readonly product?: Product;
  readonly signal?: AbortSignal;
}

/** Rows oldest first without holes or doubles, and where the venue's history ends. */
export interface History<Row> {
  readonly rows: readonly Row[];
  /** `complete`: the whole range; `venue-limit`: the venue has no older rows; `limit`: our own limit was reached. */
  readonly end: "complete" | "venue-limit" | "limit";
}

/** One venue, connected, for its markets. With `credentials` it reads the account too (`AccountReader`), with `mode: "live"` it trades (`Trader`). */
export interface VenueConnection extends AsyncDisposable {
  readonly venue: VenueId;
  readonly environment: string;
  /** What the venue has, as data. Asking for what is not in it throws UsageError. */
  readonly capabilities: VenueCapabilities;
  /** What is listed, as it was read last; `fetchInstruments` reads it now. */
  readonly instruments: readonly Instrument[];
  watchBook(instrument: string, options?: WatchBookOptions): BookWatch;
  watchTrades(instrument: string, options?: WatchOptions & { readonly ring?: number }): TradesWatch;
  watchTicker(instrument: string, options?: WatchOptions): Watch<Ticker>;
  /**
   * The tickers of several markets in one watch, each under its `instrument`. Without names: of all that are traded, read in one request
   * every `everyMs` (default 5 000) and handed out where a figure moved. `product` narrows either.
   */
  watchTickers(instruments?: readonly string[], options?: WatchOptions): Watch<Ticker>;
  watchCandles(instrument: string, interval: CandleInterval, options?: WatchOptions & { readonly ring?: number }): CandlesWatch;
  fetchBook(instrument: string, options?: { readonly depth?: number; readonly product?: Product }): Promise<BookView>;
  fetchTrades(instrument: string, options?: PageOptions): Promise<History<Trade>>;
  fetchTicker(instrument: string, options?: { readonly product?: Product }): Promise<Ticker>;
  fetchCandles(instrument: string, interval: CandleInterval, options?: PageOptions): Promise<History<Candle>>;
  fetchInstruments(): Promise<readonly Instrument[]>;
  fetchTime(): Promise<{ readonly venueTime: EpochMs; readonly offsetMs: number; readonly errorMs: number }>;
  /** Calls back for every status event; returns what takes it back. */
  on(event: "status", handle: (event: StatusEvent) => void): () => void;
  health(): Health;
  /** What is subscribed or polled at this moment; a copy. */
  readonly subscriptions: readonly Subscription[];
  /** Cuts every socket and opens it anew with everything that was subscribed: books are stale until then, missed trades are read over REST. */
  reconnect(): void;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** `data` sees; to trade, `connect` takes `mode: "live"` with limits (`LiveOptions`). Default `data`. */
  readonly mode?: "data";
  /** A key of the venue's environments; default `live`. */
  readonly environment?: string;
  /** The keys of an account, which then can be read and watched. They are never printed, and kept in memory only. */
  readonly credentials?: CredentialsInput;
  /** A name for the account, for files that outlive the process; default `default`. Two accounts of one venue need two names. */
  readonly account?: string;
  /** Where such files stand; default the user's state folder. */
  readonly stateDir?: string;
  /**
   * Saves the last books, trades and candles every 30 s and at the end, and hands them out after a restart, never as live, until live ones
   * replace them. Default: only where the connection trades.
   */
  readonly saveMarkets?: boolean;
  /** The address of a running simulator, `http://127.0.0.1:7421`: only rewrites hosts. */
  readonly simulator?: string;
  /** Overrides hosts by key: `{ rest: "https://…" }`. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** An http(s) proxy for sockets and requests. Nothing is taken from the environment. */
  readonly proxy?: string;
  /** Give up after this many failed attempts in a row; unlimited by default. */
  readonly maxAttempts?: number;
  /** No proof of life for this long is death; default 5 000, least 1 000. */
  readonly deadAfterMs?: number;
  /** The version of the venue's interface, where it has several: `v2`. Products that do not have it are left out. */
  readonly api?: string;
  /** `article`: the language of an article, where the venue's description has one; products without it are left out. Default `strict`. */
  readonly dialect?: "strict" | "article";
  /** The only source of time; the system's by default. */
  readonly clock?: Clock;
  readonly log?: Log;
  /** Sees every frame of both directions before it is read. */
  readonly trace?: FrameSink;
}
