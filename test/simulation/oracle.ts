// What a world is held to. The simulated exchange knows the truth; everything that is handed out is compared with it.

import { type OrderBook } from "#core/book/order-book";
import { type BookSource } from "#feed/book-source";
import { type SimulatedExchange } from "#sim/world";
import { type BookPicture } from "#venues/dialect";

/** A broken promise, in words that name the invariant. */
export interface Violation {
  readonly invariant: string;
  readonly words: string;
  readonly atMs: number;
}

/** The first difference between a kept book and the venue's at the same sequence; undefined when they are equal. */
export function bookDifference(book: OrderBook, truth: BookPicture): string | undefined {
  for (const side of ["bids", "asks"] as const) {
    const ours = book[side];
    const theirs = truth[side];
    if (ours.length !== theirs.length) return `${side} hold ${ours.length} levels, the venue ${theirs.length}`;
    for (let rank = 0; rank < theirs.length; rank += 1) {
      const level = theirs[rank];
      if (level === undefined) continue;
      if (ours.priceAt(rank) !== level[0] || ours.sizeAt(rank) !== level[1]) {
        return `${side} ${rank}: ${ours.priceAt(rank)}×${ours.sizeAt(rank)}, the venue ${level[0]}×${level[1]}`;
      }
    }
  }
  return undefined;
}

/** Checks one hand-out of a live book (I1). Books that say that they are not live are always true to their word. */
export function checkBook(exchange: SimulatedExchange, source: BookSource, atMs: number): Violation | undefined {
  if (source.state().kind !== "live") return undefined;
  const { instrument, group, book } = source;
  const { sequence } = book;
  if (sequence === undefined) return { invariant: "I1", words: `${instrument.symbol} is live without a sequence`, atMs };
  const truth = exchange.trueBook({ venue: instrument.venue, product: instrument.product, symbol: instrument.id, group, sequence });
  if (truth === undefined)
    return { invariant: "I1", words: `${instrument.symbol} is live at ${sequence}, which the venue never published`, atMs };
  const difference = bookDifference(book, truth);
  return difference === undefined ? undefined : { invariant: "I1", words: `${instrument.symbol} at ${sequence}: ${difference}`, atMs };
}
