/** More listeners than this on one publisher is a leak, not a use. */
export const LISTENERS_MAX = 10_000;

/** Who hears items and is an object: reached at one look, where a function, what it closes over and the object behind it take three. */
export interface Hearer<Item> {
  push(item: Item): void;
  /** See `Publisher.touch`. */
  touch?(step: number): number;
}

export type Listener<Item> = ((item: Item) => unknown) | Hearer<Item>;

/**
 * Hands items to listeners in the same turn, in the order they came. A listener that throws is isolated and reported; the others
 * still hear. So is an async one that rejects: nobody else would catch it, and it would end the process. Nothing is queued here, so
 * nothing can be lost.
 */
export class Publisher<Item> {
  #listeners: readonly Listener<Item>[] = [];
  /** The listener while it is the only one, as nearly always: a thousand streams in turn have a list less to look up. */
  #only: Listener<Item> | undefined;
  readonly #failed: (error: unknown) => void;

  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  get size(): number {
    return this.#only === undefined ? this.#listeners.length : 1;
  }

  /** Adds a listener; returns what takes it away. Throws RangeError past `LISTENERS_MAX`. */
  subscribe(listener: Listener<Item>): () => void {
    if (this.#listeners.length >= LISTENERS_MAX)
      throw new RangeError(`More than ${LISTENERS_MAX} listeners on one stream; close those no longer used.`);
    this.#keep([...this.#listeners, listener]);
    let heard = true;
    return () => {
      // One place only, and once: the same function may listen twice.
      if (heard) this.#keep(without(this.#listeners, this.#listeners.lastIndexOf(listener)));
      heard = false;
    };
  }

  publish(item: Item): void {
    const only = this.#only;
    if (only !== undefined) {
      this.#tell(only, item);
      return;
    }
    // The array is replaced, never changed, so a listener may take itself away while it is called.
    const listeners = this.#listeners;
    for (let at = 0; at < listeners.length; at += 1) this.#tell(listeners[at] as Listener<Item>, item);
  }

  /**
   * Reads, and changes nothing of, what the next item will need, as far as it lies `step` references from here. The number means
   * nothing; it keeps the reads from being left out.
   */
  touch(step: number): number {
    const only = this.#only;
    if (step === 0) return only === undefined ? 0 : 1;
    // To tell what it is, the beginning of it has to be read.
    return typeof only === "object" ? (only.touch?.(step - 1) ?? 0) : 1;
  }

  #keep(listeners: readonly Listener<Item>[]): void {
    this.#listeners = listeners;
    this.#only = listeners.length === 1 ? listeners[0] : undefined;
  }

  #tell(listener: Listener<Item>, item: Item): void {
    try {
      if (typeof listener === "object") {
        listener.push(item);
        return;
      }
      const answer = listener(item);
      if (answer instanceof Promise) answer.catch(this.#failed);
    } catch (error) {
      this.#failed(error);
    }
  }
}

const without = <Each>(list: readonly Each[], at: number): readonly Each[] => [...list.slice(0, at), ...list.slice(at + 1)];
