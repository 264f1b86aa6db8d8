// What a world is held to: everything that is handed out as live is compared with the simulated exchange, which knows the truth.

import { type BookSource } from "#feed/books/book-source";
import { wrongWhileLive } from "#sim/oracle/book-oracle";
import { type SimulatedExchange } from "#sim/world";

/** A broken promise, in words that name the invariant. */
export interface Violation {
  readonly invariant: string;
  readonly words: string;
  readonly atMs: number;
}

/** Checks one hand-out of a live book (I1). Books that say that they are not live are always true to their word. */
export function checkBook(exchange: SimulatedExchange, source: BookSource, atMs: number): Violation | undefined {
  if (source.state().kind !== "live") return undefined;
  const { instrument, group, book, proof } = source;
  const { venue, product, id } = instrument;
  const { bids, asks, sequence, venueTime, depthMax } = book;
  const words = wrongWhileLive(exchange, { venue, product, id, group, proof, bids, asks, sequence, venueTime, depthMax });
  return words === undefined ? undefined : { invariant: "I1", words, atMs };
}
