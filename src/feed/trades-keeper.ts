// Keeps one trade stream complete: every print once, in order, over reconnects. What was missed is read over REST; what REST
// cannot give becomes a hole that everybody sees.

import { Publisher } from "#bus/publisher";
import { type NotLiveReason } from "#core/book/book-state";
import { type EpochMs, epochMs, type MonotonicMs } from "#core/brand";
import { type MarketEvent, type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type FeedContext } from "#feed/feed-context";
import { type Receipt, type TopicConsumer, type TopicHandle } from "#feed/topic";
import { tradeOrder } from "#feed/running-order";
import { readTradesSince } from "#feed/trades-backfill";
import { type MarketCodec } from "#venues/venue";

/** Trade ids remembered to recognise repeats. */
const KNOWN_MAX = 5_000;
/** Prints held back while REST is asked; more than this ends the wait. */
const HELD_MAX = 10_000;

/** The reason of a backfill that an id asked for. */
const ID_GAP = "id gap";

/** A print, or the news that prints are missing. */
export type TradeNews =
  | { readonly kind: "trade"; readonly trade: TradeEvent; readonly receivedTime: EpochMs; readonly backfilled: boolean }
  | { readonly kind: "hole"; readonly instrument: Instrument; readonly from: EpochMs; readonly to: EpochMs; readonly reason: string };

export interface TradesCounters {
  trades: number;
  duplicates: number;
  backfilled: number;
  holes: number;
}

/** One trade topic. */
export class TradesKeeper implements TopicConsumer {
  readonly instrument: Instrument;
  readonly counters: TradesCounters = { trades: 0, duplicates: 0, backfilled: 0, holes: 0 };
  readonly #context: FeedContext;
  readonly #codec: MarketCodec;
  readonly #news: Publisher<TradeNews>;
  readonly #known = new Set<string>();
  /** When the stream last moved on, or REST last said that nothing is missing. */
  progressAt: MonotonicMs | undefined = undefined;
  #topic: TopicHandle | undefined;
  #last: TradeEvent | undefined;
  /** Whether ids of this market run up by one. Nobody promises it, so it is believed until REST shows a gap that is none. */
  #idsRun = true;
  /** The stream was interrupted after `#last`; nothing newer is handed out before REST was asked. */
  #interrupted: string | undefined;
  #held: { trade: TradeEvent; receivedTime: EpochMs }[] = [];
  #backfill: { cancel(): void } | undefined;

