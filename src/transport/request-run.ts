// One request's life with all its attempts: the wait for the limiter, the sending, the venue's own judgement of the answer, and
// another attempt where that can help. Every wait and every retry is inside one deadline and visible in the log and the counters.

import { type EpochMs, epochMs } from "#core/brand";
import { TransportError, type TruebookError, UsageError, VenueError } from "#core/error";
import {
  type Clock,
  type Fetcher,
  type HttpOutcome,
  type HttpReply,
  type HttpRequest,
  type Log,
  type Random,
  type Timer,
} from "#core/port";
import { Backoff, READ_BACKOFF } from "#transport/life/backoff";
import { type RateExpiry, type RateLane, type RateLimiter } from "#transport/limits/rate-limit";
import { retryAfterMs } from "#transport/limits/retry-after";
import { type CallOutcome, type RateCost, type RestReading } from "#transport/rest-call";

const DEADLINE_MS = 10_000;
const ATTEMPTS_MAX = 3;
const BODY_BYTES_MAX = 8 * 1_048_576;
/** A single attempt never gets less than this, as far as the deadline allows. */
const ATTEMPT_MIN_MS = 1_000;
/** Younger than this, what was asked in the turn of sending still holds. */
const ASK_AGAIN_MS = 2;
/** Added to a stated wait, which servers cut to whole seconds. */
const RETRY_AFTER_SLACK_MS = 250;

/** What every request of one venue shares. */
export interface RequesterOptions {
  readonly fetcher: Fetcher;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Base addresses by key, without a path. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly limiter: RateLimiter;
  readonly userAgent: string;
  /** How long a rate limit lasts when the venue does not say. */
  readonly banMs: number;
  /** A larger answer is an error. Default 8 MiB. */
  readonly bodyBytesMax?: number;
  /** Headers in which the venue tells how full the first bucket of a call is. */
  readonly feedback?: { readonly usedHeader?: string; readonly remainingHeader?: string };
  /** Told at every rate-limited answer: nothing of the same buckets leaves before `until`. */
  readonly onRateLimited?: (until: EpochMs) => void;
  /** Measures the venue's clock anew, then calls back: for requests that were refused for their time. */
  readonly mendClock?: (measured: () => void) => { cancel(): void };
}

export interface RequesterCounters {
  /** Requests that were sent. */
  requests: number;
  /** Of these, second and later attempts of a call. */
  retries: number;
  /** Answers that meant "too many". */
  rateLimited: number;
  /** Calls that ended without a value. */
  failed: number;
}

/** The options and the counters of the requester that a run belongs to. */
export interface RunShared {
  readonly options: RequesterOptions;
  readonly counters: RequesterCounters;
}

/** What is sent; made anew for every attempt, because signatures age. */
export type RunRequest = Pick<HttpRequest, "method" | "url" | "headers" | "body">;

/** One request as a run performs it. */
export interface Work<Value> {
  readonly name: string;
  readonly costs: readonly RateCost[];
  readonly lane: RateLane;
  /** `once`: a second copy could do harm, so only what never left, or what the venue provably did not look at, is tried again. */
  readonly repeat: "freely" | "once";
  readonly deadlineMs: number | undefined;
  readonly attemptsMax: number | undefined;
  /** From now; as long as the deadline when undefined. */
  readonly leaveWithinMs: number | undefined;
  /** Asked in the turn of sending, and again where the bytes get a connection only later; an error stops the request unsent. */
  readonly recheck: (() => TruebookError | undefined) | undefined;
  prepare(): RunRequest;
  decode(reply: HttpReply): RestReading<Value>;
  settled(outcome: CallOutcome<Value>): void;
}

/** What one attempt's outcome means. */
type Verdict<Value> =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "final"; readonly error: TruebookError }
  | { readonly kind: "again"; readonly error: TruebookError; readonly minDelayMs: number }
  /** The venue's clock and our idea of it differ, and the venue looked at nothing else. */
  | { readonly kind: "clock"; readonly error: TruebookError };

