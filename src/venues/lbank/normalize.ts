// Wire messages to events in truebook's words.

import { type EpochMs, priceUnits, sizeUnits } from "#core/brand";
import { parseDecimal, rescale, trimDecimal, unitsToText } from "#core/decimal";
import { type CandleEvent, type Side, type TickerEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonObject } from "#core/json/json-fallback";
import { asText, field, type WrittenDecimal } from "#core/json/json-value";
import { amountField, candlePrices, tickerFigures } from "#core/json/market-figures";
import { type LevelBuffer, type LevelColumn } from "#core/level-buffer";
import { INTERVAL_BY_SLOT } from "#venues/lbank/endpoints";
import { type Lane, type MarketRoute, type Routes } from "#venues/lbank/routes";
import { type WireBook, type WireFigures, type WireTrade } from "#venues/lbank/wire";
import { zonedCloseTime, zonedTime } from "#venues/lbank/zone";
import { type MalformedFrame, type Reading } from "#venues/venue";

/** A push of a book as its image. */
export function normalizeBook(message: WireBook, route: MarketRoute): Reading {
  const { event, reading } = route.book;
  event.venueTime = message.venueTime;
  if (message.node !== undefined) event.node = message.node;
  else if (event.node !== undefined) delete event.node;
  return settled(message.levels, route.instrument, reading.topic) ?? reading;
}

/** Brings levels to the instrument's scales; what is wrong with them, if anything. */
export function settled(levels: LevelBuffer, instrument: Instrument, topic: string): MalformedFrame | undefined {
  const { priceScale, sizeScale } = instrument;
  if (!levels.bids.settle(priceScale, sizeScale)) return unsettled(topic, levels.bids);
  return levels.asks.settle(priceScale, sizeScale) ? undefined : unsettled(topic, levels.asks);
}

/** A push of a print. */
export function normalizeTrade(message: WireTrade, route: MarketRoute): Reading {
  const { trades } = route;
  trades.events.length = 0;
  return addTrade({ ...message, tradeId: undefined }, route) ?? trades.reading;
}

/** A print as both languages of LBank tell it. */
export interface WrittenTrade {
  readonly tradeId: string | undefined;
  readonly price: WrittenDecimal;
  readonly size: WrittenDecimal;
  readonly side: Side;
  readonly venueTime: EpochMs;
}

/** Adds a print to its lane, at the instrument's scales; what is wrong with it, if anything. */
export function addTrade(written: WrittenTrade, route: MarketRoute): MalformedFrame | undefined {
  const { instrument, trades } = route;
  const price = rescale(written.price.mantissa, written.price.decimals, instrument.priceScale);
  const size = rescale(written.size.mantissa, written.size.decimals, instrument.sizeScale);
  if (Number.isNaN(price) || Number.isNaN(size)) return tooManyDigits(trades.reading.topic);
  if (!(price > 0 && size > 0)) return malformed(trades.reading.topic, "a trade's price or size is not positive");
  const { tradeId, side, venueTime } = written;
  trades.events.push({ kind: "trade", instrument, tradeId, price: priceUnits(price), size: sizeUnits(size), side, venueTime });
  return undefined;
}

/** Wire name by ticker field. */
const TICKER_FIGURES = { last: "latest", high24h: "high", low24h: "low", volume24h: "vol", turnover24h: "turnover" } as const;

/** A push of the day's figures. */
export function normalizeTicker(message: WireFigures, route: MarketRoute): Reading {
  const { figures, venueTime } = message;
  const ticker = tickerOf(route.instrument, figures, TICKER_FIGURES);
  if (ticker.last === undefined) return malformed(route.ticker.reading.topic, "a ticker without a last price");
  const change = percentField(figures, "change");
  return alone(route.ticker, { ...ticker, ...(change === undefined ? {} : { changeFraction24h: change }), venueTime });
}

/** The figures of an object under the names that `names` gives them; what is none is left out. */
export function tickerOf(instrument: Instrument, figures: JsonObject, names: Parameters<typeof tickerFigures>[1]): TickerEvent {
  return { kind: "ticker", instrument, ...tickerFigures(figures, names), venueTime: undefined, origin: "pushed" };
}

/** A figure in percent as a fraction: 1.87 is 0.0187. */
export function percentField(figures: JsonObject, name: string): string | undefined {
  const parsed = parseDecimal(asText(field(figures, name)) ?? "");
  return parsed === undefined ? undefined : trimDecimal(unitsToText(parsed.mantissa, parsed.decimals + 2));
}

/** A push of a candle. Which push is the last of its candle, only the next one or the time tells. */
export function normalizeCandle(message: WireFigures, route: MarketRoute, routes: Routes): Reading {
  const { figures } = message;
  const interval = INTERVAL_BY_SLOT.get(asText(field(figures, "slot")) ?? "");
  if (interval === undefined) return { kind: "foreign", topic: undefined, symbol: message.pair };
  const lane = routes.candles(route, interval);
  const openTime = zonedTime(asText(field(figures, "t")) ?? "");
  const prices = candlePrices(["o", "h", "l", "c"].map((name) => asText(field(figures, name))));
  if (openTime === undefined) return malformed(lane.reading.topic, "t is no time");
  if (prices === undefined) return malformed(lane.reading.topic, "a candle's prices are none");
  const candle: CandleEvent = {
    kind: "candle",
    instrument: route.instrument,
    interval,
    openTime,
    closeTime: zonedCloseTime(interval, openTime),
    ...prices,
    volume: amountField(figures, "v"),
    turnover: amountField(figures, "a"),
    state: "open",
    partial: false,
    origin: "pushed",
  };
  return alone(lane, candle);
}

/** Puts one event, and nothing else, into its lane. */
export function alone<Event>(lane: Lane<Event>, event: Event): Reading {
  lane.events.length = 0;
  lane.events.push(event);
  return lane.reading;
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

/** A frame that cannot be trusted, of a topic that is known. */
export const malformed = (topic: string | undefined, reason: string): MalformedFrame => ({ kind: "malformed", topic, reason });
