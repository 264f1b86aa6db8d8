// Performs reads: waits for the limiter, sends, lets the venue's own decoder judge the answer, and tries again where that can help.
// Every wait and every retry is inside one deadline and visible in the log and the counters. Writes never come through here.

import { type EpochMs, epochMs } from "#core/brand";
import { TransportError, type TruebookError, UsageError, VenueError } from "#core/error";
import { type Clock, type Fetcher, type HttpOutcome, type HttpReply, type Log, type Random, type Timer } from "#core/port";
import { Backoff, READ_BACKOFF } from "#transport/life/backoff";
import { type RateExpiry, type RateLimiter } from "#transport/limits/rate-limit";
import { retryAfterMs } from "#transport/limits/retry-after";
import { type CallOptions, type CallOutcome, type Requester, type RestCall } from "#transport/rest-call";

const DEADLINE_MS = 10_000;
const ATTEMPTS_MAX = 3;
const BODY_BYTES_MAX = 8 * 1_048_576;
/** A single attempt never gets less than this, as far as the deadline allows. */
const ATTEMPT_MIN_MS = 1_000;
/** Added to a stated wait, which servers cut to whole seconds. */
const RETRY_AFTER_SLACK_MS = 250;

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

/** A requester that also shows what it did. */
export interface CountedRequester extends Requester {
  readonly counters: Readonly<RequesterCounters>;
}

/** Makes the requester of one venue. A call of an unknown host throws UsageError. A cancelled call settles as failed, `cancelled`. */
export function createRequester(options: RequesterOptions): CountedRequester {
  const counters: RequesterCounters = { requests: 0, retries: 0, rateLimited: 0, failed: 0 };
  return {
    counters,
    call: (call, settled, callOptions) => {
      const run = new Call({ options, counters }, call, { settled, ...callOptions });
      run.begin();
      return { cancel: () => run.cancel() };
    },
  };
}

interface Shared {
  readonly options: RequesterOptions;
  readonly counters: RequesterCounters;
}

/** What one attempt's outcome means. */
type Verdict<Value> =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "final"; readonly error: TruebookError }
  | { readonly kind: "again"; readonly error: TruebookError; readonly minDelayMs: number };

class Call<Value> {
  readonly #shared: Shared;
  readonly #call: RestCall<Value>;
  readonly #settled: (outcome: CallOutcome<Value>) => void;
  readonly #url: string;
  readonly #startedAt: number;
  readonly #deadlineMs: number;
  readonly #attemptsMax: number;
  readonly #backoff: Backoff;
  #attempts = 0;
  #done = false;
  /** Set while our caller is still inside `call` or `cancel`. */
  #callerInside = true;
  #lastError: TruebookError | undefined;
  #timer: Timer | undefined;
  #step: { cancel(): void } | undefined;

  constructor(shared: Shared, call: RestCall<Value>, wish: CallOptions & { readonly settled: (outcome: CallOutcome<Value>) => void }) {
    this.#shared = shared;
    this.#call = call;
    this.#settled = wish.settled;
    this.#url = addressOf(call, shared.options.hosts);
    this.#startedAt = shared.options.clock.monotonic();
    this.#deadlineMs = wish.deadlineMs ?? DEADLINE_MS;
    this.#attemptsMax = wish.attemptsMax ?? ATTEMPTS_MAX;
    this.#backoff = new Backoff(READ_BACKOFF, shared.options.random);
  }

  begin(): void {
    this.#queue();
    this.#callerInside = false;
  }

  cancel(): void {
    this.#callerInside = true;
    this.#finish({ kind: "final", error: localFailure("cancelled", `${this.#call.name} was cancelled by its caller.`) });
  }

