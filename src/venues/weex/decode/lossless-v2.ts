// V2 payloads, every expectation spelled out. The channel says what a payload is; numbers and times come as texts.

import { decimalField } from "#core/json/decimal-field";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asBoolean, asObject, asSequence, asText, asWhole, field, readDecimal, type WrittenDecimal } from "#core/json/json-value";
import { amountField, amountText, candlePrices, priceField } from "#core/json/market-figures";
import { type LevelColumn } from "#core/level-buffer";
import { type LosslessParts, type LosslessReading } from "#venues/weex/decode/lossless-reading";
import { type ParsedChannel, parseChannel } from "#venues/weex/topic";
import { nextTrade, type WireCandle, type WireTrade } from "#venues/weex/wire";

const TOP_FIELDS: ReadonlySet<string> = new Set(["event", "channel", "data", "type"]);
const BOOK_FIELDS: ReadonlySet<string> = new Set(["startVersion", "endVersion", "level", "depthType", "symbol", "asks", "bids"]);
const TRADE_FIELDS: ReadonlySet<string> = new Set(["time", "price", "size", "value", "buyerMaker"]);
const NAME_LENGTH_MAX = 64;

type Channel<Kind extends ParsedChannel["channel"]> = Extract<ParsedChannel, { channel: Kind }> & { readonly text: string };

/** A payload of market data; undefined when the message is none. */
export function readPayload(message: JsonObject, parts: LosslessParts): LosslessReading | undefined {
  if (field(message, "event") !== "payload") return undefined;
  const text = asText(field(message, "channel"));
  if (text === undefined) return wrong(undefined, "a payload names no channel");
  const parsed = parseChannel(text);
  if (parsed === undefined) return { kind: "other", name: text.slice(0, NAME_LENGTH_MAX) };
  const data = asArray(field(message, "data"));
  if (data === undefined) return wrong(text, "a payload's data is no list");
  parts.countFields(message, TOP_FIELDS);
  switch (parsed.channel) {
    case "book":
      return readBook(data, text, parts);
    case "trades":
      return readTrades(data, { text, symbol: parsed.symbol }, parts);
    case "ticker":
      return readTicker(data, { text, symbol: parsed.symbol });
    case "candles":
      return readCandles(data, { ...parsed, text });
  }
}

const wrong = (topic: string | undefined, reason: string): LosslessReading => ({ kind: "wrong", topic, reason });

function readBook(data: readonly JsonValue[], text: string, parts: LosslessParts): LosslessReading {
  const row = asObject(data[0]);
  if (row === undefined || data.length !== 1) return wrong(text, "a depth payload does not have one row");
  const { book } = parts.scratch;
  const symbol = asText(field(row, "symbol"));
  const type = asText(field(row, "depthType"));
  const level = asWhole(field(row, "level"));
  const first = asSequence(field(row, "startVersion"));
  const last = asSequence(field(row, "endVersion"));
  if (symbol === undefined || level === undefined) return wrong(text, "a book names no symbol or no level");
  if (type !== "SNAPSHOT" && type !== "CHANGED") return wrong(text, "depthType is neither SNAPSHOT nor CHANGED");
  if (first === undefined || last === undefined) return wrong(text, "startVersion or endVersion is no number");
  if (!readLevelObjects(field(row, "bids"), book.levels.bids)) return wrong(text, "bids are no list of price and size");
  if (!readLevelObjects(field(row, "asks"), book.levels.asks)) return wrong(text, "asks are no list of price and size");
  parts.countFields(row, BOOK_FIELDS);
  book.channel = text;
  book.symbol = symbol;
  book.type = type === "SNAPSHOT" ? "snapshot" : "delta";
  book.first = first;
  book.last = last;
  book.level = level;
  book.time = undefined;
  return book;
}

const price: WrittenDecimal = { mantissa: 0, decimals: 0 };
const size: WrittenDecimal = { mantissa: 0, decimals: 0 };

