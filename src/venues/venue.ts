// The contract: what a venue must describe. A venue is a dictionary, not a machine: it describes, encodes, decodes (and later
// signs). It opens no socket, holds no timer, retries nothing. What differs between venues is data here; see the decision record
// "a venue is a dictionary, proved on three".

import { type EpochMs } from "#core/brand";
import { type VenueErrorCategory } from "#core/error";
import {
  type BookEvent,
  type BookImage,
  type CandleEvent,
  type CandleInterval,
  type MarketEvent,
  type TickerEvent,
  type TradeEvent,
} from "#core/event";
import { type Instrument, type InstrumentTable, type Product, type VenueId } from "#core/instrument";
import { type Interface, type InterfaceChoice } from "#core/interface-choice";
import { type SizeUnit } from "#core/quantity";
import { type Sequence, type SequenceVerdict } from "#core/sequence";
import { type Probe } from "#transport/connection-types";
import { type RestCall } from "#transport/rest-call";

// ── the description: plain data ──────────────────────────────────────────────────────────────────────────────────────

/** How well a fact is known. */
export type Evidence =
  /** Two or more independent sources, or a public capture, agree. */
  | "proven"
  /** One source, inference, or sources that disagree: works by default, may be wrong. */
  | "unproven";

/** A set of hosts that belong together, with keys of their own. */
export interface EnvironmentDescription {
  /** Base addresses by key: `rest`, `market`, `oss`, `private` … without a path. Every one can be overridden. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Other addresses that answer the same, by host key: for an override, and for a simulator that stands in for all of them. */
  readonly alternateHosts?: Readonly<Record<string, readonly string[]>>;
  /** The products and versions that exist here; absent where all do. */
  readonly only?: readonly { readonly product: Product; readonly api: string }[];
  readonly evidence: Evidence;
  readonly note?: string;
  /** False where its accounts have an interface of their own that is not spoken: keys are refused there. Default true. */
  readonly accountsSpoken?: false;
}

/** Messages that keep a socket alive. One socket may have several. */
export type Heartbeat =
  /** We send `send`, the venue answers `answer`, both plain text. */
  | { readonly kind: "text"; readonly from: "client"; readonly send: string; readonly answer: string; readonly everyMs: number }
  /** JSON with a value that is echoed: `{"action":"ping","ping":ID}` answered by `{"action":"pong","pong":ID}`. */
  | {
      readonly kind: "json";
      readonly from: "client" | "server";
      /** Templates; `$ID` stands for the echoed value, with quotes where the venue quotes it. */
      readonly ask: string;
      readonly answer: string;
      readonly everyMs: number;
      /** The peer gives up after this long, or this many, without an answer. */
      readonly patience: { readonly ms: number } | { readonly missed: number };
    }
  /** A method call, where the answer does not echo the question. `$TIME` is the asker's time, `$N` a counter of our own messages. */
  | {
      readonly kind: "method";
      readonly from: "client" | "server";
      readonly ask: string;
      readonly answer: string;
      readonly everyMs: number;
      readonly patience: { readonly missed: number };
    }
  /** RFC 6455 control frames. */
  | { readonly kind: "rfc"; readonly from: "server"; readonly everyMs: number; readonly patience: { readonly ms: number } };

export interface SocketDescription {
  /** Key of the environment's host. */
  readonly host: string;
  /** From the first slash: `/ws/oss/futures`. */
  readonly path: string;
  readonly heartbeats: readonly Heartbeat[];
  /** What our liveness check asks on a quiet socket. */
  readonly probe: Probe;
  /** Topics per connection that the venue publishes; the feed shards before it. */
  readonly topicsMax: number;
  /** Subscribe and unsubscribe messages that one connection may send in a time; undefined where none is published. */
  readonly operations: { readonly max: number; readonly perMs: number } | undefined;
  /** Our outbound messages: the pace that the feed keeps. */
  readonly pacing: { readonly messages: number; readonly perMs: number };
  /** Topics that one subscribe message may carry. */
  readonly topicsPerMessage: number;
  /** A message that the venue sends unasked after opening. */
  readonly greeting: boolean;
  /** How long a socket without a subscription lives, where known. */
  readonly idleCutMs: number | undefined;
  /** Whether a connection needs login before private topics, and how. */
  readonly login: "none" | "message" | "headers" | "leased-key";
  /** Refused requests that a connection survives, where more of them end it: what was refused is not asked for again on it. */
  readonly refusalsMax?: number;
  /** Sockets of this kind that one address may hold, where it differs from the venue's own figure. */
  readonly concurrentPerIp?: number;
  /** Absent means proven. */
  readonly evidence?: Evidence;
  readonly note?: string;
}