  #leftMs(): number {
    return this.#startedAt + this.#deadlineMs - this.#shared.options.clock.monotonic();
  }

  #queue(): void {
    const request = { costs: this.#call.costs, lane: "normal", deadlineMs: this.#leftMs() } as const;
    const turn = this.#shared.options.limiter.acquire(
      request,
      () => this.#send(),
      (why) => this.#finish({ kind: "final", error: this.#noTurn(why) }),
    );
    // Granted in the same turn: the step is then the request itself.
    if (!this.#done) this.#step ??= turn;
  }

  #send(): void {
    const { fetcher, userAgent, bodyBytesMax } = this.#shared.options;
    this.#attempts += 1;
    this.#shared.counters.requests += 1;
    if (this.#attempts > 1) this.#shared.counters.retries += 1;
    const leftMs = this.#leftMs();
    // An attempt that hangs must leave time for the next one, or "retried on timeout" would be empty words.
    const shareMs = leftMs / Math.max(1, this.#attemptsMax - this.#attempts + 1);
    const request = {
      method: this.#call.method,
      url: this.#url,
      headers: { accept: "application/json", "user-agent": userAgent },
      deadlineMs: Math.min(leftMs, Math.max(ATTEMPT_MIN_MS, shareMs)),
      bodyBytesMax: bodyBytesMax ?? BODY_BYTES_MAX,
      followRedirects: false,
    };
    this.#step = fetcher.send(request, (outcome) => {
      if (!this.#done) this.#judge(outcome);
    });
  }

  #judge(outcome: HttpOutcome): void {
    this.#step = undefined;
    const verdict = outcome.kind === "reply" ? this.#read(outcome.reply) : lostVerdict<Value>(outcome.error);
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

  /** The venue's decoder judges first: statuses lie (an LMEX "order not found" came as 429), and pages are not answers. */
  #read(reply: HttpReply): Verdict<Value> {
    this.#heed(reply.headers);
    const reading = this.#call.decode(reply);
    if (reading.kind === "value") return reading;
    const error = reading.kind === "refused" ? reading.error : (statusError(this.#call.name, reply.status) ?? reading.error);
    if (!(error instanceof VenueError)) return { kind: "final", error };
    const stated = retryAfterMs(reply.headers["retry-after"], this.#shared.options.clock.now());
    const statedMs = stated === undefined ? undefined : stated + RETRY_AFTER_SLACK_MS;
    if (error.category === "rate-limited") return { kind: "again", error, minDelayMs: this.#limited(error, statedMs) };
    if (error.category === "server" || error.category === "maintenance") return { kind: "again", error, minDelayMs: statedMs ?? 0 };
    return { kind: "final", error };
  }

  #heed(headers: Readonly<Record<string, string>>): void {
    const { feedback, limiter } = this.#shared.options;
    const bucket = this.#call.costs[0]?.bucket;
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
    limiter.ban(this.#call.costs, forMs);
    onRateLimited?.(epochMs(clock.now() + forMs));
    return forMs;
  }

  #noTurn(why: RateExpiry): TruebookError {
    // What the venue said tells more than that there was no time left to ask again.
    if (this.#lastError !== undefined) return this.#lastError;
    const message = `${this.#call.name} was not sent: the rate limit leaves no turn in ${Math.round(this.#deadlineMs)} ms (${why}); ask later or less often.`;
    return localFailure("rate-limit-local", message);
  }

  /** Settles once, and never in the turn of `call`. */
  #finish(verdict: Exclude<Verdict<Value>, { kind: "again" }>): void {
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
    if (this.#callerInside) this.#shared.options.clock.after(0, () => this.#settled(outcome));
    else this.#settled(outcome);
  }

  #log(level: "warn", event: string, error: TruebookError, fields: Readonly<Record<string, unknown>>): void {
    const context = { call: this.#call.name, attempt: this.#attempts, code: error.code, message: error.message };
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

function addressOf(call: RestCall<unknown>, hosts: Readonly<Record<string, string>>): string {
  const host = hosts[call.host];
  if (host === undefined) {
    const known = Object.keys(hosts).join(", ");
    throw new UsageError("unknown-host", `${call.name} wants host ${call.host}, which this environment does not have; known are ${known}.`);
  }
  const query = call.query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  return `${host.replace(/\/+$/, "")}${call.path}${query === "" ? "" : `?${query}`}`;
}

function localFailure(code: string, message: string): TransportError {
  return new TransportError(code, message, { phase: "before-send", retry: { kind: "never" } });
}
