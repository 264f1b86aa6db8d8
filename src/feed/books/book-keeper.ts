// Keeps one subscribed book true, by the venue's own rule. Live means: equal to the venue's book at the sequence it tells, with a
// proof no older than the connection's life limit. Every doubt leaves live in the turn it arises, before anybody can read.

import { type Listener, Publisher } from "#bus/publisher";
import { type BookState, LIVE, type NotLiveReason } from "#core/book/book-state";
import { OrderBook } from "#core/book/order-book";
import { type EpochMs, epochMs, type MonotonicMs, monotonicMs } from "#core/brand";
import { type BookEvent, type MarketEvent } from "#core/event";
import { type Instrument, sameScales } from "#core/instrument";
import { type Sequence } from "#core/sequence";
import { type BookChange, type BookCounters, type BookSource } from "#feed/books/book-source";
import { ResyncPace } from "#feed/books/resync-pace";
import { type FeedContext } from "#feed/feed-context";
import { type FeedSettings } from "#feed/feed-settings";
import { type RestoredBook } from "#feed/saved/market-memory";
import { type Receipt, type TopicConsumer, type TopicHandle } from "#feed/sessions/topic";
import { type LagGauge } from "#feed/venue-state/lag-gauge";
import { SetBack } from "#feed/venue-state/set-back";
import { type BookChannelDescription, type BookPosition, type MarketCodec } from "#venues/venue";

/** How far past the connection's own life limit a proof may be before the book is stale whatever the timers say. */
const PROOF_GRACE_MS = 1_000;
/** A book that images repair waits for so many of them before it asks for one. */
const GRACE_IMAGES = 2;
/** Images follow each other at about this distance where the venue does not say. */
const IMAGE_EVERY_MS = 1_000;
/** The position of a book that has none. */
const NOWHERE: BookPosition = { sequence: undefined, venueTime: undefined };

export interface BookKeeperOptions {
  readonly context: FeedContext;
  readonly settings: FeedSettings;
  readonly codec: MarketCodec;
  readonly channel: BookChannelDescription;
  readonly instrument: Instrument;
  readonly group: number;
  readonly depthMax: number;
  readonly lag: LagGauge;
  /** What an earlier process saved of it: shown as stale until the first snapshot replaces it. */
  readonly restored?: RestoredBook | undefined;
}

/** One book on one topic. */
export class BookKeeper implements BookSource, TopicConsumer {
  // What every update needs comes first, side by side: with a thousand books in turn, each stretch of memory less is a wait less.
  /** With the rules of the last message: they may change while the book is watched. */
  instrument: Instrument;
  readonly book: OrderBook;
  readonly proof: "sequence" | "image";
  readonly #codec: MarketCodec;
  readonly #lag: LagGauge;
  readonly #changes: Publisher<BookChange>;
  #state: BookState = { kind: "resyncing", reason: "waiting" };
  /** While the listeners hear of an update, the proof is of this turn and no clock needs to be asked. */
  #provenNow = false;
  /** Changes come too late to act on, though the chain is whole. */
  #lagging = false;
  #lagTold = false;
  /** Subscribed and nothing applied since: an image may then be older than the book, because the venue's clock may have stepped back. */
  #askedAnew = false;
  #updates = 0;
  // Plain numbers, NaN before the first: a field that may also be undefined would cost an allocation at every update.
  #progressMs = Number.NaN;
  #receivedMs = Number.NaN;
  /** The furthest point of the chain that was seen, also in messages that were dropped; the book itself while that is it. */
  #seen: BookPosition | undefined;
  /** When the book left live and was not told healed yet. */
  #brokenAt: MonotonicMs | undefined;
  readonly group: number;
  epoch = 0;
  lastDivergence: number | undefined = undefined;
  readonly #counts: Omit<BookCounters, "updates"> = { old: 0, gaps: 0, healed: 0, resyncs: 0, audits: 0, dropped: 0 };
  readonly #options: BookKeeperOptions;
  readonly #pace: ResyncPace;
  #topic: TopicHandle | undefined;
  #oldTold = false;
  /** Of images that look older than the book. */
  readonly #setBack = new SetBack();
  /** The last snapshot that looked old on a feed without times. */
  #droppedSnapshot: Sequence | undefined;
  /** Whether a counted gap is still open. */
  #gapOpen = false;

