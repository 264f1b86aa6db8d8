import { type Overflow } from "#bus/delivery-queue";
import { CAPACITY_DEFAULT } from "#client/deliveries";
import { type Feeder, type StreamOptions, type StreamSource } from "#client/stream-parts";
import { UsageError } from "#core/error";

/** An item and the stream that it came from. */
export interface Arrival<Item> {
  readonly from: StreamSource<Item>;
  readonly item: Item;
}

/**
 * What a stream of several streams is made of: it stands in the turn of every push, so that a consumer who fell behind still gets
 * everything in the order of receipt. Throws UsageError for none.
 */
export function combination<Item>(sources: readonly StreamSource<Item>[]): StreamOptions<Arrival<Item>, Item> {
  const [first] = sources;
  if (first === undefined) throw new UsageError("nothing-to-combine", "combine was called without a watch; give it one or more.");
  let pushing = first;
  return {
    name: `${sources.length} combined watches`,
    clock: first.traits.clock,
    overflow: overflowOfAll(sources.map(({ traits }) => traits.overflow)),
    signal: undefined,
    open: (feeder) =>
      openAll(sources, feeder, (source) => {
        pushing = source;
      }),
    hand: ({ from, item }, merged) => (merged === 0 ? item : (from.traits.restamp?.(item, merged) ?? item)),
    slotOf: ({ from }) => (from.traits.overflow.kind === "latest" ? from : undefined),
    first: () => sources.flatMap((from) => from.present().map((item) => ({ from, item }))),
    // Told where it was caused: by the watch whose item found the line full.
    dropped: (count) => pushing.traits.dropped(count),
    callbackFailed: (error) => pushing.traits.callbackFailed(error),
  };
}

function openAll<Item>(
  sources: readonly StreamSource<Item>[],
  feeder: Feeder<Arrival<Item>>,
  pushes: (source: StreamSource<Item>) => void,
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
