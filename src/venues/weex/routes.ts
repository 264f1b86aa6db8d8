// Where a data message belongs. Symbol and level decide; the channel that V2 also sends must not contradict. Routes are found once and
// then kept, because this stands in front of every message.

import { type BookEvent, type TradeEvent } from "#core/event";
import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";
import { type LevelBuffer } from "#core/level-buffer";
import { type ForeignReading, type MarketReading } from "#venues/venue";
import { bookTopic, tradesTopic } from "#venues/weex/topic";
import { type WeexVersion } from "#venues/weex/wire";

/** More names than this on one connection are not the venue's (it allows 100 topics): all are forgotten and found again. */
const ROUTES_KEPT_MAX = 1_024;
const NAME_LENGTH_MAX = 128;

/** An event that is filled again for every message of its book. */
export type ReusedBookEvent = { -readonly [Key in keyof BookEvent]: BookEvent[Key] };

export interface BookRoute {
  readonly kind: "book";
  readonly instrument: Instrument;
  readonly event: ReusedBookEvent;
  readonly reading: MarketReading;
}

export interface TradesRoute {
  readonly kind: "trades";
  readonly instrument: Instrument;
  readonly events: TradeEvent[];
  readonly reading: MarketReading;
}

/** The routes of one connection. */
export class Routes {
  readonly version: WeexVersion;
  readonly #product: Product;
  readonly #instruments: () => InstrumentTable;
  readonly #levels: LevelBuffer;
  #table: InstrumentTable;
  /** By level, then symbol. */
  readonly #books = new Map<number, Map<string, BookRoute>>();
  readonly #trades = new Map<string, TradesRoute>();

  constructor(parts: {
    readonly version: WeexVersion;
    readonly product: Product;
    readonly instruments: () => InstrumentTable;
    readonly levels: LevelBuffer;
  }) {
    this.version = parts.version;
    this.#product = parts.product;
    this.#instruments = parts.instruments;
    this.#levels = parts.levels;
    this.#table = parts.instruments();
  }

  /** Forgets everything when the instruments were exchanged, because their scales may differ. */
  refresh(): void {
    const table = this.#instruments();
    if (table === this.#table) return;
    this.#table = table;
    this.#books.clear();
    this.#trades.clear();
  }

  /** The instrument of a symbol as this version writes it. */
  instrument(symbol: string): Instrument | undefined {
    return this.#table.bySymbol(this.#product, symbol);
  }

  /** The route of a book message; undefined for an instrument that the table does not hold. */
  book(symbol: string, level: number): BookRoute | undefined {
    return this.#books.get(level)?.get(symbol) ?? this.#addBook(symbol, level);
  }

  /** The route of a trades message. */
  trades(symbol: string): TradesRoute | undefined {
    return this.#trades.get(symbol) ?? this.#addTrades(symbol);
  }

  #addBook(symbol: string, level: number): BookRoute | undefined {
    const instrument = this.instrument(symbol);
    if (instrument === undefined) return undefined;
    if (this.#books.size >= ROUTES_KEPT_MAX) this.#books.clear();
    const event: ReusedBookEvent = {
      kind: "book-delta",
      instrument,
      group: 0,
      sequence: 0,
      previous: 0,
      venueTime: undefined,
      levels: this.#levels,
    };
    const reading: MarketReading = { kind: "market", topic: bookTopic(this.version, symbol, level), events: [event] };
    const route: BookRoute = { kind: "book", instrument, event, reading };
    const bySymbol = this.#books.get(level) ?? new Map<string, BookRoute>();
    bySymbol.set(symbol, route);
    this.#books.set(level, bySymbol);
    return route;
  }

  #addTrades(symbol: string): TradesRoute | undefined {
    const instrument = this.instrument(symbol);
    if (instrument === undefined) return undefined;
    const events: TradeEvent[] = [];
    const route: TradesRoute = {
      kind: "trades",
      instrument,
      events,
      reading: { kind: "market", topic: tradesTopic(this.version, symbol), events },
    };
    this.#trades.set(symbol, route);
    return route;
  }
}

/** Data of a symbol or a topic that nobody knows. */
export const foreign = (topic: string | undefined, symbol: string): ForeignReading => ({
  kind: "foreign",
  topic,
  symbol: symbol.slice(0, NAME_LENGTH_MAX),
});