export interface ChannelDescription {
  /** Key of `ProductDescription.sockets`; undefined where the venue has no such topic and truebook polls or derives it. */
  readonly socket: string | undefined;
  /**
   * Topic templates in the order to try: `$SYM`, `$GROUP`, `$DEPTH`, `$INTERVAL`, `$KEY` (a leased key). The next is tried when an ack
   * leaves the topic out. A venue without topic texts (LBank) gives the fields of its message instead.
   */
  readonly topics: readonly string[];
  /** Whether the venue answers a subscribe. Data may come before the answer; nothing waits for it. */
  readonly acked: boolean;
  readonly evidence: Evidence;
  readonly note?: string;
  /** How truebook makes the channel where the venue has none. */
  readonly instead?: { readonly how: "polled" | "derived"; readonly everyMs?: number };
  /** Trades: ids stand only in rows of REST, so that pushes and rows are matched by their figures. Absent where pushes have them too. */
  readonly ids?: "rest-only";
  /** Trades without ids: prints that are alike in everything come in one message, so that another message with them repeats them. */
  readonly alike?: "one-message";
  /** How the topic spells an interval, where not as truebook does; an interval left out is not offered. */
  readonly intervals?: Readonly<Partial<Record<CandleInterval, string>>>;
}

export interface BookChannelDescription extends ChannelDescription {
  /** `sequence`: equality at a sequence is proven; `image`: equality at receipt only. */
  readonly proof: "sequence" | "image";
  /** Levels a side that the venue keeps for us, by subscription; the last is the deepest. */
  readonly depths: readonly number[];
  /** Groupings that the venue offers; 0 is the native tick. */
  readonly groupings: readonly number[];
  readonly recovery: "resubscribe" | "next-image";
  /** Whether REST's book carries a number of the same chain. */
  readonly restSequence: boolean;
  /** Image feeds: how often a changed book is published, and the names of the publishing nodes that can be trusted. */
  readonly images?: { readonly everyMs: number; readonly trustedNodePrefix?: string };
}

export interface RestDescription {
  readonly host: string;
  /** Product prefix and version: `/futures/api/v2.3`. */
  readonly base: string;
  /** What leaves the signed path, where the venue signs less than it sends. */
  readonly unsignedPrefix: string;
  readonly bookDepthMax: number;
  /** Rows a page; 0 where REST has no such read. */
  readonly tradesMax: number;
  /** The longest range of time that one read of trades may ask for; any when left out. */
  readonly tradesRangeMs?: number;
  /** Which end of a range a page of trades starts from: `forward` is the oldest, from a start time. Absent means backward, from an end time. */
  readonly tradesPaging?: "forward";
  /** False where only the newest trades can be read, so that there is no page before the first. Absent means true. */
  readonly tradesBounded?: boolean;
  readonly candlesMax: number;
  /** False where only the newest candles can be read, so that there is no page before the first. Absent means true. */
  readonly candlesBounded?: boolean;
  readonly candleIntervals: readonly CandleInterval[];
  readonly candleOrder: "newest-first" | "oldest-first";
  readonly timeUnit: "ms" | "s";
}

/** How a product writes what venues write differently. */
export interface SpellingDescription {
  /** A symbol of BTC against USDT. */
  readonly symbol: string;
  /** What the times of socket market data are: LBank writes UTC+8 wall time without a zone. */
  readonly socketTime: "epoch-ms" | "utc+8-text" | "none";
  /** The unit of the 24 h change: 0.0128 or 1.28 for the same day; none where it is not sent. */
  readonly change24h: "fraction" | "percent" | "none";
}

/** One product in one version of its interface. Where a product has several versions, the first is the default. */
export interface ProductDescription extends Interface {
  readonly sizeUnit: SizeUnit;
  readonly spelling?: SpellingDescription;
  readonly evidence: Evidence;
  readonly note?: string;
  readonly sockets: Readonly<Record<string, SocketDescription>>;
  readonly book: BookChannelDescription;
  readonly trades: ChannelDescription;
  readonly ticker: ChannelDescription;
  readonly candles: ChannelDescription;
  readonly privateTopics: readonly ChannelDescription[];
  readonly rest: RestDescription;
}

export type LoginForm =
  | { readonly kind: "socket-message"; readonly op: string; readonly signs: string; readonly digest: string; readonly evidence: Evidence }
  | {
      readonly kind: "handshake-headers";
      readonly headers: readonly string[];
      readonly signs: string;
      readonly digest: string;
      readonly evidence: Evidence;
    }
  | {
      readonly kind: "leased-key";
      readonly get: string;
      readonly renew: string;
      readonly destroy: string;
      readonly lifeMs: number;
      readonly renewAtFraction: number;
      readonly evidence: Evidence;
    };