  constructor(options: { readonly context: FeedContext; readonly codec: MarketCodec; readonly instrument: Instrument }) {
    this.instrument = options.instrument;
    this.#context = options.context;
    this.#codec = options.codec;
    this.#news = new Publisher((error) => {
      options.context.metrics.count("truebook_listener_failures_total");
      options.context.log.write("error", "listener failed", {
        instrument: options.instrument.id,
        error: error instanceof Error ? error.message : "unknown",
      });
    });
  }

  bind(topic: TopicHandle): void {
    this.#topic = topic;
  }

  get listeners(): number {
    return this.#news.size;
  }

  subscribe(listener: (news: TradeNews) => void): () => void {
    return this.#news.subscribe(listener);
  }

  subscribed(): void {
    // Whether prints were missed is known once the venue confirms; from here on silence counts.
    this.progressAt = this.#context.clock.monotonic();
  }

  confirmed(): void {
    if (this.#interrupted !== undefined) this.#ask();
  }

  received(event: MarketEvent, receipt: Receipt): void {
    if (event.kind !== "trade") return;
    const trade = { ...event };
    if (this.#interrupted === undefined && this.#skipsIds(trade)) {
      this.#interrupted = ID_GAP;
      this.#ask();
    }
    if (this.#interrupted === undefined) {
      this.#hand(trade, { receivedTime: receipt.receivedTime, backfilled: false });
      return;
    }
    this.#held.push({ trade, receivedTime: receipt.receivedTime });
    if (this.#held.length > HELD_MAX) this.#resume("too many prints came before REST answered");
  }

  malformed(reason: string): void {
    this.#interrupt(`unreadable frame: ${reason}`);
    if (this.#topic?.ready === true) this.#ask();
  }

  lost(reason: NotLiveReason): void {
    this.#backfill?.cancel();
    this.#backfill = undefined;
    this.#interrupt(reason);
  }

  close(): void {
    this.#backfill?.cancel();
    this.#topic?.release();
  }

  /** The topic is silent: asks REST whether prints were missed. `alike` is called when none were; else they are handed out and the topic renewed. */
  askWhetherMissed(alike: () => void): void {
    if (this.#interrupted !== undefined || this.#backfill !== undefined || this.#topic?.ready !== true) return;
    this.#interrupted = "silent";
    this.#ask((missed) => {
      this.progressAt = this.#context.clock.monotonic();
      if (missed) this.#topic?.resubscribe();
      else alike();
    });
  }

  #interrupt(reason: string): void {
    // Before the first print there is nothing to be complete with.
    if (this.#last !== undefined) this.#interrupted ??= reason;
  }

  /** Reads what REST has since the last known print; without one, the newest page is where the stream begins. */
  #ask(asked?: (missed: boolean) => void): void {
    if (this.#backfill !== undefined) return;
    const since = this.#last;
    this.#backfill = readTradesSince({ context: this.#context, codec: this.#codec, instrument: this.instrument, since }, (outcome) => {
      this.#backfill = undefined;
      const before = this.counters.trades;
      for (const trade of outcome.trades) this.#hand(trade, { receivedTime: this.#context.clock.now(), backfilled: true });
      const missed = this.counters.trades > before;
      if (this.#interrupted === ID_GAP && outcome.complete && !missed) this.#idsRun = false;
      // A silent topic that REST could not answer for is asked again later; nothing is known to be missing.
      this.#resume(outcome.complete || this.#interrupted === "silent" ? undefined : outcome.reason);
      asked?.(missed);
    });
  }

  /** Lets held prints go; with a reason, a hole is told first. */
  #resume(missing: string | undefined): void {
    this.#backfill?.cancel();
    this.#backfill = undefined;
    const held = this.#held.sort((a, b) => tradeOrder(a.trade, b.trade));
    this.#held = [];
    if (missing !== undefined && this.#last !== undefined) this.#hole(missing, held[0]?.trade.venueTime ?? this.#last.venueTime);
    this.#interrupted = undefined;
    for (const { trade, receivedTime } of held) this.#hand(trade, { receivedTime, backfilled: false });
  }

  #skipsIds(trade: TradeEvent): boolean {
    if (!this.#idsRun || this.#last?.tradeId === undefined || trade.tradeId === undefined) return false;
    const step = Number(trade.tradeId) - Number(this.#last.tradeId);
    return Number.isSafeInteger(step) && step > 1;
  }

  #hole(reason: string, to: EpochMs): void {
    const from = this.#last?.venueTime ?? to;
    this.counters.holes += 1;
    this.#context.log.write("warn", "trade hole", { instrument: this.instrument.id, from, to, reason });
    this.#news.publish({ kind: "hole", instrument: this.instrument, from, to: epochMs(Math.max(from, to)), reason });
  }

  #hand(trade: TradeEvent, how: { readonly receivedTime: EpochMs; readonly backfilled: boolean }): void {
    const key = trade.tradeId ?? `${trade.venueTime} ${trade.price} ${trade.size} ${trade.side}`;
    if (this.#known.has(key)) {
      this.counters.duplicates += 1;
      return;
    }
    this.#known.add(key);
    if (this.#known.size > KNOWN_MAX) {
      const [oldest] = this.#known;
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    this.counters.trades += 1;
    this.progressAt = this.#context.clock.monotonic();
    if (how.backfilled) this.counters.backfilled += 1;
    if (this.#last === undefined || tradeOrder(this.#last, trade) < 0) this.#last = trade;
    this.#news.publish({ kind: "trade", trade, ...how });
  }
}
