// A book watched over REST only: an image at a stated interval, labelled as such, with the same states as a subscribed one.

import { Publisher } from "#bus/publisher";
import { type BookState, LIVE, type NotLiveReason } from "#core/book/book-state";
import { OrderBook } from "#core/book/order-book";
import { type EpochMs, type MonotonicMs } from "#core/brand";
import { type BookImage } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type BookChange, type BookCounters, type BookSource } from "#feed/book-source";
import { type FeedContext } from "#feed/feed-context";
import { Poller } from "#feed/poller";
import { type MarketCodec } from "#venues/venue";

/** Polls that may fail in a row before the image is stale. */
const MISSES_MAX = 2;

/** One polled book. */
export class PolledBook implements BookSource {
  readonly instrument: Instrument;
  readonly group: number;
  readonly book: OrderBook;
  readonly proof = "image" as const;
  readonly counters: BookCounters = { updates: 0, old: 0, gaps: 0, healed: 0, resyncs: 0, audits: 0, dropped: 0 };
  readonly epoch = 0;
  readonly lastDivergence: number | undefined = undefined;
  receivedTime: EpochMs | undefined = undefined;
  readonly #context: FeedContext;
  readonly #everyMs: number;
  readonly #changes: Publisher<BookChange>;
  readonly #poller: Poller<BookImage>;
  #imageAt: MonotonicMs | undefined;
  #state: BookState = { kind: "resyncing", reason: "waiting" };
  #misses = 0;

  constructor(options: {
    readonly context: FeedContext;
    readonly codec: MarketCodec;
    readonly instrument: Instrument;
    readonly group: number;
    readonly depth: number;
    readonly everyMs: number;
  }) {
    const { context, codec, instrument, group, depth, everyMs } = options;
    this.instrument = instrument;
    this.group = group;
    this.book = new OrderBook(depth);
    this.#context = context;
    this.#everyMs = everyMs;
    this.#changes = new Publisher(() => context.metrics.count("truebook_listener_failures_total"));
    this.#poller = new Poller({
      clock: context.clock,
      requester: context.requester,
      everyMs,
      call: () => codec.reads.book(instrument, Math.min(depth, codec.description.rest.bookDepthMax), group),
      value: (image) => this.#image(image),
      failed: () => this.#missed("disconnected"),
    });
  }

  get listeners(): number {
    return this.#changes.size;
  }

  state(): BookState {
    if (this.#state.kind === "live" && this.ageMs() > (MISSES_MAX + 2) * this.#everyMs + 5_000) return { kind: "stale", reason: "slept" };
    return this.#state;
  }

  ageMs(): number {
    return this.#imageAt === undefined ? Number.POSITIVE_INFINITY : this.#context.clock.monotonic() - this.#imageAt;
  }

  subscribe(listener: (change: BookChange) => void): () => void {
    return this.#changes.subscribe(listener);
  }

  close(): void {
    this.#poller.stop();
    this.#leave("closed");
  }

  #image(image: BookImage): void {
    const ours = this.book.venueTime;
    if (image.venueTime !== undefined && ours !== undefined && image.venueTime < ours) {
      // A cache answered with an older book than one we had: never move back.
      this.counters.old += 1;
      this.#missed("gap");
      return;
    }
    this.book.replace(image);
    this.receivedTime = this.#context.clock.now();
    this.#imageAt = this.#context.clock.monotonic();
    if (this.book.crossed) {
      this.#missed("crossed");
      return;
    }
    this.#misses = 0;
    this.counters.updates += 1;
    const healed = this.#state.kind !== "live" && this.counters.gaps > this.counters.healed;
    if (healed) this.counters.healed += 1;
    this.#state = LIVE;
    this.#changes.publish("update");
  }

  #missed(reason: NotLiveReason): void {
    this.#misses += 1;
    if (this.#misses > MISSES_MAX || reason === "crossed") this.#leave(reason);
  }

  #leave(reason: NotLiveReason): void {
    if (this.#state.kind === "stale" && this.#state.reason === reason) return;
    if (this.#state.kind === "live" && reason !== "closed") this.counters.gaps += 1;
    this.#state = { kind: "stale", reason };
    this.#changes.publish("state");
    if (reason !== "closed") this.#context.status({ kind: "stale", instrument: this.instrument, reason });
  }
}
