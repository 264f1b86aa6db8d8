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

/** What of a book tells that it is still the one that was compared. */
interface Compared {
  readonly updates: number;
  readonly sequence: BookSource["book"]["sequence"];
  readonly venueTime: number | undefined;
  readonly bids: number;
  readonly asks: number;
}

/** Looks at books again and again: one that was found true, and in which nothing was done since, is not compared level by level again. */
export class BookOracle {
  readonly #exchange: SimulatedExchange;
  readonly #true = new WeakMap<BookSource, Compared>();

  constructor(exchange: SimulatedExchange) {
    this.#exchange = exchange;
  }

  check(source: BookSource, atMs: number): Violation | undefined {
    if (source.state().kind !== "live") return undefined;
    const { bids, asks, sequence, venueTime } = source.book;
    const now: Compared = { updates: source.counters.updates, sequence, venueTime, bids: bids.length, asks: asks.length };
    const then = this.#true.get(source);
    if (then !== undefined && isUnchanged(then, now)) return undefined;
    const violation = checkBook(this.#exchange, source, atMs);
    if (violation === undefined) this.#true.set(source, now);
    return violation;
  }
}

function isUnchanged(then: Compared, now: Compared): boolean {
  if (then.updates !== now.updates || then.sequence !== now.sequence || then.venueTime !== now.venueTime) return false;
  return then.bids === now.bids && then.asks === now.asks;
}
