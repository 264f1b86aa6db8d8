// One socket's life: wait, connect, live, end, and again. Every socket has a link of its own, and what a dead link says is
// ignored; so nothing of an old socket can reach the feed, however the network orders its callbacks.

import { type EpochMs, epochMs, type MonotonicMs, monotonicMs } from "#core/brand";
import {
  type Clock,
  type Dialer,
  type DialHandlers,
  type Frame,
  type FrameSink,
  type Log,
  type Random,
  type RawSocket,
  type ReadMoment,
  type Timer,
} from "#core/port";
import {
  type Connection,
  type ConnectionCounters,
  type ConnectionFactory,
  type ConnectionHandlers,
  type ConnectionOptions,
  type DownCause,
} from "#transport/connection-types";
import { closeRule, type RetryRule, refusalRule } from "#transport/life/close-codes";
import { Liveness } from "#transport/life/liveness";
import { Outbox } from "#transport/life/outbox";
import { RetryPlan } from "#transport/life/retry-plan";
import { type ConnectBudget, type ConnectTurn } from "#transport/limits/connect-budget";
import { retryAfterMs } from "#transport/limits/retry-after";

/** From dialling to the 101 answer: five seconds are promised, and a timer may be late. */
export const CONNECT_DEADLINE_MS = 4_800;
/** `Retry-After` is cut to whole seconds by most servers; this much more is never too early. */
const RETRY_AFTER_SLACK_MS = 500;
/** The least wait after a failure that only a person can mend. */
const HOPELESS_DELAY_MS = 30_000;
/** A polite close gets this long before the socket is cut. */
const LINGER_MS = 1_000;
/** Above this the peer does not read: more would only grow memory. */
const BUFFERED_BYTES_MAX = 1_048_576;
const FRAME_BYTES_MAX = 4 * 1_048_576;

export interface ConnectionFactoryOptions {
  readonly dialer: Dialer;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly budget: ConnectBudget;
  readonly frameSink?: FrameSink;
  /** A larger frame ends the socket with 1009. Default 4 MiB. */
  readonly frameBytesMax?: number;
}

/** Makes connections that share a dialer, a connect budget and a clock: one factory per venue. */
export function connectionFactory(shared: ConnectionFactoryOptions): ConnectionFactory {
  return (options, handlers) => new SocketConnection(shared, options, handlers);
}

/** One dialled socket. `live` falls once and for ever when the connection is done with it. */
interface Link {
  live: boolean;
  closed: boolean;
  raw: RawSocket | undefined;
  linger: Timer | undefined;
}

