// What a fault is to the rest of the simulator: a set of hooks that the venue, its sockets and its REST consult at fixed points. A
// fault changes what is sent, when, or whether. It never changes the book that the venue keeps.

import { type Product, type VenueId } from "#core/instrument";
import { type Clock, type Random } from "#core/port";
import { type Accounts } from "#sim/accounts/accounts";
import { type MarketRules, type PublicMarket } from "#sim/market/public-market";
import { type HeldAccountTopic } from "#venues/account-dialect";
import { type DialectReply, type DialectRequest, type HeldTopic, type OutFrame, type PublishedStep, type SocketAct } from "#venues/dialect";

/** The value of a fault's parameter. */
export type FaultValue = number | string | boolean;

/** Whom a fault is meant for; what is left out matches all. */
export interface FaultTarget {
  readonly venue?: VenueId;
  readonly product?: Product;
  readonly symbol?: string;
}

/** A fault as it is asked for. */
export interface FaultOrder extends FaultTarget {
  readonly name: string;
  readonly params?: Readonly<Record<string, FaultValue>>;
}

/** What a fault may do to one open socket. */
export interface SocketControl {
  readonly id: string;
  readonly path: string;
  readonly ended: boolean;
  readonly held: ReadonlyMap<string, HeldTopic>;
  /** How many topics it holds, private ones too. */
  readonly topics: number;
  readonly heldAccounts: ReadonlyMap<string, HeldAccountTopic>;
  /** Nothing passes any more; the peer is not told. */
  blackHole(direction: "both" | "to-client" | "to-venue"): void;
  /** Keeps what the venue says back and sends all of it at once after `ms`. */
  delayOutput(ms: number): void;
  /** RFC 6455 pings stay without a pong for `ms`. */
  ignorePings(ms: number): void;
  /** Answers to the venue's own pings get lost for `ms`. */
  loseAnswers(ms: number): void;
  /** Asks in the venue's own words, or by an RFC 6455 ping where it has none, and closes with `code` when no answer came in time. */
  demandAnswer(withinMs: number, code: number): void;
  /** The venue's own ping as text, with this id; undefined where it has none. */
  pingText(id: string): string | undefined;
  /** Sends an RFC 6455 ping. */
  ping(): void;
  /** What the venue says after the peer cut the socket still arrives for `ms`, where the transport can do it. */
  linger(ms: number): void;
  /** Sends a text that belongs to no frame of the venue's. */
  inject(text: string): void;
  /** 1006 cuts without a close frame. */
  close(code: number, reason: string): void;
  /** Does acts of the venue's words, past all faults. */
  perform(acts: readonly SocketAct[]): void;
  /** Acts below the frame. False where the transport has no bytes (virtual time). */
  strikeBytes(strike: ByteStrike): boolean;
}

/** A fault below the WebSocket frame, which only a real server can commit. */
export type ByteStrike =
  | { readonly kind: "reset-mid-frame"; readonly text: string }
  | { readonly kind: "slow-frame"; readonly text: string; readonly bytesPerSecond: number }
  | { readonly kind: "huge-frame"; readonly bytes: number }
  | { readonly kind: "compression-bomb"; readonly bytes: number }
  | { readonly kind: "packed-frame"; readonly text: string; readonly form: "gzip" | "raw-deflate" | "corrupt-gzip" }
  | { readonly kind: "invalid-frame"; readonly form: "utf-8" | "reserved-opcode" | "masked" | "long-control" };

/** A frame on its way out. */
export interface FramePoint {
  readonly socket: SocketControl;
  /** The topic that the frame publishes; undefined for acks, errors and pongs. */
  readonly topic: HeldTopic | undefined;
  /** The step that the frame tells, for a delta. */
  readonly step: PublishedStep | undefined;
  /** Whether the frame opens a topic. */
  readonly opening: boolean;
  /** Writes another step in the venue's words, for this topic. */
  write(step: PublishedStep): readonly OutFrame[];
  /** The opening frame of this topic as it was `sequences` steps ago; undefined when nobody remembers. */
  opened(sequences: number): OutFrame | undefined;
}

