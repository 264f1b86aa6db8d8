import { type EpochMs } from "#core/brand";
import { isoTime } from "#core/calendar/civil-time";
import { type BookEvent } from "#core/event";
import { APPLY, OLD, type SequenceVerdict } from "#core/sequence";
import { TRUSTED_NODE_PREFIX } from "#venues/lbank/endpoints";
import { type BookPosition } from "#venues/venue";

/**
 * LBank's rule for images. Pure. There is no number, so the rule can only keep the book from moving back, never find a loss.
 *
 * 1. Where a push names its node, only nodes that agree with REST count: books of the others are often stale.
 * 2. A push strictly older than the last one came late, or the venue's clock was set back and it is the newest. Only the pushes after
 *    it can tell, so the book is not believed until one does; one of the same time replaces the book.
 * 3. Everything else is the book.
 */
export function check(position: BookPosition, event: BookEvent): SequenceVerdict {
  if (event.node !== undefined && !event.node.startsWith(TRUSTED_NODE_PREFIX)) return OLD;
  const [last, received] = [position.venueTime, event.venueTime];
  return received !== undefined && last !== undefined && received < last ? setBack(last, received) : APPLY;
}

const setBack = (last: EpochMs, received: EpochMs): SequenceVerdict => ({
  kind: "reset",
  expected: isoTime(last),
  received: isoTime(received),
});
