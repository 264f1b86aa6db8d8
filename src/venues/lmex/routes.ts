// Where a data message belongs. `data.symbol` decides; the topic gives the channel and the grouping, and must not contradict. Routes
// are found once per topic and symbol and then kept, because this stands in front of every message.

import { epochMs } from "#core/brand";
import { type BookEvent, type TradeEvent } from "#core/event";
import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";
import { Literal, quoted } from "#core/json/text-pool";
import { type LevelBuffer } from "#core/level-buffer";
import { type Sequence } from "#core/sequence";
import { bookTopic, instrumentOf, type ParsedTopic, parseTopic, tradesTopic } from "#venues/lmex/topic";
import { type ForeignReading, type MarketReading } from "#venues/venue";

/** More topic names than this on one connection are not the venue's (it allows 100): all are forgotten and found again. */
const TOPICS_KEPT_MAX = 1_024;
/** No name of the venue's is longer; one that is leads nowhere and is not kept. */
const NAME_LENGTH_MAX = 128;
const NUMBERS_FIRST = 128;

/** A topic name that came in a frame, and the route that it last led to. What every message needs comes first, side by side. */
export interface KnownTopic {
  /** The route that the topic last led to, and of which generation of routes it is. */
  route: Route | undefined;
  generation: number;
  symbol: string;
  /** A book's symbol, and whether the text names no grouping of it: said again, so that nobody looks into `parsed` for every message. */
  readonly bookSymbol: string;
  /** Characters of the text, and of a book's symbol in it, which stands behind `BOOK_PREFIX`; 0 for other topics. */
  readonly length: number;
  readonly symbolLength: number;
  readonly ungrouped: boolean;
  readonly parsed: ParsedTopic;
  readonly text: string;
  /** The text as it stands in a frame. */
  readonly quoted: Literal;
  /** The beginning of a book's delta up to its bids, as it stands in a frame; undefined for other topics. */
  readonly deltaStart: Literal | undefined;
}

/** An event that is filled again for every message of its book. */
export type ReusedBookEvent = { -readonly [Key in keyof BookEvent]: BookEvent[Key] };

/**
 * Where a book's messages lead. Few and plain fields, because each message of a thousand books needs those of another one: what is
 * written for every message belongs to all books together, see `Routes.bookReading`.
 */
export interface BookRoute {
  readonly kind: "book";
  readonly instrument: Instrument;
  readonly priceScale: number;
  readonly sizeScale: number;
  readonly group: number;
  readonly topic: string;
  /** See `MarketReading`. */
  readonly number: number;
}

/** What of a decoded message goes into its event, beside the levels. */
export interface BookFigures {
  readonly type: "snapshot" | "delta";
  readonly seqNum: Sequence;
  readonly prevSeqNum: Sequence | undefined;
  readonly timestamp: number | undefined;
}

/** A reading that is filled again for every message of every book. */
export type ReusedReading = { -readonly [Key in keyof MarketReading]: MarketReading[Key] };

export interface TradesRoute {
  readonly kind: "trades";
  readonly instrument: Instrument;
  readonly events: TradeEvent[];
  readonly reading: MarketReading;
}

export type Route = BookRoute | TradesRoute | ForeignReading;

/** The routes of one connection. */
export class Routes {
  readonly #product: Product;
  readonly #instruments: () => InstrumentTable;
  readonly #levels: LevelBuffer;
  #table: InstrumentTable;
  #generation = 0;
  readonly #topics = new Map<string, KnownTopic>();
  /** By symbol, then grouping. */
  readonly #books = new Map<string, BookRoute[]>();
  /** By subscribed topic. */
  readonly #trades = new Map<string, TradesRoute>();
  /** Numbers of books by subscribed topic, bounded by the instruments and their groupings; kept when the routes are forgotten. */
  readonly #numbers = new Map<string, number>();
  /**
   * The newest sequence seen of each book by its number, which tells groupings apart when a topic does not: NaN for none. What 2^53 does
   * not hold is beside it.
   */
  #newest = new Float64Array(NUMBERS_FIRST).fill(Number.NaN);
  readonly #newestWide = new Map<number, bigint>();
  /** Made with the first book. */
  #bookEvent: ReusedBookEvent | undefined;
  readonly #bookReading: ReusedReading = { kind: "market", topic: "", route: 0, events: [] };