class SocketConnection implements Connection {
  readonly counters: ConnectionCounters = {
    attempts: 0,
    opened: 0,
    frames: 0,
    bytes: 0,
    probesSent: 0,
    probesAnswered: 0,
    sendQueueDrops: 0,
  };
  readonly #shared: ConnectionFactoryOptions;
  readonly #options: ConnectionOptions;
  readonly #handlers: ConnectionHandlers;
  readonly #clock: Clock;
  readonly #plan: RetryPlan;
  readonly #outbox: Outbox;
  #state: Connection["state"] = "idle";
  #epoch = 0;
  #connectionId: string;
  /** NaN before the first: a number that may also be undefined would cost an allocation at every frame. */
  #lastFrameMs = Number.NaN;
  /** Filled again for every frame. */
  readonly #frame: { -readonly [Key in keyof Frame]: Frame[Key] } = {
    bytes: NO_BYTES,
    connectionId: "",
    receivedTime: epochMs(Number.NaN),
    receivedMonotonic: monotonicMs(Number.NaN),
  };
  #lastAnswerAt: MonotonicMs | undefined;
  #connectedTime: EpochMs | undefined;
  #usefulAt: number | undefined;
  #dialledAt = 0;
  #link: Link | undefined;
  #liveness: Liveness | undefined;
  #timer: Timer | undefined;
  #heartbeat: Timer | undefined;
  #turn: ConnectTurn | undefined;

  constructor(shared: ConnectionFactoryOptions, options: ConnectionOptions, handlers: ConnectionHandlers) {
    this.#shared = shared;
    this.#options = options;
    this.#handlers = handlers;
    this.#clock = shared.clock;
    this.#connectionId = `${options.name}/0`;
    // A fork of its own, so that one more connection does not change the waits of the others in a replay.
    this.#plan = new RetryPlan(shared.random.fork(options.name), options.attemptsMax);
    this.#outbox = new Outbox({ clock: shared.clock, pacing: options.pacing, write: (text) => this.#write(text) });
  }

  get name(): string {
    return this.#options.name;
  }
  get state(): Connection["state"] {
    return this.#state;
  }
  get epoch(): number {
    return this.#epoch;
  }
  get lastFrameAt(): MonotonicMs | undefined {
    return Number.isNaN(this.#lastFrameMs) ? undefined : monotonicMs(this.#lastFrameMs);
  }
  get lastAnswerAt(): MonotonicMs | undefined {
    return this.#lastAnswerAt;
  }
  get connectedTime(): EpochMs | undefined {
    return this.#connectedTime;
  }

  start(): void {
    if (this.#state !== "idle") return;
    this.#wait(0);
  }

  send(text: string, urgent = false): boolean {
    if (this.#state !== "ready") return false;
    if ((this.#link?.raw?.bufferedBytes ?? 0) <= BUFFERED_BYTES_MAX && this.#outbox.push(text, urgent ? "urgent" : "normal")) return true;
    this.counters.sendQueueDrops += 1;
    this.#shared.log.write("warn", "send-queue-full", { connection: this.name, waiting: this.#outbox.waiting });
    return false;
  }

  probe(): void {
    this.#liveness?.probe();
  }

  answered(): void {
    if (this.#state !== "ready" || this.#liveness?.answered() !== true) return;
    this.#lastAnswerAt = this.#clock.monotonic();
    this.counters.probesAnswered += 1;
  }

  useful(): void {
    if (this.#state === "ready") this.#usefulAt ??= this.#clock.monotonic();
  }

  restart(cause: string): void {
    if (this.#state === "ready" || this.#state === "connecting") this.#fail({ kind: "failed", words: cause }, 0);
  }

  stop(): void {
    if (this.#state === "stopped" || this.#state === "failed") return;
    const silent = this.#state === "idle";
    this.#leave("politely");
    this.#state = "stopped";
    if (!silent) this.#tellDown({ kind: "stopped" }, undefined);
  }

  // ── the way up ───────────────────────────────────────────────────────────────────────────────────────────────────

  #wait(delayMs: number): void {
    this.#state = "waiting";
    this.#timer = this.#clock.after(delayMs, () => {
      this.#turn = this.#shared.budget.acquire(() => this.#dial());
    });
  }

  #dial(): void {
    this.#state = "connecting";
    this.#dialledAt = this.#clock.monotonic();
    this.#plan.dialled(this.#dialledAt);
    this.counters.attempts += 1;
    const link: Link = { live: true, closed: false, raw: undefined, linger: undefined };
    this.#link = link;
    // Kept here and not left to the dialer: a handshake that drips in byte by byte outlives every idle timeout.
    this.#timer = this.#clock.after(CONNECT_DEADLINE_MS, () => this.#fail({ kind: "failed", words: LATE_HANDSHAKE }, 0));
    const request = {
      url: this.#options.url,
      headers: this.#options.headers(),
      handshakeTimeoutMs: CONNECT_DEADLINE_MS,
      frameBytesMax: this.#shared.frameBytesMax ?? FRAME_BYTES_MAX,
    };
    link.raw = this.#shared.dialer.dial(request, this.#listen(link));
  }

  #listen(link: Link): DialHandlers {
    return {
      opened: () => {
        if (link.live) this.#opened();
      },
      message: (bytes, read) => {
        if (link.live && this.#state === "ready") this.#received(bytes, read);
      },
      ahead: (messages, count) => {
        if (link.live && this.#state === "ready") this.#handlers.ahead?.(messages, count);
      },
      pong: () => {
        if (!link.live || this.#liveness?.arrived(this.#clock.monotonic()) !== true) return;
        if (this.#options.probe.kind === "rfc") this.answered();
      },
      closed: (end) => {
        link.closed = true;
        link.linger?.cancel();
        if (link.live) this.#closed(end);
      },
    };
  }

  #opened(): void {
    const elapsedMs = this.#clock.monotonic() - this.#dialledAt;
    // The machine slept while connecting: what opened then is not open now.
    if (elapsedMs > CONNECT_DEADLINE_MS) {
      this.#fail({ kind: "failed", words: LATE_HANDSHAKE }, 0);
      return;
    }
    this.#timer?.cancel();
    this.#turn?.opened();
    this.#state = "ready";
    this.#epoch += 1;
    this.#connectionId = `${this.name}/${this.#epoch}`;
    this.counters.opened += 1;
    this.#connectedTime = this.#clock.now();
    this.#usefulAt = undefined;
    this.#liveness = new Liveness({
      clock: this.#clock,
      probeAfterMs: this.#options.probeAfterMs,
      deadAfterMs: this.#options.deadAfterMs,
      ask: () => this.#ask(),
      dead: (silentMs) => this.#fail({ kind: "dead", silentMs }, 0),
    });
    this.#beatLater();
    this.#shared.log.write("info", "connected", { connection: this.name, epoch: this.#epoch, elapsedMs, attempt: this.counters.attempts });
    this.#handlers.ready(this.#epoch);
  }

  // ── alive ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #received(bytes: Uint8Array, read: ReadMoment | undefined): void {
    const receivedMonotonic = read?.monotonic ?? this.#clock.monotonic();
    if (this.#liveness?.arrived(receivedMonotonic) !== true) return;
    this.#lastFrameMs = receivedMonotonic;
    this.counters.frames += 1;
    this.counters.bytes += bytes.length;
    const frame = this.#frame;
    frame.bytes = bytes;
    frame.connectionId = this.#connectionId;
    frame.receivedTime = read?.time ?? this.#clock.now();
    frame.receivedMonotonic = receivedMonotonic;
    this.#shared.frameSink?.received(frame);
    this.#handlers.frame(frame, this.#epoch);
  }

  #ask(): void {
    this.counters.probesSent += 1;
    const probe = this.#options.probe;
    if (probe.kind === "rfc") this.#link?.raw?.ping();
    else this.send(probe.text, true);
  }

  #beatLater(): void {
    const heartbeat = this.#options.heartbeat;
    if (heartbeat === undefined) return;
    this.#heartbeat = this.#clock.after(heartbeat.everyMs, () => {
      // Where heartbeat and probe are the same words, the venue's answer proves the same.
      if (this.#options.probe.kind === "text" && this.#options.probe.text === heartbeat.text) {
        this.counters.probesSent += 1;
        this.#liveness?.asked();
      }
      this.send(heartbeat.text, true);
      this.#beatLater();
    });
  }

  #write(text: string): void {
    this.#link?.raw?.send(text);
    this.#shared.frameSink?.sent(this.#connectionId, text, this.#clock.now());
  }

  // ── the way down ─────────────────────────────────────────────────────────────────────────────────────────────────

  #closed(end: Parameters<DialHandlers["closed"]>[0]): void {
    const rule = closeRule(end.code);
    if (end.refusal !== undefined) {
      this.#refused(end.refusal.status, end.refusal.retryAfter);
    } else if (this.#state === "ready") {
      this.#fail({ kind: "closed", code: end.code, reason: end.reason || (end.error?.message ?? "") }, rule.minDelayMs, rule);
    } else {
      // A certificate that is not trusted will not be in a second either.
      const hopeless = end.error?.retry.kind === "never";
      const words = end.error?.message ?? `The socket closed with ${end.code} before it opened.`;
      this.#fail({ kind: "failed", words }, hopeless ? HOPELESS_DELAY_MS : rule.minDelayMs, rule);
    }
  }

  #refused(status: number, retryAfter: string | undefined): void {
    const rule = refusalRule(status);
    const statedMs = retryAfterMs(retryAfter, this.#clock.now());
    const delayMs = statedMs === undefined ? rule.minDelayMs : statedMs + RETRY_AFTER_SLACK_MS;
    // A venue that counts connects counts them by address: its word binds every connection from here.
    if (rule.class === "limited") this.#shared.budget.blockUntil(monotonicMs(this.#clock.monotonic() + delayMs));
    this.#fail({ kind: "refused", status, retryAfterMs: statedMs }, delayMs, rule);
  }

  #fail(cause: DownCause, minDelayMs: number, rule?: RetryRule): void {
    const retryInMs = this.#plan.ended(this.#clock.monotonic(), { usefulAt: this.#usefulAt, minDelayMs });
    this.#leave("at once");
    if (retryInMs === undefined) this.#state = "failed";
    else this.#wait(retryInMs);
    this.#tellDown(cause, retryInMs, rule);
  }

  /** Lets go of the socket and of every timer. Whatever the socket still says is not heard. */
  #leave(manner: "politely" | "at once"): void {
    this.#timer?.cancel();
    this.#heartbeat?.cancel();
    this.#turn?.cancel();
    this.#liveness?.stop();
    this.#liveness = undefined;
    this.#outbox.clear();
    this.#usefulAt = undefined;
    this.#lastAnswerAt = undefined;
    this.#connectedTime = undefined;
    const link = this.#link;
    this.#link = undefined;
    if (link === undefined) return;
    link.live = false;
    if (link.closed) return;
    if (manner === "at once" || this.#state !== "ready") {
      link.raw?.terminate();
      return;
    }
    link.raw?.close(1000, "");
    link.linger = this.#clock.after(LINGER_MS, () => link.raw?.terminate());
  }

  #tellDown(cause: DownCause, retryInMs: number | undefined, rule?: RetryRule): void {
    const final = retryInMs === undefined;
    const level = cause.kind === "stopped" ? "info" : final ? "error" : "warn";
    const { kind, ...details } = cause;
    this.#shared.log.write(level, "disconnected", {
      connection: this.name,
      epoch: this.#epoch,
      cause: kind,
      ...details,
      class: rule?.class,
      retryInMs: final ? undefined : Math.round(retryInMs),
      final,
    });
    this.#handlers.down({ epoch: this.#epoch, cause, retryInMs, final });
  }
}

const NO_BYTES = new Uint8Array(0);
const LATE_HANDSHAKE = `No answer to the handshake in ${CONNECT_DEADLINE_MS / 1_000} s; the socket was cut.`;
