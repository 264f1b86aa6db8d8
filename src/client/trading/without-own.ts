// A public book without our own orders in it. Exact where the book shows them; where it does not (yet, or any more), it says so instead
// of taking out what is not ours.

import { type BookView } from "#client/api";
import { BookSnapshot } from "#client/book-view";
import { type BookWithoutOwn, type OwnSize } from "#client/trading/trading-api";
import { type OrderReport } from "#core/account/account-event";
import { BookSide } from "#core/book/book-side";
import { type BookState } from "#core/book/book-state";
import { priceUnits, sizeUnits } from "#core/brand";
import { rescale } from "#core/decimal";
import { Price, Size } from "#core/quantity";
import { parseSequence } from "#core/sequence";

class BookLessOwn extends BookSnapshot implements BookWithoutOwn {
  readonly own: BookWithoutOwn["own"];

  constructor(source: ConstructorParameters<typeof BookSnapshot>[0], depth: number, own: BookWithoutOwn["own"]) {
    super(source, { depth, merged: 0 });
    this.own = own;
  }
}

/** The book less the resting part of our orders. Throws BookNotLive for a live view that may not be read. */
export function withoutOwn(book: BookView, orders: readonly OrderReport[]): BookWithoutOwn {
  const { instrument } = book;
  const sides = { bids: sideOf("bids", book), asks: sideOf("asks", book) };
  const takenOut: OwnSize[] = [];
  const notShown: OwnSize[] = [];
  for (const { newer, ...own } of orders.flatMap((order) => restingIn(book, order))) {
    const side = own.side === "buy" ? sides.bids : sides.asks;
    // What changed after the picture was taken is not in it: taking it out would take what is not ours.
    const shown = newer ? 0 : side.sizeOf(own.price.units);
    const out = Math.min(shown, own.size.units);
    if (out > 0) {
      side.set(own.price.units, shown - out);
      takenOut.push({ ...own, size: new Size(sizeUnits(out), own.size.scale, instrument) });
    }
    if (out < own.size.units) notShown.push({ ...own, size: new Size(sizeUnits(own.size.units - out), own.size.scale, instrument) });
  }
  const { epoch, proof, receivedTime, ageMs, venueTime } = book;
  const sequence = book.sequence === undefined ? undefined : parseSequence(book.sequence);
  const source = {
    instrument,
    proof,
    epoch,
    receivedTime,
    state: () => stateOf(book),
    ageMs: () => ageMs,
    book: { ...sides, sequence, venueTime },
  };
  return new BookLessOwn(source, book.depth, { takenOut, notShown });
}

function sideOf(which: "bids" | "asks", book: BookView): BookSide {
  const side = new BookSide(which);
  for (const { price, size } of book[which]) side.set(price.units, size.units);
  return side;
}

/** What of an order rests at its price, in the book's own scales: an order may be older than a change of rules. */
function restingIn({ instrument, venueTime }: BookView, order: OrderReport): readonly (OwnSize & { readonly newer: boolean })[] {
  const { instrument: of, side, style, price, size, filledSize, status } = order;
  const isOther = of.product !== instrument.product || of.symbol !== instrument.symbol;
  if (isOther || style !== "limit" || (status !== "open" && status !== "cancelling")) return [];
  if (side === undefined || price === undefined || size === undefined) return [];
  const at = rescale(price, of.priceScale, instrument.priceScale);
  const resting = rescale(size - (filledSize ?? 0), of.sizeScale, instrument.sizeScale);
  if (!(resting > 0) || Number.isNaN(at)) return [];
  const newer = venueTime !== undefined && order.venueTime !== undefined && order.venueTime > venueTime;
  return [
    {
      side,
      price: new Price(priceUnits(at), instrument.priceScale),
      size: new Size(sizeUnits(resting), instrument.sizeScale, instrument),
      newer,
    },
  ];
}

function stateOf({ state, reason, expected, received }: BookView): BookState {
  if (state === "live") return { kind: "live" };
  return {
    kind: state,
    reason: reason ?? "waiting",
    ...(expected === undefined ? {} : { expected }),
    ...(received === undefined ? {} : { received }),
  };
}
