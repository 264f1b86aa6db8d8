// Walks past every topic twice a second and asks what no message asks: is it silent for longer than it should be, is its proof
// growing old, is it time for an audit? One timer for all, so that a thousand quiet markets cost nothing.

import { type MonotonicMs } from "#core/brand";
import { type Timer } from "#core/port";
import { type CompareOutcome, compareWithRest } from "#feed/books/book-compare";
import { type BookKeeper } from "#feed/books/book-keeper";
import { type FeedContext } from "#feed/feed-context";
import { type FeedSettings } from "#feed/feed-settings";
import { type TradesKeeper } from "#feed/prints/trades-keeper";
import { Rhythm } from "#feed/rhythm";
import { type MarketCodec } from "#venues/venue";

const ROUND_MS = 500;
/** Compares under way at once: quiet books wait for their turn and stay live meanwhile. */
const COMPARES_MAX = 4;
/** The news of silence comes this long before its limit. */
const STALE_EARLY_MS = 100;
/** REST gets at least this long; where less is left the silence is a long-known one. */
const ANSWER_LEAST_MS = 1_000;

/** One watched book. */
interface WatchedBook {
  readonly rhythm: Rhythm;
  comparing: { cancel(): void } | undefined;
  refreshedAt: MonotonicMs;
}

interface Comparison {
  readonly keeper: BookKeeper;
  readonly watched: WatchedBook;
  readonly withinMs: number;
}

export interface WatchmanOptions {
  readonly context: FeedContext;
  readonly settings: FeedSettings;
  readonly codecOf: (keeper: BookKeeper) => MarketCodec;
}

/** Silence of all topics, freshness and audits of all books of one feed. */
export class Watchman {
  readonly #options: WatchmanOptions;
  readonly #books = new Map<BookKeeper, WatchedBook>();
  readonly #trades = new Map<TradesKeeper, Rhythm>();
  readonly #refreshMs = new Map<BookKeeper, number>();
  #compares = 0;
  #auditedAt: MonotonicMs;
  #auditTurn = 0;
  #tradesTurn = 0;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: WatchmanOptions) {
    this.#options = options;
    this.#auditedAt = options.context.clock.monotonic();
    this.#arm();
  }

  add(keeper: BookKeeper): void {
    const now = this.#options.context.clock.monotonic();
    this.#books.set(keeper, { rhythm: new Rhythm(this.#options.settings, now), comparing: undefined, refreshedAt: now });
  }

  remove(keeper: BookKeeper): void {
    const watched = this.#books.get(keeper);
    if (watched?.comparing !== undefined) {
      watched.comparing.cancel();
      this.#compares -= 1;
    }
    this.#books.delete(keeper);
    this.#refreshMs.delete(keeper);
  }

  addTrades(keeper: TradesKeeper): void {
    this.#trades.set(keeper, new Rhythm(this.#options.settings, this.#options.context.clock.monotonic()));
  }

  removeTrades(keeper: TradesKeeper): void {
    this.#trades.delete(keeper);
  }

  /** Wants a fresh snapshot of a live book this often. */
  refreshEvery(keeper: BookKeeper, everyMs: number): void {
    this.#refreshMs.set(keeper, Math.min(everyMs, this.#refreshMs.get(keeper) ?? everyMs));
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    for (const keeper of [...this.#books.keys()]) this.remove(keeper);
  }

  #arm(): void {
    this.#timer = this.#options.context.clock.after(ROUND_MS, () => {
      this.#round();
      // Whoever hears of a round's findings may close everything.
      if (!this.#stopped) this.#arm();
    });
  }

  #round(): void {
    const { context, settings } = this.#options;
    const now = context.clock.monotonic();
    for (const [keeper, watched] of this.#books) {
      watched.rhythm.learn(keeper.counters.updates, now);
      keeper.tellAge();
      if (keeper.chainState.kind !== "live" || keeper.progressAt === undefined) continue;
      if (keeper.ageMs() > settings.probeAfterMs) keeper.topic?.probe();
      this.#refresh(keeper, watched, now);
      if (watched.comparing !== undefined || this.#compares >= COMPARES_MAX) continue;
      if (watched.rhythm.isSilent(keeper.progressAt, now)) this.#askSilent(keeper, watched);
    }
    for (const [keeper, rhythm] of this.#trades) {
      rhythm.learn(keeper.counters.trades, now);
      if (keeper.progressAt === undefined || !rhythm.isSilent(keeper.progressAt, now)) continue;
      keeper.askWhetherMissed((answer) => {
        if (answer === "none missed") rhythm.foundAlike();
      });
    }
    if (settings.auditEveryMs > 0 && now - this.#auditedAt >= settings.auditEveryMs) this.#audit(now);
  }

  #askSilent(keeper: BookKeeper, watched: WatchedBook): void {
    const before = keeper.counters.updates;
    const { settings, context } = this.#options;
    // A book that nothing vouches for is stale within the time that every connection has, the wait for REST included.
    const silentMs = context.clock.monotonic() - (keeper.progressAt ?? 0);
    const leftMs = settings.deadAfterMs - STALE_EARLY_MS - silentMs;
    const withinMs = leftMs < ANSWER_LEAST_MS ? settings.compareWithinMs : Math.min(settings.compareWithinMs, leftMs);
    this.#compare({ keeper, watched, withinMs }, (outcome) => {
      // What moved on meanwhile is not silent, whatever REST says.
      if (keeper.counters.updates !== before) return;
      switch (outcome.kind) {
        case "alike":
          watched.rhythm.foundAlike();
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
          // That nobody may tell cannot go on for ever: a subscription anew tells.
          if (silentMs >= settings.silenceMostMs) keeper.doubt("stale", "silent");
          return;
      }
    });
  }

  #audit(now: MonotonicMs): void {
    const live = [...this.#books].filter(([keeper, watched]) => keeper.chainState.kind === "live" && watched.comparing === undefined);
    this.#auditedAt = now;
    const streams = [...this.#trades.keys()];
    streams[this.#tradesTurn % Math.max(1, streams.length)]?.audit();
    this.#tradesTurn += 1;
    const turn = live[this.#auditTurn % Math.max(1, live.length)];
    this.#auditTurn += 1;
    if (turn === undefined || this.#compares >= COMPARES_MAX) return;
    const [keeper, watched] = turn;
    this.#compare({ keeper, watched, withinMs: this.#options.settings.compareWithinMs }, (outcome) => {
      if (outcome.kind !== "alike" && outcome.kind !== "different") return;
      const divergence = outcome.kind === "alike" ? 0 : outcome.divergence;
      keeper.audited(divergence);
      this.#options.context.status({ kind: "audit", instrument: keeper.instrument, divergence });
      if (outcome.kind === "different") keeper.doubt("resyncing", "audit");
    });
  }

  #compare({ keeper, watched, withinMs }: Comparison, settled: (outcome: CompareOutcome) => void): void {
    const { context, settings, codecOf } = this.#options;
    this.#compares += 1;
    watched.comparing = compareWithRest({ context, settings, codec: codecOf(keeper), keeper, withinMs }, (outcome) => {
      watched.comparing = undefined;
      this.#compares -= 1;
      if (keeper.chainState.kind === "live") settled(outcome);
    });
  }

  #refresh(keeper: BookKeeper, watched: WatchedBook, now: MonotonicMs): void {
    const everyMs = this.#refreshMs.get(keeper);
    if (everyMs === undefined || now - watched.refreshedAt < everyMs) return;
    watched.refreshedAt = now;
    keeper.refresh();
  }
}
