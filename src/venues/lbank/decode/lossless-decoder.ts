// Decoding without haste: every frame that the fast path left. Its verdict counts, so every expectation is spelled out here.

import { type JsonObject, type JsonValue, parseJson } from "#core/json/json-fallback";
import { asObject, asText, field, readDecimal, readLevels } from "#core/json/json-value";
import { countUnknown } from "#core/json/unknown-fields";
import { decodeControl, shortWords } from "#venues/lbank/decode/control";
import { INTERVAL_BY_SLOT } from "#venues/lbank/endpoints";
import { bookTopic, candlesTopic, tickerTopic, tradesTopic } from "#venues/lbank/topic";
import { type Scratch, sideOf, type WireMessage } from "#venues/lbank/wire";
import { zonedTime } from "#venues/lbank/zone";
import { type MalformedFrame } from "#venues/venue";

const TOP_FIELDS: ReadonlySet<string> = new Set(["depth", "trade", "tick", "kbar", "type", "pair", "TS", "s", "count", "SERVER"]);
const DEPTH_FIELDS: ReadonlySet<string> = new Set(["asks", "bids"]);
const TRADE_FIELDS: ReadonlySet<string> = new Set(["price", "volume", "direction", "TS", "amount"]);

type Channel = "depth" | "trade" | "tick" | "kbar";
const isChannel = (type: string): type is Channel => type === "depth" || type === "trade" || type === "tick" || type === "kbar";

/** Reads any frame into the scratch messages or a new value. One per connection. */
export class LosslessDecoder {
  readonly #scratch: Scratch;
  readonly #unknownFields: Map<string, number>;

  constructor(scratch: Scratch, unknownFields: Map<string, number>) {
    this.#scratch = scratch;
    this.#unknownFields = unknownFields;
  }

  /** Never throws. */
  decode(bytes: Uint8Array): WireMessage {
    const parsed = parseJson(bytes);
    if (parsed.kind === "malformed") {
      const closing = parsed.closeCode === undefined ? {} : { closeCode: parsed.closeCode };
      return { ...malformed(undefined, parsed.reason), ...closing };
    }
    const message = asObject(parsed.value);
    if (message === undefined) return malformed(undefined, "not an object");
    const type = asText(field(message, "type"));
    if (type !== undefined) return this.#push(type, message);
    const control = decodeControl(message);
    if (control !== undefined) return control;
    this.#countUnknown(message, TOP_FIELDS);
    if (["depth", "trade", "tick", "kbar"].some((name) => field(message, name) !== undefined))
      return malformed(undefined, "data without a type");
    return { kind: "notice", words: shortWords(`unknown message with ${Object.keys(message).slice(0, 5).join(", ")}`) };
  }

  #push(type: string, message: JsonObject): WireMessage {
    const pair = asText(field(message, "pair"));
    if (!isChannel(type)) return { kind: "other", pair: pair ?? "" };
    const figures = asObject(field(message, type));
    // Answers to one-time requests have their rows at the top, beside the type; `kbar` is then the interval.
    if (figures === undefined && isAnswer(message)) return { kind: "other", pair: pair ?? "" };
    if (pair === undefined) return malformed(undefined, `${type} names no pair`);
    if (figures === undefined) return malformed(topicOf(type, pair, undefined), `${type} is no object`);
    this.#countUnknown(message, TOP_FIELDS);
    const venueTime = zonedTime(asText(field(message, "TS")) ?? "");
    if (venueTime === undefined) return malformed(topicOf(type, pair, figures), "TS is no time");
    if (type === "tick" || type === "kbar") return { kind: type, pair, venueTime, figures };
    const reason = type === "depth" ? this.#depth(message, figures) : this.#trade(figures);
    if (reason !== undefined) return malformed(topicOf(type, pair, figures), reason);
    const { book, trade } = this.#scratch;
    if (type === "trade") {
      trade.pair = pair;
      return trade;
    }
    book.pair = pair;
    book.venueTime = venueTime;
    return book;
  }

  /** Fills the scratch book. Returns what is wrong with it, if anything. */
  #depth(message: JsonObject, depth: JsonObject): string | undefined {
    const { book } = this.#scratch;
    const node = field(message, "s");
    if (node !== undefined && typeof node !== "string") return "s is no name of a node";
    if (!readLevels(field(depth, "asks"), book.levels.asks)) return "asks are no list of price and size";
    if (!readLevels(field(depth, "bids"), book.levels.bids)) return "bids are no list of price and size";
    this.#countUnknown(depth, DEPTH_FIELDS);
    book.node = node;
    return undefined;
  }

  #trade(object: JsonObject): string | undefined {
    const { trade } = this.#scratch;
    const side = sideOf(asText(field(object, "direction")) ?? "");
    const venueTime = zonedTime(asText(field(object, "TS")) ?? "");
    if (side === undefined) return "a trade is neither buy nor sell";
    if (venueTime === undefined) return "a trade's TS is no time";
    if (!readDecimal(field(object, "price"), trade.price)) return "a trade's price is no decimal";
    if (!readDecimal(field(object, "volume"), trade.size)) return "a trade's volume is no decimal";
    this.#countUnknown(object, TRADE_FIELDS);
    trade.side = side;
    trade.venueTime = venueTime;
    return undefined;
  }

  #countUnknown(object: JsonObject, known: ReadonlySet<string>): void {
    for (const name of Object.keys(object)) if (!known.has(name)) countUnknown(this.#unknownFields, name);
  }
}

const isAnswer = (message: JsonObject): boolean =>
  ["records", "trades", "asks", "bids", "columns"].some((name): boolean => field(message, name) !== undefined);

function topicOf(channel: Channel, pair: string, figures: JsonObject | undefined): string | undefined {
  switch (channel) {
    case "depth":
      return bookTopic(pair);
    case "trade":
      return tradesTopic(pair);
    case "tick":
      return tickerTopic(pair);
    case "kbar": {
      const slot = slotOf(figures === undefined ? undefined : field(figures, "slot"));
      return slot === undefined ? undefined : candlesTopic(pair, slot);
    }
  }
}

function slotOf(value: JsonValue | undefined): string | undefined {
  const slot = asText(value);
  return slot !== undefined && INTERVAL_BY_SLOT.has(slot) ? slot : undefined;
}

const malformed = (topic: string | undefined, reason: string): MalformedFrame => ({ kind: "malformed", topic, reason });
