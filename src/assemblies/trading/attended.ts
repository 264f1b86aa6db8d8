// The instruments that are traded: each has its book, its mark price and its part of the account kept, from the first time that it is
// named until the end, so that the gate judges by data of its own and no strategy has to watch anything.

import { UsageError } from "#core/error";
import { type TickerEvent } from "#core/event";
import { type Instrument, type Product } from "#core/instrument";
import { type BookSource } from "#feed/books/book-source";
import { type Feed } from "#feed/feed";
import { type Lease } from "#feed/leases";
import { type AccountSide } from "#trading/account/account-side";

/** So many at once; a venue's limits of topics are reached before. */
const ATTENDED_MAX = 200;
/** How often figures are read that no topic tells. */
const MARK_EVERY_MS = 5_000;
/** A book that is read, where the venue pushes none. */
const POLLED = { group: 0, depth: 20, everyMs: 1_000 };

interface Attended {
  readonly instrument: Instrument;
  readonly book: Lease<BookSource>;
  mark: string | undefined;
  readonly release: () => void;
}

export class AttendedInstruments {
  readonly #feed: Feed;
  readonly #side: AccountSide;
  readonly #attended = new Map<string, Attended>();
  readonly #products = new Set<Product>();
  readonly #listeners = new Set<() => void>();

  constructor(feed: Feed, side: AccountSide) {
    this.#feed = feed;
    this.#side = side;
  }

  /** With the rules of now: they may have changed since the first time. */
  get all(): readonly Instrument[] {
    const { instruments } = this.#feed;
    return [...this.#attended.values()].map(({ instrument }) => instruments.bySymbol(instrument.product, instrument.symbol) ?? instrument);
  }

  /** Those that an instrument was ever attended to in. */
  get products(): readonly Product[] {
    return [...this.#products];
  }

  /** Begins to attend to an instrument; nothing for one that is attended to. Throws UsageError when there are too many. */
  attend(instrument: Instrument): void {
    const key = keyOf(instrument);
    if (this.#attended.has(key)) return;
    if (this.#attended.size >= ATTENDED_MAX) {
      throw new UsageError(
        "too-many-instruments",
        `More than ${ATTENDED_MAX} instruments were to be traded by one connection; use several.`,
      );
    }
    this.#side.keeper(instrument.product).watch(instrument);
    const { socket } = this.#feed.codec(instrument.product).description.book;
    const book = socket === undefined ? this.#feed.polledBook(instrument, POLLED) : this.#feed.book(instrument, { group: 0 });
    const stopBook = book.kept.subscribe(() => this.#changed());
    const entry: Attended = {
      instrument,
      book,
      mark: undefined,
      release: () => {
        stopBook();
        book.release();
        stopMark();
      },
    };
    // A mark is what profit is worked out at where something is held on margin.
    const stopMark =
      instrument.kind === "spot"
        ? () => undefined
        : this.#followMark(instrument, (ticker) => {
            entry.mark = ticker.markPrice ?? entry.mark;
          });
    this.#attended.set(key, entry);
    this.#products.add(instrument.product);
  }

  book(instrument: Instrument): BookSource | undefined {
    return this.#attended.get(keyOf(instrument))?.book.kept;
  }

  mark(instrument: Instrument): string | undefined {
    return this.#attended.get(keyOf(instrument))?.mark;
  }

  /** Hears when a book of them changed; returns what takes it back. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    for (const { release } of this.#attended.values()) release();
    this.#attended.clear();
    this.#listeners.clear();
  }

  #followMark(instrument: Instrument, take: (ticker: TickerEvent) => void): () => void {
    const lease = this.#feed.ticker(instrument, { everyMs: MARK_EVERY_MS, live: true });
    const stop = lease.kept.subscribe(take);
    return () => {
      stop();
      lease.release();
    };
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

const keyOf = ({ product, symbol }: Instrument): string => `${product} ${symbol}`;
