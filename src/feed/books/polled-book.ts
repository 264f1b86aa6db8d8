// A book watched over REST only: an image at a stated interval, labelled as such, with the same states as a subscribed one.

import { type Listener, Publisher } from "#bus/publisher";
import { type BookState, LIVE, type NotLiveReason } from "#core/book/book-state";
import { OrderBook } from "#core/book/order-book";
import { type EpochMs, type MonotonicMs, monotonicMs } from "#core/brand";
import { type BookImage } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Sequence } from "#core/sequence";
import { type BookChange, type BookCounters, type BookSource } from "#feed/books/book-source";
import { Poller } from "#feed/derived/poller";
import { type FeedContext } from "#feed/feed-context";
import { type FeedSettings } from "#feed/feed-settings";
import { type RestoredBook } from "#feed/saved/market-memory";
import { SetBack } from "#feed/venue-state/set-back";
import { type BookPosition, type MarketCodec } from "#venues/venue";

/** Polls that may fail in a row before the image is stale. */
const MISSES_MAX = 2;

/** One polled book. */
export class PolledBook implements BookSource {
  /** With the rules of the last image: they may change while the book is watched. */
  instrument: Instrument;
  readonly group: number;
  readonly book: OrderBook;
  readonly proof = "image" as const;
  readonly counters: BookCounters = { updates: 0, old: 0, gaps: 0, healed: 0, resyncs: 0, audits: 0, dropped: 0 };
  readonly epoch = 0;
  readonly lastDivergence: number | undefined = undefined;
  readonly everyMs: number;
  receivedTime: EpochMs | undefined = undefined;
  readonly #context: FeedContext;
  /** An image older than this proves nothing. */
  readonly #freshMs: number;
  readonly #changes: Publisher<BookChange>;
  readonly #poller: Poller<BookImage>;
  #imageAt: MonotonicMs | undefined;
  #state: BookState = { kind: "resyncing", reason: "waiting" };
  /** What is held is from an earlier process. */
  #isRestored = false;
  #misses = 0;
  /** Of images that are older than ours, by their number or else their time. */
  readonly #setBack = new SetBack();
  /** When the book left live and was not told healed yet. */
  #brokenAt: MonotonicMs | undefined;

  constructor(options: {
    readonly context: FeedContext;
    readonly settings: FeedSettings;
    readonly codec: MarketCodec;
    /** The instrument with the rules of the moment. */
    readonly instrument: () => Instrument;
    readonly group: number;
    readonly depth: number;
    readonly everyMs: number;
    /** What an earlier process saved of it: shown as stale until the first image replaces it. */
    readonly restored?: RestoredBook | undefined;
  }) {
    const { context, settings, codec, instrument, group, depth, everyMs } = options;
    this.instrument = instrument();
    this.group = group;
    this.everyMs = everyMs;
    this.book = new OrderBook(depth);
    this.#context = context;
    this.#freshMs = everyMs + settings.deadAfterMs;
    if (options.restored !== undefined) this.#restore(options.restored);
    this.#changes = new Publisher(() => context.metrics.count("truebook_listener_failures_total"));
    this.#poller = new Poller({
      clock: context.clock,
      requester: context.requester,
      everyMs,
      call: () => codec.reads.book(instrument(), Math.min(depth, codec.description.rest.bookDepthMax), group),
      value: (image) => this.#image(image),
      failed: () => this.#missed("disconnected"),
    });
  }

  state(): BookState {
    if (this.#state.kind === "live" && this.ageMs() > this.#freshMs) return { kind: "stale", reason: "slept" };
    return this.#state;
  }

  ageMs(): number {
    return this.#imageAt === undefined ? Number.POSITIVE_INFINITY : this.#context.clock.monotonic() - this.#imageAt;
  }

  subscribe(listener: Listener<BookChange>): () => void {
    return this.#changes.subscribe(listener);
  }

  close(): void {
    this.#poller.stop();
    this.#leave("closed");
  }

  /** Content to look at: no image is older or newer than it. */
  #restore({ image, receivedTime, ageMs }: RestoredBook): void {
    this.book.replace(image);
    this.receivedTime = receivedTime;
    this.#imageAt = monotonicMs(this.#context.clock.monotonic() - ageMs);
    this.#state = { kind: "stale", reason: "restored" };
    this.#isRestored = true;
  }

  #image(image: BookImage): void {
    const older = this.#isRestored ? undefined : olderThan(this.book, image);
    if (older !== undefined && !this.#setBack.movedOn(older)) {
      // A cache answered with an older book than one we had, or the venue began to count anew and this is the newest: the next tells.
      this.counters.old += 1;
      this.#missed("reset");
      return;
    }
    this.#setBack.forget();
    this.#isRestored = false;
    this.instrument = image.instrument;
    this.book.replace(image);
    this.receivedTime = this.#context.clock.now();
    this.#imageAt = this.#context.clock.monotonic();
    if (this.book.crossed) {
      this.#missed("crossed");
      return;
    }
    this.#misses = 0;
    this.counters.updates += 1;
    this.#state = LIVE;
    this.#changes.publish("update");
    if (this.#brokenAt === undefined) return;
    const afterMs = this.#context.clock.monotonic() - this.#brokenAt;
    this.#brokenAt = undefined;
    this.counters.healed += 1;
    this.#context.status({ kind: "healed", instrument: this.instrument, afterMs });
  }

  #missed(reason: NotLiveReason): void {
    this.#misses += 1;
    if (this.#misses > MISSES_MAX || this.ageMs() > this.#freshMs || reason === "crossed" || reason === "reset") this.#leave(reason);
  }

  #leave(reason: NotLiveReason): void {
    if (this.#state.kind === "stale" && this.#state.reason === reason) return;
    if (this.#state.kind === "live" && reason !== "closed") {
      this.counters.gaps += 1;
      this.#brokenAt = this.#context.clock.monotonic();
    }
    this.#state = { kind: "stale", reason };
    this.#changes.publish("state");
    if (reason !== "closed") this.#context.status({ kind: "stale", instrument: this.instrument, reason });
  }
}

/** Where an image stands that is older than a book: its number, or else its time; undefined when nothing says that it is. */
function olderThan(book: BookPosition, image: BookImage): Sequence | undefined {
  const numbered = book.sequence !== undefined && image.sequence !== undefined;
  const [ours, theirs] = numbered ? [book.sequence, image.sequence] : [book.venueTime, image.venueTime];
  return ours !== undefined && theirs !== undefined && theirs < ours ? theirs : undefined;
}