/** What leaves instead of a frame: texts, now or later. */
export interface Emission {
  readonly text: string;
  readonly afterMs?: number;
}

/** `emit` replaces the frame; `done` says that the fault did its work. */
export interface FrameVerdict {
  readonly emit: readonly Emission[];
  readonly done: boolean;
}

/** A handshake that the venue did not accept in the ordinary way. */
export type HandshakeFault =
  | { readonly kind: "refused"; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly kind: "silent" }
  | { readonly kind: "slow"; readonly delayMs: number };

/** What became of a request. */
export type RequestVerdict =
  | { readonly kind: "reply"; readonly reply: DialectReply; readonly delayMs: number; readonly bytesPerSecond: number | undefined }
  | { readonly kind: "silent" }
  | { readonly kind: "reset" }
  /** It is still on its way: asked again then. */
  | { readonly kind: "later"; readonly afterMs: number; verdict(): RequestVerdict };

/**
 * What became of a private request before anything looked at it. `twice`: it is performed again behind the venue's gate. `late`: it is
 * let in now and performed then, and whoever waits still may hear of it, or nobody does. `limited`: refused for its rate.
 * `half-amended`: of a change only one half is done, or both orders live.
 */
export type PrivateArrival =
  | { readonly kind: "lost" }
  | { readonly kind: "twice" }
  /** The fault did its work on what the request is about; the request itself goes on. */
  | { readonly kind: "as-it-is" }
  | { readonly kind: "late"; readonly afterMs: number; readonly answered: boolean }
  | { readonly kind: "limited"; readonly retryAfterMs: number }
  | { readonly kind: "half-amended"; readonly form: "cancelled" | "doubled" };

/** A venue as a fault may touch it. */
export interface VenueControl {
  readonly id: VenueId;
  /** The accounts; undefined where the venue has none. */
  readonly accounts?: Accounts;
  readonly sockets: Iterable<SocketControl>;
  readonly tradedMarkets: readonly PublicMarket[];
  /** Moves the venue's clock by `skewMs`, and `driftPpm` millionths more as time goes on. */
  skewClock(skewMs: number, driftPpm: number): void;
  /** Numbers of one market go on beyond what a double holds. */
  numberBeyondDoubles(market: PublicMarket): void;
  setMode(mode: "open" | "maintenance"): void;
  /** Lists a market by other rules; false where it cannot be. A symbol that it gives up means nothing any more. */
  setRules(market: PublicMarket, rules: MarketRules): boolean;
  /** Takes a market off: it is in no list, its topics end without a word, and new ones are refused. */
  delist(market: PublicMarket): void;
  relist(market: PublicMarket): void;
}

export interface FaultScene {
  readonly venue: VenueControl;
  readonly target: FaultTarget;
  readonly clock: Clock;
  readonly random: Random;
}

/** A fault at work. Each hook answers undefined when the moment is not one of its own. */
export interface FaultEffect {
  /** Acts at once, on what is there. False: nothing to strike yet; it is asked again when a topic is held. */
  strike?(scene: FaultScene): boolean;
  frame?(frame: OutFrame, point: FramePoint): FrameVerdict | undefined;
  acts?(acts: readonly SocketAct[], socket: SocketControl): readonly SocketAct[] | undefined;
  opened?(socket: SocketControl): boolean;
  handshake?(address: { readonly host: string; readonly path: string }): HandshakeFault | undefined;
  request?(request: DialectRequest, reply: DialectReply): RequestVerdict | undefined;
  /** A private request that nothing has looked at yet. */
  arriving?(request: DialectRequest): PrivateArrival | undefined;
  /** The answer to a private request that was performed. `failure` gives the venue's own words for trouble of its own. */
  performed?(request: DialectRequest, reply: DialectReply, failure: () => DialectReply): RequestVerdict | undefined;
}
