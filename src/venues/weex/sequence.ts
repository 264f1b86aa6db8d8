import { type BookEvent } from "#core/event";
import { APPLY, OLD, type Sequence, type SequenceVerdict } from "#core/sequence";
import { type BookPosition } from "#venues/venue";

/**
 * WEEX's continuity rule, the same for V3 (`U`, `u`) and V2 (`startVersion`, `endVersion`). Pure.
 *
 * 1. A snapshot that answers a subscription (no position yet) starts the chain and replaces everything; an unasked one may only move
 *    forward.
 * 2. A delta before its snapshot is dropped.
 * 3. A last number at or below ours is a repeat, unless its venue time is newer: then the chain was started anew. V2 tells no time, so
 *    there a restart shows as silence, which is compared with REST.
 * 4. Everything else must continue exactly: its first number equals our last. Never plus one.
 */
export function check(position: BookPosition, event: BookEvent): SequenceVerdict {
  const last = position.sequence;
  const received = event.sequence;
  if (received === undefined) return OLD;
  if (event.kind === "book-snapshot") return last === undefined || received >= last ? APPLY : gap(last, received);
  if (last === undefined) return OLD;
  if (received <= last) return isNewer(event, position) ? { kind: "reset", ...numbers(last, event.previous ?? received) } : OLD;
  return event.previous === last ? APPLY : gap(last, event.previous ?? received);
}

/** A missing time proves nothing, so it is not newer. */
function isNewer(event: BookEvent, position: BookPosition): boolean {
  return event.venueTime !== undefined && position.venueTime !== undefined && event.venueTime > position.venueTime;
}

const gap = (last: Sequence, received: Sequence): SequenceVerdict => ({ kind: "gap", ...numbers(last, received) });

const numbers = (last: Sequence, received: Sequence): { readonly expected: string; readonly received: string } => ({
  expected: String(last),
  received: String(received),
});
