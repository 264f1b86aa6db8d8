// Wire messages to events in truebook's words. Book and trades readings belong to their route and are filled again for each message;
// what they hold is valid until the next one.

import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { candleCloseTime } from "#core/calendar/candle-interval";
import { rescale } from "#core/decimal";
import { type CandleEvent, type TickerEvent, type TradeEvent } from "#core/event";
import { type LevelColumn } from "#core/level-buffer";
import { type MalformedFrame, type Reading } from "#venues/venue";
import { foreign, type Routes, type TradesRoute } from "#venues/weex/routes";
import { candlesTopic, readInterval, tickerTopic } from "#venues/weex/topic";
import { type WireBook, type WireCandles, type WireTicker, type WireTrade, type WireTrades } from "#venues/weex/wire";

/** A book message as its book's event. */
export function normalizeBook(message: WireBook, routes: Routes): Reading {
  const { channel, symbol, level, levels, first, last } = message;
  const route = routes.book(symbol, level);
  if (route === undefined || contradicts(channel, route.reading.topic)) return foreign(channel, symbol);
  const { instrument, event, reading } = route;
  const { bids, asks } = levels;
  // A contract that was taken off is confirmed and then told as this, once: nothing will ever follow.
  if (message.type === "snapshot" && first === 0 && last === 0 && bids.length === 0 && asks.length === 0) {
    const words = `${symbol} is delisted: its snapshot is empty and numbered 0`;
    return { kind: "refused", topic: reading.topic, requestId: undefined, code: "delisted", words, retry: false };
  }
  if (last < first) return malformed(reading.topic, "a message's numbers run backwards");
  if (!bids.settle(instrument.priceScale, instrument.sizeScale)) return unsettled(reading.topic, bids);
  if (!asks.settle(instrument.priceScale, instrument.sizeScale)) return unsettled(reading.topic, asks);
  event.kind = message.type === "snapshot" ? "book-snapshot" : "book-delta";
  event.sequence = last;
  event.previous = first;
  event.venueTime = message.time === undefined ? undefined : epochMs(message.time);
  return reading;
}

/** A trades message as its prints, oldest first: rows come in no order. */
export function normalizeTrades(message: WireTrades, routes: Routes): Reading {
  const { channel, symbol, rows, length } = message;
  const route = routes.trades(symbol);
  if (route === undefined || contradicts(channel, route.reading.topic)) return foreign(channel, symbol);
  const { events, reading } = route;
  events.length = 0;
  for (let at = 0; at < length; at += 1) {
    const row = rows[at];
    if (row === undefined) continue;
    const event = tradeEvent(row, route);
    if (event === undefined) {
      events.length = 0;
      return unfitTrade(reading.topic, row, route);
    }
    events.push(event);
  }
  if (events.length > 1) events.sort((one, other) => one.venueTime - other.venueTime);
  return reading;
}

/** A ticker message. */
export function normalizeTicker(message: WireTicker, routes: Routes): Reading {
  const { channel, symbol } = message;
  const instrument = routes.instrument(symbol);
  const topic = tickerTopic(routes.version, symbol);
  if (instrument === undefined || contradicts(channel, topic)) return foreign(channel, symbol);
  const event: TickerEvent = {
    kind: "ticker",
    instrument,
    ...(message.last === undefined ? {} : { last: message.last }),
    ...(message.high === undefined ? {} : { high24h: message.high }),
    ...(message.low === undefined ? {} : { low24h: message.low }),
    ...(message.volume === undefined ? {} : { volume24h: message.volume }),
    ...(message.turnover === undefined ? {} : { turnover24h: message.turnover }),
    ...(message.change === undefined ? {} : { changeFraction24h: message.change }),
    ...(message.mark === undefined ? {} : { markPrice: message.mark }),
    ...(message.index === undefined ? {} : { indexPrice: message.index }),
    venueTime: message.time === undefined ? undefined : epochMs(message.time),
    origin: "pushed",
  };
  return { kind: "market", topic, events: [event] };
}

/** A candles message, oldest first. All are told as open: the venue never says that one is closed, the feed does. */
export function normalizeCandles(message: WireCandles, routes: Routes): Reading {
  const { channel, symbol, rows } = message;
  const instrument = routes.instrument(symbol);
  const interval = message.interval === undefined ? undefined : readInterval(routes.version, message.interval);
  if (instrument === undefined || interval === undefined || message.interval === undefined) return foreign(channel, symbol);
  const events: CandleEvent[] = rows.map((row) => ({
    kind: "candle",
    instrument,
    interval,
    openTime: epochMs(row.openTime),
    closeTime: candleCloseTime(interval, epochMs(row.openTime)),
    open: row.open,
    high: row.high,
    low: row.low,
    close: row.close,
    volume: row.volume,
    turnover: row.turnover,
    state: "open",
    partial: false,
    origin: "pushed",
  }));
  events.sort((one, other) => one.openTime - other.openTime);
  return { kind: "market", topic: candlesTopic(routes.version, symbol, message.interval), events };
}

/** V2 repeats its channel; V3 sends none. */
const contradicts = (channel: string | undefined, topic: string): boolean => channel !== undefined && channel !== topic;

/** A trade at its instrument's scales; undefined when its figures do not fit them or are not positive. */
function tradeEvent(row: WireTrade, route: TradesRoute): TradeEvent | undefined {
  const { instrument } = route;
  const price = rescale(row.price.mantissa, row.price.decimals, instrument.priceScale);
  const size = rescale(row.size.mantissa, row.size.decimals, instrument.sizeScale);
  if (!(price > 0 && size > 0)) return undefined;
  return {
    kind: "trade",
    instrument,
    tradeId: row.tradeId,
    price: priceUnits(price),
    size: sizeUnits(size),
    side: row.buyerMaker ? "sell" : "buy",
    venueTime: epochMs(row.time),
  };
}

function unfitTrade(topic: string, row: WireTrade, route: TradesRoute): MalformedFrame {
  const { priceScale, sizeScale } = route.instrument;
  const lost =
    Number.isNaN(rescale(row.price.mantissa, row.price.decimals, priceScale)) ||
    Number.isNaN(rescale(row.size.mantissa, row.size.decimals, sizeScale));
  return lost ? tooManyDigits(topic) : malformed(topic, "a trade's price or size is not positive");
}

function unsettled(topic: string, column: LevelColumn): MalformedFrame {
  for (let at = 0; at < column.length; at += 1) {
    if (Number.isNaN(column.prices[at]) || Number.isNaN(column.sizes[at])) return tooManyDigits(topic);
  }
  return malformed(topic, "a price is not positive or a size is negative");
}

const tooManyDigits = (topic: string): MalformedFrame => ({
  ...malformed(topic, "a number has more digits than the instrument's scale"),
  refreshInstruments: true,
});

const malformed = (topic: string | undefined, reason: string): MalformedFrame => ({ kind: "malformed", topic, reason });
