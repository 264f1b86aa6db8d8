// The hot path of V2: payloads of depth and trades channels that look exactly as documented. Everything else, odd or wrong, is left to
// `lossless-decoder`, whose word counts; so this file has no opinion about errors.

import { JsonReader, KEY_END, KEY_UNKNOWN } from "#core/json/json-reader";
import { KeyTable } from "#core/json/key-table";
import { TextPool } from "#core/json/text-pool";
import { countUnknown } from "#core/json/unknown-fields";
import { type LevelColumn } from "#core/level-buffer";
import { fastBoolean, fastDecimal, LikelyText, passUnknown } from "#venues/weex/decode/fast-fields";
import { type ParsedChannel, parseChannel } from "#venues/weex/topic";
import { nextTrade, type Scratch, type WireBook, type WireTrade, type WireTrades } from "#venues/weex/wire";

// Indices of these tables are the cases below; bits of the index tell which fields were seen.
const TOP = new KeyTable(["event", "channel", "data"]);
const EVENTS = new KeyTable(["payload"]);
const BOOK = new KeyTable(["startVersion", "endVersion", "level", "depthType", "symbol", "asks", "bids"]);
const BOOK_ALL = 0b1111111;
const TYPES = new KeyTable(["CHANGED", "SNAPSHOT"]);
const LEVEL = new KeyTable(["price", "size"]);
const TRADE = new KeyTable(["time", "price", "size", "value", "buyerMaker"]);
/** All but the value, which nobody needs. */
const TRADE_NEEDED = 0b10111;

/** Reads frames into the scratch messages. One per connection. */
export class FastDecoderV2 {
  readonly #reader = new JsonReader();
  readonly #pool = new TextPool();
  readonly #channelText = new LikelyText(this.#pool);
  readonly #symbol = new LikelyText(this.#pool);
  readonly #book: WireBook;
  readonly #trades: WireTrades;
  readonly #unknownFields: Map<string, number>;
  readonly #unknown: string[] = [];
  #lastChannel = "";
  #lastParsed: ParsedChannel | undefined;

  constructor(scratch: Scratch, unknownFields: Map<string, number>) {
    this.#book = scratch.book;
    this.#trades = scratch.trades;
    this.#unknownFields = unknownFields;
  }

  /** The message of a plain data frame; undefined for every other frame, of which nothing is said. */
  decode(bytes: Uint8Array): WireBook | WireTrades | undefined {
    const reader = this.#reader;
    reader.load(bytes);
    if (this.#unknown.length > 0) this.#unknown.length = 0;
    if (!reader.openObject() || reader.key(TOP, TOP.names.length) !== 0 || reader.choice(EVENTS) !== 0) return undefined;
    if (reader.key(TOP, 0) !== 1) return undefined;
    const channel = this.#channelText.read(reader);
    if (channel === undefined || reader.key(TOP, 1) !== 2) return undefined;
    const parsed = this.#parsed(channel);
    const message =
      parsed?.channel === "book" ? this.#bookData() : parsed?.channel === "trades" ? this.#tradesData(parsed.symbol) : undefined;
    if (message === undefined || reader.key(TOP, 2) !== KEY_END || !reader.finished()) return undefined;
    message.channel = channel;
    for (const name of this.#unknown) countUnknown(this.#unknownFields, name);
    return message;
  }

  #parsed(channel: string): ParsedChannel | undefined {
    if (channel !== this.#lastChannel) {
      this.#lastChannel = channel;
      this.#lastParsed = parseChannel(channel);
    }
    return this.#lastParsed;
  }

  /** The one row that a depth message has. */
  #bookData(): WireBook | undefined {
    const reader = this.#reader;
    if (!reader.openArray() || reader.item() !== 1 || !reader.openObject()) return undefined;
    const book = this.#book;
    book.time = undefined;
    let seen = 0;
    let key = BOOK.names.length;
    for (;;) {
      key = reader.key(BOOK, key);
      if (key === KEY_END) break;
      if (key < 0) {
        if (key !== KEY_UNKNOWN || !passUnknown(reader, this.#pool, this.#unknown)) return undefined;
        continue;
      }
      const bit = 1 << key;
      if ((seen & bit) !== 0) return undefined;
      seen |= bit;
      if (!this.#bookField(key, book)) return undefined;
    }
    return seen === BOOK_ALL && reader.item() === 0 ? book : undefined;
  }

  #bookField(key: number, book: WireBook): boolean {
    const reader = this.#reader;
    switch (key) {
      case 0:
        book.first = reader.integer();
        return book.first >= 0;
      case 1:
        book.last = reader.integer();
        return book.last >= 0;
      case 2:
        book.level = reader.integer();
        return book.level >= 0;
      case 3: {
        const type = reader.choice(TYPES);
        book.type = type === 1 ? "snapshot" : "delta";
        return type >= 0;
      }
      case 4: {
        const symbol = this.#symbol.read(reader);
        book.symbol = symbol ?? "";
        return symbol !== undefined;
      }
      case 5:
        return this.#levels(book.levels.asks);
      default:
        return this.#levels(book.levels.bids);
    }
  }

  /** Levels as objects; both members, in either order, and nothing else. */
  #levels(column: LevelColumn): boolean {
    const reader = this.#reader;
    column.clear();
    if (!reader.openArray()) return false;
    for (;;) {
      const item = reader.item();
      if (item === 0) return true;
      if (item < 0 || !reader.openObject()) return false;
      const first = reader.key(LEVEL, LEVEL.names.length);
      if (first < 0 || !reader.number()) return false;
      const { mantissa, decimals } = reader;
      const second = reader.key(LEVEL, first);
      if (second !== 1 - first || !reader.number()) return false;
      const pushed =
        first === 0
          ? column.push(mantissa, decimals, reader.mantissa, reader.decimals)
          : column.push(reader.mantissa, reader.decimals, mantissa, decimals);
      if (!pushed || reader.key(LEVEL, second) !== KEY_END) return false;
    }
  }

  #tradesData(symbol: string): WireTrades | undefined {
    const reader = this.#reader;
    const trades = this.#trades;
    if (!reader.openArray()) return undefined;
    trades.length = 0;
    trades.symbol = symbol;
    for (;;) {
      const item = reader.item();
      if (item === 0) return trades;
      const row = item < 0 ? undefined : nextTrade(trades);
      if (row === undefined || !reader.openObject() || !this.#trade(row)) return undefined;
    }
  }

  #trade(row: WireTrade): boolean {
    const reader = this.#reader;
    row.tradeId = undefined;
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
        return fastDecimal(reader, row.price);
      case 2:
        return fastDecimal(reader, row.size);
      case 3:
        return reader.skip();
      default: {
        const maker = fastBoolean(reader);
        row.buyerMaker = maker === true;
        return maker !== undefined;
      }
    }
  }
}
