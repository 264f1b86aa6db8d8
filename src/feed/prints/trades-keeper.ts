// Keeps one trade stream complete: every print once, in order, over reconnects. What was missed is read over REST; what REST
// cannot give becomes a hole that everybody sees.

import { Publisher } from "#bus/publisher";
import { type NotLiveReason } from "#core/book/book-state";
import { type EpochMs, epochMs, type MonotonicMs, monotonicMs } from "#core/brand";
import { type MarketEvent, type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type FeedContext } from "#feed/feed-context";
import { KnownTrades } from "#feed/prints/known-trades";
import { isRunning, runningOrder, tradeOrder } from "#feed/prints/running-order";
import { type BackfillOutcome, readTradesSince } from "#feed/prints/trades-backfill";
import { type Receipt, type TopicConsumer, type TopicHandle } from "#feed/sessions/topic";
import { type MarketCodec } from "#venues/venue";

/** Prints held back while REST is asked; more than this ends the wait. */
const HELD_MAX = 10_000;

/** The reason of a backfill that an id asked for. */
const ID_GAP = "id gap";

/** The reason of a backfill that silence asked for. */
const SILENT = "silent";

/** The reason of a read that is one of many, at a stated interval. */
const POLLED = "polled";
/** After so many steps of one, a missing id means a missing print. */
const ID_STEPS_MIN = 10;

const IDS_MISSING = "ids are missing that REST does not have";

/** A print, or the news that prints are missing. */
export type TradeNews =
  | {
      readonly kind: "trade";
      readonly trade: TradeEvent;
      readonly receivedTime: EpochMs;
      readonly backfilled: boolean;
      /** From a memory, not from this stream. */
      readonly restored?: true;
    }
  | TradeHoleNews;

/** Prints may be missing between two known ones. Ids where the venue gives them; times, because they are what people read. */
export interface TradeHoleNews {
  readonly kind: "hole";
  readonly instrument: Instrument;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly afterId: string | undefined;
  readonly beforeId: string | undefined;
  readonly reason: string;
}

/** What REST says of a silent topic. */
export type SilenceAnswer = "none missed" | "missed" | "unanswered";

type Moment = Pick<Receipt, "receivedTime" | "receivedMonotonic">;

export interface TradesCounters {
  trades: number;
  duplicates: number;
  backfilled: number;
  holes: number;
}

/** One trade topic. */
export class TradesKeeper implements TopicConsumer {
  /** With the rules of the last print: they may change while the stream is watched. */
  instrument: Instrument;
  readonly counters: TradesCounters = { trades: 0, duplicates: 0, backfilled: 0, holes: 0 };
  readonly #context: FeedContext;
  readonly #codec: MarketCodec;
  readonly #news: Publisher<TradeNews>;
  readonly #known = new KnownTrades((id) => this.#forgot(id));
  /** Where the memory of ids ends: the id that the stream began with, later the newest that was forgotten. */
  #pastId: string | undefined;
  /** A plain number, NaN before the first: a field that may also be undefined would cost an allocation at every print. */
  #progressMs = Number.NaN;
  /** REST was asked last whether prints are missing and could not tell, and no print has shown since that none is. */
  unanswered = false;
  #topic: TopicHandle | undefined;
  #last: TradeEvent | undefined;
  /** Whether ids of this market run up by one. Nobody promises it, so it is believed until REST shows a gap that is none. */
  #idsRun = true;
  /** How often an id followed the last by one. */
  #idSteps = 0;
  /** Up to here REST has told all prints, or the stream began. Only needed where ids do not run. */
  #proved: TradeEvent | undefined;
  /** The stream was interrupted after `#last`; nothing newer is handed out before REST was asked. */
  #interrupted: string | undefined;
  #held: (Moment & { trade: TradeEvent; from: number })[] = [];
  /** The number of the subscription of the moment. */
  #subscription = 0;
  #backfill: { cancel(): void } | undefined;
  /** The venue confirmed the subscription of the moment: from here on every print comes. */
  #listening = false;
  /** Whoever waits for that, once. Bounded by the candles of this market. */
  #waiting: (() => void)[] = [];

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

