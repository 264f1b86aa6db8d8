// The hot path of V3: book and trades events that look exactly as the venue usually writes them, with the event's name first. Everything
// else, odd or wrong, is left to `lossless-decoder`, whose word counts; so this file has no opinion about errors.

import { JsonReader, KEY_END, KEY_UNKNOWN } from "#core/json/json-reader";
import { KeyTable } from "#core/json/key-table";
import { Literal, TextPool } from "#core/json/text-pool";
import { countUnknown } from "#core/json/unknown-fields";
import { fastBoolean, fastDecimal, LikelyText, passUnknown } from "#venues/weex/decode/fast-fields";
import { nextTrade, type Scratch, type WireBook, type WireTrade, type WireTrades } from "#venues/weex/wire";

// Indices of these tables are the cases below; bits of the index tell which fields were seen. Names differ by case only.
const TOP = new KeyTable(["e", "E", "s", "U", "u", "l", "d", "b", "a"]);
const BOOK_ALL = 0b1_1111_1111;
/** e, E, s, d. */
const TRADES_ALL = 0b0_0100_0111;
const EVENTS = new KeyTable(["depth", "depthSnapshot", "trade", "tradeSnapshot"]);
const TYPES = new KeyTable(["CHANGED", "SNAPSHOT"]);
const TRADE = new KeyTable(["T", "t", "p", "q", "v", "m"]);
/** All but `v`, the value, which nobody needs. */
const TRADE_NEEDED = 0b101111;

// A single print as the venue always writes it, between its figures: compared in whole stretches, which is faster than name by name. A
// frame that differs anywhere is read by the tables above.
const PRINT_START = new Literal('{"e":"trade","E":');
const PRINT_SYMBOL = new Literal(',"s":');
const PRINT_TIME = new Literal(',"d":[{"T":');
const PRINT_ID = new Literal(',"t":');
const PRINT_PRICE = new Literal(',"p":');
const PRINT_SIZE = new Literal(',"q":');
const PRINT_VALUE = new Literal(',"v":');
const PRINT_MAKER = new Literal(',"m":');
const PRINT_STOP = new Literal("}]}");

/** Reads frames into the scratch messages. One per connection. */
export class FastDecoderV3 {
  readonly #reader = new JsonReader();
  readonly #pool = new TextPool();
  readonly #symbol = new LikelyText(this.#pool);
  readonly #book: WireBook;
  readonly #trades: WireTrades;
  readonly #unknownFields: Map<string, number>;
  readonly #unknown: string[] = [];

  constructor(scratch: Scratch, unknownFields: Map<string, number>) {
    this.#book = scratch.book;
    this.#trades = scratch.trades;
    this.#unknownFields = unknownFields;
  }

