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

/** A topic name that came in a frame, and the route that it last led to. */
export interface KnownTopic {
  readonly text: string;
  /** The text as it stands in a frame. */
  readonly quoted: Literal;
  readonly parsed: ParsedTopic;
  /** The end of a book's delta up to its time, as it stands in a frame that names the topic's own symbol; undefined for other topics. */
  readonly deltaEnd: Literal | undefined;
  /** The same of its beginning, up to its bids. */
  readonly deltaStart: Literal | undefined;
  symbol: string;
  route: Route | undefined;
  /** Of which generation of routes `route` is. */
  generation: number;
}

/** An event that is filled again for every message of its book. */
export type ReusedBookEvent = { -readonly [Key in keyof BookEvent]: BookEvent[Key] };

export interface BookRoute {
  readonly kind: "book";
  readonly instrument: Instrument;
  readonly group: number;
  readonly event: ReusedBookEvent;
  readonly reading: MarketReading;
  /** The newest number seen, which tells groupings apart when a topic does not. NaN for none, which costs no allocation a frame. */
  newest: Sequence;
}

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
      text,
      quoted: quoted(text),
      parsed,
      deltaStart: isBook ? new Literal(`{"topic":"${text}","data":{"bids":`) : undefined,
      deltaEnd: isBook ? new Literal(`,"type":"delta","symbol":"${parsed.symbol}","timestamp":`) : undefined,
      symbol: "",
      route: undefined,
      generation: 0,
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
    if (topic.symbol === symbol && topic.generation === this.#generation && topic.route !== undefined) return topic.route;
    const route = this.#resolve(topic, symbol);
    topic.generation = this.#generation;
    topic.symbol = symbol;
    topic.route = route;
    return route;
  }

  /**
   * The book that a delta without a grouping in its topic continues: the only one that is heard at all, else the one whose newest
   * number it names. None leaves it with grouping 0, the venue's default. The sequence rule decides in any case; undefined when
   * several groupings stand at that number.
   */
  chained(route: BookRoute, previous: Sequence | undefined): BookRoute | undefined {
    const heard = (this.#books.get(route.instrument.symbol) ?? []).filter((book) => !isNone(book.newest));
    const [only] = heard;
    if (only !== undefined && heard.length === 1) return only;
    const fitting = heard.filter((book) => book.newest === previous);
    if (previous === undefined || fitting.length === 0) return route;
    return fitting.length === 1 ? fitting[0] : undefined;
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
    const event: ReusedBookEvent = {
      kind: "book-delta",
      instrument,
      group,
      sequence: 0,
      previous: 0,
      venueTime: epochMs(0),
      levels: this.#levels,
    };
    const reading: MarketReading = { kind: "market", topic: bookTopic(instrument.symbol, group), events: [event] };
    const route: BookRoute = { kind: "book", instrument, group, event, reading, newest: Number.NaN };
    this.#books.set(instrument.symbol, [...groups, route]);
    return route;
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

const isNone = (sequence: Sequence): boolean => typeof sequence === "number" && Number.isNaN(sequence);

function unkept(text: string): KnownTopic {
  const short = text.slice(0, NAME_LENGTH_MAX);
  const parsed: ParsedTopic = { channel: "other" };
  const nowhere = { deltaStart: undefined, deltaEnd: undefined, route: undefined };
  return { text: short, quoted: quoted(""), parsed, symbol: "", generation: 0, ...nowhere };
}
