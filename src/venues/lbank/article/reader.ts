// Reads the article's language: `{"ch","ts","tick"}` pushes, acknowledgements, numeric pings. One way, without haste: only the
// simulator speaks it.

import { type EpochMs, epochMs } from "#core/brand";
import { type CandleEvent } from "#core/event";
import { type InstrumentTable } from "#core/instrument";
import { type JsonObject, type JsonValue, parseJson } from "#core/json/json-fallback";
import { asArray, asObject, asSequence, asText, asWhole, field, readDecimal, readLevels } from "#core/json/json-value";
import { amountField, candlePrices } from "#core/json/market-figures";
import { countUnknown } from "#core/json/unknown-fields";
import { LevelBuffer } from "#core/level-buffer";
import { ARTICLE_WORDS, parseArticleTopic } from "#venues/lbank/article/topic";
import { shortWords } from "#venues/lbank/decode/control";
import { errorCategory } from "#venues/lbank/errors";
import { addTrade, alone, malformed, settled, tickerOf } from "#venues/lbank/normalize";
import { type MarketRoute, Routes } from "#venues/lbank/routes";
import { zonedCloseTime } from "#venues/lbank/zone";
import { type ControlMessage, type FrameReader, type ReadCounters, type Reading } from "#venues/venue";

/** `vol` is base volume here, after LBank's own naming; in the family that the language resembles it is turnover. */
const TICKER_FIGURES = {
  last: "close",
  high24h: "high",
  low24h: "low",
  volume24h: "vol",
  turnover24h: "turnover",
  bestBid: "bid",
  bestAsk: "ask",
} as const;

const PUSH_FIELDS: ReadonlySet<string> = new Set(["ch", "ts", "tick"]);
/** What a `tick` of any channel holds. */
const TICK_FIELDS: ReadonlySet<string> = new Set([
  ...["id", "ts", "version", "seqNum", "prevSeqNum", "bids", "asks", "data"],
  ...["open", "high", "low", "close", "bid", "bidSize", "ask", "askSize", "vol", "amount", "turnover", "count"],
]);

/** Makes a reader for one connection. */
export function articleReader(table: () => InstrumentTable): FrameReader {
  const counters: ReadCounters = { fastReads: 0, fallbackReads: 0, unknownFields: new Map() };
  const levels = new LevelBuffer();
  const routes = new Routes(ARTICLE_WORDS, table, levels);
  return {
    counters,
    read(bytes) {
      routes.refresh();
      const parsed = parseJson(bytes);
      if (parsed.kind === "malformed") {
        const closing = parsed.closeCode === undefined ? {} : { closeCode: parsed.closeCode };
        return { ...malformed(undefined, parsed.reason), ...closing };
      }
      const message = asObject(parsed.value);
      return message === undefined
        ? malformed(undefined, "not an object")
        : readMessage(message, { routes, levels, unknownFields: counters.unknownFields });
    },
  };
}

function readMessage(message: JsonObject, tools: Tools): Reading {
  const channel = asText(field(message, "ch"));
  if (channel !== undefined) return readPush(channel, message, tools);
  const ping = asWhole(field(message, "ping"));
  if (ping !== undefined) return { kind: "ping", reply: `{"pong":${ping}}` };
  if (field(message, "pong") !== undefined) return { kind: "pong" };
  return readAnswer(message);
}

function readAnswer(message: JsonObject): ControlMessage {
  const requestId = asText(field(message, "id"));
  const subbed = asText(field(message, "subbed"));
  const unsubbed = asText(field(message, "unsubbed"));
  if (subbed !== undefined) return { kind: "ack", action: "subscribe", topics: [subbed], requestId };
  if (unsubbed !== undefined) return { kind: "ack", action: "unsubscribe", topics: [unsubbed], requestId };
  if (asText(field(message, "status")) !== "error") return { kind: "notice", words: "an answer that nobody asked for" };
  const code = shortWords(asText(field(message, "err-code")) ?? "error");
  const words = shortWords(asText(field(message, "err-msg")) ?? code);
  return { kind: "refused", topic: undefined, requestId, code, words, retry: errorCategory(code) !== "bad-request" };
}

interface Tools {
  readonly routes: Routes;
  readonly levels: LevelBuffer;
  readonly unknownFields: Map<string, number>;
}