/** One published limit of REST. `links` name buckets that a cost also drains. */
export interface RateBucketDescription {
  readonly bucket: string;
  readonly capacity: number;
  readonly perMs: number;
  readonly scope: "ip" | "key" | "account";
  readonly links: readonly string[];
  readonly evidence: Evidence;
}

export interface LimitsDescription {
  readonly rest: readonly RateBucketDescription[];
  readonly connectsPerIp: { readonly max: number; readonly perMs: number } | undefined;
  readonly concurrentPerIp: number | undefined;
  /** What the venue says in its headers about what is left. */
  readonly feedback: {
    readonly usedHeader?: string;
    readonly remainingHeader?: string;
    readonly retryAfter: "seconds" | "epoch" | "disputed" | "none";
  };
  /** How long a ban lasts when the venue does not say. */
  readonly banMs: number;
}

/** A name from an article that maps to the real channel. */
export interface ChannelAlias {
  readonly name: string;
  readonly meaning: string;
  readonly channel: ChannelName | "orders" | "account";
}

/** One row of `venues show`: what is claimed, how well it is known. */
export interface EvidenceRow {
  readonly subject: string;
  readonly claim: string;
  readonly evidence: Evidence;
  /** Marks as the protocol notes give them: `2+`, `1`, `live`, `WL`, `seed`, `inf`. */
  readonly marks: readonly string[];
}

/** The channels of public market data. */
export type ChannelName = "book" | "trades" | "ticker" | "candles";

/** What one product has, over all versions and languages that truebook speaks. */
export interface ProductCapabilities {
  readonly apis: readonly string[];
  /** Channels that a socket pushes; what is not among them is polled or derived. */
  readonly pushes: readonly ChannelName[];
  /** Levels a side of the deepest book. */
  readonly bookDepth: number;
  /** Groupings that the venue offers; 0 is the native tick. */
  readonly groupings: readonly number[];
  /** Lengths of the candles that can be read back. */
  readonly pastIntervals: readonly CandleInterval[];
}

/**
 * What a venue has, in literals: from these the compiler knows what may be asked of a connection. It says nothing that the rest of the
 * description does not say; a test holds the two together.
 */
export interface VenueCapabilities {
  readonly id: VenueId;
  readonly environments: readonly string[];
  /** Keys of hosts that can be overridden. */
  readonly hosts: readonly string[];
  /** Languages beside the venue's own. */
  readonly dialects: readonly "article"[];
  readonly products: Readonly<Record<Product, ProductCapabilities>>;
}

/** Everything about a venue that is not code. */
export interface VenueDescription<Has extends VenueCapabilities = VenueCapabilities> {
  readonly id: Has["id"];
  readonly capabilities: Has;
  readonly title: string;
  readonly docs: string;
  readonly environments: Readonly<Record<string, EnvironmentDescription>>;
  readonly products: readonly ProductDescription[];
  readonly login: readonly LoginForm[];
  readonly limits: LimitsDescription;
  readonly wsOrderEntry: boolean;
  readonly aliases: readonly ChannelAlias[];
  readonly evidence: readonly EvidenceRow[];
}

// ── the codec: pure functions ────────────────────────────────────────────────────────────────────────────────────────

/** A message about the connection itself; ends in feed/session. */
export type ControlMessage =
  /**
   * Confirms topics. Where the venue lists only what it accepted, what is missing was refused. No topics and a `requestId`: everything
   * that the message asked for.
   */
  | {
      readonly kind: "ack";
      readonly action: "subscribe" | "unsubscribe";
      readonly topics: readonly string[];
      readonly requestId: string | undefined;
    }
  /** Refuses a topic, or the message with `requestId`, or (neither known) something we sent. */
  | {
      readonly kind: "refused";
      readonly topic: string | undefined;
      /** Further topics that the same message refuses, for the same reason. */
      readonly alsoTopics?: readonly string[];
      readonly requestId: string | undefined;
      readonly code: string;
      readonly words: string;
      readonly retry: boolean;
    }
  | { readonly kind: "pong" }
  /** The venue asks; `reply` is the exact text to send back, now. */
  | { readonly kind: "ping"; readonly reply: string }
  | { readonly kind: "notice"; readonly words: string };

/** Market data. `events` and what they hold are valid until the next `read`. May be empty. */
export interface MarketReading {
  readonly kind: "market";
  /** The topic as subscribed, so that the feed finds its consumers; also when the venue spells it otherwise in data. */
  readonly topic: string;
  /**
   * A small whole number that the topic has with this reader, never given to another one: the feed finds its consumers by it faster
   * than by text. Left out where a reader keeps none.
   */
  readonly route?: number;
  readonly events: readonly MarketEvent[];
}

