import { type Clock, type Timer } from "#core/port";

/** Collects items and hands them over when `size` are there or the first has waited `maxWaitMs`. */
export function batched<Item>(
  clock: Clock,
  options: { readonly size: number; readonly maxWaitMs: number },
  hand: (items: readonly Item[]) => void,
): { add(item: Item): void; flush(): void } {
  let items: Item[] = [];
  let timer: Timer | undefined;
  const flush = (): void => {
    timer?.cancel();
    timer = undefined;
    if (items.length === 0) return;
    const full = items;
    items = [];
    hand(full);
  };
  return {
    add: (item) => {
      items.push(item);
      if (items.length >= options.size) flush();
      else timer ??= clock.after(options.maxWaitMs, flush);
    },
    flush,
  };
}
