import { type BookEvent } from "#core/event";
import { APPLY, OLD, type Sequence, type SequenceVerdict, successor } from "#core/sequence";
import { type BookPosition } from "#venues/venue";

/**
 * LMEX's continuity rule for one grouping of one book. Pure.
 *
 * 1. A snapshot that answers a subscription (no position yet) starts the chain; an unasked one may only move forward.
 * 2. A delta before its snapshot is dropped.
 * 3. A number at or below the last one is a repeat, unless its venue time is newer: then the chain was started anew.
 * 4. Everything else must continue exactly: `prevSeqNum` is the last number and `seqNum` the one after it.
 */
export function check(position: BookPosition, event: BookEvent): SequenceVerdict {
  const last = position.sequence;
  const received = event.sequence;
  if (received === undefined) return OLD;
  if (event.kind === "book-snapshot") return last === undefined || received >= last ? APPLY : gap(last, received);
  if (last === undefined) return OLD;
  if (received <= last) return isNewer(event, position) ? { kind: "reset", ...numbers(last, received) } : OLD;
  return event.previous === last && received === successor(last) ? APPLY : gap(last, received);
}

/** A missing time proves nothing, so it is not newer. */
function isNewer(event: BookEvent, position: BookPosition): boolean {
  return event.venueTime !== undefined && position.venueTime !== undefined && event.venueTime > position.venueTime;
}

const gap = (last: Sequence, received: Sequence): SequenceVerdict => ({ kind: "gap", ...numbers(last, received) });

const numbers = (last: Sequence, received: Sequence): { readonly expected: string; readonly received: string } => ({
  expected: String(successor(last)),
  received: String(received),
});
