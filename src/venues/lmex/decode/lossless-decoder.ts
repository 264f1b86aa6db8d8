// Decoding without haste: every frame that the fast path left. Its verdict counts, so every expectation is spelled out here.

import { type JsonObject, type JsonValue, parseJson } from "#core/json/json-fallback";
import { asArray, asObject, asSequence, asText, asWhole, field, readDecimal, readLevels } from "#core/json/json-value";
import { asciiText } from "#core/json/text-pool";
import { countUnknown } from "#core/json/unknown-fields";
import { decodeControl, decodeText, shortWords } from "#venues/lmex/decode/control";
import { type KnownTopic, type Routes } from "#venues/lmex/routes";
import { nextTrade, type Scratch, type WireBook, type WireMessage, type WireTrade, type WireTrades } from "#venues/lmex/wire";
import { type MalformedFrame } from "#venues/venue";

const TOP_FIELDS: ReadonlySet<string> = new Set(["topic", "data", "id"]);
const BOOK_FIELDS: ReadonlySet<string> = new Set(["bids", "asks", "seqNum", "prevSeqNum", "type", "symbol", "timestamp"]);
const TRADE_FIELDS: ReadonlySet<string> = new Set(["price", "size", "side", "symbol", "tradeId", "timestamp"]);

const BRACE = 0x7b;
const TEXT_BYTES_MAX = 300;
/** How far into a broken frame its topic is looked for. */
const TOPIC_BYTES_MAX = 200;
const LEADING_TOPIC = /^\s*\{\s*"topic"\s*:\s*"([^"\\]{1,128})"/;

/** Reads any frame into the scratch messages or a new value. One per connection. */
export class LosslessDecoder {
  readonly #routes: Routes;
  readonly #scratch: Scratch;
  readonly #unknownFields: Map<string, number>;

  constructor(routes: Routes, scratch: Scratch, unknownFields: Map<string, number>) {
    this.#routes = routes;
    this.#scratch = scratch;
    this.#unknownFields = unknownFields;
  }

  /** Never throws. */
  decode(bytes: Uint8Array): WireMessage {
    if (bytes[0] !== BRACE && bytes.length <= TEXT_BYTES_MAX) {
      const control = decodeText(asciiText(bytes, 0, bytes.length));
      if (control !== undefined) return control;
    }
    const parsed = parseJson(bytes);
    if (parsed.kind === "malformed") {
      const closing = parsed.closeCode === undefined ? {} : { closeCode: parsed.closeCode };
      return { ...this.#malformed(leadingTopic(bytes), parsed.reason), ...closing };
    }
    const message = asObject(parsed.value);
    if (message === undefined) return this.#malformed(undefined, "not an object");
    const topic = asText(field(message, "topic"));
    const data = field(message, "data");
    if (topic !== undefined && data !== undefined) return this.#data(this.#routes.topic(topic), message, data);
    const control = decodeControl(message);
    if (control !== undefined) return control;
    if (topic !== undefined || data !== undefined) return this.#malformed(topic, "a topic without data, or data without a topic");
    this.#countUnknown(message, TOP_FIELDS);
    return { kind: "notice", words: shortWords(`unknown message with ${Object.keys(message).slice(0, 5).join(", ")}`) };
  }

  #data(topic: KnownTopic, message: JsonObject, data: JsonValue): WireMessage {
    const { channel } = topic.parsed;
    if (channel === "other") return { kind: "other", topic };
    this.#countUnknown(message, TOP_FIELDS);
    const reason = channel === "book" ? this.#book(data) : this.#trades(data);
    if (reason !== undefined) return this.#malformed(topic.text, reason);
    const decoded = channel === "book" ? this.#scratch.book : this.#scratch.trades;
    decoded.topic = topic;
    return decoded;
  }

  /** Fills the scratch book. Returns what is wrong with it, if anything. */
  #book(data: JsonValue): string | undefined {
    const object = asObject(data);
    if (object === undefined) return "book data is no object";
    const book: WireBook = this.#scratch.book;
    const type = field(object, "type");
    const symbol = asText(field(object, "symbol"));
    const seqNum = asSequence(field(object, "seqNum"));
    const prevSeqNum = asSequence(field(object, "prevSeqNum"));
    const timestamp = asWhole(field(object, "timestamp"));
    if (type !== "snapshot" && type !== "delta") return "book data is neither snapshot nor delta";
    if (symbol === undefined) return "book data names no symbol";
    if (seqNum === undefined) return "seqNum is no sequence number";
    if (prevSeqNum === undefined && (type === "delta" || field(object, "prevSeqNum") !== undefined))
      return "prevSeqNum is no sequence number";
    if (timestamp === undefined && field(object, "timestamp") !== undefined) return "timestamp is no time in milliseconds";
    if (!readLevels(field(object, "bids"), book.levels.bids)) return "bids are no list of price and size";
    if (!readLevels(field(object, "asks"), book.levels.asks)) return "asks are no list of price and size";
    this.#countUnknown(object, BOOK_FIELDS);
    book.type = type;
    book.symbol = symbol;
    book.seqNum = seqNum;
    book.prevSeqNum = prevSeqNum;
    book.timestamp = timestamp;
    return undefined;
  }

  #trades(data: JsonValue): string | undefined {
    const rows = asArray(data);
    if (rows === undefined) return "trades data is no list";
    const trades: WireTrades = this.#scratch.trades;
    trades.length = 0;
    for (const value of rows) {
      const object = asObject(value);
      if (object === undefined) return "a trade is no object";
      const row = nextTrade(trades);
      if (row === undefined) return "more trades than one message may hold";
      const reason = readTrade(object, row);
      if (reason !== undefined) return reason;
      this.#countUnknown(object, TRADE_FIELDS);
    }
    return undefined;
  }

  #countUnknown(object: JsonObject, known: ReadonlySet<string>): void {
    // Nothing is inherited but by mistake; looking at names in place makes no list of them for every message.
    for (const name in object) if (!known.has(name) && Object.hasOwn(object, name)) countUnknown(this.#unknownFields, name);
  }

  #malformed(topic: string | undefined, reason: string): MalformedFrame {
    return { kind: "malformed", topic: topic === undefined ? undefined : this.#routes.subscribedTopic(topic), reason };
  }
}

function readTrade(object: JsonObject, row: WireTrade): string | undefined {
  const side = field(object, "side");
  const symbol = asText(field(object, "symbol"));
  const timestamp = asWhole(field(object, "timestamp"));
  if (side !== "BUY" && side !== "SELL") return "a trade is neither buy nor sell";
  if (symbol === undefined) return "a trade names no symbol";
  if (timestamp === undefined) return "a trade's timestamp is no time in milliseconds";
  if (!readDecimal(field(object, "price"), row.price)) return "a trade's price is no decimal";
  if (!readDecimal(field(object, "size"), row.size)) return "a trade's size is no decimal";
  const tradeId = asText(field(object, "tradeId"));
  row.side = side;
  row.symbol = symbol;
  row.tradeId = tradeId === "" ? undefined : tradeId;
  row.timestamp = timestamp;
  return undefined;
}

/** The topic that a broken frame still tells. Wrong guesses do no harm: the book that lost a message finds out at its next one. */
function leadingTopic(bytes: Uint8Array): string | undefined {
  return LEADING_TOPIC.exec(asciiText(bytes, 0, Math.min(bytes.length, TOPIC_BYTES_MAX)))?.[1];
}
