// Walks past every book twice a second and asks what no message asks: is it silent for longer than it should be, is its proof
// growing old, is it time for an audit? One timer for all books, so that a thousand quiet markets cost nothing.

import { type MonotonicMs } from "#core/brand";
import { type Timer } from "#core/port";
import { type CompareOutcome, compareWithRest } from "#feed/book-compare";
import { type BookKeeper } from "#feed/book-keeper";
import { type FeedContext } from "#feed/feed-context";
import { type FeedSettings } from "#feed/feed-settings";
import { type MarketCodec } from "#venues/venue";

const ROUND_MS = 500;
/** Compares under way at once: quiet books wait for their turn and stay live meanwhile. */
const COMPARES_MAX = 4;

/** What is known of one book's rhythm. */
interface Rhythm {
  updates: number;
  seenAt: MonotonicMs;
  /** The usual distance between updates; undefined before the second. */
  learnedMs: number | undefined;
  /** Compares in a row that found it alike: each doubles the next wait. */
  doublings: number;
  comparing: { cancel(): void } | undefined;
  refreshedAt: MonotonicMs;
}

export interface WatchmanOptions {
  readonly context: FeedContext;
  readonly settings: FeedSettings;
  readonly codecOf: (keeper: BookKeeper) => MarketCodec;
}

/** Silence, freshness and audits of all books of one feed. */
export class Watchman {
  readonly #options: WatchmanOptions;
  readonly #rhythms = new Map<BookKeeper, Rhythm>();
  readonly #refreshMs = new Map<BookKeeper, number>();
  #compares = 0;
  #auditedAt: MonotonicMs;
  #auditTurn = 0;
  #timer: Timer | undefined;

  constructor(options: WatchmanOptions) {
    this.#options = options;
    this.#auditedAt = options.context.clock.monotonic();
    this.#arm();
  }

  add(keeper: BookKeeper): void {
    const now = this.#options.context.clock.monotonic();
    this.#rhythms.set(keeper, { updates: 0, seenAt: now, learnedMs: undefined, doublings: 0, comparing: undefined, refreshedAt: now });
  }

  remove(keeper: BookKeeper): void {
    const rhythm = this.#rhythms.get(keeper);
    if (rhythm?.comparing !== undefined) {
      rhythm.comparing.cancel();
      this.#compares -= 1;
    }
    this.#rhythms.delete(keeper);
    this.#refreshMs.delete(keeper);
  }

  /** Wants a fresh snapshot of a live book this often. */
  refreshEvery(keeper: BookKeeper, everyMs: number): void {
    this.#refreshMs.set(keeper, Math.min(everyMs, this.#refreshMs.get(keeper) ?? everyMs));
  }

  stop(): void {
    this.#timer?.cancel();
    for (const keeper of [...this.#rhythms.keys()]) this.remove(keeper);
  }

  #arm(): void {
    this.#timer = this.#options.context.clock.after(ROUND_MS, () => {
      this.#round();
      this.#arm();
    });
  }

  #round(): void {
    const { context, settings } = this.#options;
    const now = context.clock.monotonic();
    for (const [keeper, rhythm] of this.#rhythms) {
      this.#learn(keeper, rhythm, now);
      if (keeper.chainState.kind !== "live") continue;
      if (keeper.ageMs() > settings.probeAfterMs) keeper.topic?.probe();
      this.#refresh(keeper, rhythm, now);
      if (this.#isSilent(keeper, rhythm, now)) this.#askSilent(keeper, rhythm);
    }
    if (settings.auditEveryMs > 0 && now - this.#auditedAt >= settings.auditEveryMs) this.#audit(now);
  }

  #learn(keeper: BookKeeper, rhythm: Rhythm, now: MonotonicMs): void {
    const { updates } = keeper.counters;
    const fresh = updates - rhythm.updates;
    if (fresh <= 0) return;
    const eachMs = (now - rhythm.seenAt) / fresh;
    rhythm.learnedMs = rhythm.learnedMs === undefined ? eachMs : rhythm.learnedMs * 0.8 + eachMs * 0.2;
    rhythm.updates = updates;
    rhythm.seenAt = now;
    rhythm.doublings = 0;
  }

  #isSilent(keeper: BookKeeper, rhythm: Rhythm, now: MonotonicMs): boolean {
    const { settings } = this.#options;
    if (rhythm.comparing !== undefined || this.#compares >= COMPARES_MAX || keeper.progressAt === undefined) return false;
    const leastMs = Math.max(settings.silenceLeastMs, settings.silenceFactor * (rhythm.learnedMs ?? 0));
    const waitMs = Math.min(settings.silenceMostMs, leastMs * 2 ** Math.min(10, rhythm.doublings));
    return now - keeper.progressAt >= waitMs;
  }

  #askSilent(keeper: BookKeeper, rhythm: Rhythm): void {
    const before = keeper.counters.updates;
    this.#compare(keeper, rhythm, (outcome) => {
      // What moved on meanwhile is not silent, whatever REST says.
      if (keeper.counters.updates !== before) return;
      switch (outcome.kind) {
        case "alike":
          rhythm.doublings += 1;
          keeper.provenByCompare();
          return;
        case "different":
          keeper.lastDivergence = outcome.divergence;
          keeper.doubt("stale", "silent");
          return;
        case "unanswered":
          keeper.doubt("stale", "silent");
          return;
        case "unknown":
          return;
      }
    });
  }

  #audit(now: MonotonicMs): void {
    const live = [...this.#rhythms].filter(([keeper, rhythm]) => keeper.chainState.kind === "live" && rhythm.comparing === undefined);
    this.#auditedAt = now;
    const turn = live[this.#auditTurn % Math.max(1, live.length)];
    this.#auditTurn += 1;
    if (turn === undefined || this.#compares >= COMPARES_MAX) return;
    const [keeper, rhythm] = turn;
    this.#compare(keeper, rhythm, (outcome) => {
      if (outcome.kind !== "alike" && outcome.kind !== "different") return;
      const divergence = outcome.kind === "alike" ? 0 : outcome.divergence;
      keeper.counters.audits += 1;
      keeper.lastDivergence = divergence;
      this.#options.context.status({ kind: "audit", instrument: keeper.instrument, divergence });
      if (outcome.kind === "different") keeper.doubt("resyncing", "audit");
    });
  }

  #compare(keeper: BookKeeper, rhythm: Rhythm, settled: (outcome: CompareOutcome) => void): void {
    const { context, settings, codecOf } = this.#options;
    this.#compares += 1;
    rhythm.comparing = compareWithRest({ context, settings, codec: codecOf(keeper), keeper }, (outcome) => {
      rhythm.comparing = undefined;
      this.#compares -= 1;
      if (keeper.chainState.kind === "live") settled(outcome);
    });
  }

  #refresh(keeper: BookKeeper, rhythm: Rhythm, now: MonotonicMs): void {
    const everyMs = this.#refreshMs.get(keeper);
    if (everyMs === undefined || now - rhythm.refreshedAt < everyMs) return;
    rhythm.refreshedAt = now;
    keeper.refresh();
  }
}
