/** More listeners than this on one publisher is a leak, not a use. */
export const LISTENERS_MAX = 10_000;

/**
 * Hands items to listeners in the same turn, in the order they came. A listener that throws is isolated and reported; the others
 * still hear. Nothing is queued here, so nothing can be lost.
 */
export class Publisher<Item> {
  #listeners: readonly ((item: Item) => void)[] = [];
  readonly #failed: (error: unknown) => void;

  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  get size(): number {
    return this.#listeners.length;
  }

  /** Adds a listener; returns what takes it away. Throws RangeError past `LISTENERS_MAX`. */
  subscribe(listener: (item: Item) => void): () => void {
    if (this.#listeners.length >= LISTENERS_MAX)
      throw new RangeError(`More than ${LISTENERS_MAX} listeners on one stream; close those no longer used.`);
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  publish(item: Item): void {
    // The array is replaced, never changed, so a listener may take itself away while it is called.
    const listeners = this.#listeners;
    for (let at = 0; at < listeners.length; at += 1) {
      try {
        (listeners[at] as (item: Item) => void)(item);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