/** A frame that cannot be trusted. `topic` is known only when the frame still told it; else every topic of the connection is gapped. */
export interface MalformedFrame {
  readonly kind: "malformed";
  readonly topic: string | undefined;
  readonly reason: string;
  /** The stream itself is broken (invalid UTF-8): the connection is closed with this code. */
  readonly closeCode?: number;
  /** A number had more digits than the instrument allows: its rules may have changed. */
  readonly refreshInstruments?: boolean;
}

/** Market data of an instrument that the table does not hold, or of a topic that nobody subscribed: dropped and counted. */
export interface ForeignReading {
  readonly kind: "foreign";
  readonly topic: string | undefined;
  readonly symbol: string;
}

export type Reading = ControlMessage | MarketReading | MalformedFrame | ForeignReading;

/** What someone wants to hear. */
export type Want =
  | { readonly channel: "book"; readonly instrument: Instrument; readonly group: number; readonly depth: number }
  | { readonly channel: "trades"; readonly instrument: Instrument }
  | { readonly channel: "ticker"; readonly instrument: Instrument }
  | { readonly channel: "candles"; readonly instrument: Instrument; readonly interval: CandleInterval };

/** Counts what a codec saw and tolerated. */
export interface ReadCounters {
  fastReads: number;
  fallbackReads: number;
  /** Fields that the decoder does not know, by name, at most 64 names: schema drift. */
  readonly unknownFields: Map<string, number>;
}

/** Reads one connection's frames. Holds scratch space, so one reader per connection. */
export interface FrameReader {
  readonly counters: ReadCounters;
  /**
   * Puts the routes (see `MarketReading`) of those among the first `count` frames that are spelled as usual into `routes`, and returns how
   * many these are. Nothing is read beyond their topics, and `read` finds all as before.
   */
  ahead?(frames: readonly Uint8Array[], count: number, routes: number[]): number;
  /** Never throws. What it returns is valid until the next call. */
  read(bytes: Uint8Array, receivedTime: EpochMs): Reading;
}

/** The state of a book that a continuity rule may look at. */
export interface BookPosition {
  readonly sequence: Sequence | undefined;
  readonly venueTime: EpochMs | undefined;
}

export interface SubscribeCodec {
  /** Topic texts for a want, the preferred first, then fallbacks. Each text is also the key that readings carry. */
  topics(want: Want): readonly string[];
  /** Messages for topics that go out together; at most `topicsPerMessage` each. `requestId` is a counter of the connection. */
  encode(action: "subscribe" | "unsubscribe", topics: readonly string[], requestId: number): readonly string[];
}

/** REST reads. Every call is data and a pure decoder; none performs I/O. */
export interface MarketReads {
  instruments(): RestCall<readonly Instrument[]>;
  book(instrument: Instrument, depth: number, group?: number): RestCall<BookImage>;
  ticker(instrument: Instrument): RestCall<TickerEvent>;
  /** The same of many in one request: every one of `instruments` that the venue tells of, and no other. */
  tickers(instruments: readonly Instrument[]): RestCall<readonly TickerEvent[]>;
  /** Newest last. `before` and `after` bound the page by trade id or time, as the venue can. */
  trades(instrument: Instrument, page: TradesPage): RestCall<readonly TradeEvent[]>;
  /** Oldest first. The last one may be open. */
  candles(instrument: Instrument, interval: CandleInterval, page: CandlesPage): RestCall<readonly CandleEvent[]>;
  /** The venue's clock. `errorMs` is what the unit hides: 1000 where it tells only seconds. */
  time(): RestCall<{ readonly venueTime: EpochMs; readonly errorMs: number }>;
}

export interface TradesPage {
  readonly limit: number;
  readonly startTime?: EpochMs;
  readonly endTime?: EpochMs;
}

export interface CandlesPage {
  readonly startTime?: EpochMs;
  readonly endTime?: EpochMs;
  /** Which candles are closed is told from this time. */
  readonly now: EpochMs;
}

/** One product of one venue in one version: everything the feed needs to speak with it. */
export interface MarketCodec {
  readonly description: ProductDescription;
  readonly subscribe: SubscribeCodec;
  readonly reads: MarketReads;
  reader(table: () => InstrumentTable): FrameReader;
  /** The venue's continuity rule. Pure. */
  check(position: BookPosition, event: BookEvent): SequenceVerdict;
}

/** A venue as the rest of truebook sees it. */
export interface Venue {
  readonly description: VenueDescription;
  /** The codec of a product in the chosen interface. Throws UsageError for a product, version or dialect that it does not have. */
  market(product: Product, choice?: InterfaceChoice): MarketCodec;
  /** Words of the venue's own error codes. */
  errorCategory(code: string): VenueErrorCategory;
}
