// What the feed sees of one connection. The life behind it (deadline, backoff, close table, probe, caps) is `connection`.

import { type EpochMs, type MonotonicMs } from "#core/brand";
import { type Frame } from "#core/port";

/** The cheapest question that the peer answers while it is alive. */
export type Probe = { readonly kind: "rfc" } | { readonly kind: "text"; readonly text: string };

export interface ConnectionOptions {
  /** For logs and traces: `lmex futures oss #1`. */
  readonly name: string;
  readonly url: string;
  /** Made anew for every attempt, because signatures age. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly probe: Probe;
  /** What the venue wants to hear from us, and how often. */
  readonly heartbeat: { readonly text: string; readonly everyMs: number } | undefined;
  /** The venue's bound on our messages: at most `messages` in `perMs`. */
  readonly pacing: { readonly messages: number; readonly perMs: number };
  /** No frame and no answered probe for this long is death. Default 5 000, least 1 000. */
  readonly deadAfterMs: number;
  /** The probe is sent when nothing arrived for this long. Default 2 000. */
  readonly probeAfterMs: number;
  /** Give up after this many failed attempts in a row; undefined never does. */
  readonly attemptsMax: number | undefined;
}

export type DownCause =
  | { readonly kind: "closed"; readonly code: number; readonly reason: string }
  | { readonly kind: "refused"; readonly status: number; readonly retryAfterMs: number | undefined }
  | { readonly kind: "dead"; readonly silentMs: number }
  | { readonly kind: "failed"; readonly words: string }
  | { readonly kind: "stopped" };

export interface ConnectionHandlers {
  /** The socket is open. `epoch` counts openings of this connection from 1. */
  ready(epoch: number): void;
  /** As of `DialHandlers`. */
  ahead?(messages: readonly Uint8Array[], count: number): void;
  /** A message. Bytes are valid in this turn only. */
  frame(frame: Frame, epoch: number): void;
  /** The socket is gone; nothing of `epoch` comes any more. Another attempt follows unless `final`. */
  down(end: { readonly epoch: number; readonly cause: DownCause; readonly retryInMs: number | undefined; readonly final: boolean }): void;
}

export interface Connection {
  readonly name: string;
  readonly state: "idle" | "connecting" | "ready" | "waiting" | "failed" | "stopped";
  readonly epoch: number;
  readonly lastFrameAt: MonotonicMs | undefined;
  /** When the peer last answered a probe that was sent on this socket. */
  readonly lastAnswerAt: MonotonicMs | undefined;
  readonly connectedTime: EpochMs | undefined;
  readonly counters: Readonly<ConnectionCounters>;
  start(): void;
  /** Queues a text frame behind the pacing. Returns false when not ready, or when the bounded queue is full. `urgent` (pongs) goes first. */
  send(text: string, urgent?: boolean): boolean;
  /** Asks the peer now, unless a question is already open: for the proof that a quiet topic needs on a busy socket. */
  probe(): void;
  /** Tells that the peer answered a text probe. RFC pongs are seen by the connection itself. */
  answered(): void;
  /** Tells that something useful came over this socket; only that resets the backoff. */
  useful(): void;
  /** Cuts the socket and connects again: for a topic that stays silent, a protocol violation, a failed login. */
  restart(cause: string): void;
  /** Ends it for good; no socket is left behind. */
  stop(): void;
}

export interface ConnectionCounters {
  attempts: number;
  opened: number;
  frames: number;
  bytes: number;
  probesSent: number;
  probesAnswered: number;
  sendQueueDrops: number;
}

/** Makes connections; the assembly hands it to the feed. */
export type ConnectionFactory = (options: ConnectionOptions, handlers: ConnectionHandlers) => Connection;
