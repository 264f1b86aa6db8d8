// Keeps requests below a venue's published limits. Nobody is thrown out at the door: a caller waits for its turn, cancels first,
// and expires at its own deadline instead of leaving late.

import { type Clock, type Timer } from "#core/port";
import { type RateBucket, RateBuckets, type RateHeadroom } from "#transport/limits/rate-bucket";
import { type RateCost } from "#transport/rest-call";

/** Cancels may use the whole of a limit and go first; everything else leaves each bucket's reserve alone. */
export type RateLane = "normal" | "cancel";

/** Why a turn never came. `hopeless` means that it could not have come before the deadline, so nothing was waited for. */
export type RateExpiry = "deadline" | "hopeless" | "queue-full" | "too-heavy";

export interface RateRequest {
  readonly costs: readonly RateCost[];
  readonly lane: RateLane;
  /** From now. */
  readonly deadlineMs: number;
}

/** Hands out turns. */
export interface RateLimiter {
  /**
   * Calls exactly one of `granted` and `expired`, in this turn when the answer is known now. A grant is a promise to send at once.
   * Throws InvariantError for a bucket that does not exist.
   */
  acquire(request: RateRequest, granted: () => void, expired: (why: RateExpiry) => void): { cancel(): void };
  /** The venue told what it counts: others behind the same address count too. Only ever tightens. */
  observe(bucket: string, feedback: { readonly used: number } | { readonly remaining: number }): void;
  /** The venue refuses what these costs drain: nothing of it leaves for `forMs`, cancels included, because it would only prolong the ban. */
  ban(costs: readonly RateCost[], forMs: number): void;
  /** What is left, by bucket, for health. */
  headroom(): readonly RateHeadroom[];
  readonly waiting: number;
}

export interface RateLimiterOptions {
  readonly clock: Clock;
  readonly buckets: readonly RateBucket[];
  /** Waiters per lane; one more is refused as `queue-full`. Default 1 024. */
  readonly waitersMax?: number;
  /** Every window is counted this much longer, because requests do not arrive in the rhythm in which they left. Default 50. */
  readonly marginMs?: number;
}

/** Makes the limiter of one venue and one address or account. Throws UsageError when a link names no bucket. */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  return new Limiter(options);
}

interface Waiter {
  /** Bucket → weight, links included. */
  readonly draws: ReadonlyMap<string, number>;
  readonly lane: RateLane;
  readonly deadlineAt: number;
  readonly granted: () => void;
  readonly expired: (why: RateExpiry) => void;
  done: boolean;
}

class Limiter implements RateLimiter {
  readonly #clock: Clock;
  readonly #buckets: RateBuckets;
  readonly #waitersMax: number;
  readonly #lanes: { readonly cancel: Waiter[]; readonly normal: Waiter[] } = { cancel: [], normal: [] };
  #timer: Timer | undefined;
  #pumping = false;

  constructor(options: RateLimiterOptions) {
    this.#clock = options.clock;
    this.#buckets = new RateBuckets(options.buckets, options.marginMs ?? 50);
    this.#waitersMax = options.waitersMax ?? 1_024;
  }

  get waiting(): number {
    return this.#lanes.cancel.length + this.#lanes.normal.length;
  }

  acquire(request: RateRequest, granted: () => void, expired: (why: RateExpiry) => void): { cancel(): void } {
    const draws = this.#buckets.draws(request.costs);
    const waiter: Waiter = {
      draws,
      lane: request.lane,
      deadlineAt: this.#clock.monotonic() + request.deadlineMs,
      granted,
      expired,
      done: false,
    };
    const lane = this.#lanes[request.lane];
    if (!this.#buckets.couldEverFit(draws, request.lane)) {
      expired("too-heavy");
    } else if (lane.length >= this.#waitersMax) {
      expired("queue-full");
    } else {
      lane.push(waiter);
      this.#pump();
    }
    return {
      cancel: () => {
        waiter.done = true;
        this.#pump();
      },
    };
  }

  observe(bucket: string, feedback: { readonly used: number } | { readonly remaining: number }): void {
    this.#buckets.observe(bucket, feedback, this.#clock.monotonic());
  }

  ban(costs: readonly RateCost[], forMs: number): void {
    const now = this.#clock.monotonic();
    for (const bucket of this.#buckets.draws(costs).keys()) this.#buckets.ban(bucket, now + forMs);
    this.#pump();
  }

  headroom(): readonly RateHeadroom[] {
    return this.#buckets.headroom(this.#clock.monotonic());
  }

  /** Lets go whoever may go, in order, and sets the timer for the next who might. */
  #pump(): void {
    // A callback may come back here; the outer pass then starts over instead of two passes editing one queue.
    if (this.#pumping) return;
    this.#pumping = true;
    this.#timer?.cancel();
    let next: number | "again" | undefined;
    try {
      do next = this.#pass();
      while (next === "again");
    } finally {
      this.#pumping = false;
    }
    if (next !== undefined) this.#timer = this.#clock.after(next, () => this.#pump());
  }

  /** Settles at most one waiter. Returns the ms until something may change, or undefined when nobody waits. */
  #pass(): number | "again" | undefined {
    const now = this.#clock.monotonic();
    // Who waits for a bucket keeps everyone behind it from that bucket, but not from others. A cancel keeps no other cancel from it: one that
    // ends a single order has room where one that ends all of them has not yet, and sooner is better.
    const taken = new Set<string>();
    const none = new Set<string>();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const lane of [this.#lanes.cancel, this.#lanes.normal]) {
      for (const [at, waiter] of lane.entries()) {
        const verdict = this.#judge(waiter, now, lane === this.#lanes.cancel ? none : taken);
        if (typeof verdict === "number") {
          for (const bucket of waiter.draws.keys()) taken.add(bucket);
          nextMs = Math.min(nextMs, verdict, waiter.deadlineAt - now);
          continue;
        }
        lane.splice(at, 1);
        this.#settle(waiter, verdict, now);
        return "again";
      }
    }
    return nextMs === Number.POSITIVE_INFINITY ? undefined : nextMs;
  }

  #judge(waiter: Waiter, now: number, taken: ReadonlySet<string>): number | "go" | "gone" | "deadline" | "hopeless" {
    if (waiter.done) return "gone";
    if (now >= waiter.deadlineAt) return "deadline";
    for (const bucket of waiter.draws.keys()) if (taken.has(bucket)) return waiter.deadlineAt - now;
    const waitMs = this.#buckets.waitMs(waiter.draws, waiter.lane, now);
    if (waitMs === 0) return "go";
    // Windows only fill and bans only grow: what does not fit before the deadline by now never will.
    return now + waitMs >= waiter.deadlineAt ? "hopeless" : waitMs;
  }

  #settle(waiter: Waiter, verdict: "go" | "gone" | "deadline" | "hopeless", now: number): void {
    if (verdict === "gone") return;
    waiter.done = true;
    if (verdict !== "go") {
      waiter.expired(verdict);
      return;
    }
    this.#buckets.take(waiter.draws, now);
    waiter.granted();
  }
}
