// Wire messages to events in truebook's words. Book events and readings belong to their route and are filled again for each message;
// what they hold is valid until the next one.

import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { rescale } from "#core/decimal";
import { type TradeEvent } from "#core/event";
import { type LevelColumn } from "#core/level-buffer";
import { type BookRoute, type Routes, type TradesRoute } from "#venues/lmex/routes";
import { type WireBook, type WireTrade, type WireTrades } from "#venues/lmex/wire";
import { type MalformedFrame, type Reading } from "#venues/venue";

/** A book message as its book's event. */
export function normalizeBook(message: WireBook, routes: Routes): Reading {
  const found = routes.find(message.topic, message.symbol);
  if (found.kind !== "book") return found.kind === "foreign" ? found : malformed(undefined, "book data on a topic of trades");
  let route: BookRoute = found;
  if (message.topic.ungrouped && message.type === "delta") {
    const chained = routes.chained(found, message.prevSeqNum);
    if (chained === undefined) return malformed(found.topic, "the topic names no grouping and several fit");
    route = chained;
  }
  const { priceScale, sizeScale } = route;
  const { bids, asks } = message.levels;
  if (!bids.settle(priceScale, sizeScale)) return unsettled(route.topic, bids);
  if (!asks.settle(priceScale, sizeScale)) return unsettled(route.topic, asks);
  return routes.bookReading(route, message);
}

/** A trades message as its prints, oldest first. */
export function normalizeTrades(message: WireTrades, routes: Routes): Reading {
  const { topic, rows, length } = message;
  const symbol = rows[0]?.symbol;
  if (symbol === undefined || length === 0) return emptyTrades(message, routes);
  for (let at = 1; at < length; at += 1) {
    if (rows[at]?.symbol !== symbol) return malformed(routes.subscribedTopic(topic.text), "one message holds trades of two symbols");
  }
  const route = routes.find(topic, symbol);
  if (route.kind !== "trades") return route.kind === "foreign" ? route : malformed(undefined, "trades on a topic of books");
  const { events, reading } = route;
  events.length = 0;
  for (let at = length - 1; at >= 0; at -= 1) {
    const row = rows[at];
    if (row === undefined) continue;
    const event = tradeEvent(row, route);
    if (event === undefined) {
      events.length = 0;
      return unfitTrade(reading.topic, row, route);
    }
    events.push(event);
  }
  return reading;
}

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
    side: row.side === "BUY" ? "buy" : "sell",
    venueTime: epochMs(row.timestamp),
  };
}

function unfitTrade(topic: string, row: WireTrade, route: TradesRoute): MalformedFrame {
  const { priceScale, sizeScale } = route.instrument;
  const lost =
    Number.isNaN(rescale(row.price.mantissa, row.price.decimals, priceScale)) ||
    Number.isNaN(rescale(row.size.mantissa, row.size.decimals, sizeScale));
  return lost ? tooManyDigits(topic) : malformed(topic, "a trade's price or size is not positive");
}

/** An empty batch says which market only by its topic. */
function emptyTrades(message: WireTrades, routes: Routes): Reading {
  const { parsed, text } = message.topic;
  const route = parsed.channel === "trades" && parsed.symbol !== undefined ? routes.find(message.topic, parsed.symbol) : undefined;
  if (route?.kind !== "trades") return { kind: "foreign", topic: text, symbol: "" };
  route.events.length = 0;
  return route.reading;
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