/** `[{"price":"…","size":"…"}, …]`; nothing may stand beside the two. */
function readLevelObjects(value: JsonValue | undefined, column: LevelColumn): boolean {
  column.clear();
  const rows = asArray(value);
  if (rows === undefined) return false;
  for (const row of rows) {
    const level = asObject(row);
    if (level === undefined || Object.keys(level).length !== 2) return false;
    if (!readDecimal(field(level, "price"), price) || !readDecimal(field(level, "size"), size)) return false;
    if (!column.push(price.mantissa, price.decimals, size.mantissa, size.decimals)) return false;
  }
  return true;
}

function readTrades(
  data: readonly JsonValue[],
  channel: { readonly text: string; readonly symbol: string },
  parts: LosslessParts,
): LosslessReading {
  const { trades } = parts.scratch;
  trades.channel = channel.text;
  trades.symbol = channel.symbol;
  trades.length = 0;
  for (const value of data) {
    const object = asObject(value);
    const row = nextTrade(trades);
    if (object === undefined || row === undefined) return wrong(channel.text, "a trade is no object, or there are too many");
    const reason = readTrade(object, row);
    if (reason !== undefined) return wrong(channel.text, reason);
    parts.countFields(object, TRADE_FIELDS);
  }
  return trades;
}

function readTrade(object: JsonObject, row: WireTrade): string | undefined {
  const time = asWhole(field(object, "time"));
  const maker = asBoolean(field(object, "buyerMaker"));
  if (time === undefined) return "a trade's time is no time in milliseconds";
  if (maker === undefined) return "a trade does not say who was the maker";
  if (!readDecimal(field(object, "price"), row.price)) return "a trade's price is no decimal";
  if (!readDecimal(field(object, "size"), row.size)) return "a trade's size is no decimal";
  row.time = time;
  row.buyerMaker = maker;
  row.tradeId = undefined;
  return undefined;
}

function readTicker(data: readonly JsonValue[], channel: { readonly text: string; readonly symbol: string }): LosslessReading {
  const row = asObject(data[0]);
  if (row === undefined) return wrong(channel.text, "a ticker has no row");
  const last = priceField(row, "lastPrice");
  if (last === undefined) return wrong(channel.text, "a ticker without a last price");
  return {
    kind: "ticker",
    channel: channel.text,
    symbol: asText(field(row, "symbol")) ?? channel.symbol,
    time: undefined,
    last,
    high: priceField(row, "high"),
    low: priceField(row, "low"),
    volume: amountField(row, "size"),
    turnover: amountField(row, "value"),
    change: decimalField(row, "priceChangePercent"),
    mark: priceField(row, "markPrice"),
    index: priceField(row, "indexPrice"),
  };
}

function readCandles(data: readonly JsonValue[], channel: Channel<"candles">): LosslessReading {
  const rows: WireCandle[] = [];
  for (const value of data) {
    const row = asArray(value) === undefined ? candleOfObject(value) : candleOfArray(value);
    if (row === undefined) return wrong(channel.text, "a candle is no candle");
    rows.push(row);
  }
  return { kind: "candles", channel: channel.text, symbol: channel.symbol, interval: channel.interval, rows };
}

function candleOfObject(value: JsonValue): WireCandle | undefined {
  const row = asObject(value);
  if (row === undefined) return undefined;
  const names = ["open", "high", "low", "close", "size", "value"];
  return candle(
    asWhole(field(row, "klineTime")),
    names.map((name) => asText(field(row, name))),
  );
}

/** One consumer met rows in the order of REST: time, open, high, low, close, base volume, quote volume. */
function candleOfArray(value: JsonValue): WireCandle | undefined {
  const row = asArray(value) ?? [];
  return candle(asWhole(row[0]), row.slice(1, 7).map(asText));
}

function candle(openTime: number | undefined, figures: readonly (string | undefined)[]): WireCandle | undefined {
  const prices = candlePrices(figures.slice(0, 4));
  const [volume, turnover] = figures.slice(4).map(amountText);
  return openTime === undefined || prices === undefined || volume === undefined ? undefined : { openTime, ...prices, volume, turnover };
}
