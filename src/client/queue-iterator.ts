import { type DeliveryQueue, type Taken } from "#bus/delivery-queue";

/** What an iterator needs of the stream that it belongs to. */
export interface QueueIteratorOptions<Raw, Item> {
  readonly queue: DeliveryQueue<Raw>;
  readonly hand: (raw: Raw, merged: number) => Item;
  /** The consumer stopped, or the stream ended. */
  readonly left: () => void;
}

interface Waiting<Item> {
  readonly resolve: (result: IteratorResult<Item>) => void;
  readonly reject: (error: Error) => void;
}

/** Takes from one consumer's queue. Several items may be asked for before the first has come: they are served in that order. */
export class QueueIterator<Raw, Item> implements AsyncIterator<Item> {
  readonly #options: QueueIteratorOptions<Raw, Item>;
  /** Calls of `next` without an answer yet; as many as the consumer makes. */
  readonly #waiting: Waiting<Item>[] = [];
  #over = false;

  constructor(options: QueueIteratorOptions<Raw, Item>) {
    this.#options = options;
  }

  next(): Promise<IteratorResult<Item>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (this.#waiting.length === 1) this.#serve();
    });
  }

  return(): Promise<IteratorResult<Item>> {
    this.#options.queue.end();
    this.#options.left();
    return Promise.resolve({ done: true, value: undefined });
  }

  #serve(): void {
    const { queue } = this.#options;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const taken = queue.take();
      if (taken.kind === "empty") {
        queue.onReady(() => this.#serve());
        return;
      }
      this.#waiting.shift();
      this.#answer(first, taken);
    }
  }

  #answer({ resolve, reject }: Waiting<Item>, taken: Exclude<Taken<Raw>, { kind: "empty" }>): void {
    const { hand, left } = this.#options;
    if (taken.kind === "item") {
      resolve({ done: false, value: hand(taken.delivered.item, taken.delivered.merged) });
      return;
    }
    const error = this.#over ? undefined : taken.error;
    this.#over = true;
    left();
    if (error === undefined) resolve({ done: true, value: undefined });
    else reject(error);
  }
}
