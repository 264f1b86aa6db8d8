// Several watches as one, in the order in which their news were received. `merge` of any async streams asks each for its next item; this
// one stands in the turn of every push.

import { type ItemOf, type Watch } from "#client/api";
import { combined } from "#client/stream";

/**
 * One watch of several, of one venue or many, by receive time. A watch with `deliver: "latest"` keeps its one waiting item, with the
 * merged count; what the others hand out all waits, and the combined watch ends with an error when too much does. It ends when all have
 * ended, or with the first error. Throws UsageError for a stream that is no watch of a connection.
 */
export function combine<Watches extends readonly Watch<unknown>[]>(...watches: Watches): Watch<ItemOf<Watches[number]>> {
  return combined<ItemOf<Watches[number]>>(watches);
}
