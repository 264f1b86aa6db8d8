import { type BookEvent } from "#core/event";
import { APPLY, OLD, type SequenceVerdict } from "#core/sequence";
import { type BookPosition } from "#venues/venue";

/** The article's books are images with a version that grows: whatever is not newer is dropped. */
export function checkArticle(position: BookPosition, event: BookEvent): SequenceVerdict {
  const { sequence: last } = position;
  return last !== undefined && event.sequence !== undefined && event.sequence <= last ? OLD : APPLY;
}
