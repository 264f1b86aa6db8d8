// The hot path of decoding: pushes of books and prints that look exactly as the venue usually writes them. Everything else, odd or
// wrong, is left to `lossless-decoder`, whose word counts; so this file has no opinion about errors.

import { type EpochMs } from "#core/brand";
import { JsonReader, KEY_END, KEY_UNKNOWN } from "#core/json/json-reader";
import { KeyTable } from "#core/json/key-table";
import { type Literal, quoted, TextPool } from "#core/json/text-pool";
import { countUnknown } from "#core/json/unknown-fields";
import { type Scratch, sideOf, type WireBook, type WireTrade } from "#venues/lbank/wire";
import { zonedTime } from "#venues/lbank/zone";

// Indices of these tables are the cases below; bits of the index tell which fields were seen.
const TOP = new KeyTable(["depth", "trade", "type", "pair", "TS", "s", "count", "SERVER"]);
const DEPTH_BIT = 0b1;
const TRADE_BIT = 0b10;
/** `type`, `pair` and `TS`. */
const HEAD_BITS = 0b11100;
const DEPTH = new KeyTable(["asks", "bids"]);
const DEPTH_ALL = 0b11;
const TRADE = new KeyTable(["price", "volume", "direction", "TS", "amount"]);
/** All but `amount`, which is not read. */
const TRADE_BITS = 0b1111;
const TYPES = new KeyTable(["depth", "trade"]);

const UNKNOWN_PER_FRAME_MAX = 16;

/** Reads frames into the scratch messages. One per connection. */
export class FastDecoder {
  readonly #reader = new JsonReader();
  readonly #pool = new TextPool();
  readonly #book: WireBook;
  readonly #trade: WireTrade;
  readonly #unknownFields: Map<string, number>;
  readonly #unknown: string[] = [];
  #lastPair = "";
  /** The same, as it stands in a frame. */
  #lastPairQuoted: Literal = quoted("");
  #type = -1;
  #venueTime: EpochMs | undefined;

  constructor(scratch: Scratch, unknownFields: Map<string, number>) {
    this.#book = scratch.book;
    this.#trade = scratch.trade;
    this.#unknownFields = unknownFields;
  }

  /** The message of a plain push; undefined for every other frame, of which nothing is said. */
  decode(bytes: Uint8Array): WireBook | WireTrade | undefined {
    const reader = this.#reader;
    reader.load(bytes);
    if (this.#unknown.length > 0) this.#unknown.length = 0;
    this.#book.node = undefined;
    const seen = this.#members();
    if (seen < 0 || !reader.finished() || (seen & HEAD_BITS) !== HEAD_BITS || this.#venueTime === undefined) return undefined;
    const payload = seen & (DEPTH_BIT | TRADE_BIT);
    // The payload stands under the name of the type, and only one does.
    if (payload !== 1 << this.#type) return undefined;
    for (const name of this.#unknown) countUnknown(this.#unknownFields, name);
    if (this.#type === 1) {
      this.#trade.pair = this.#lastPair;
      return this.#trade;
    }
    this.#book.pair = this.#lastPair;
    this.#book.venueTime = this.#venueTime;
    return this.#book;
  }

  /** Reads all members: bits of what was seen, or -1. */
  #members(): number {
    const reader = this.#reader;
    if (!reader.openObject()) return -1;
    let seen = 0;
    let key = TOP.names.length;
    for (;;) {
      key = reader.key(TOP, key);
      if (key === KEY_END) return seen;
      if (key < 0) {
        if (!this.#pass(key)) return -1;
        continue;
      }
      const bit = 1 << key;
      if ((seen & bit) !== 0 || !this.#member(key)) return -1;
      seen |= bit;
    }
  }

  #member(key: number): boolean {
    const reader = this.#reader;
    switch (key) {
      case 0:
        return this.#levels();
      case 1:
        return this.#print();
      case 2:
        this.#type = reader.choice(TYPES);
        return this.#type >= 0;
      case 3:
        return this.#pair();
      case 4:
        this.#venueTime = this.#time();
        return this.#venueTime !== undefined;
      case 5:
        this.#book.node = reader.text(this.#pool);
        return this.#book.node !== undefined;
      default:
        return reader.skip();
    }
  }

  #pair(): boolean {
    const reader = this.#reader;
    // Pushes of one market often follow each other.
    if (reader.expect(this.#lastPairQuoted)) return true;
    const pair = reader.text(this.#pool);
    if (pair === undefined) return false;
    this.#lastPair = pair;
    this.#lastPairQuoted = quoted(pair);
    return true;
  }

  /** Times never come twice, so the pool would only fill with them. */
  #time(): EpochMs | undefined {
    const text = this.#reader.text();
    return text === undefined ? undefined : zonedTime(text);
  }

  #levels(): boolean {
    const reader = this.#reader;
    if (!reader.openObject()) return false;
    let seen = 0;
    let key = DEPTH.names.length;
    for (;;) {
      key = reader.key(DEPTH, key);
      if (key === KEY_END) return seen === DEPTH_ALL;
      if (key < 0) {
        if (!this.#pass(key)) return false;
        continue;
      }
      const bit = 1 << key;
      if ((seen & bit) !== 0) return false;
      seen |= bit;
      if (!reader.levels(key === 0 ? this.#book.levels.asks : this.#book.levels.bids)) return false;
    }
  }

  #print(): boolean {
    const reader = this.#reader;
    if (!reader.openObject()) return false;
    let seen = 0;
    let key = TRADE.names.length;
    for (;;) {
      key = reader.key(TRADE, key);
      if (key === KEY_END) return (seen & TRADE_BITS) === TRADE_BITS;
      if (key < 0) {
        if (!this.#pass(key)) return false;
        continue;
      }
      const bit = 1 << key;
      if ((seen & bit) !== 0 || !this.#printField(key)) return false;
      seen |= bit;
    }
  }

  #printField(key: number): boolean {
    const reader = this.#reader;
    const trade = this.#trade;
    switch (key) {
      case 0:
      case 1: {
        if (!reader.number()) return false;
        const target = key === 0 ? trade.price : trade.size;
        target.mantissa = reader.mantissa;
        target.decimals = reader.decimals;
        return true;
      }
      case 2: {
        const side = sideOf(reader.text(this.#pool) ?? "");
        trade.side = side ?? "buy";
        return side !== undefined;
      }
      case 3: {
        const time = this.#time();
        if (time === undefined) return false;
        trade.venueTime = time;
        return true;
      }
      default:
        return reader.skip();
    }
  }

  #pass(key: number): boolean {
    if (key !== KEY_UNKNOWN) return false;
    const reader = this.#reader;
    if (this.#unknown.length < UNKNOWN_PER_FRAME_MAX) this.#unknown.push(reader.unknownKey(this.#pool));
    return reader.skip();
  }
}
