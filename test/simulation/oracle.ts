// What a world is held to. The simulated exchange knows the truth; everything that is handed out is compared with it.

import { type OrderBook } from "#core/book/order-book";
import { epochMs } from "#core/brand";
import { type BookSource } from "#feed/books/book-source";
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
  if (sequence === undefined) return checkImage(exchange, source, atMs);
  const truth = exchange.trueBook({ venue: instrument.venue, product: instrument.product, symbol: instrument.id, group, sequence });
  if (truth === undefined)
    return { invariant: "I1", words: `${instrument.symbol} is live at ${sequence}, which the venue never published`, atMs };
  const difference = bookDifference(book, truth);
  return difference === undefined ? undefined : { invariant: "I1", words: `${instrument.symbol} at ${sequence}: ${difference}`, atMs };
}

/** Images that are looked at when the venue's clock was set: they are published every 600 ms, so that is five minutes. */
const IMAGES_MAX = 500;

/** Checks a live book of a feed without numbers: it is the image last published at or before its venue time (I1, the weaker proof). */
function checkImage(exchange: SimulatedExchange, source: BookSource, atMs: number): Violation | undefined {
  const { instrument, group, book } = source;
  const { venueTime } = book;
  const market = exchange.marketOf({ venue: instrument.venue, product: instrument.product, symbol: instrument.id });
  const newest = market?.picture(group);
  if (source.proof !== "image" || venueTime === undefined || market === undefined || newest === undefined)
    return { invariant: "I1", words: `${instrument.symbol} is live without a sequence, and is no image`, atMs };
  const deep = (picture: BookPicture): BookPicture => ({
    ...picture,
    bids: picture.bids.slice(0, book.depthMax),
    asks: picture.asks.slice(0, book.depthMax),
  });
  // A clock that drifts stands between milliseconds, and the wire tells whole ones.
  const usual = market.pictureAtTime(group, epochMs(venueTime + 0.999));
  const difference = usual === undefined ? "the venue forgot that time" : bookDifference(book, deep(usual));
  if (difference === undefined) return undefined;
  // Two images of one millisecond, or a clock that was set: any image that was the newest at that time of the clock will do.
  let after: BookPicture | undefined;
  for (let back = 0; back < IMAGES_MAX; back += 1) {
    const picture = market.pictureAt(group, newest.sequence - back);
    if (picture === undefined) break;
    const wasSet = after !== undefined && after.venueTime < picture.venueTime;
    // The clock was set back after this image: what is sent from then on bears times from before it.
    const setBack = (after?.venueTime ?? exchange.venue(instrument.venue)?.now() ?? venueTime) < picture.venueTime;
    const stood = Math.floor(picture.venueTime) <= venueTime && (after === undefined || after.venueTime >= venueTime || wasSet);
    if ((stood || setBack) && bookDifference(book, deep(picture)) === undefined) return undefined;
    after = picture;
  }
  return { invariant: "I1", words: `${instrument.symbol} at ${venueTime}: ${difference}`, atMs };
}
