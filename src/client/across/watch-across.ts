// One watch over books of several venues: it moves when any of them does, and is computed when it is handed out. A venue that is lost
// does not end it; it ends when all of them have.

import { consolidate, crossSpread } from "#client/across/consolidate";
import { type ConsolidatedBook, type CrossSpread } from "#client/across/views";
import { type BookView, type BookWatch, type VenueConnection, type Watch, type WatchOptions } from "#client/api";
import { overflowOf } from "#client/deliveries";
import { asStream, Stream } from "#client/stream";
import { type Feeder } from "#client/stream-parts";
import { UsageError } from "#core/error";
import { type Product } from "#core/instrument";

/** A market of a connection: by the venue's own spelling or the unified one. */
export interface MarketOn {
  readonly connection: VenueConnection;
  readonly instrument: string;
  readonly product?: Product;
}

/** Default delivery is `latest`: what is asked of several venues is nearly always how they stand now. */
export type WatchAcrossOptions = Pick<WatchOptions, "deliver" | "signal">;

/** A watch with the value of this moment beside it. */
export interface WatchAcross<Item> extends Watch<Item> {
  readonly latest: Item;
}

/**
 * Follows the best bid and ask of one instrument over several venues. Throws UsageError when a venue does not list it, or the names mean
 * different instruments. Closing it gives the books back; the connections stay the caller's.
 */
export function watchConsolidated(markets: readonly MarketOn[], options: WatchAcrossOptions = {}): WatchAcross<ConsolidatedBook> {
  return openAcross(markets, options, consolidate);
}

/** Follows the bid on one venue minus the ask on another. Throws UsageError when the two are not of one pair. */
export function watchSpread(
  markets: { readonly bidOn: MarketOn; readonly askOn: MarketOn },
  options: WatchAcrossOptions = {},
): WatchAcross<CrossSpread> {
  return openAcross([markets.bidOn, markets.askOn], options, ([bid, ask], merged) => {
    if (bid === undefined || ask === undefined) throw new UsageError("nothing-to-combine", "A spread takes two markets.");
    return crossSpread(bid, ask, merged);
  });
}

type Computed = ConsolidatedBook | CrossSpread;
type Compute<Item> = (books: readonly BookView[], merged: number) => Item;

function openAcross<Item extends Computed>(
  markets: readonly MarketOn[],
  options: WatchAcrossOptions,
  compute: Compute<Item>,
): WatchAcross<Item> {
  const books: BookWatch[] = [];
  try {
    for (const { connection, instrument, product } of markets) {
      const wanted = { depth: 1, ...(product === undefined ? {} : { product }) };
      books.push(connection.watchBook(instrument, options.signal === undefined ? wanted : { ...wanted, signal: options.signal }));
    }
    return new AcrossStream(books, options, compute);
  } catch (error) {
    for (const book of books) void book.close();
    throw error;
  }
}

/** What waits: a value that was computed when something moved, or the word that something did. */
class AcrossStream<Item extends Computed> extends Stream<Item | "moved", Item> implements WatchAcross<Item> {
  readonly #books: readonly BookWatch[];
  readonly #now: () => Item;

  constructor(books: readonly BookWatch[], options: WatchAcrossOptions, compute: Compute<Item>) {
    const now = (merged: number): Item =>
      compute(
        books.map((book) => book.latestAllowStale),
        merged,
      );
    // Asked once before anything is promised: markets that do not belong together are refused here. No market at all is too.
    now(0);
    const streams = books.map((book) => asStream<BookView>(book));
    const overflow = overflowOf(options.deliver, { kind: "latest" });
    const [first] = streams;
    if (first === undefined) throw new UsageError("nothing-to-combine", "No market was given; nothing was opened.");
    super({
      ...first.traits,
      name: `${books.length} books across venues`,
      overflow,
      signal: options.signal,
      open: (feeder) => follow(streams, feeder),
      hand: (raw, merged) => (raw === "moved" ? now(merged) : raw),
      ...(overflow.kind === "latest" ? {} : { keep: () => now(0) }),
      restamp: (item, merged) => ({ ...item, merged: item.merged + merged }),
      first: () => ["moved"],
    });
    this.#books = books;
    this.#now = () => now(0);
    this.attach();
  }

  get latest(): Item {
    return this.#now();
  }

  override async close(): Promise<void> {
    await super.close();
    await Promise.all(this.#books.map((book) => book.close()));
  }
}

function follow(streams: readonly Stream<unknown, BookView>[], feeder: Feeder<"moved">): () => void {
  let open = streams.length;
  const stops = streams.flatMap((stream) => [
    stream.onEach(() => feeder.push("moved")),
    stream.onEnd((error) => {
      open -= 1;
      if (open === 0) feeder.end(error);
      else feeder.push("moved");
    }),
  ]);
  return () => {
    for (const stop of stops) stop();
  };
}