  /** The message of a plain data frame; undefined for every other frame, of which nothing is said. */
  decode(bytes: Uint8Array): WireBook | WireTrades | undefined {
    const reader = this.#reader;
    reader.load(bytes);
    if (this.#usualPrint()) return this.#trades;
    reader.load(bytes);
    if (this.#unknown.length > 0) this.#unknown.length = 0;
    if (!reader.openObject() || reader.key(TOP, TOP.names.length) !== 0) return undefined;
    const event = reader.choice(EVENTS);
    if (event < 0) return undefined;
    const message = event < 2 ? this.#bookEvent(event === 1) : this.#tradesEvent();
    if (message === undefined || !reader.finished()) return undefined;
    message.channel = undefined;
    for (const name of this.#unknown) countUnknown(this.#unknownFields, name);
    return message;
  }

  /** Reads a message of one print that is spelled as all are. Returns false for every other frame. */
  #usualPrint(): boolean {
    const reader = this.#reader;
    const trades = this.#trades;
    if (!reader.expect(PRINT_START) || reader.integer() < 0 || !reader.expect(PRINT_SYMBOL)) return false;
    const symbol = this.#symbol.read(reader);
    trades.length = 0;
    const row = nextTrade(trades);
    if (symbol === undefined || row === undefined || !reader.expect(PRINT_TIME)) return false;
    row.time = reader.integer();
    if (row.time < 0 || !reader.expect(PRINT_ID)) return false;
    row.tradeId = reader.text();
    if (row.tradeId === undefined || row.tradeId === "" || !reader.expect(PRINT_PRICE)) return false;
    if (!fastDecimal(reader, row.price) || !reader.expect(PRINT_SIZE)) return false;
    if (!fastDecimal(reader, row.size) || !reader.expect(PRINT_VALUE)) return false;
    if (!reader.skip() || !reader.expect(PRINT_MAKER)) return false;
    const maker = fastBoolean(reader);
    if (maker === undefined || !reader.expect(PRINT_STOP) || !reader.finished()) return false;
    row.buyerMaker = maker;
    trades.symbol = symbol;
    trades.channel = undefined;
    return true;
  }

  #bookEvent(snapshot: boolean): WireBook | undefined {
    const book = this.#book;
    book.type = snapshot ? "snapshot" : "delta";
    let seen = 1;
    let key = 0;
    for (;;) {
      key = this.#reader.key(TOP, key);
      if (key === KEY_END) return seen === BOOK_ALL ? book : undefined;
      if (key < 0) {
        if (key !== KEY_UNKNOWN || !passUnknown(this.#reader, this.#pool, this.#unknown)) return undefined;
        continue;
      }
      const bit = 1 << key;
      if ((seen & bit) !== 0) return undefined;
      seen |= bit;
      if (!this.#bookField(key, book)) return undefined;
    }
  }

  #bookField(key: number, book: WireBook): boolean {
    const reader = this.#reader;
    switch (key) {
      case 1:
        book.time = reader.integer();
        return book.time >= 0;
      case 2: {
        const symbol = this.#symbol.read(reader);
        book.symbol = symbol ?? "";
        return symbol !== undefined;
      }
      case 3:
        book.first = reader.integer();
        return book.first >= 0;
      case 4:
        book.last = reader.integer();
        return book.last >= 0;
      case 5:
        book.level = reader.integer();
        return book.level >= 0;
      case 6:
        return reader.choice(TYPES) === (book.type === "snapshot" ? 1 : 0);
      case 7:
        return reader.levels(book.levels.bids);
      default:
        return reader.levels(book.levels.asks);
    }
  }

  #tradesEvent(): WireTrades | undefined {
    const reader = this.#reader;
    const trades = this.#trades;
    let seen = 1;
    let key = 0;
    for (;;) {
      key = reader.key(TOP, key);
      if (key === KEY_END) return seen === TRADES_ALL ? trades : undefined;
      if (key < 0) {
        if (key !== KEY_UNKNOWN || !passUnknown(reader, this.#pool, this.#unknown)) return undefined;
        continue;
      }
      const bit = 1 << key;
      if ((seen & bit) !== 0 || (TRADES_ALL & bit) === 0) return undefined;
      seen |= bit;
      if (key === 1) {
        if (reader.integer() < 0) return undefined;
      } else if (key === 2) {
        const symbol = this.#symbol.read(reader);
        if (symbol === undefined) return undefined;
        trades.symbol = symbol;
      } else if (!this.#rows(trades)) return undefined;
    }
  }

  #rows(trades: WireTrades): boolean {
    const reader = this.#reader;
    if (!reader.openArray()) return false;
    trades.length = 0;
    for (;;) {
      const item = reader.item();
      if (item === 0) return true;
      const row = item < 0 ? undefined : nextTrade(trades);
      if (row === undefined || !reader.openObject() || !this.#trade(row)) return false;
    }
  }

  #trade(row: WireTrade): boolean {
    const reader = this.#reader;
    let seen = 0;
    let key = TRADE.names.length;
    for (;;) {
      key = reader.key(TRADE, key);
      if (key === KEY_END) return (seen & TRADE_NEEDED) === TRADE_NEEDED;
      if (key < 0) {
        if (key !== KEY_UNKNOWN || !passUnknown(reader, this.#pool, this.#unknown)) return false;
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
        row.time = reader.integer();
        return row.time >= 0;
      case 1:
        row.tradeId = reader.text();
        return row.tradeId !== undefined && row.tradeId !== "";
      case 2:
        return fastDecimal(reader, row.price);
      case 3:
        return fastDecimal(reader, row.size);
      case 4:
        return reader.skip();
      default: {
        const maker = fastBoolean(reader);
        row.buyerMaker = maker === true;
        return maker !== undefined;
      }
    }
  }
}
