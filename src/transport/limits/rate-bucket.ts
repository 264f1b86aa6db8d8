import { InvariantError, UsageError } from "#core/error";
import { SlidingWindow } from "#transport/limits/sliding-window";
import { type RateCost } from "#transport/rest-call";

/** One published limit: at most `capacity` of weight in `perMs`. `links` name buckets that the same cost also drains. */
export interface RateBucket {
  readonly bucket: string;
  readonly capacity: number;
  readonly perMs: number;
  readonly links: readonly string[];
  /** What only cancels may use. Default a tenth of the capacity, at least 1 from a capacity of 5 on. */
  readonly cancelReserve?: number;
}

/** How full one bucket is. */
export interface RateHeadroom {
  readonly bucket: string;
  readonly capacity: number;
  readonly used: number;
  /** 0 when not banned. */
  readonly bannedForMs: number;
}

interface Entry {
  readonly rule: RateBucket;
  readonly window: SlidingWindow;
  readonly reserve: number;
  bannedUntil: number;
}

/** The buckets of a venue, counted over sliding windows. Knows no time and no callers. */
export class RateBuckets {
  readonly #entries = new Map<string, Entry>();

  constructor(rules: readonly RateBucket[], marginMs: number) {
    for (const rule of rules) {
      this.#entries.set(rule.bucket, {
        rule,
        window: new SlidingWindow({ capacity: rule.capacity, perMs: rule.perMs + marginMs }),
        reserve: rule.cancelReserve ?? (rule.capacity < 5 ? 0 : Math.max(1, Math.floor(rule.capacity / 10))),
        bannedUntil: Number.NEGATIVE_INFINITY,
      });
    }
    for (const rule of rules) {
      for (const link of rule.links) {
        if (!this.#entries.has(link)) {
          throw new UsageError(
            "unknown-rate-bucket",
            `Rate bucket ${rule.bucket} links to ${link}, which is not described; describe it or drop the link.`,
          );
        }
      }
    }
  }

  /** What costs draw from every bucket, links followed to their end; a bucket reached twice by one cost is drawn once. */
  draws(costs: readonly RateCost[]): ReadonlyMap<string, number> {
    const draws = new Map<string, number>();
    for (const cost of costs) {
      const reached = new Set<string>();
      this.#follow(cost.bucket, reached);
      for (const bucket of reached) draws.set(bucket, (draws.get(bucket) ?? 0) + cost.weight);
    }
    return draws;
  }

  /** Whether this fits into empty buckets. */
  couldEverFit(draws: ReadonlyMap<string, number>, lane: "normal" | "cancel"): boolean {
    for (const [bucket, weight] of draws) {
      const entry = this.#entry(bucket);
      if (weight > entry.rule.capacity - (lane === "normal" ? entry.reserve : 0)) return false;
    }
    return true;
  }

  /** Milliseconds until all draws fit at once. */
  waitMs(draws: ReadonlyMap<string, number>, lane: "normal" | "cancel", nowMs: number): number {
    let waitMs = 0;
    for (const [bucket, weight] of draws) {
      const entry = this.#entry(bucket);
      waitMs = Math.max(waitMs, entry.bannedUntil - nowMs, entry.window.waitMs(nowMs, weight, lane === "normal" ? entry.reserve : 0));
    }
    return waitMs;
  }

  take(draws: ReadonlyMap<string, number>, nowMs: number): void {
    for (const [bucket, weight] of draws) this.#entry(bucket).window.take(nowMs, weight);
  }

  /** Takes the difference when the venue counts more than we do; never gives anything back. */
  observe(bucket: string, feedback: { readonly used: number } | { readonly remaining: number }, nowMs: number): void {
    const entry = this.#entry(bucket);
    const said = "used" in feedback ? feedback.used : entry.rule.capacity - feedback.remaining;
    if (!Number.isFinite(said)) return;
    // A venue's nonsense may at worst fill the bucket once.
    const used = Math.min(entry.rule.capacity, Math.ceil(said));
    entry.window.take(nowMs, used - entry.window.used(nowMs));
  }

  ban(bucket: string, untilMs: number): void {
    const entry = this.#entry(bucket);
    entry.bannedUntil = Math.max(entry.bannedUntil, untilMs);
  }

  headroom(nowMs: number): readonly RateHeadroom[] {
    return [...this.#entries.values()].map((entry) => ({
      bucket: entry.rule.bucket,
      capacity: entry.rule.capacity,
      used: entry.window.used(nowMs),
      bannedForMs: Math.max(0, entry.bannedUntil - nowMs),
    }));
  }

  #follow(bucket: string, reached: Set<string>): void {
    if (reached.has(bucket)) return;
    reached.add(bucket);
    for (const link of this.#entry(bucket).rule.links) this.#follow(link, reached);
  }

  #entry(bucket: string): Entry {
    const entry = this.#entries.get(bucket);
    if (entry === undefined)
      throw new InvariantError("unknown-rate-bucket", `A call names rate bucket ${bucket}, which its venue does not describe.`);
    return entry;
  }
}
