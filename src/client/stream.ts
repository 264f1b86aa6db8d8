// Every watch is one of these: a source that pushes, consumers that take. Nothing is subscribed while nobody listens, and each
// consumer has a bounded queue of its own.

import { DeliveryQueue } from "#bus/delivery-queue";
import { Publisher } from "#bus/publisher";
import { combination } from "#client/across/combination";
import { type ItemOf, type Watch } from "#client/api";
import { batched } from "#client/batched";
import { CAPACITY_DEFAULT } from "#client/deliveries";
import { atLeast, wholeAtLeast } from "#client/number-options";
import { QueueIterator } from "#client/queue-iterator";
import { type Feeder, type StreamOptions, type StreamSource, type StreamTraits } from "#client/stream-parts";
import { TruebookError, UsageError } from "#core/error";

/** A watch over one source. */
export class Stream<Raw, Item> implements Watch<Item>, StreamSource<Item>, Feeder<Raw> {
  // What every item passes comes first, side by side.
  readonly #callbacks: Publisher<Item>;
  /** What callbacks get for every item of this opening, where that is one object. */
  #view: Item | undefined;
  /** How many queues there are, said again: asking the set would be a look at one object more for every item. */
  #queueCount = 0;
  /** Streams made from this one, which may keep what they hear. Made with the first of them. */
  #forwards: Publisher<Raw> | undefined;
  readonly #options: StreamOptions<Raw, Item>;
  readonly #queues = new Set<DeliveryQueue<Raw>>();
  /** Streams made from this one; they end with it. */
  readonly #followers = new Set<{ end(error?: Error): void }>();
  readonly #aborted = (): void => this.end();
  #closeSource: (() => void) | undefined;
  #drops = 0;
  #ended: { readonly error: Error | undefined } | undefined;

