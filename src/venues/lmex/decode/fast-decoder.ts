// The hot path of decoding: book and trades messages that look exactly as the venue usually writes them. Everything else, odd or
// wrong, is left to `lossless-decoder`, whose word counts; so this file has no opinion about errors.

import { JsonReader, KEY_END, KEY_UNKNOWN } from "#core/json/json-reader";
import { KeyTable } from "#core/json/key-table";
import { Literal, NamePool, quoted, TextPool } from "#core/json/text-pool";
import { countUnknown } from "#core/json/unknown-fields";
import { type KnownTopic, type Routes } from "#venues/lmex/routes";
import { BOOK_PREFIX } from "#venues/lmex/topic";
import { nextTrade, type Scratch, type WireBook, type WireTrade, type WireTrades } from "#venues/lmex/wire";

// A delta as the venue always writes it, between its figures. Whole stretches are compared at once, which is twice as fast as name by
// name; a frame that differs anywhere is read by the tables below.
const DELTA_START = new Literal('{"topic":');
const DELTA_BIDS = new Literal(',"data":{"bids":');
const DELTA_ASKS = new Literal(',"asks":');
const DELTA_SEQUENCE = new Literal(',"seqNum":');
const DELTA_PREVIOUS = new Literal(',"prevSeqNum":');
const DELTA_SYMBOL = new Literal(',"type":"delta","symbol":"');
const DELTA_TIME = new Literal('","timestamp":');
const DELTA_STOP = new Literal("}}");

// Indices of these tables are the cases below; bits of the index tell which fields were seen.
const TOP = new KeyTable(["topic", "data", "id", "event", "severity", "errors", "error", "channel", "op"]);
const TOP_DATA_MAX = 2;
const BOOK = new KeyTable(["bids", "asks", "seqNum", "prevSeqNum", "type", "symbol", "timestamp"]);
const BOOK_ALL = 0b1111111;
const TRADE = new KeyTable(["price", "size", "side", "symbol", "tradeId", "timestamp"]);
const TRADE_ALL = 0b111111;
const TYPES = new KeyTable(["snapshot", "delta"]);
const SIDES = new KeyTable(["BUY", "SELL"]);

const NOTHING = new Uint8Array(0);
const UNKNOWN_PER_FRAME_MAX = 16;
const BRACE = 0x7b;
const BRACKET = 0x5b;
const QUOTE = 0x22;

/** Reads frames into the scratch messages. One per connection. */
export class FastDecoder {
  readonly #reader = new JsonReader();
  readonly #pool = new TextPool();
  readonly #topics: NamePool<KnownTopic>;
  readonly #book: WireBook;
  readonly #trades: WireTrades;
  readonly #unknownFields: Map<string, number>;
  readonly #unknown: string[] = [];
  /** What the last look ahead saw of its frames, in their order: the topic where it is one, and where the name of it ends. */
  readonly #aheadTopics: (KnownTopic | undefined)[] = [];
  readonly #aheadEnds: number[] = [];
  readonly #aheadFrames: Uint8Array[] = [];
  #aheadCount = 0;
  /** Which of these frames is to be read next. */
  #aheadNext = 0;
  #lastTopic: KnownTopic;
  /** Whether the last two frames had one topic. Where topics take turns, asking whether it is the last one would only cost memory's time. */
  #sameTopic = true;
  /** Where the topic of a usual delta begins. */
  #topicAt = 0;
  #lastSymbol = "";
  /** The same, as it stands in a frame. */
  #lastSymbolQuoted: Literal = quoted("");

  constructor(routes: Routes, scratch: Scratch, unknownFields: Map<string, number>) {
    this.#topics = new NamePool((text) => routes.topic(text));
    this.#book = scratch.book;
    this.#trades = scratch.trades;
    this.#unknownFields = unknownFields;
    this.#lastTopic = routes.topic("");
  }

