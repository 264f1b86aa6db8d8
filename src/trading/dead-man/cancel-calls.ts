// The requests that end orders, in the words of one product: as few as the venue allows, and never one that names no order where
// orders were meant.

import { type OrderReference } from "#core/account/order";
import { type Instrument } from "#core/instrument";
import { type CancelWords } from "#trading/dead-man/cancel-only";
import { type PrivateCall } from "#transport/private-call";

/** A request, and the orders that it names; its answer has one for each of them, in their order. */
export interface CancelRequest {
  readonly call: PrivateCall<unknown>;
  readonly names: readonly OrderReference[];
}

/** Cancels of named orders, in batches where the venue has them. An order without a name is left out. */
export function cancelsOf(words: CancelWords, references: readonly OrderReference[]): readonly CancelRequest[] {
  const one = (reference: OrderReference): CancelRequest => ({ call: words.orders.cancel(reference), names: [reference] });
  const { cancelMany } = words.orders;
  const named = references.filter(({ venueOrderId, clientOrderId }) => venueOrderId !== undefined || clientOrderId !== undefined);
  if (cancelMany === undefined || words.cancelMany < 2) return named.map(one);
  const single = named.filter(({ untriggered }) => untriggered === true);
  const batches = [...batchesOf(named, words.cancelMany)].map((batch) => ({ call: cancelMany(batch), names: batch }));
  return [...batches, ...single.map(one)];
}

/** One batch names orders of one instrument, all by the venue's ids or all by ours. */
function* batchesOf(named: readonly OrderReference[], most: number): Generator<readonly OrderReference[]> {
  const groups = new Map<string, OrderReference[]>();
  for (const reference of named) {
    if (reference.untriggered === true) continue;
    const key = `${reference.instrument.symbol} ${reference.venueOrderId === undefined ? "ours" : "theirs"}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(reference);
  }
  for (const group of groups.values()) {
    for (let at = 0; at < group.length; at += most) yield group.slice(at, at + most);
  }
}

/** Cancels of whatever rests: one request for all where the venue has that, else one an instrument; waiting orders included. */
export function cancelAllCalls(words: CancelWords, instruments: readonly Instrument[]): readonly CancelRequest[] {
  const { cancelAll, cancelAllUntriggered } = words.orders;
  const targets = words.reach === "instrument" ? instruments : [undefined];
  const calls = targets.flatMap((target) => [
    cancelAll(target),
    ...(cancelAllUntriggered === undefined ? [] : [cancelAllUntriggered(target)]),
  ]);
  return calls.map((call) => ({ call, names: [] }));
}