  constructor(options: BookKeeperOptions) {
    this.#options = options;
    this.#codec = options.codec;
    this.#lag = options.lag;
    this.instrument = options.instrument;
    this.group = options.group;
    this.book = new OrderBook(options.depthMax);
    this.proof = options.channel.proof;
    this.#changes = new Publisher((error) => this.#listenerFailed(error));
    this.#pace = new ResyncPace({
      clock: options.context.clock,
      settings: options.settings,
      resubscribe: () => {
        this.#counts.resyncs += 1;
        this.#topic?.resubscribe();
      },
      reconnect: (cause) => {
        // A venue that answers with an older snapshot each time means it: its chain began anew, whatever its clock says.
        this.#seen = undefined;
        return this.#topic?.reconnect(cause) ?? false;
      },
      unanswered: () => this.#leave("stale", "silent"),
    });
    if (options.restored !== undefined) this.#restore(options.restored);
  }

  /** Binds the topic that feeds it; called once, right after construction. */
  bind(topic: TopicHandle): void {
    this.#topic = topic;
  }

  get topic(): TopicHandle | undefined {
    return this.#topic;
  }

  /** When the content last moved on, or a compare proved it. */
  get progressAt(): MonotonicMs | undefined {
    return Number.isNaN(this.#progressMs) ? undefined : monotonicMs(this.#progressMs);
  }

  get receivedTime(): EpochMs | undefined {
    return Number.isNaN(this.#receivedMs) ? undefined : epochMs(this.#receivedMs);
  }

  get counters(): BookCounters {
    return { updates: this.#updates, ...this.#counts };
  }

  get listeners(): number {
    return this.#changes.size;
  }

  state(): BookState {
    if (this.#state.kind !== "live") return this.#state;
    if (!this.#provenNow && this.#isOld) return { kind: "stale", reason: "slept" };
    return this.#lagging ? { kind: "stale", reason: "lag" } : LIVE;
  }

  /** Whether the last proof is older than any may be, although nobody said that the connection is gone: the process stood still. */
  get #isOld(): boolean {
    return this.ageMs() > this.#options.settings.deadAfterMs + PROOF_GRACE_MS;
  }

  /** Tells when the proof of a live book has become too old, and when there is a new one. Reading a state finds it out by itself. */
  tellAge(): void {
    const old = this.#state.kind === "live" && this.#isOld;
    if (old === this.#oldTold) return;
    this.#oldTold = old;
    if (this.#state.kind !== "live") return;
    this.#changes.publish("state");
    const { context } = this.#options;
    if (!old) this.#tell();
    else {
      this.#brokenAt ??= context.clock.monotonic();
      context.status({ kind: "stale", instrument: this.instrument, reason: "slept" });
    }
  }

  /** The state that the chain alone gives, without age and lag: what a compare may still heal. */
  get chainState(): BookState {
    return this.#state;
  }

  ageMs(): number {
    if (this.progressAt === undefined) return Number.POSITIVE_INFINITY;
    // An answered probe proves a book only while no gap is open.
    const answerAt = this.#state.kind === "live" ? (this.#topic?.lastAnswerAt ?? this.progressAt) : this.progressAt;
    return this.#options.context.clock.monotonic() - Math.max(this.progressAt, answerAt);
  }

  subscribe(listener: Listener<BookChange>): () => void {
    return this.#changes.subscribe(listener);
  }

  // What the session calls.

  subscribed(epoch: number): void {
    this.epoch = epoch;
    this.#askedAnew = true;
    this.#pace.asked();
  }

  confirmed(): void {
    // A book waits for its snapshot, not for words.
  }

  received(event: MarketEvent, receipt: Receipt): void {
    if (event.kind !== "book-delta" && event.kind !== "book-snapshot" && event.kind !== "book-image") return;
    // `Object.is` ends at the same object, where `!==` would read it to learn what it is: an instrument is needed for nothing else here.
    if (!Object.is(event.instrument, this.instrument)) this.#adopt(event.instrument);
    if (this.#state.kind === "live") this.#whileLive(event, receipt);
    else this.#whileWaiting(event, receipt);
  }

  touch(step: number): number {
    if (step === 0) return this.epoch + this.#updates + (this.#brokenAt === undefined ? 0 : 1);
    const next = this.#changes.touch(step - 1);
    if (step > 1) return next + this.book.touch(step - 2);
    return next + (this.#progressMs > 0 && this.#receivedMs > 0 ? 1 : 0) + this.book.pruned;
  }

  malformed(reason: string): void {
    if (this.#state.kind === "live") this.#gap("malformed", { expected: undefined, received: reason });
  }

  lost(reason: NotLiveReason): void {
    this.#pace.stop();
    this.#lagging = false;
    this.#lagTold = false;
    this.#leave("stale", reason);
  }

  // What compares call.

  /** A compare with REST found it alike: that is progress of a quiet book. */
  provenByCompare(): void {
    if (this.#state.kind !== "live") return;
    this.#progressMs = this.#options.context.clock.monotonic();
    if (!this.#lagging) return;
    // What REST tells now is what we hold: nothing is on its way any more.
    this.#lagging = false;
    this.#changes.publish("state");
    this.#tell();
  }

  /** An audit compared it with REST; `divergence` is how far the two are apart. */
  audited(divergence: number): void {
    this.#counts.audits += 1;
    this.lastDivergence = divergence;
  }

  /** A compare differed twice, or nothing answered: the book is not believed any more. */
  doubt(kind: "resyncing" | "stale", reason: NotLiveReason): void {
    if (this.#state.kind !== "live") return;
    this.#openGap();
    this.#leave(kind, reason);
    this.#pace.resync();
  }

  /** Takes a fresh snapshot without leaving live. */
  refresh(): void {
    if (this.#state.kind === "live") this.#topic?.resubscribe();
  }

  close(): void {
    this.#pace.stop();
    this.#topic?.release();
    this.#leave("stale", "closed");
  }

  /** Content to look at. It is no point of any chain: nothing is compared with it, nothing is applied to it, and the next image replaces it. */
  #restore({ image, receivedTime, ageMs }: RestoredBook): void {
    this.book.replace(image);
    this.#askedAnew = true;
    this.#receivedMs = receivedTime ?? Number.NaN;
    this.#progressMs = this.#options.context.clock.monotonic() - ageMs;
    this.#state = { kind: "stale", reason: "restored" };
  }

  /** New rules. When they change what a unit is, nothing that is held means anything any more. */
  #adopt(instrument: Instrument): void {
    const same = sameScales(instrument, this.instrument);
    this.instrument = instrument;
    if (same) return;
    // The book forgets where it stood, but the chain goes on.
    if (this.#seen === this.book) this.#seen = { sequence: this.book.sequence, venueTime: this.book.venueTime };
    this.book.clear();
    if (this.#state.kind === "stale" && this.#state.reason === "restored") {
      this.#progressMs = Number.NaN;
      this.#state = { kind: "resyncing", reason: "waiting" };
    }
    if (this.#state.kind === "live") this.#gap("reset", { expected: undefined, received: "new scales" });
  }

  #whileLive(event: BookEvent, receipt: Receipt): void {
    const verdict = this.#codec.check(this.book, event);
    switch (verdict.kind) {
      case "apply":
        this.#apply(event, receipt);
        return;
      case "old":
        this.#counts.old += 1;
        return;
      case "gap":
        this.#remember(event);
        this.#gap("gap", verdict);
        return;
      case "reset":
        this.#seen = undefined;
        if (event.kind === "book-image") this.#setBack.movedOn(event.venueTime);
        this.#gap("reset", verdict);
        return;
    }
  }

  #whileWaiting(event: BookEvent, receipt: Receipt): void {
    if (event.kind === "book-image") {
      // What cannot be used is waited out: the next image comes by itself.
      const verdict = this.#codec.check(this.#askedAnew ? NOWHERE : this.book, event).kind;
      if (verdict === "apply" || (verdict === "reset" && this.#setBack.movedOn(event.venueTime))) this.#apply(event, receipt);
      else this.#counts.dropped += 1;
      return;
    }
    if (event.kind === "book-delta" || this.#isOldSnapshot(event)) {
      this.#counts.dropped += 1;
      this.#remember(event);
      if (event.kind !== "book-delta") this.#pace.resync();
      return;
    }
    this.#apply(event, receipt);
  }

  /** A snapshot from before what was already seen of the chain would move the book back, unless the chain began anew. */
  #isOldSnapshot(event: BookEvent): boolean {
    const seen = this.#seen;
    if (seen?.sequence === undefined || event.sequence === undefined || event.sequence >= seen.sequence) return false;
    if (event.venueTime !== undefined && seen.venueTime !== undefined) return event.venueTime <= seen.venueTime;
    // Without times a second snapshot from there tells that the chain began anew: a stray old one does not come twice and move on.
    const again = this.#droppedSnapshot !== undefined && event.sequence >= this.#droppedSnapshot;
    this.#droppedSnapshot = event.sequence;
    return !again;
  }

  #remember(event: BookEvent): void {
    if (event.sequence === undefined) return;
    if (this.#seen?.sequence === undefined || event.sequence > this.#seen.sequence)
      this.#seen = { sequence: event.sequence, venueTime: event.venueTime };
  }

  #apply(event: BookEvent, receipt: Receipt): void {
    const { book } = this;
    const prunedBefore = book.pruned;
    // The same image once more proves nothing: a feed that repeats itself must not pass for one that moves.
    const again =
      event.kind === "book-image" && this.#state.kind === "live" && event.venueTime !== undefined && event.venueTime === book.venueTime;
    book.apply(event);
    this.#askedAnew = false;
    if (event.kind === "book-image") this.#setBack.forget();
    if (event.kind !== "book-delta") {
      this.#pace.answered();
      this.#droppedSnapshot = undefined;
    }
    this.#receivedMs = receipt.receivedTime;
    if (!again) this.#progressMs = receipt.receivedMonotonic;
    if (event.sequence !== undefined) this.#seen = book;
    if (book.crossed) {
      this.#gap("crossed", { expected: undefined, received: undefined });
      return;
    }
    // The venue keeps the window itself; more levels than it holds mean that a removal was lost, or that the window is not what we think.
    if (book.pruned > prunedBefore && this.proof === "sequence") {
      this.#gap("malformed", { expected: undefined, received: "more levels than the venue's window" });
      return;
    }
    if (!again) this.#updates += 1;
    // A snapshot may tell the time of its market's last change, however long ago that was; a change is as old as it says.
    if (event.kind !== "book-snapshot" && event.venueTime !== undefined)
      this.#lagging = this.#lag.behind(event.venueTime, receipt.receivedMonotonic);
    this.#state = LIVE;
    // The listeners hear the content first and the news of it after, both in this turn.
    this.#provenNow = true;
    this.#changes.publish("update");
    this.#provenNow = false;
    this.#tell();
  }

  /** Tells when the book begins to lag, and when it may be believed again. */
  #tell(): void {
    // Nearly always there is no news; what is asked here lies beside what the update needed.
    if (!this.#lagging && !this.#lagTold && this.#brokenAt === undefined) return;
    const { context } = this.#options;
    if (this.#lagging) {
      if (this.#lagTold) return;
      this.#lagTold = true;
      this.#brokenAt ??= context.clock.monotonic();
      context.status({ kind: "stale", instrument: this.instrument, reason: "lag" });
      return;
    }
    this.#lagTold = false;
    if (this.#brokenAt === undefined) return;
    const afterMs = context.clock.monotonic() - this.#brokenAt;
    this.#brokenAt = undefined;
    if (this.#gapOpen) {
      this.#gapOpen = false;
      this.#counts.healed += 1;
    }
    context.status({ kind: "healed", instrument: this.instrument, afterMs });
  }

  #gap(reason: NotLiveReason, numbers: { readonly expected: string | undefined; readonly received: string | undefined }): void {
    this.#openGap();
    this.#leave("resyncing", reason, numbers);
    const { recovery, images } = this.#options.channel;
    this.#pace.resync(recovery === "next-image" ? GRACE_IMAGES * (images?.everyMs ?? IMAGE_EVERY_MS) : 0);
  }

  #openGap(): void {
    if (this.#gapOpen) return;
    this.#gapOpen = true;
    this.#counts.gaps += 1;
  }

  /** Leaves live, or changes the reason, and tells. The first telling of a break carries its numbers. */
  #leave(
    kind: "resyncing" | "stale",
    reason: NotLiveReason,
    numbers?: { readonly expected: string | undefined; readonly received: string | undefined },
  ): void {
    const before = this.#state;
    if (before.kind === kind && before.reason === reason) return;
    const { context } = this.#options;
    const expected = numbers?.expected;
    const received = numbers?.received;
    this.#state = { kind, reason, ...(expected === undefined ? {} : { expected }), ...(received === undefined ? {} : { received }) };
    if (before.kind === "live") this.#brokenAt ??= context.clock.monotonic();
    this.#changes.publish("state");
    if (reason === "closed") return;
    if (kind === "resyncing") context.status({ kind: "gap", instrument: this.instrument, reason, expected, received });
    else context.status({ kind: "stale", instrument: this.instrument, reason });
  }

  #listenerFailed(error: unknown): void {
    const { context } = this.#options;
    context.metrics.count("truebook_listener_failures_total");
    context.log.write("error", "listener failed", {
      instrument: this.instrument.id,
      error: error instanceof Error ? error.message : "unknown",
    });
  }
}