  /** When the stream last moved on, or REST last said that nothing is missing. */
  get progressAt(): MonotonicMs | undefined {
    return Number.isNaN(this.#progressMs) ? undefined : monotonicMs(this.#progressMs);
  }

  subscribe(listener: (news: TradeNews) => void): () => void {
    return this.#news.subscribe(listener);
  }

  /** Whether prints may be missing at the moment: nothing is subscribed, or REST was not asked yet. */
  get interrupted(): boolean {
    return !this.#listening || this.#interrupted !== undefined;
  }

  /** Calls back once, now or when the venue confirms: from then on prints come, or a hole is told. */
  whenListening(then: () => void): void {
    if (this.#listening) then();
    else this.#waiting.push(then);
  }

  subscribed(): void {
    // Between two subscriptions prints may be missed: that is known once the venue confirms. From here on silence counts.
    this.#progressMs = this.#context.clock.monotonic();
    this.#listening = false;
    this.#subscription += 1;
    this.#forgetBackfill();
    this.#interrupt("subscribed anew");
  }

  confirmed(): void {
    this.#listening = true;
    if (this.#interrupted !== undefined) this.#ask();
    for (const then of this.#waiting.splice(0)) then();
  }

  received(event: MarketEvent, receipt: Receipt): void {
    if (event.kind !== "trade") return;
    const trade = { ...event };
    this.instrument = event.instrument;
    const together = this.#codec.description.trades.alike === "one-message" ? receipt.message : this.#subscription;
    // Nearly always: nothing waits, and nothing is missing before it.
    if (this.#interrupted === undefined && this.#held.length === 0 && !this.#skipsIds(trade)) {
      this.#hand(trade, receipt, together);
      return;
    }
    const { receivedTime, receivedMonotonic } = receipt;
    this.#held.push({ trade, receivedTime, receivedMonotonic, from: together });
    if (this.#interrupted === undefined) this.#drain();
    else if (this.#held.length > HELD_MAX) this.#resume("too many prints came before REST answered");
  }

  malformed(reason: string): void {
    this.#interrupt(`unreadable frame: ${reason}`);
    // What REST was asked before this frame cannot know it.
    this.#forgetBackfill();
    if (this.#topic?.ready === true) this.#ask();
  }

  lost(reason: NotLiveReason): void {
    this.#listening = false;
    this.#forgetBackfill();
    this.#interrupt(reason);
  }

  close(): void {
    this.#waiting = [];
    this.#forgetBackfill();
    this.#topic?.release();
  }

  /**
   * The topic is silent: asks REST whether prints were missed. Those that were are handed out and the topic is renewed before `answered` is
   * called; it is never called where REST is asked already, or cannot be.
   */
  askWhetherMissed(answered?: (answer: SilenceAnswer) => void): void {
    if (this.#interrupted !== undefined || this.#backfill !== undefined || this.#topic?.ready !== true) return;
    this.#interrupted = SILENT;
    this.#ask({
      asked: (answer) => {
        this.#progressMs = this.#context.clock.monotonic();
        if (answer === "missed") this.#topic?.resubscribe();
        answered?.(answer);
      },
    });
  }

  /**
   * Asks REST whether prints were lost on a topic that went on. Only needed where ids do not run, because nothing else would tell; what
   * was lost is handed out late.
   */
  audit(): void {
    const shows = this.#numbered && this.#idsRun;
    if (shows || this.#last === undefined || this.#interrupted !== undefined || this.#topic?.ready !== true) return;
    this.#interrupted = SILENT;
    this.#ask({ since: this.#proved });
  }

  /** Reads over REST what is new, where nothing is subscribed. Does nothing while the last read is open. */
  poll(): void {
    if (this.#backfill !== undefined) return;
    this.#interrupted = POLLED;
    this.#ask();
  }

  /** Whether the venue numbers its prints, so that a missing one shows. */
  get #numbered(): boolean {
    const id = this.#last?.tradeId;
    return id !== undefined && runningOrder(id, id) !== undefined;
  }

  #interrupt(reason: string): void {
    // Before the first print there is nothing to be complete with.
    if (this.#last !== undefined && (this.#interrupted === undefined || this.#interrupted === SILENT)) this.#interrupted = reason;
  }

  #forgetBackfill(): void {
    this.#backfill?.cancel();
    this.#backfill = undefined;
  }

  /** Reads what REST has since the last known print; without one, the newest page is where the stream begins. */
  #ask({ asked, since }: { readonly asked?: (answer: SilenceAnswer) => void; readonly since?: TradeEvent | undefined } = {}): void {
    if (this.#backfill !== undefined) return;
    const { clock } = this.#context;
    this.#backfill = readTradesSince(
      {
        context: this.#context,
        codec: this.#codec,
        instrument: this.instrument,
        since: since ?? (this.#numbered ? this.#last : (this.#proved ?? this.#last)),
      },
      (outcome) => {
        this.#backfill = undefined;
        this.unanswered = !outcome.complete;
        this.#proved = outcome.newest ?? this.#proved;
        const before = this.counters.trades;
        const filled = this.#fillsGap(outcome.trades);
        this.#known.beginAnswer();
        const [oldest] = outcome.trades;
        const leftOut = !outcome.complete && outcome.missing === "before" && oldest !== undefined;
        // Told where it is: after these prints nobody would look for what is missing before them.
        if (leftOut && !this.#lacksIds(oldest)) this.#hole(outcome.reason, oldest);
        const read = { receivedTime: clock.now(), receivedMonotonic: clock.monotonic() };
        for (const trade of outcome.trades) {
          if (this.#lacksIds(trade)) this.#hole(IDS_MISSING, trade);
          this.#hand(trade, read, "rest");
        }
        const missed = this.counters.trades > before;
        this.#resume(leftOut ? undefined : this.#missing(outcome, filled));
        asked?.(missed ? "missed" : outcome.complete ? "none missed" : "unanswered");
      },
    );
  }

  /** Why prints may still be missing after REST answered; undefined when nothing speaks for it. */
  #missing(outcome: BackfillOutcome, filled: boolean): string | undefined {
    const reason = this.#interrupted;
    // A silent topic that REST could not answer for is asked again later, and so is a polled one; nothing is known to be missing.
    if (!outcome.complete) return reason === SILENT || reason === POLLED ? undefined : outcome.reason;
    const next = this.#held[0];
    if (reason !== ID_GAP || next === undefined || filled) return undefined;
    if (this.#idSteps >= ID_STEPS_MIN) return this.#skipsIds(next.trade) ? IDS_MISSING : undefined;
    this.#idsRun = false;
    return undefined;
  }

  /** Whether REST has prints between the last one and the next; it nearly always has the next one itself, which says nothing. */
  #fillsGap(trades: readonly TradeEvent[]): boolean {
    const [last, next] = [this.#last, this.#held[0]?.trade];
    if (last === undefined || next === undefined) return false;
    return trades.some((trade) => tradeOrder(last, trade) < 0 && tradeOrder(trade, next) < 0);
  }

  /** Lets held prints go; with a reason, a hole is told first. */
  #resume(missing: string | undefined): void {
    this.#forgetBackfill();
    this.#interrupted = undefined;
    this.#held.sort((a, b) => tradeOrder(a.trade, b.trade));
    if (missing !== undefined && this.#last !== undefined) {
      const next = this.#held.shift();
      this.#hole(missing, next?.trade);
      if (next !== undefined) this.#hand(next.trade, next, next.from);
    }
    this.#drain();
  }

  /** Hands held prints out until one shows that others before it are missing. */
  #drain(): void {
    for (let next = this.#held[0]; next !== undefined; next = this.#held[0]) {
      if (this.#skipsIds(next.trade)) {
        this.#interrupted = ID_GAP;
        this.#ask();
        return;
      }
      this.#held.shift();
      this.#hand(next.trade, next, next.from);
    }
  }

  #skipsIds(trade: TradeEvent): boolean {
    const step = this.#idStep(trade);
    return this.#idsRun && step !== undefined && step > 1;
  }

  /** Whether ids before this print are missing for sure: ids have run up by one for long enough. */
  #lacksIds(trade: TradeEvent): boolean {
    return this.#idSteps >= ID_STEPS_MIN && this.#skipsIds(trade);
  }

  /** How far the id is ahead of the last one; undefined when either has none. */
  #idStep(trade: TradeEvent): number | undefined {
    const last = this.#last?.tradeId;
    if (last === undefined || trade.tradeId === undefined || !isRunning(last) || !isRunning(trade.tradeId)) return undefined;
    const step = Number(trade.tradeId) - Number(last);
    return Number.isSafeInteger(step) ? step : undefined;
  }

  #hole(reason: string, next: TradeEvent | undefined): void {
    const last = this.#last;
    if (last === undefined) return;
    const nextTime = next?.venueTime ?? last.venueTime;
    const from = epochMs(Math.min(last.venueTime, nextTime));
    const to = epochMs(Math.max(last.venueTime, nextTime));
    this.counters.holes += 1;
    this.#context.log.write("warn", "trade hole", { instrument: this.instrument.id, from, to, reason });
    this.#news.publish({ kind: "hole", instrument: this.instrument, from, to, afterId: last.tradeId, beforeId: next?.tradeId, reason });
  }

  #hand(trade: TradeEvent, { receivedTime, receivedMonotonic }: Moment, from: number | "rest"): void {
    const backfilled = from === "rest";
    if (this.#isPast(trade) || !this.#known.isNew(trade, from)) {
      this.counters.duplicates += 1;
      return;
    }
    this.#pastId ??= trade.tradeId;
    this.#proved ??= trade;
    this.counters.trades += 1;
    this.#progressMs = receivedMonotonic;
    if (this.#idStep(trade) === 1) {
      this.#idSteps += 1;
      this.unanswered = false;
    }
    if (backfilled) this.counters.backfilled += 1;
    if (this.#last === undefined || tradeOrder(this.#last, trade) < 0) this.#last = trade;
    this.#news.publish({ kind: "trade", trade, receivedTime, backfilled });
  }

  /** Whether a print lies before everything that is remembered: from before the stream began, or repeated after it was forgotten. */
  #isPast(trade: TradeEvent): boolean {
    const last = this.#last;
    if (trade.tradeId === undefined || this.#pastId === undefined || last === undefined) return false;
    const order = runningOrder(trade.tradeId, this.#pastId);
    if (order === undefined || order > 0) return false;
    if (trade.venueTime <= last.venueTime) return true;
    // An old number with a new time: the venue began to count anew.
    this.#pastId = trade.tradeId;
    this.#last = undefined;
    return false;
  }

  #forgot(id: string): void {
    if (this.#pastId !== undefined && (runningOrder(id, this.#pastId) ?? 0) > 0) this.#pastId = id;
  }
}
