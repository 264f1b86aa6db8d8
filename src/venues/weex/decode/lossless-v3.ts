// V3 events, every expectation spelled out. Names differ by case only: `p` is a price change and `P` the same as a fraction.

import { decimalField } from "#core/json/decimal-field";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asBoolean, asObject, asSequence, asText, asWhole, field, readDecimal, readLevels } from "#core/json/json-value";
import { amountField, candlePrices, priceField } from "#core/json/market-figures";
import { type LosslessParts, type LosslessReading } from "#venues/weex/decode/lossless-reading";
import { bookTopic, candlesTopic, tickerTopic, tradesTopic } from "#venues/weex/topic";
import { nextTrade, type WireCandle, type WireTrade } from "#venues/weex/wire";

const BOOK_FIELDS: ReadonlySet<string> = new Set(["e", "E", "s", "U", "u", "l", "d", "b", "a"]);
const EVENT_FIELDS: ReadonlySet<string> = new Set(["e", "E", "s", "d", "p"]);
const TRADE_FIELDS: ReadonlySet<string> = new Set(["T", "t", "p", "q", "v", "m"]);
const NAME_LENGTH_MAX = 64;

/** An event of market data; undefined when the message is none. */
export function readEvent(message: JsonObject, parts: LosslessParts): LosslessReading | undefined {
  const event = asText(field(message, "e"));
  if (event === undefined) return field(message, "e") === undefined ? undefined : wrong(undefined, "an event's name is no text");
  const symbol = asText(field(message, "s"));
  switch (event) {
    case "depth":
    case "depthSnapshot":
      return readBook(message, { symbol, snapshot: event === "depthSnapshot" }, parts);
    case "trade":
    case "tradeSnapshot":
      return readTrades(message, symbol, parts);
    case "ticker":
      return readTicker(message, symbol, parts);
    case "kline":
    case "klineSnapshot":
      return readCandles(message, symbol, parts);
    default:
      return { kind: "other", name: event.slice(0, NAME_LENGTH_MAX) };
  }
}

const wrong = (topic: string | undefined, reason: string): LosslessReading => ({ kind: "wrong", topic, reason });

function readBook(
  message: JsonObject,
  about: { readonly symbol: string | undefined; readonly snapshot: boolean },
  parts: LosslessParts,
): LosslessReading {
  const { symbol, snapshot } = about;
  const { book } = parts.scratch;
  const level = asWhole(field(message, "l"));
  const first = asSequence(field(message, "U"));
  const last = asSequence(field(message, "u"));
  const time = asWhole(field(message, "E"));
  const topic = symbol === undefined || level === undefined ? undefined : bookTopic("v3", symbol, level);
  if (symbol === undefined || level === undefined) return wrong(undefined, "a book names no symbol or no level");
  if (field(message, "d") !== (snapshot ? "SNAPSHOT" : "CHANGED")) return wrong(topic, "a book's type contradicts its event");
  if (first === undefined || last === undefined) return wrong(topic, "U or u is no sequence number");
  if (time === undefined && field(message, "E") !== undefined) return wrong(topic, "E is no time in milliseconds");
  if (!readLevels(field(message, "b"), book.levels.bids)) return wrong(topic, "bids are no list of price and size");
  if (!readLevels(field(message, "a"), book.levels.asks)) return wrong(topic, "asks are no list of price and size");
  parts.countFields(message, BOOK_FIELDS);
  book.channel = undefined;
  book.symbol = symbol;
  book.type = snapshot ? "snapshot" : "delta";
  book.first = first;
  book.last = last;
  book.level = level;
  book.time = time;
  return book;
}

function readTrades(message: JsonObject, symbol: string | undefined, parts: LosslessParts): LosslessReading {
  const { trades } = parts.scratch;
  if (symbol === undefined) return wrong(undefined, "trades name no symbol");
  const topic = tradesTopic("v3", symbol);
  const rows = asArray(field(message, "d"));
  if (rows === undefined) return wrong(topic, "trades are no list");
  parts.countFields(message, EVENT_FIELDS);
  trades.channel = undefined;
  trades.symbol = symbol;
  trades.length = 0;
  for (const value of rows) {
    const object = asObject(value);
    const row = nextTrade(trades);
    if (object === undefined || row === undefined) return wrong(topic, "a trade is no object, or there are too many");
    const reason = readTrade(object, row);
    if (reason !== undefined) return wrong(topic, reason);
    parts.countFields(object, TRADE_FIELDS);
  }
  return trades;
}

function readTrade(object: JsonObject, row: WireTrade): string | undefined {
  const time = asWhole(field(object, "T"));
  const maker = asBoolean(field(object, "m"));
  const tradeId = asText(field(object, "t"));
  if (time === undefined) return "a trade's T is no time in milliseconds";
  if (maker === undefined) return "a trade does not say who was the maker";
  if (!readDecimal(field(object, "p"), row.price)) return "a trade's price is no decimal";
  if (!readDecimal(field(object, "q"), row.size)) return "a trade's size is no decimal";
  row.time = time;
  row.buyerMaker = maker;
  row.tradeId = tradeId === "" ? undefined : tradeId;
  return undefined;
}

function readTicker(message: JsonObject, symbol: string | undefined, parts: LosslessParts): LosslessReading {
  if (symbol === undefined) return wrong(undefined, "a ticker names no symbol");
  const row = asObject(asArray(field(message, "d"))?.[0]);
  if (row === undefined) return wrong(tickerTopic("v3", symbol), "a ticker has no row");
  parts.countFields(message, EVENT_FIELDS);
  const last = priceField(row, "c");
  if (last === undefined) return wrong(tickerTopic("v3", symbol), "a ticker without a last price");
  return {
    kind: "ticker",
    channel: undefined,
    symbol,
    time: asWhole(field(message, "E")),
    last,
    high: priceField(row, "h"),
    low: priceField(row, "l"),
    volume: amountField(row, "v"),
    turnover: amountField(row, "q"),
    change: decimalField(row, "P"),
    mark: priceField(row, "m"),
    index: priceField(row, "i"),
  };
}

function readCandles(message: JsonObject, symbol: string | undefined, parts: LosslessParts): LosslessReading {
  if (symbol === undefined) return wrong(undefined, "candles name no symbol");
  const priceType = asText(field(message, "p"));
  if (priceType !== undefined && priceType !== "LAST_PRICE")
    return { kind: "other", name: `kline of ${priceType.slice(0, NAME_LENGTH_MAX)}` };
  const values = asArray(field(message, "d"));
  if (values === undefined) return wrong(undefined, "candles are no list");
  parts.countFields(message, EVENT_FIELDS);
  const interval = asText(field(asObject(values[0]) ?? {}, "i"));
  const rows: WireCandle[] = [];
  for (const value of values) {
    const row = readCandle(value);
    if (row === undefined) return wrong(interval === undefined ? undefined : candlesTopic("v3", symbol, interval), "a candle is no candle");
    rows.push(row);
  }
  return { kind: "candles", channel: undefined, symbol, interval, rows };
}

function readCandle(value: JsonValue): WireCandle | undefined {
  const row = asObject(value);
  if (row === undefined) return undefined;
  const openTime = asWhole(field(row, "t"));
  const prices = candlePrices(["o", "h", "l", "c"].map((name) => asText(field(row, name))));
  const volume = amountField(row, "v");
  if (openTime === undefined || prices === undefined || volume === undefined) return undefined;
  return { openTime, ...prices, volume, turnover: amountField(row, "q") };
}