  /** The message of a plain data frame; undefined for every other frame, of which nothing is said. */
  decode(bytes: Uint8Array): WireBook | WireTrades | undefined {
    const reader = this.#reader;
    reader.load(bytes);
    const usual = this.#usualDelta(this.#seenAhead(bytes));
    if (usual !== undefined) return usual;
    reader.load(bytes);
    if (this.#unknown.length > 0) this.#unknown.length = 0;
    if (!reader.openObject()) return undefined;
    let topic: KnownTopic | undefined;
    let message: WireBook | WireTrades | undefined;
    let key = TOP.names.length;
    for (;;) {
      key = reader.key(TOP, key);
      if (key === KEY_END) break;
      if (key === 0) {
        if (topic !== undefined) return undefined;
        topic = this.#topic();
        if (topic === undefined) return undefined;
      } else if (key === 1) {
        if (message !== undefined) return undefined;
        message = this.#data();
        if (message === undefined) return undefined;
      } else if (!(key === TOP_DATA_MAX || key === KEY_UNKNOWN) || !this.#pass(key)) return undefined;
    }
    if (topic === undefined || message === undefined || topic.parsed.channel !== message.kind || !reader.finished()) return undefined;
    message.topic = topic;
    for (const name of this.#unknown) countUnknown(this.#unknownFields, name);
    return message;
  }

  /** See `FrameReader.ahead`. In two rounds: the names lie close together, what is known by them does not. */
  ahead(frames: readonly Uint8Array[], count: number, routes: number[]): number {
    const reader = this.#reader;
    const topics = this.#aheadTopics;
    for (let at = 0; at < count; at += 1) {
      const frame = frames[at] as Uint8Array;
      reader.load(frame);
      this.#aheadFrames[at] = frame;
      topics[at] = reader.expect(DELTA_START) ? reader.named(this.#topics) : undefined;
      this.#aheadEnds[at] = reader.position;
    }
    this.#aheadCount = count;
    this.#aheadNext = 0;
    let found = 0;
    for (let at = 0; at < count; at += 1) {
      const topic = topics[at];
      if (topic === undefined || topic.symbolLength === 0 || topic.route?.kind !== "book") continue;
      routes[found] = topic.route.number;
      found += 1;
    }
    return found;
  }

  /** The topic of the frame that was just loaded, with the reader behind its name, where it is the next of those looked ahead at. */
  #seenAhead(bytes: Uint8Array): KnownTopic | undefined {
    const at = this.#aheadNext;
    // The same object in the same turn: nobody writes to what was read.
    if (at >= this.#aheadCount || this.#aheadFrames[at] !== bytes) return undefined;
    this.#aheadNext = at + 1;
    // What was read is not held longer than this turn.
    this.#aheadFrames[at] = NOTHING;
    const topic = this.#aheadTopics[at];
    if (topic !== undefined) this.#reader.position = this.#aheadEnds[at] as number;
    return topic;
  }

  /** A delta that is spelled as all are; undefined for every other frame. */
  #usualDelta(seen: KnownTopic | undefined): WireBook | undefined {
    const reader = this.#reader;
    const book = this.#book;
    const topic = this.#deltaTopic(seen);
    if (topic === undefined || topic.symbolLength === 0) return undefined;
    if (!reader.levels(book.levels.bids)) return undefined;
    if (!reader.expect(DELTA_ASKS) || !reader.levels(book.levels.asks)) return undefined;
    if (!reader.expect(DELTA_SEQUENCE)) return undefined;
    const seqNum = reader.integer();
    if (seqNum < 0 || !reader.expect(DELTA_PREVIOUS)) return undefined;
    const prevSeqNum = reader.integer();
    // The symbol is the topic's own, byte by byte: what stands in the frame already needs no other memory.
    if (prevSeqNum < 0 || !reader.expect(DELTA_SYMBOL)) return undefined;
    if (!reader.repeats(this.#topicAt + BOOK_PREFIX.length, topic.symbolLength) || !reader.expect(DELTA_TIME)) return undefined;
    const timestamp = reader.integer();
    if (timestamp < 0 || !reader.expect(DELTA_STOP) || !reader.finished()) return undefined;
    book.topic = topic;
    book.symbol = topic.bookSymbol;
    book.type = "delta";
    book.seqNum = seqNum;
    book.prevSeqNum = prevSeqNum;
    book.timestamp = timestamp;
    return book;
  }

  /** The topic of a usual delta, with the reader before its bids. Frames of one topic often follow each other. */
  #deltaTopic(seen: KnownTopic | undefined): KnownTopic | undefined {
    const reader = this.#reader;
    const last = this.#lastTopic;
    if (seen === undefined && this.#sameTopic && last.deltaStart !== undefined && reader.expect(last.deltaStart)) {
      this.#topicAt = reader.position - DELTA_BIDS.bytes.length - 1 - last.length;
      return last;
    }
    const topic = seen ?? (reader.expect(DELTA_START) ? this.#topic() : undefined);
    if (topic === undefined) return undefined;
    this.#topicAt = reader.position - 1 - topic.length;
    return reader.expect(DELTA_BIDS) ? topic : undefined;
  }

  #topic(): KnownTopic | undefined {
    const reader = this.#reader;
    const last = this.#lastTopic;
    if (this.#sameTopic && reader.expect(last.quoted)) return last;
    const topic = reader.named(this.#topics);
    if (topic === undefined) return undefined;
    this.#sameTopic = topic === last;
    this.#lastTopic = topic;
    return topic;
  }

  #bookSymbol(book: WireBook): boolean {
    const reader = this.#reader;
    if (!reader.expect(this.#lastSymbolQuoted)) {
      const symbol = reader.text(this.#pool);
      if (symbol === undefined) return false;
      this.#lastSymbol = symbol;
      this.#lastSymbolQuoted = quoted(symbol);
    }
    book.symbol = this.#lastSymbol;
    return true;
  }

  #data(): WireBook | WireTrades | undefined {
    const first = this.#reader.peek();
    if (first === BRACE) return this.#bookData();
    return first === BRACKET ? this.#tradesData() : undefined;
  }

  #bookData(): WireBook | undefined {
    const reader = this.#reader;
    const book = this.#book;
    reader.openObject();
    let seen = 0;
    let key = BOOK.names.length;
    for (;;) {
      key = reader.key(BOOK, key);
      if (key === KEY_END) break;
      if (key < 0) {
        if (key !== KEY_UNKNOWN || !this.#pass(key)) return undefined;
        continue;
      }
      const bit = 1 << key;
      if ((seen & bit) !== 0) return undefined;
      seen |= bit;
      if (!this.#bookField(key, book)) return undefined;
    }
    return seen === BOOK_ALL ? book : undefined;
  }

  #bookField(key: number, book: WireBook): boolean {
    const reader = this.#reader;
    switch (key) {
      case 0:
        return reader.levels(book.levels.bids);
      case 1:
        return reader.levels(book.levels.asks);
      case 2:
        book.seqNum = reader.integer();
        return book.seqNum >= 0;
      case 3:
        book.prevSeqNum = reader.integer();
        return book.prevSeqNum >= 0;
      case 4: {
        const type = reader.choice(TYPES);
        book.type = type === 0 ? "snapshot" : "delta";
        return type >= 0;
      }
      case 5:
        return this.#bookSymbol(book);
      default:
        book.timestamp = reader.integer();
        return book.timestamp >= 0;
    }
  }

  #tradesData(): WireTrades | undefined {
    const reader = this.#reader;
    const trades = this.#trades;
    reader.openArray();
    trades.length = 0;
    for (;;) {
      const item = reader.item();
      if (item === 0) return trades;
      const row = item < 0 ? undefined : nextTrade(trades);
      if (row === undefined || !reader.openObject() || !this.#trade(row)) return undefined;
    }
  }

  #trade(row: WireTrade): boolean {
    const reader = this.#reader;
    let seen = 0;
    let key = TRADE.names.length;
    for (;;) {
      key = reader.key(TRADE, key);
      if (key === KEY_END) return seen === TRADE_ALL;
      if (key < 0) {
        if (key !== KEY_UNKNOWN || !this.#pass(key)) return false;
        continue;
      }
      const bit = 1 << key;
      if ((seen & bit) !== 0) return false;
      seen |= bit;
      if (!this.#tradeField(key, row)) return false;
    }
  }

  #tradeField(key: number, row: WireTrade): boolean {
    const reader = this.#reader;
    switch (key) {
      case 0:
      case 1: {
        if (!reader.number()) return false;
        const target = key === 0 ? row.price : row.size;
        target.mantissa = reader.mantissa;
        target.decimals = reader.decimals;
        return true;
      }
      case 2: {
        const side = reader.choice(SIDES);
        row.side = side === 0 ? "BUY" : "SELL";
        return side >= 0;
      }
      case 3: {
        const symbol = reader.text(this.#pool);
        if (symbol === undefined) return false;
        row.symbol = symbol;
        return true;
      }
      case 4:
        return this.#tradeId(row);
      default:
        row.timestamp = reader.integer();
        return row.timestamp >= 0;
    }
  }

  #tradeId(row: WireTrade): boolean {
    const reader = this.#reader;
    if (reader.peek() === QUOTE) {
      row.tradeId = reader.text();
      return row.tradeId !== undefined && row.tradeId !== "";
    }
    const whole = reader.integer();
    row.tradeId = String(whole);
    return whole >= 0;
  }

  #pass(key: number): boolean {
    const reader = this.#reader;
    if (key === KEY_UNKNOWN && this.#unknown.length < UNKNOWN_PER_FRAME_MAX) this.#unknown.push(reader.unknownKey(this.#pool));
    return reader.skip();
  }
}