  constructor(options: StreamOptions<Raw, Item>) {
    this.#options = options;
    this.#callbacks = new Publisher(options.callbackFailed);
    options.signal?.addEventListener("abort", this.#aborted, { once: true });
    if (options.signal?.aborted === true) this.end();
  }

  get drops(): number {
    return this.#drops;
  }

  /** Opens the source unless it is open; for watches whose present state can be read without listening. */
  attach(): void {
    if (this.#closeSource !== undefined || this.#ended !== undefined) return;
    this.#view = undefined;
    const close = this.#options.open(this);
    // A source may end while it opens: what it opened by then is closed at once.
    if (this.#ended === undefined) this.#closeSource = close;
    else close();
  }

  onEach(handle: (item: Item) => void): () => void {
    return this.#listen(this.#callbacks, handle);
  }

  [Symbol.asyncIterator](): AsyncIterator<Item> {
    const queue = new DeliveryQueue<Raw>(this.#options.overflow, () => this.#overflowed(), this.#options.slotOf);
    this.#queues.add(queue);
    this.#queueCount = this.#queues.size;
    this.attach();
    for (const raw of this.#ended === undefined ? (this.#options.first?.() ?? []) : []) queue.push(raw);
    if (this.#ended !== undefined) queue.end(this.#ended.error);
    return new QueueIterator({
      queue,
      hand: this.#options.hand,
      left: () => {
        this.#queues.delete(queue);
        this.#queueCount = this.#queues.size;
        this.#detachIfIdle();
      },
    });
  }

  filter(keep: (item: Item) => boolean): Watch<Item> {
    const { clock, name, overflow, signal, restamp = (item: Item): Item => item } = this.#options;
    return new Stream<Item, Item>({
      name: `${name}, filtered`,
      clock,
      overflow,
      signal,
      open: (feeder) =>
        this.forward({
          push: (item) => {
            if (keep(item)) feeder.push(item);
          },
          end: (error) => feeder.end(error),
        }),
      hand: (item, merged) => (merged === 0 ? item : restamp(item, merged)),
      restamp,
      first: () => this.present().filter(keep),
      dropped: this.#options.dropped,
      callbackFailed: this.#options.callbackFailed,
    });
  }

  batch(options: { readonly size: number; readonly maxWaitMs: number }): Watch<readonly Item[]> {
    const { clock, name, overflow, signal } = this.#options;
    wholeAtLeast(1, "size", options.size);
    atLeast(1, "maxWaitMs", options.maxWaitMs);
    return new Stream<readonly Item[], readonly Item[]>({
      name: `${name}, in batches`,
      clock,
      // A batch is not a newer version of the one before it: a slow consumer loses the oldest, and the loss is counted.
      overflow: overflow.kind === "latest" ? { kind: "drop-oldest", capacity: CAPACITY_DEFAULT } : overflow,
      signal,
      open: (feeder) => {
        const batches = batched<Item>(clock, options, (items) => feeder.push(items));
        const stop = this.forward({
          push: (item) => batches.add(item),
          end: (error) => {
            batches.flush();
            feeder.end(error);
          },
        });
        return () => {
          batches.flush();
          stop();
        };
      },
      hand: (items) => items,
      dropped: this.#options.dropped,
      callbackFailed: this.#options.callbackFailed,
    });
  }

  merge<Others extends readonly Watch<unknown>[]>(...others: Others): Watch<Item | ItemOf<Others[number]>> {
    return combined<Item | ItemOf<Others[number]>>([this, ...others]);
  }

  close(): Promise<void> {
    this.end();
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #listen<Heard>(publisher: Publisher<Heard>, heard: (item: Heard) => void): () => void {
    const stop = publisher.subscribe(heard);
    const leave = (): void => {
      stop();
      this.#detachIfIdle();
    };
    try {
      // Last, because a source that knows its present state hands it out while it opens.
      this.attach();
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  get traits(): StreamTraits<Item> {
    const { name, clock, overflow, signal, restamp, dropped, callbackFailed } = this.#options;
    return { name, clock, overflow, signal, dropped, callbackFailed, ...(restamp === undefined ? {} : { restamp }) };
  }

  /** What a new consumer would be handed first. */
  present(): readonly Item[] {
    return (this.#ended === undefined ? (this.#options.first?.() ?? []) : []).map((raw) => this.#options.hand(raw, 0));
  }

  /** Joins another stream's source to this one's items; returns what parts them. The other one ends with this one. */
  forward(feeder: Feeder<Item>): () => void {
    const { keep, hand } = this.#options;
    // What is forwarded may wait, so it is never the live view.
    this.#forwards ??= new Publisher(this.#options.callbackFailed);
    const stop = this.#listen(this.#forwards, (raw) => feeder.push(hand(keep === undefined ? raw : keep(raw), 0)));
    const part = this.onEnd((error) => feeder.end(error));
    return () => {
      part();
      stop();
    };
  }

  /** Calls back when it ends, at once if it has; returns what takes it back. */
  onEnd(handle: (error?: Error) => void): () => void {
    const follower = { end: handle };
    this.#followers.add(follower);
    if (this.#ended !== undefined) handle(this.#ended.error);
    return () => this.#followers.delete(follower);
  }

  /** Called by the source. The watch that people hold has no such method in its type. */
  push(raw: Raw): void {
    if (this.#queueCount > 0) this.#enqueue(this.#options.keep?.(raw) ?? raw);
    if (this.#callbacks.size > 0) this.#callbacks.publish(this.#view ?? this.#show(raw));
    this.#forwards?.publish(raw);
  }

  /** See `Publisher.touch`: this stream, then what callbacks get and who keeps them, then the callback. */
  touch(step: number): number {
    if (step === 0) return this.#queueCount;
    return (step === 1 && typeof this.#view === "object" ? 1 : 0) + this.#callbacks.touch(step - 1);
  }

  #show(raw: Raw): Item {
    this.#view = this.#options.view?.();
    return this.#view ?? this.#options.hand(raw, 0);
  }

  #enqueue(raw: Raw): void {
    for (const queue of this.#queues) {
      const before = queue.drops;
      queue.push(raw);
      const lost = queue.drops - before;
      if (lost > 0) {
        this.#drops += lost;
        this.#options.dropped(lost);
      }
    }
  }

  #detachIfIdle(): void {
    if (this.#queues.size > 0 || this.#callbacks.size > 0 || (this.#forwards?.size ?? 0) > 0) return;
    this.#closeSource?.();
    this.#closeSource = undefined;
  }

  /** Called by the source, and by whoever closes the watch. */
  end(error?: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = { error };
    this.#options.signal?.removeEventListener("abort", this.#aborted);
    // The source closes first: a batch that is flushed by it still reaches its consumers.
    this.#closeSource?.();
    this.#closeSource = undefined;
    for (const queue of this.#queues) queue.end(error);
    for (const follower of this.#followers) follower.end(error);
  }

  #overflowed(): Error {
    return new TruebookError(
      "consumer-too-slow",
      `The consumer of ${this.#options.name} fell too far behind; the watch ended so that nothing is lost unseen.`,
      {
        hint: 'take items faster, raise the capacity, or use deliver: "latest"',
      },
    );
  }
}

/** One stream of several watches. Throws UsageError where one is no watch of a connection. */
export function combined<Item>(watches: readonly Watch<unknown>[]): Watch<Item> {
  return new Stream(combination(watches.map((watch) => asStream<Item>(watch))));
}

/** A watch as the stream that it is. Throws UsageError for one that somebody else made. */
export function asStream<Item>(watch: Watch<unknown>): Stream<unknown, Item> {
  if (watch instanceof Stream) return watch;
  throw new UsageError("foreign-watch", "A stream that is no watch of a connection was to be combined; nothing was opened.", {
    hint: "use merge, which joins any async streams",
  });
}
