// Between a stream that never waits and a consumer that may: bounded, and exact about what was lost or merged.

/** What happens when a consumer is slower than its stream. Always stated, never assumed. */
export type Overflow =
  /** The oldest waiting item goes; it is counted. */
  | { readonly kind: "drop-oldest"; readonly capacity: number }
  /** The stream ends with an error for this consumer; nothing is lost silently. */
  | { readonly kind: "fail"; readonly capacity: number }
  /** One slot: a newer item replaces the waiting one, and the count of replaced ones goes with it. */
  | { readonly kind: "latest" };

export interface Delivered<Item> {
  readonly item: Item;
  /** Items that this one replaced unseen (`latest` only). */
  readonly merged: number;
}

export type Taken<Item> =
  | { readonly kind: "item"; readonly delivered: Delivered<Item> }
  | { readonly kind: "empty" }
  | { readonly kind: "ended"; readonly error: Error | undefined };

/** One consumer's queue. `push` never waits; `take` never waits; `onReady` tells when there is something again. */
export class DeliveryQueue<Item> {
  readonly #overflow: Overflow;
  readonly #overflowed: () => Error;
  #items: Item[] = [];
  #head = 0;
  #merged = 0;
  #drops = 0;
  #pushed = 0;
  #end: { readonly error: Error | undefined } | undefined;
  /** Whoever waits, first come first served: one entry for each `next` that its consumer has open. */
  readonly #waiters: (() => void)[] = [];

  constructor(overflow: Overflow, overflowed: () => Error) {
    this.#overflow = overflow;
    this.#overflowed = overflowed;
  }

  /** Items lost to the policy. Merged items are not losses. */
  get drops(): number {
    return this.#drops;
  }

  get pushed(): number {
    return this.#pushed;
  }

  get waiting(): number {
    return this.#items.length - this.#head;
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  push(item: Item): void {
    if (this.#end !== undefined) return;
    this.#pushed += 1;
    const policy = this.#overflow;
    if (policy.kind === "latest") {
      if (this.waiting > 0) {
        this.#items[this.#head] = item;
        this.#merged += 1;
      } else this.#items.push(item);
    } else if (this.waiting >= policy.capacity) {
      if (policy.kind === "fail") {
        this.#drops += 1;
        this.end(this.#overflowed());
        return;
      }
      this.#drops += 1;
      this.#shift();
      this.#items.push(item);
    } else this.#items.push(item);
    this.#wake();
  }

  /** The next item, or why there is none. After `ended` the waiting items still come first. */
  take(): Taken<Item> {
    if (this.waiting > 0) {
      const item = this.#items[this.#head] as Item;
      this.#shift();
      const merged = this.#merged;
      this.#merged = 0;
      return { kind: "item", delivered: { item, merged } };
    }
    return this.#end === undefined ? { kind: "empty" } : { kind: "ended", error: this.#end.error };
  }

  /** Calls back once, when `take` would answer other than `empty`. Several callers are called in the order they came. */
  onReady(ready: () => void): void {
    if (this.waiting > 0 || this.#end !== undefined) ready();
    else this.#waiters.push(ready);
  }

  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    this.#wake();
  }

  #shift(): void {
    this.#head += 1;
    // Moving the rest only when half is spent keeps both the array and the cost per item bounded.
    if (this.#head > 32 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    } else if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    }
  }

  #wake(): void {
    while (this.waiting > 0 || this.#end !== undefined) {
      const ready = this.#waiters.shift();
      if (ready === undefined) return;
      ready();
    }
  }
}
