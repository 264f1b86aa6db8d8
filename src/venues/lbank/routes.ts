// Where a push belongs. Events and readings of a market are made once and filled again for each push, because this stands in front of
// every message; what they hold is valid until the next one.

import { epochMs } from "#core/brand";
import { type BookEvent, type CandleEvent, type CandleInterval, type TickerEvent, type TradeEvent } from "#core/event";
import { type Instrument, type InstrumentTable } from "#core/instrument";
import { type LevelBuffer } from "#core/level-buffer";
import { type MarketReading } from "#venues/venue";

/** How one of LBank's languages names things. */
export interface TopicWords {
  /** The symbol as pushes spell it. */
  name(symbol: string): string;
  book(symbol: string): string;
  trades(symbol: string): string;
  ticker(symbol: string): string;
  candles(symbol: string, interval: CandleInterval): string;
}

/** An event that is filled again for every push of its book. */
export type ReusedBookEvent = { -readonly [Key in keyof BookEvent]: BookEvent[Key] };

/** One channel of one market. */
export interface Lane<Event> {
  readonly events: Event[];
  readonly reading: MarketReading;
}

/** Everything that pushes of one market are written into. */
export interface MarketRoute {
  readonly instrument: Instrument;
  readonly book: { readonly event: ReusedBookEvent; readonly reading: MarketReading };
  readonly trades: Lane<TradeEvent>;
  readonly ticker: Lane<TickerEvent>;
  readonly candles: Map<CandleInterval, Lane<CandleEvent>>;
}

/** The routes of one connection. Only markets of the table have one, so they are bounded by it. */
export class Routes {
  readonly words: TopicWords;
  readonly #instruments: () => InstrumentTable;
  readonly #levels: LevelBuffer;
  readonly #routes = new Map<string, MarketRoute>();
  /** The table's spot markets by the name that pushes use. */
  #byName = new Map<string, Instrument>();
  #table: InstrumentTable | undefined;

  constructor(words: TopicWords, instruments: () => InstrumentTable, levels: LevelBuffer) {
    this.words = words;
    this.#instruments = instruments;
    this.#levels = levels;
  }

  /** Forgets everything when the instruments were exchanged, because their scales may differ. */
  refresh(): void {
    const table = this.#instruments();
    if (table === this.#table) return;
    this.#table = table;
    this.#routes.clear();
    const spot = table.all.filter(({ product }) => product === "spot");
    this.#byName = new Map(spot.map((instrument) => [this.words.name(instrument.symbol), instrument]));
  }

  /** The route of a market by the name in a push; undefined for one that the table does not hold. */
  find(name: string): MarketRoute | undefined {
    const known = this.#routes.get(name);
    if (known !== undefined) return known;
    const instrument = this.#table?.bySymbol("spot", name) ?? this.#byName.get(name);
    if (instrument === undefined) return undefined;
    const made = this.#make(instrument);
    this.#routes.set(name, made);
    return made;
  }

  /** The lane of one interval of a market's candles. */
  candles(route: MarketRoute, interval: CandleInterval): Lane<CandleEvent> {
    const known = route.candles.get(interval);
    if (known !== undefined) return known;
    const made = laneOf<CandleEvent>(this.words.candles(route.instrument.symbol, interval));
    route.candles.set(interval, made);
    return made;
  }

  #make(instrument: Instrument): MarketRoute {
    const { symbol } = instrument;
    const event: ReusedBookEvent = {
      kind: "book-image",
      instrument,
      group: 0,
      sequence: undefined,
      previous: undefined,
      venueTime: epochMs(0),
      levels: this.#levels,
    };
    return {
      instrument,
      book: { event, reading: { kind: "market", topic: this.words.book(symbol), events: [event] } },
      trades: laneOf(this.words.trades(symbol)),
      ticker: laneOf(this.words.ticker(symbol)),
      candles: new Map(),
    };
  }
}

function laneOf<Event extends TradeEvent | TickerEvent | CandleEvent>(topic: string): Lane<Event> {
  const events: Event[] = [];
  return { events, reading: { kind: "market", topic, events } };
}
