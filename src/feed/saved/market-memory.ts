// What a feed remembers of its markets for the next process, and what the process before it left. It only listens: nothing that the feed
// does depends on it, and what it gives back is marked as restored wherever it is shown.

import { type EpochMs, epochMs, priceUnits, sizeUnits } from "#core/brand";
import { type BookImage, type CandleEvent, type CandleInterval } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Clock } from "#core/port";
import {
  type SavedBook,
  type SavedCandles,
  type SavedLevel,
  type SavedMarket,
  type SavedTrade,
  type SavedTrades,
  scalesOf,
  stillMeans,
} from "#core/saved-market";
import { parseSequence } from "#core/sequence";
import { type BookSource } from "#feed/books/book-source";
import { type CandleSource } from "#feed/derived/candle-source";
import { type TradeNews, type TradesKeeper } from "#feed/prints/trades-keeper";

/** Books, print streams and candle streams that are kept, each; the ones that moved on longest ago go first. */
const MARKETS_MAX = 200;
const LEVELS_MAX = 200;
const TRADES_MAX = 500;
const CANDLES_MAX = 300;

/** A book from before this process. */
export interface RestoredBook {
  readonly image: BookImage;
  readonly receivedTime: EpochMs | undefined;
  /** Since its last proof, by the wall clock: the steady one began anew with the process. */
  readonly ageMs: number;
}

/** The memory of one venue connection. */
export class MarketMemory {
  readonly #clock: Clock;
  readonly #books = new Map<string, SavedBook>();
  readonly #trades = new Map<string, SavedTrades>();
  readonly #candles = new Map<string, SavedCandles>();
  /** Books that are kept at the moment; bounded by the feed's own. */
  readonly #open = new Map<BookSource, string>();
  readonly #prints = new Map<string, { readonly instrument: Instrument; readonly rows: SavedTrade[] }>();
  readonly #rows = new Map<string, Map<EpochMs, CandleEvent>>();

  constructor(options: { readonly clock: Clock; readonly saved?: SavedMarket | undefined }) {
    this.#clock = options.clock;
    for (const book of options.saved?.books ?? []) this.#books.set(bookKey(book, book.group), book);
    for (const trades of options.saved?.trades ?? []) this.#trades.set(marketKey(trades), trades);
    for (const candles of options.saved?.candles ?? []) this.#candles.set(candlesKey(candles, candles.interval), candles);
  }