  constructor(product: Product, instruments: () => InstrumentTable, levels: LevelBuffer) {
    this.#product = product;
    this.#instruments = instruments;
    this.#levels = levels;
    this.#table = instruments();
  }

  /** Forgets everything when the instruments were exchanged, because their scales may differ. */
  refresh(): void {
    const table = this.#instruments();
    if (table === this.#table) return;
    this.#table = table;
    this.#forget();
  }

  #forget(): void {
    // Whoever still holds a topic must not be led to an instrument of before.
    this.#generation += 1;
    this.#topics.clear();
    this.#books.clear();
    this.#trades.clear();
  }

  /** The topic that a frame names. */
  topic(text: string): KnownTopic {
    const known = this.#topics.get(text);
    if (known !== undefined) return known;
    if (text.length > NAME_LENGTH_MAX) return unkept(text);
    if (this.#topics.size >= TOPICS_KEPT_MAX) this.#forget();
    const parsed = parseTopic(text);
    const isBook = parsed.channel === "book";
    const made: KnownTopic = {
      route: undefined,
      generation: 0,
      symbol: "",
      bookSymbol: isBook ? parsed.symbol : "",
      length: text.length,
      symbolLength: isBook ? parsed.symbol.length : 0,
      ungrouped: isBook && parsed.group === undefined,
      parsed,
      text,
      quoted: quoted(text),
      deltaStart: isBook ? new Literal(`{"topic":"${text}","data":{"bids":`) : undefined,
    };
    this.#topics.set(text, made);
    return made;
  }

  /** The topic as it was subscribed, as far as the name alone tells; undefined when it does not. */
  subscribedTopic(text: string): string | undefined {
    const parsed = parseTopic(text);
    if (parsed.channel === "other" || parsed.symbol === undefined) return undefined;
    const instrument = instrumentOf(this.#table, this.#product, parsed.symbol);
    if (instrument === undefined) return undefined;
    return parsed.channel === "book" ? bookTopic(instrument.symbol, parsed.group ?? 0) : tradesTopic(parsed.name, instrument.symbol);
  }

  /** The route of a message with this topic and symbol. A book topic without a grouping leads to grouping 0; see `chained`. */
  find(topic: KnownTopic, symbol: string): Route {
    // `Object.is` ends at the same object, where `===` would read both to learn what they are.
    if (topic.generation === this.#generation && topic.route !== undefined && Object.is(topic.symbol, symbol)) return topic.route;
    const route = this.#resolve(topic, symbol);
    topic.generation = this.#generation;
    topic.symbol = symbol === topic.bookSymbol ? topic.bookSymbol : symbol;
    topic.route = route;
    return route;
  }

  /**
   * The book that a delta without a grouping in its topic continues: the only one that is heard at all, else the one whose newest
   * number it names. None leaves it with grouping 0, the venue's default. The sequence rule decides in any case; undefined when
   * several groupings stand at that number.
   */
  chained(route: BookRoute, previous: Sequence | undefined): BookRoute | undefined {
    const heard = (this.#books.get(route.instrument.symbol) ?? []).filter((book) => this.#newestOf(book) !== undefined);
    const [only] = heard;
    if (only !== undefined && heard.length === 1) return only;
    const fitting = heard.filter((book) => this.#newestOf(book) === previous);
    if (previous === undefined || fitting.length === 0) return route;
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  /** The reading of a book's message, filled from what was decoded and settled. The same object for all books; valid until the next one. */
  bookReading(route: BookRoute, message: BookFigures): MarketReading {
    const event = this.#bookEvent ?? this.#makeBookEvent(route);
    event.kind = message.type === "snapshot" ? "book-snapshot" : "book-delta";
    event.instrument = route.instrument;
    event.group = route.group;
    event.sequence = message.seqNum;
    event.previous = message.prevSeqNum;
    event.venueTime = message.timestamp === undefined ? undefined : epochMs(message.timestamp);
    this.#note(route.number, message.seqNum);
    const reading = this.#bookReading;
    reading.topic = route.topic;
    reading.route = route.number;
    return reading;
  }

  #makeBookEvent({ instrument, group }: BookRoute): ReusedBookEvent {
    const zero = { sequence: 0, previous: 0, venueTime: epochMs(0) };
    const event: ReusedBookEvent = { kind: "book-delta", instrument, group, ...zero, levels: this.#levels };
    this.#bookEvent = event;
    this.#bookReading.events = [event];
    return event;
  }

  #resolve(topic: KnownTopic, symbol: string): Route {
    const { parsed } = topic;
    const instrument = instrumentOf(this.#table, this.#product, symbol);
    const contradicts = (named: string): boolean => instrumentOf(this.#table, this.#product, named) !== instrument;
    if (instrument === undefined || parsed.channel === "other" || (parsed.symbol !== undefined && contradicts(parsed.symbol))) {
      return { kind: "foreign", topic: topic.text, symbol: symbol.slice(0, NAME_LENGTH_MAX) };
    }
    return parsed.channel === "book"
      ? this.#bookRoute(instrument, parsed.group ?? 0)
      : this.#tradesRoute(instrument, tradesTopic(parsed.name, instrument.symbol));
  }

  #bookRoute(instrument: Instrument, group: number): BookRoute {
    const groups = this.#books.get(instrument.symbol) ?? [];
    const known = groups.find((route) => route.group === group);
    if (known !== undefined) return known;
    const { priceScale, sizeScale } = instrument;
    const topic = bookTopic(instrument.symbol, group);
    const route: BookRoute = { kind: "book", instrument, priceScale, sizeScale, group, topic, number: this.#numberOf(topic) };
    this.#note(route.number, Number.NaN);
    this.#books.set(instrument.symbol, [...groups, route]);
    return route;
  }

  #numberOf(topic: string): number {
    const known = this.#numbers.get(topic);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(topic, number);
    if (number >= this.#newest.length) {
      const longer = new Float64Array(this.#newest.length * 2).fill(Number.NaN);
      longer.set(this.#newest);
      this.#newest = longer;
    }
    return number;
  }

  #note(number: number, sequence: Sequence): void {
    if (this.#newestWide.size > 0) this.#newestWide.delete(number);
    if (typeof sequence === "number") this.#newest[number] = sequence;
    else {
      this.#newest[number] = Number.NaN;
      this.#newestWide.set(number, sequence);
    }
  }

  #newestOf({ number }: BookRoute): Sequence | undefined {
    const newest = this.#newest[number] ?? Number.NaN;
    return Number.isNaN(newest) ? this.#newestWide.get(number) : newest;
  }

  #tradesRoute(instrument: Instrument, topic: string): TradesRoute {
    const known = this.#trades.get(topic);
    if (known !== undefined) return known;
    const events: TradeEvent[] = [];
    const route: TradesRoute = { kind: "trades", instrument, events, reading: { kind: "market", topic, events } };
    this.#trades.set(topic, route);
    return route;
  }
}

function unkept(text: string): KnownTopic {
  const short = text.slice(0, NAME_LENGTH_MAX);
  return {
    route: undefined,
    generation: 0,
    symbol: "",
    bookSymbol: "",
    length: short.length,
    symbolLength: 0,
    ungrouped: false,
    parsed: { channel: "other" },
    text: short,
    quoted: quoted(""),
    deltaStart: undefined,
  };
}