/** A request on its way. Settles exactly once, and never in the turn in which it began. */
export class RequestRun<Value> {
  readonly #shared: RunShared;
  readonly #work: Work<Value>;
  readonly #startedAt: number;
  readonly #deadlineMs: number;
  readonly #attemptsMax: number;
  readonly #backoff: Backoff;
  #attempts = 0;
  #clockMended = false;
  #queuedAt: number;
  #done = false;
  /** Set while our caller is still inside `call` or `cancel`. */
  #callerInside = true;
  #lastError: TruebookError | undefined;
  #timer: Timer | undefined;
  #step: { cancel(): void } | undefined;

  constructor(shared: RunShared, work: Work<Value>) {
    this.#shared = shared;
    this.#work = work;
    this.#startedAt = shared.options.clock.monotonic();
    this.#queuedAt = this.#startedAt;
    this.#deadlineMs = work.deadlineMs ?? DEADLINE_MS;
    this.#attemptsMax = work.repeat === "once" ? 1 : (work.attemptsMax ?? ATTEMPTS_MAX);
    this.#backoff = new Backoff(READ_BACKOFF, shared.options.random);
  }

  begin(): void {
    this.#queue();
    this.#callerInside = false;
  }

  cancel(): void {
    this.#callerInside = true;
    const message = `${this.#work.name} was cancelled by its caller.`;
    // What left may have been seen, whatever we want now.
    const phase = this.#attempts > 0 ? "after-send" : "before-send";
    this.#finish({ kind: "final", error: new TransportError("cancelled", message, { phase, retry: { kind: "never" } }) });
  }

