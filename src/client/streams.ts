// The same operators as free functions, for any async stream, and joining several into one. None of them is a generator: one that
// waits for its next item cannot be told to stop, and a quiet market would hold whoever wants to leave.

import { wholeAtLeast } from "#client/number-options";

/** Items of the first stream that `keep` answers true for. */
export function filter<Item>(source: AsyncIterable<Item>, keep: (item: Item) => boolean): AsyncIterableIterator<Item> {
  const opened = opener(source);
  return stoppable(
    async () => {
      for (;;) {
        const result = await opened.iterator().next();
        if (result.done === true || keep(result.value)) return result;
      }
    },
    () => opened.stop(),
  );
}

/** Groups of exactly `size` items, and what is left at the end. For flushing by time, use the watch's own `batch`. */
export function batch<Item>(source: AsyncIterable<Item>, size: number): AsyncIterableIterator<readonly Item[]> {
  wholeAtLeast(1, "size", size);
  const opened = opener(source);
  return stoppable(
    async () => {
      const items: Item[] = [];
      while (items.length < size) {
        const result = await opened.iterator().next();
        if (result.done === true) break;
        items.push(result.value);
      }
      return items.length === 0 ? ENDED : { done: false, value: items };
    },
    () => opened.stop(),
  );
}

/**
 * One stream of several, in the order in which items arrive. It ends when all have ended, rejects with the first error, and ends
 * them all when its consumer stops.
 */
export function merge<Item>(...sources: readonly AsyncIterable<Item>[]): AsyncIterableIterator<Item> {
  type Step = { readonly iterator: AsyncIterator<Item>; readonly result: IteratorResult<Item> };
  const opened = sources.map(opener);
  const pending = new Map<AsyncIterator<Item>, Promise<Step>>();
  const ask = (iterator: AsyncIterator<Item>): void => {
    pending.set(
      iterator,
      iterator.next().then((result) => ({ iterator, result })),
    );
  };
  let begun = false;
  const stop = (): Promise<void> => {
    pending.clear();
    // Each of them was asked for its next item already: one that cannot be interrupted ends when that has come.
    for (const source of opened) source.stop().catch(() => undefined);
    return Promise.resolve();
  };
  return stoppable(async () => {
    if (!begun) for (const source of opened) ask(source.iterator());
    begun = true;
    while (pending.size > 0) {
      const { iterator, result } = await Promise.race(pending.values());
      if (!pending.has(iterator)) break;
      if (result.done === true) pending.delete(iterator);
      else {
        // Asked for again at the end of the line, so that a fast stream does not hide a slow one.
        pending.delete(iterator);
        ask(iterator);
        return result;
      }
    }
    return ENDED;
  }, stop);
}

const ENDED: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** A source that is opened when the first item is asked for: until then nothing is subscribed. */
function opener<Item>(source: AsyncIterable<Item>): { iterator(): AsyncIterator<Item>; stop(): Promise<void> } {
  let iterator: AsyncIterator<Item> | undefined;
  return {
    iterator: () => {
      iterator ??= source[Symbol.asyncIterator]();
      return iterator;
    },
    stop: async () => {
      await iterator?.return?.();
    },
  };
}

/** An iterator whose `return` ends a `next` that is still open instead of waiting for it. What fails ends the source too. */
function stoppable<Item>(next: () => Promise<IteratorResult<Item>>, stop: () => Promise<void>): AsyncIterableIterator<Item> {
  let turn: Promise<unknown> = Promise.resolve();
  let busy = false;
  let done = false;
  const guarded = async (): Promise<IteratorResult<Item>> => {
    if (done) return ENDED;
    busy = true;
    try {
      const result = await next();
      done ||= result.done === true;
      return done ? ENDED : result;
    } catch (error) {
      done = true;
      await stop();
      throw error;
    } finally {
      busy = false;
    }
  };
  const iterator: AsyncIterableIterator<Item> = {
    next: () => {
      const result = turn.then(guarded);
      turn = result.catch(() => undefined);
      return result;
    },
    return: async () => {
      done = true;
      const ending = stop();
      if (busy) ending.catch(() => undefined);
      else await ending;
      return ENDED;
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
