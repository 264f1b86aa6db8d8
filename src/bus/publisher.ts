/** More listeners than this on one publisher is a leak, not a use. */
export const LISTENERS_MAX = 10_000;

/**
 * Hands items to listeners in the same turn, in the order they came. A listener that throws is isolated and reported; the others
 * still hear. So is an async one that rejects: nobody else would catch it, and it would end the process. Nothing is queued here, so
 * nothing can be lost.
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
        const answer: unknown = (listeners[at] as (item: Item) => unknown)(item);
        if (answer instanceof Promise) answer.catch(this.#failed);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
