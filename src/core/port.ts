// What an engine needs from the world, as types. Every room gets these as values from its assembly. Callbacks, not promises:
// the whole market side then runs in one turn, and a virtual world can replay it event by event.

import { type EpochMs, type MonotonicMs } from "#core/brand";
import { type TransportError } from "#core/error";

/** A timer that can be taken back. Cancelling twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

/** The only source of time. */
export interface Clock {
  /** Wall time: for labels and signatures, never for deadlines. */
  now(): EpochMs;
  /** Steady time: for every deadline and age. */
  monotonic(): MonotonicMs;
  /** Calls back once after `delayMs` (any length, also beyond 2^31). */
  after(delayMs: number, fire: () => void): Timer;
}

/** Seeded randomness. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  unit(): number;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** Roughly normal: mean 0, deviation 1. */
  gauss(): number;
  /** A generator of its own, so that using one part more does not change another. */
  fork(label: string): Random;
}

/** Who runs, for locks that outlive a process. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The machine's name, for people. */
  readonly host: string;
  /** Where numbers of processes mean the same: one boot of one machine, and within it one container. */
  readonly place: string;
  isAlive(pid: number): boolean;
  /** A mark of when the process that now has a number began; undefined where the system does not tell. A number may be given out again. */
  startOf(pid: number): string | undefined;
}

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

/** Structured logging: an event name and flat fields. Values are redacted by the implementation. */
export interface Log {
  write(level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Whether a level is wanted, to spare the cost of building its fields. */
  enabled(level: LogLevel): boolean;
}

/** Counters and gauges by name; `labels` are few and bounded. */
export interface Metrics {
  count(name: string, by?: number, labels?: Readonly<Record<string, string>>): void;
  gauge(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
}

/** One frame as it came, before any opinion. Valid in this turn only, the object and its bytes: copy what is to be kept. */
export interface Frame {
  readonly bytes: Uint8Array;
  readonly connectionId: string;
  readonly receivedTime: EpochMs;
  readonly receivedMonotonic: MonotonicMs;
}

/** Takes every frame of every connection before it is read: recorders and traces. */
export interface FrameSink {
  received(frame: Frame): void;
  sent(connectionId: string, text: string, sentTime: EpochMs): void;
}

// ── raw network: what the real world and the virtual one each implement ──────────────────────────────────────────────

export interface DialRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** From the first packet to the 101 answer. */
  readonly handshakeTimeoutMs: number;
  readonly frameBytesMax: number;
}

/** Why a handshake was refused, when the peer said so in HTTP. */
export interface HandshakeRefusal {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/** When bytes were read from the network: one moment for all the messages that came in one read. */
export interface ReadMoment {
  readonly time: EpochMs;
  readonly monotonic: MonotonicMs;
}

export interface DialHandlers {
  opened(): void;
  /**
   * The first `count` of a list are messages that were read together and come next, in their order. A chance to look at what they will
   * need, so that a processor waits once for the memory of many; nothing may be concluded or kept.
   */
  ahead?(messages: readonly Uint8Array[], count: number): void;
  /** A text or binary message, valid in this turn only. Without `read` it was read from the network just now. */
  message(bytes: Uint8Array, read?: ReadMoment): void;
  /** An RFC 6455 pong. */
  pong(): void;
  /** Called once, after which nothing else is. `code` is 1006 when no close frame came; `error` says why, if anything did. */
  closed(end: {
    readonly code: number;
    readonly reason: string;
    readonly refusal?: HandshakeRefusal;
    readonly error?: TransportError;
  }): void;
}

/** One raw WebSocket. */
export interface RawSocket {
  send(text: string): void;
  /** An RFC 6455 ping. */
  ping(): void;
  /** Starts a polite close; `terminate` cuts at once. `closed` follows in both cases. */
  close(code: number, reason: string): void;
  terminate(): void;
  /** Bytes handed over and not yet written to the network. */
  readonly bufferedBytes: number;
}

/** Opens raw WebSockets. */
export interface Dialer {
  dial(request: DialRequest, handlers: DialHandlers): RawSocket;
}

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From now to the last byte of the answer. */
  readonly deadlineMs: number;
  readonly bodyBytesMax: number;
  /** Signed requests never follow a redirect. */
  readonly followRedirects: boolean;
  /** Asked once a connection stands and nothing but the writing is left, which may be long after `send`; an error stops it unsent. */
  readonly leaving?: () => TransportError | undefined;
}

export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export type HttpOutcome =
  | { readonly kind: "reply"; readonly reply: HttpReply }
  | { readonly kind: "failed"; readonly error: TransportError };

/** Sends one HTTP request once. `settled` is called exactly once, also after `cancel`. */
export interface Fetcher {
  send(request: HttpRequest, settled: (outcome: HttpOutcome) => void): { cancel(): void };
}
