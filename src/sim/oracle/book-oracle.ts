// Holds a book that somebody believes in against the venue's own. The simulated exchange knows the truth; whoever asks says under
// which sequence, or at which time of the venue, the book claims to be true.

import { epochMs } from "#core/brand";
import { type Product, type VenueId } from "#core/instrument";
import { type Sequence } from "#core/sequence";
import { type PublicMarket } from "#sim/market/public-market";
import { type SimulatedExchange } from "#sim/world";
import { type BookPicture } from "#venues/dialect";

/** One side as units, best first, however it is kept. */
export interface JudgedSide {
  readonly length: number;
  priceAt(rank: number): number;
  sizeAt(rank: number): number;
}

export interface JudgedSides {
  readonly bids: JudgedSide;
  readonly asks: JudgedSide;
}

/** A book that is handed out as true, with what it says of itself. */
export interface JudgedBook extends JudgedSides {
  readonly venue: VenueId;
  readonly product: Product;
  /** The unified spelling, which is the same in every version of an interface. */
  readonly id: string;
  readonly group: number;
  readonly proof: "sequence" | "image";
  readonly sequence: Sequence | undefined;
  readonly venueTime: number | undefined;
  /** Levels a side that it can hold: the venue may have more. */
  readonly depthMax: number;
}

/** The first difference between a book and the venue's; undefined when they are equal. */
export function bookDifference(book: JudgedSides, truth: BookPicture): string | undefined {
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

/** What is wrong with a book that is handed out as live, in words; undefined when nothing is (I1). */
export function wrongWhileLive(exchange: SimulatedExchange, book: JudgedBook): string | undefined {
  const { venue, product, id, group, sequence } = book;
  if (sequence === undefined) return wrongImage(exchange, book);
  const truth = exchange.trueBook({ venue, product, symbol: id, group, sequence });
  if (truth === undefined) return `${id} is live at ${sequence}, which the venue never published`;
  const difference = bookDifference(book, cut(truth, book.depthMax));
  return difference === undefined ? undefined : `${id} at ${sequence}: ${difference}`;
}

/** The picture's best levels. */
export function cut(picture: BookPicture, depth: number): BookPicture {
  if (picture.bids.length <= depth && picture.asks.length <= depth) return picture;
  return { ...picture, bids: picture.bids.slice(0, depth), asks: picture.asks.slice(0, depth) };
}

/** Images that are looked at when the venue's clock was set: they are published every 600 ms, so that is five minutes. */
const IMAGES_MAX = 500;
const HOUR_MS = 3_600_000;
/** Zones are at most so far apart. */
const ZONES_MAX = 26;

/** A book of a feed without numbers is the image last published at or before its venue time (I1, the weaker proof). */
function wrongImage(exchange: SimulatedExchange, book: JudgedBook): string | undefined {
  const { venue, product, id, group, venueTime } = book;
  const market = exchange.marketOf({ venue, product, symbol: id });
  const newest = market?.picture(group);
  if (book.proof !== "image" || venueTime === undefined || market === undefined || newest === undefined)
    return `${id} is live without a sequence, and is no image`;
  // A clock that drifts stands between milliseconds, and the wire tells whole ones.
  const usual = market.pictureAtTime(group, epochMs(venueTime + 0.999));
  const difference = usual === undefined ? "the venue forgot that time" : bookDifference(book, cut(usual, book.depthMax));
  if (difference === undefined || (usual === undefined && isOfAnotherZone(market, book, venueTime))) return undefined;
  // Two images of one millisecond, or a clock that was set: any image that was the newest at that time of the clock will do.
  const wallNow = exchange.venue(venue)?.now() ?? venueTime;
  let after: BookPicture | undefined;
  for (let back = 0; back < IMAGES_MAX; back += 1) {
    const picture = market.pictureAt(group, newest.sequence - back);
    if (picture === undefined) break;
    const wasSet = after !== undefined && after.venueTime < picture.venueTime;
    // The clock was set back after this image: what is sent from then on bears times from before it.
    const setBack = (after?.venueTime ?? wallNow) < picture.venueTime;
    const stood = Math.floor(picture.venueTime) <= venueTime && (after === undefined || after.venueTime >= venueTime || wasSet);
    if ((stood || setBack) && bookDifference(book, cut(picture, book.depthMax)) === undefined) return undefined;
    after = picture;
  }
  return `${id} at ${venueTime}: ${difference}`;
}

/** Whether the book is the image of that time but for whole hours: the venue wrote its times in another zone, and REST agreed with it. */
function isOfAnotherZone(market: PublicMarket, book: JudgedBook, venueTime: number): boolean {
  for (let hours = 1; hours <= ZONES_MAX; hours += 1) {
    const picture = market.pictureAtTime(book.group, epochMs(venueTime + hours * HOUR_MS + 0.999));
    if (picture !== undefined && bookDifference(book, cut(picture, book.depthMax)) === undefined) return true;
  }
  return false;
}

/** Whether a book is one of those that the venue published of late: all that can be asked of a read that tells no time. */
export function isRecentPicture(market: PublicMarket, book: JudgedSides, how: { readonly group: number; readonly depth: number }): boolean {
  const newest = market.picture(how.group);
  for (let back = 0; back < IMAGES_MAX; back += 1) {
    const picture = market.pictureAt(how.group, newest.sequence - back);
    if (picture === undefined) return false;
    if (bookDifference(book, cut(picture, how.depth)) === undefined) return true;
  }
  return false;
}