function readPush(channel: string, message: JsonObject, tools: Tools): Reading {
  const topic = parseArticleTopic(channel);
  const route = topic === undefined ? undefined : tools.routes.find(topic.name);
  if (topic === undefined || route === undefined) return { kind: "foreign", topic: shortWords(channel), symbol: "" };
  const tick = asObject(field(message, "tick"));
  const pushedAt = asWhole(field(message, "ts"));
  if (tick === undefined || pushedAt === undefined) return malformed(channel, "a push without ts or tick");
  noteUnknown(message, PUSH_FIELDS, tools.unknownFields);
  noteUnknown(tick, TICK_FIELDS, tools.unknownFields);
  switch (topic.channel) {
    case "book":
      return readBook(tick, route, { levels: tools.levels, pushedAt: epochMs(pushedAt) });
    case "trades":
      return readTrades(field(tick, "data"), route);
    case "ticker": {
      const ticker = { ...tickerOf(route.instrument, tick, TICKER_FIGURES), venueTime: epochMs(pushedAt) };
      return ticker.last === undefined ? malformed(route.ticker.reading.topic, "a ticker without a close") : alone(route.ticker, ticker);
    }
    case "candles": {
      const lane = tools.routes.candles(route, topic.interval);
      const candle = readCandle(tick, route, topic.interval);
      return candle === undefined ? malformed(lane.reading.topic, "a candle's figures are none") : alone(lane, candle);
    }
  }
}

/** Schema drift: fields that nobody announced are counted and change nothing. */
function noteUnknown(object: JsonObject, known: ReadonlySet<string>, counts: Map<string, number>): void {
  for (const name of Object.keys(object)) if (!known.has(name)) countUnknown(counts, name);
}

function readBook(
  tick: JsonObject,
  route: MarketRoute,
  { levels, pushedAt }: { readonly levels: LevelBuffer; readonly pushedAt: EpochMs },
): Reading {
  const { event, reading } = route.book;
  const version = asSequence(field(tick, "version"));
  if (version === undefined) return malformed(reading.topic, "version is no sequence number");
  if (asWhole(field(tick, "ts")) === undefined) return malformed(reading.topic, "ts is no time in milliseconds");
  if (!readLevels(field(tick, "bids"), levels.bids)) return malformed(reading.topic, "bids are no list of price and size");
  if (!readLevels(field(tick, "asks"), levels.asks)) return malformed(reading.topic, "asks are no list of price and size");
  event.sequence = version;
  // The time of the push: a quiet market's book last changed long ago and is not late.
  event.venueTime = pushedAt;
  return settled(levels, route.instrument, reading.topic) ?? reading;
}

function readTrades(value: JsonValue | undefined, route: MarketRoute): Reading {
  const { events, reading } = route.trades;
  const rows = asArray(value);
  events.length = 0;
  if (rows === undefined) return malformed(reading.topic, "trades are no list");
  for (const row of rows) {
    const problem = addRow(asObject(row), route);
    if (problem === undefined) continue;
    events.length = 0;
    return problem;
  }
  return reading;
}

function addRow(row: JsonObject | undefined, route: MarketRoute): Reading | undefined {
  const { topic } = route.trades.reading;
  const price = { mantissa: 0, decimals: 0 };
  const size = { mantissa: 0, decimals: 0 };
  const side = row === undefined ? undefined : field(row, "direction");
  const time = row === undefined ? undefined : asWhole(field(row, "ts"));
  if (row === undefined || time === undefined || (side !== "buy" && side !== "sell"))
    return malformed(topic, "a trade lacks its time or side");
  if (!readDecimal(field(row, "price"), price) || !readDecimal(field(row, "amount"), size))
    return malformed(topic, "a trade's price or amount is no decimal");
  // Its ids are not those of REST, which has to tell what was missed: figures are all that both share.
  return addTrade({ tradeId: undefined, price, size, side, venueTime: epochMs(time) }, route);
}

function readCandle(tick: JsonObject, route: MarketRoute, interval: CandleEvent["interval"]): CandleEvent | undefined {
  const seconds = asWhole(field(tick, "id"));
  const prices = candlePrices(["open", "high", "low", "close"].map((name) => asText(field(tick, name))));
  if (seconds === undefined || prices === undefined) return undefined;
  const openTime = epochMs(seconds * 1_000);
  return {
    kind: "candle",
    instrument: route.instrument,
    interval,
    openTime,
    closeTime: zonedCloseTime(interval, openTime),
    ...prices,
    volume: amountField(tick, "vol"),
    turnover: amountField(tick, "turnover"),
    state: "open",
    partial: false,
    origin: "pushed",
  };
}
