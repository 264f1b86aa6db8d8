// Several watches as one, in the order in which their news were received. `merge` joins any async streams and asks each for its next
// item; this one stands in the turn of every push, so that a consumer who fell behind still gets everything in the order it came.

import { type Overflow } from "#bus/delivery-queue";
import { type Watch } from "#client/api";
import { CAPACITY_DEFAULT } from "#client/deliveries";
import { type Feeder, Stream } from "#client/stream";
import { UsageError } from "#core/error";

/** What a watch hands out. */
export type ItemOf<Watched> = Watched extends Watch<infer Item> ? Item : never;

/** An item and the watch that it came from. */
interface Arrival<Item> {
  readonly from: Stream<unknown, Item>;
  readonly item: Item;
}

/**
 * One watch of several, of one venue or many, by receive time. A watch with `deliver: "latest"` keeps its one waiting item, with the
 * merged count; what the others hand out all waits, and the combined watch ends with an error when too much does. It ends when all have
 * ended, or with the first error. Throws UsageError for a stream that is no watch of a connection.
 */
export function combine<Watches extends readonly Watch<unknown>[]>(...watches: Watches): Watch<ItemOf<Watches[number]>> {
  return combined(watches.map((watch) => asStream<ItemOf<Watches[number]>>(watch)));
}

function combined<Item>(sources: readonly Stream<unknown, Item>[]): Watch<Item> {
  const [first] = sources;
  if (first === undefined) throw new UsageError("nothing-to-combine", "combine was called without a watch; give it one or more.");
  let pushing = first;
  return new Stream<Arrival<Item>, Item>({
    name: `${sources.length} combined watches`,
    clock: first.traits.clock,
    overflow: overflowOfAll(sources.map(({ traits }) => traits.overflow)),
    signal: undefined,
    open: (feeder) => openAll(sources, feeder, (source) => (pushing = source)),
    hand: ({ from, item }, merged) => (merged === 0 ? item : (from.traits.restamp?.(item, merged) ?? item)),
    slotOf: ({ from }) => (from.traits.overflow.kind === "latest" ? from : undefined),
    first: () => sources.flatMap((from) => from.present().map((item) => ({ from, item }))),
    // Told where it was caused: by the watch whose item found the line full.
    dropped: (count) => pushing.traits.dropped(count),
    callbackFailed: (error) => pushing.traits.callbackFailed(error),
  });
}

function openAll<Item>(
  sources: readonly Stream<unknown, Item>[],
  feeder: Feeder<Arrival<Item>>,
  pushes: (source: Stream<unknown, Item>) => void,
): () => void {
  const open = new Set(sources);
  const stops = sources.map((from) =>
    from.forward({
      push: (item) => {
        pushes(from);
        feeder.push({ from, item });
      },
      end: (error) => {
        open.delete(from);
        if (error !== undefined || open.size === 0) feeder.end(error);
      },
    }),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

/** As strict as the strictest: where one of them may lose nothing, the combined one fails rather than dropping. */
function overflowOfAll(all: readonly Overflow[]): Overflow {
  const queues = all.flatMap((overflow) => (overflow.kind === "latest" ? [] : [overflow]));
  const capacity = all.length - queues.length + queues.reduce((sum, queue) => sum + queue.capacity, 0);
  const mayDrop = queues.length > 0 && queues.every(({ kind }) => kind === "drop-oldest");
  return { kind: mayDrop ? "drop-oldest" : "fail", capacity: Math.max(capacity, all.length, queues.length === 0 ? 0 : CAPACITY_DEFAULT) };
}

/** A watch as the stream that it is. Throws UsageError for one that somebody else made. */
export function asStream<Item>(watch: Watch<unknown>): Stream<unknown, Item> {
  if (watch instanceof Stream) return watch;
  throw new UsageError("foreign-watch", "A stream that is no watch of a connection was to be combined; nothing was opened.", {
    hint: "use merge, which joins any async streams",
  });
}