  /** The book that was saved last; undefined when there is none, or its figures mean something else by now. */
  book(instrument: Instrument, group: number): RestoredBook | undefined {
    const saved = this.#books.get(bookKey(instrument, group));
    if (saved === undefined || !stillMeans(saved, instrument)) return undefined;
    const { bids, asks, venueTime, receivedTime, provenTime } = saved;
    const sequence = saved.sequence === undefined ? undefined : parseSequence(saved.sequence);
    const ageMs = Math.max(0, this.#clock.now() - provenTime);
    return { image: { instrument, bids, asks, sequence, venueTime }, receivedTime, ageMs };
  }

  /** The prints that were saved last, oldest first; none once this process has its own. */
  trades(instrument: Instrument): readonly TradeNews[] {
    const saved = this.#trades.get(marketKey(instrument));
    if (saved === undefined || !stillMeans(saved, instrument) || this.#prints.has(marketKey(instrument))) return [];
    return saved.rows.map(({ receivedTime, ...row }) => ({
      kind: "trade",
      trade: { kind: "trade", instrument, ...row },
      receivedTime,
      backfilled: false,
      restored: true,
    }));
  }

  /** The candles that were saved last, oldest first. */
  candles(instrument: Instrument, interval: CandleInterval): readonly CandleEvent[] {
    const saved = this.#candles.get(candlesKey(instrument, interval));
    if (saved === undefined || !stillMeans(saved, instrument)) return [];
    return saved.rows.map((row) => ({ kind: "candle", instrument, interval, ...row, restored: true }));
  }

  /** Remembers a book from now on; returns what ends that. */
  followBook(book: BookSource): () => void {
    this.#open.set(book, bookKey(book.instrument, book.group));
    return () => {
      this.#keepBook(book);
      this.#open.delete(book);
    };
  }

  followTrades(keeper: TradesKeeper): void {
    keeper.subscribe((news) => {
      if (news.kind === "trade") this.#keepTrade(news);
    });
  }

  followCandles(source: CandleSource): void {
    source.subscribe((candle) => this.#keepCandle(candle));
  }

  /** Everything that is worth saving now. What was not watched since stays as it was saved before. */
  capture(): SavedMarket {
    for (const book of this.#open.keys()) this.#keepBook(book);
    for (const [key, { instrument, rows }] of this.#prints) put(this.#trades, key, { ...scalesOf(instrument), rows: [...rows] });
    for (const [key, rows] of this.#rows) this.#saveCandles(key, [...rows.values()]);
    return {
      savedTime: this.#clock.now(),
      books: [...this.#books.values()],
      trades: [...this.#trades.values()],
      candles: [...this.#candles.values()],
    };
  }

  /** Only what is true at this moment. A book in doubt leaves what was saved of it while it was not. */
  #keepBook(book: BookSource): void {
    const key = this.#open.get(book);
    if (key === undefined || book.state().kind !== "live") return;
    const { bids, asks, sequence, venueTime } = book.book;
    put(this.#books, key, {
      ...scalesOf(book.instrument),
      group: book.group,
      bids: levelsOf(bids),
      asks: levelsOf(asks),
      sequence: sequence === undefined ? undefined : String(sequence),
      venueTime,
      receivedTime: book.receivedTime,
      provenTime: epochMs(Math.floor(this.#clock.now() - book.ageMs())),
    });
  }

  #keepTrade({ trade, receivedTime }: Extract<TradeNews, { readonly kind: "trade" }>): void {
    const { instrument, tradeId, price, size, side, venueTime } = trade;
    const key = marketKey(instrument);
    const before = this.#prints.get(key);
    const kept = before !== undefined && stillMeans(scalesOf(before.instrument), instrument) ? before : { instrument, rows: [] };
    if (kept !== before) put(this.#prints, key, kept);
    kept.rows.push({ tradeId, price, size, side, venueTime, receivedTime });
    if (kept.rows.length > TRADES_MAX) kept.rows.shift();
  }

  #keepCandle(candle: CandleEvent): void {
    const key = candlesKey(candle.instrument, candle.interval);
    let rows = this.#rows.get(key);
    if (rows === undefined) {
      rows = new Map(this.candles(candle.instrument, candle.interval).map((row) => [row.openTime, row]));
      put(this.#rows, key, rows);
    }
    put(rows, candle.openTime, candle, CANDLES_MAX);
  }

  #saveCandles(key: string, candles: readonly CandleEvent[]): void {
    const last = candles.at(-1);
    if (last === undefined) return;
    const { instrument, interval } = last;
    const alike = candles.filter((candle) => stillMeans(scalesOf(candle.instrument), instrument));
    const rows = alike.map(({ kind: _kind, instrument: _instrument, interval: _interval, restored: _restored, ...row }) => row);
    put(this.#candles, key, { ...scalesOf(instrument), interval, rows });
  }
}

type Named = Pick<Instrument, "product"> & { readonly symbol: string };

const marketKey = ({ product, symbol }: Named): string => `${product} ${symbol}`;
const bookKey = (market: Named, group: number): string => `${marketKey(market)} ${group}`;
const candlesKey = (market: Named, interval: CandleInterval): string => `${marketKey(market)} ${interval}`;

/** Puts an entry at the end, and drops the first beyond the bound. */
function put<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number = MARKETS_MAX): void {
  map.delete(key);
  map.set(key, value);
  for (const first of map.keys()) {
    if (map.size <= most) return;
    map.delete(first);
  }
}

function levelsOf(side: BookSource["book"]["bids"]): readonly SavedLevel[] {
  const length = Math.min(LEVELS_MAX, side.length);
  return Array.from({ length }, (_, rank): SavedLevel => [priceUnits(side.priceAt(rank)), sizeUnits(side.sizeAt(rank))]);
}