  #leftMs(): number {
    return this.#startedAt + this.#deadlineMs - this.#shared.options.clock.monotonic();
  }

  #queue(): void {
    const { costs, lane, leaveWithinMs } = this.#work;
    this.#queuedAt = this.#shared.options.clock.monotonic();
    const request = { costs, lane, deadlineMs: Math.min(this.#leftMs(), leaveWithinMs ?? Number.POSITIVE_INFINITY) };
    const turn = this.#shared.options.limiter.acquire(
      request,
      () => this.#send(),
      (why) => this.#finish({ kind: "final", error: this.#noTurn(why) }),
    );
    // Granted in the same turn: the step is then the request itself.
    if (!this.#done) this.#step ??= turn;
  }

  #send(): void {
    const { fetcher, clock, userAgent, bodyBytesMax } = this.#shared.options;
    const stopped = this.#work.recheck?.();
    if (stopped !== undefined) {
      this.#finish({ kind: "final", error: stopped });
      return;
    }
    this.#attempts += 1;
    this.#shared.counters.requests += 1;
    if (this.#attempts > 1) this.#shared.counters.retries += 1;
    const leftMs = this.#leftMs();
    // An attempt that hangs must leave time for the next one, or "retried on timeout" would be empty words.
    const shareMs = leftMs / Math.max(1, this.#attemptsMax - this.#attempts + 1);
    const { headers, ...request } = this.#work.prepare();
    const whole: HttpRequest = {
      ...request,
      headers: { accept: "application/json", "user-agent": userAgent, ...headers },
      deadlineMs: Math.min(leftMs, Math.max(ATTEMPT_MIN_MS, shareMs)),
      bodyBytesMax: bodyBytesMax ?? BODY_BYTES_MAX,
      followRedirects: false,
      ...(this.#work.recheck === undefined ? {} : { leaving: this.#leaving(clock.monotonic()) }),
    };
    this.#step = fetcher.send(whole, (outcome) => {
      if (!this.#done) this.#judge(outcome);
    });
  }

  /**
   * A connection that has to be made first takes up to seconds: what was allowed before that is asked for again, and what has become late
   * stays here. In the moment of the first answer it is not asked twice.
   */
  #leaving(askedAt: number): () => TransportError | undefined {
    return () => {
      const now = this.#shared.options.clock.monotonic();
      if (now - askedAt < ASK_AGAIN_MS) return undefined;
      const { name, leaveWithinMs, recheck } = this.#work;
      if (leaveWithinMs !== undefined && now - this.#queuedAt > leaveWithinMs) {
        return localFailure("left-too-late", `${name} was not sent: no connection stood within ${Math.round(leaveWithinMs)} ms.`);
      }
      const stopped = recheck?.();
      return stopped === undefined || stopped instanceof TransportError ? stopped : localFailure(stopped.code, stopped.message);
    };
  }

  #judge(outcome: HttpOutcome): void {
    this.#step = undefined;
    const verdict = outcome.kind === "reply" ? this.#read(outcome.reply) : lostVerdict<Value>(outcome.error);
    if (verdict.kind === "clock") {
      this.#mendClock(verdict.error);
      return;
    }
    if (verdict.kind !== "again") {
      this.#finish(verdict);
      return;
    }
    const delayMs = verdict.minDelayMs + this.#backoff.nextMs();
    if (this.#attempts >= this.#attemptsMax || delayMs >= this.#leftMs()) {
      this.#finish({ kind: "final", error: verdict.error });
      return;
    }
    this.#lastError = verdict.error;
    this.#log("warn", "read-retried", verdict.error, { delayMs: Math.round(delayMs) });
    this.#timer = this.#shared.options.clock.after(delayMs, () => this.#queue());
  }

  /** Asks for the venue's time and tries once more: the venue looked at the time before anything else, so nothing can be doubled. */
  #mendClock(error: TruebookError): void {
    const { mendClock } = this.#shared.options;
    if (mendClock === undefined || this.#clockMended) {
      this.#finish({ kind: "final", error });
      return;
    }
    this.#clockMended = true;
    this.#lastError = error;
    this.#log("warn", "clock-refused", error, {});
    this.#step = mendClock(() => {
      this.#step = undefined;
      if (!this.#done) this.#queue();
    });
  }

  /** The venue's decoder judges first: statuses lie (an LMEX "order not found" came as 429), and pages are not answers. */
  #read(reply: HttpReply): Verdict<Value> {
    this.#heed(reply.headers);
    const reading = this.#work.decode(reply);
    if (reading.kind === "value") return reading;
    const error = reading.kind === "refused" ? reading.error : (statusError(this.#work.name, reply.status) ?? reading.error);
    if (!(error instanceof VenueError)) return { kind: "final", error };
    if (error.category === "clock") return { kind: "clock", error };
    const stated = retryAfterMs(reply.headers["retry-after"], this.#shared.options.clock.now());
    const statedMs = stated === undefined ? undefined : stated + RETRY_AFTER_SLACK_MS;
    if (error.category === "rate-limited") return { kind: "again", error, minDelayMs: this.#limited(error, statedMs) };
    if (error.category === "server" || error.category === "maintenance") return { kind: "again", error, minDelayMs: statedMs ?? 0 };
    return { kind: "final", error };
  }

  #heed(headers: Readonly<Record<string, string>>): void {
    const { feedback, limiter } = this.#shared.options;
    const bucket = this.#work.costs[0]?.bucket;
    if (feedback === undefined || bucket === undefined) return;
    const used = numberIn(headers, feedback.usedHeader);
    const remaining = numberIn(headers, feedback.remainingHeader);
    if (used !== undefined) limiter.observe(bucket, { used });
    if (remaining !== undefined) limiter.observe(bucket, { remaining });
  }

  #limited(error: VenueError, statedMs: number | undefined): number {
    const { limiter, banMs, clock, onRateLimited } = this.#shared.options;
    const forMs = statedMs ?? (error.retry.kind === "after" ? error.retry.delayMs : banMs);
    this.#shared.counters.rateLimited += 1;
    this.#log("warn", "rate-limited", error, { forMs: Math.round(forMs) });
    limiter.ban(this.#work.costs, forMs);
    onRateLimited?.(epochMs(clock.now() + forMs));
    return forMs;
  }

  #noTurn(why: RateExpiry): TruebookError {
    // What the venue said tells more than that there was no time left to ask again.
    if (this.#lastError !== undefined) return this.#lastError;
    const message = `${this.#work.name} was not sent: the rate limit leaves no turn in ${Math.round(this.#deadlineMs)} ms (${why}); ask later or less often.`;
    return localFailure("rate-limit-local", message);
  }

  /** Settles once, and never in the turn of `call`. */
  #finish(verdict: Extract<Verdict<Value>, { kind: "value" | "final" }>): void {
    if (this.#done) return;
    this.#done = true;
    this.#timer?.cancel();
    this.#step?.cancel();
    const elapsedMs = this.#shared.options.clock.monotonic() - this.#startedAt;
    const spent = { attempts: this.#attempts, elapsedMs };
    if (verdict.kind === "final") {
      this.#shared.counters.failed += 1;
      this.#log("warn", "read-failed", verdict.error, { elapsedMs: Math.round(elapsedMs) });
    }
    const outcome: CallOutcome<Value> =
      verdict.kind === "value" ? { kind: "value", value: verdict.value, ...spent } : { kind: "failed", error: verdict.error, ...spent };
    if (this.#callerInside) this.#shared.options.clock.after(0, () => this.#work.settled(outcome));
    else this.#work.settled(outcome);
  }

  #log(level: "warn", event: string, error: TruebookError, fields: Readonly<Record<string, unknown>>): void {
    const context = { call: this.#work.name, attempt: this.#attempts, code: error.code, message: error.message };
    this.#shared.options.log.write(level, event, { ...context, ...fields });
  }
}

function numberIn(headers: Readonly<Record<string, string>>, name: string | undefined): number | undefined {
  const text = name === undefined ? undefined : headers[name.toLowerCase()];
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function lostVerdict<Value>(error: TransportError): Verdict<Value> {
  return error.retry.kind === "never" ? { kind: "final", error } : { kind: "again", error, minDelayMs: 0 };
}

/** What a status says where the body says nothing that can be read. */
function statusError(name: string, status: number): VenueError | undefined {
  const details = { venueCode: `http-${status}`, words: "" };
  if (status === 429 || status === 418) {
    return new VenueError(
      "rate-limited",
      `The venue answered ${name} with HTTP ${status}; its limit is kept before the next attempt.`,
      details,
    );
  }
  if (status === 408 || status >= 500) {
    return new VenueError(
      "server",
      `The venue answered ${name} with HTTP ${status} and no readable body; its server is in trouble.`,
      details,
    );
  }
  return undefined;
}

/** A failure of our own making: nothing was sent. */
export function localFailure(code: string, message: string): TransportError {
  return new TransportError(code, message, { phase: "before-send", retry: { kind: "never" } });
}

/** The whole address of a path. Throws UsageError for a host that the environment does not have. */
export function addressOf(
  wanted: { readonly name: string; readonly host: string; readonly path: string; readonly query: string },
  hosts: Readonly<Record<string, string>>,
): string {
  const host = hosts[wanted.host];
  if (host === undefined) {
    const known = Object.keys(hosts).join(", ");
    throw new UsageError(
      "unknown-host",
      `${wanted.name} wants host ${wanted.host}, which this environment does not have; known are ${known}.`,
    );
  }
  return `${host.replace(/\/+$/, "")}${wanted.path}${wanted.query === "" ? "" : `?${wanted.query}`}`;
}

/** Parameters as they stand in an address, in order. */
export function queryText(pairs: readonly (readonly [name: string, value: string])[]): string {
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
}
