import { type BookEvent } from "#core/event";
import { APPLY, OLD, type SequenceVerdict, successor } from "#core/sequence";
import { type BookPosition } from "#venues/venue";

/**
 * Tidewell's continuity rule. Pure.
 *
 * 1. A whole book starts the chain, or moves it forward.
 * 2. A step before its whole book, or one that is known, is old.
 * 3. Every other step is the last number plus one.
 */
export function check(position: BookPosition, event: BookEvent): SequenceVerdict {
  const [last, received] = [position.sequence, event.sequence];
  if (received === undefined) return OLD;
  if (event.kind === "book-snapshot") return last === undefined || received >= last ? APPLY : OLD;
  if (last === undefined || received <= last) return OLD;
  return received === successor(last) ? APPLY : { kind: "gap", expected: String(successor(last)), received: String(received) };
}
