import { type BookEvent } from "#core/event";
import { APPLY, OLD, type SequenceVerdict } from "#core/sequence";
import { TRUSTED_NODE_PREFIX } from "#venues/lbank/endpoints";
import { type BookPosition } from "#venues/venue";

/**
 * LBank's rule for images. Pure. There is no number, so the rule can only keep the book from moving back, never find a loss.
 *
 * 1. Where a push names its node, only nodes that agree with REST count: books of the others are often stale.
 * 2. A push strictly older than the last one is dropped; one of the same time replaces it.
 * 3. Everything else is the book.
 */
export function check(position: BookPosition, event: BookEvent): SequenceVerdict {
  if (event.node !== undefined && !event.node.startsWith(TRUSTED_NODE_PREFIX)) return OLD;
  if (event.venueTime !== undefined && position.venueTime !== undefined && event.venueTime < position.venueTime) return OLD;
  return APPLY;
}
