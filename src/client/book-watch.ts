// A book as a stream and as a live view, over one lease of the kept book.

import { type Overflow } from "#bus/delivery-queue";
import { type Listener } from "#bus/publisher";
import { type BookView, type BookWatch } from "#client/api";
import { BookSnapshot, LiveBookView } from "#client/book-view";
import { Stream } from "#client/stream";
import { type StreamParts } from "#client/stream-parts";
import { type BookChange, type BookSource } from "#feed/books/book-source";
import { type Lease } from "#feed/leases";

export interface BookStreamOptions extends StreamParts {
  readonly depth: number;
  readonly overflow: Overflow;
  readonly lease: () => Lease<BookSource>;
  /** Called when the connection closes, or gives up with an error. */
  readonly enders: Set<(error: Error | undefined) => void>;
}

/** What waits in a queue: a finished snapshot, or the word that the book moved on. */
type Raw = BookSnapshot | BookChange;

/** A book watch. It subscribes at once, so that `latest` fills without anybody iterating. */
export class BookStream extends Stream<Raw, BookView> implements BookWatch {
  readonly #source: LeaseHolder;
  readonly #depth: number;

  constructor(options: BookStreamOptions) {
    const source = new LeaseHolder(options);
    const { depth, overflow, enders } = options;
    const snapshot = (merged: number): BookSnapshot => new BookSnapshot(source.book, { depth, merged });
    super({
      ...options,
      open: (feeder) => {
        const end = (error: Error | undefined): void => feeder.end(error);
        enders.add(end);
        // Straight from the book to this stream: what stands between them would be looked up for every update of every book.
        const stop = source.open(feeder);
        return () => {
          enders.delete(end);
          stop();
        };
      },
      // A conflated book is taken when it is handed out: the newest there is, with the count of what it replaced.
      hand: (raw, merged) => (raw instanceof BookSnapshot ? raw : snapshot(merged)),
      ...(overflow.kind === "latest" ? {} : { keep: () => snapshot(0) }),
      restamp: (book, merged) => (book instanceof BookSnapshot ? book.restamped(book.merged + merged) : book),
      // One view for all callbacks: it is only valid in their turn, and making one for every update would cost more than the update.
      view: () => new LiveBookView(source.book, { depth, allowStale: false }),
      first: () => [snapshot(0)],
    });
    this.#source = source;
    this.#depth = depth;
    this.attach();
  }

  get latest(): BookView {
    return this.#view({ allowStale: false });
  }

  get latestAllowStale(): BookView {
    return this.#view({ allowStale: true });
  }

  /** After the last consumer left, asking for the view subscribes again. */
  #view(how: { readonly allowStale: boolean }): BookView {
    this.attach();
    return new LiveBookView(this.#source.book, { depth: this.#depth, ...how });
  }
}

/** The lease of the moment, or the last one: a closed book still says that it is closed. */
class LeaseHolder {
  readonly #lease: () => Lease<BookSource>;
  #last: BookSource | undefined;

  constructor(options: BookStreamOptions) {
    this.#lease = options.lease;
  }

  get book(): BookSource {
    if (this.#last !== undefined) return this.#last;
    // The watch ended before it began: the book is taken and given back, which leaves it closed.
    const lease = this.#lease();
    lease.release();
    this.#last = lease.kept;
    return lease.kept;
  }

  open(moved: Listener<BookChange>): () => void {
    const lease = this.#lease();
    this.#last = lease.kept;
    const stop = lease.kept.subscribe(moved);
    return () => {
      stop();
      lease.release();
    };
  }
}
