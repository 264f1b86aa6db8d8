import { type BookView } from "#client/api";
import { BookSnapshot } from "#client/book-view";
import { LIVE } from "#core/book/book-state";
import { OrderBook } from "#core/book/order-book";
import { type BookImage } from "#core/event";
import { type Clock } from "#core/port";

/** A book that was read once over REST: an image, true when it was read and never again. */
export function imageView(image: BookImage, options: { readonly depth: number; readonly clock: Clock }): BookView {
  const book = new OrderBook(options.depth);
  book.replace(image);
  const state = book.crossed ? ({ kind: "stale", reason: "crossed" } as const) : LIVE;
  return new BookSnapshot(
    {
      instrument: image.instrument,
      book,
      proof: "image",
      epoch: 0,
      receivedTime: options.clock.now(),
      state: () => state,
      ageMs: () => 0,
    },
    { depth: options.depth, merged: 0 },
  );
}
