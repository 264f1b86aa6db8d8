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
  readonly #slotOf: ((item: Item) => unknown) | undefined;
  /** What waits where a consumer has several slots, in the order of arrival. An item without a slot has a key of its own. */
  readonly #slots = new Map<unknown, Delivered<Item>>();
  #items: Item[] = [];
  #head = 0;
  #merged = 0;
  #drops = 0;
  #pushed = 0;
  #end: { readonly error: Error | undefined } | undefined;
  /** Whoever waits, first come first served: one entry for each `next` that its consumer has open. */
  readonly #waiters: (() => void)[] = [];

  /**
   * `slotOf` names the slot of an item, for queues in which only what is of one kind replaces each other; a newer item goes to the end
   * of the line, with the count of what it replaced. Items of slot undefined all wait. Such a queue has a capacity.
   */
  constructor(overflow: Overflow, overflowed: () => Error, slotOf?: (item: Item) => unknown) {
    this.#overflow = overflow;
    this.#overflowed = overflowed;
    this.#slotOf = slotOf;
  }

  /** Items lost to the policy. Merged items are not losses. */
  get drops(): number {
    return this.#drops;
  }

  get pushed(): number {
    return this.#pushed;
  }

  get waiting(): number {
    return this.#items.length - this.#head + this.#slots.size;
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  push(item: Item): void {
    if (this.#end !== undefined) return;
    this.#pushed += 1;
    const policy = this.#overflow;
    if (this.#slotOf !== undefined) {
      if (!this.#place(item, this.#slotOf(item))) return;
    } else if (policy.kind === "latest") {
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
    for (const [slot, delivered] of this.#slots) {
      this.#slots.delete(slot);
      return { kind: "item", delivered };
    }
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

  /** Puts an item into its slot, or behind the others. Returns false when that ended the queue. */
  #place(item: Item, slot: unknown): boolean {
    const replaced = slot === undefined ? undefined : this.#slots.get(slot);
    if (replaced !== undefined) {
      this.#slots.delete(slot);
      this.#slots.set(slot, { item, merged: replaced.merged + 1 });
      return true;
    }
    const policy = this.#overflow;
    if (policy.kind !== "latest" && this.waiting >= policy.capacity) {
      this.#drops += 1;
      if (policy.kind === "fail") {
        this.end(this.#overflowed());
        return false;
      }
      this.take();
    }
    this.#slots.set(slot ?? Symbol("own"), { item, merged: 0 });
    return true;
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
