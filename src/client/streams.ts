// The same operators as free functions, for any async stream, and joining several into one.

import { UsageError } from "#core/error";

/** Items of the first stream that `keep` answers true for. */
export async function* filter<Item>(source: AsyncIterable<Item>, keep: (item: Item) => boolean): AsyncGenerator<Item> {
  for await (const item of source) if (keep(item)) yield item;
}

/** Groups of exactly `size` items, and what is left at the end. For flushing by time, use the watch's own `batch`. */
export async function* batch<Item>(source: AsyncIterable<Item>, size: number): AsyncGenerator<readonly Item[]> {
  if (!(size >= 1)) throw new UsageError("bad-batch", `A batch of ${size} holds nothing; use a size of at least 1.`);
  let items: Item[] = [];
  for await (const item of source) {
    items.push(item);
    if (items.length < size) continue;
    yield items;
    items = [];
  }
  if (items.length > 0) yield items;
}

/**
 * One stream of several, in the order in which items arrive. It ends when all have ended, rejects with the first error, and ends
 * them all when its consumer stops.
 */
export async function* merge<Item>(...sources: readonly AsyncIterable<Item>[]): AsyncGenerator<Item> {
  type Step = { readonly at: number; readonly result: IteratorResult<Item> };
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const next = (at: number): Promise<Step> => {
    const iterator = iterators[at];
    return iterator === undefined ? Promise.reject(new RangeError("no such stream")) : iterator.next().then((result) => ({ at, result }));
  };
  const pending = new Map(iterators.map((_, at) => [at, next(at)]));
  try {
    while (pending.size > 0) {
      const { at, result } = await Promise.race(pending.values());
      if (result.done === true) pending.delete(at);
      else {
        pending.set(at, next(at));
        yield result.value;
      }
    }
  } finally {
    await Promise.all(iterators.map((iterator) => iterator.return?.()));
  }
}
