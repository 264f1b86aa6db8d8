// Tidewell's words to market events.

import { priceUnits, sizeUnits } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type LevelBuffer, type LevelColumn } from "#core/level-buffer";
import { type WireBook, type WireDeal, type WireDeals, type WireLevel } from "#venues/tidewell/wire";
import { type MalformedFrame, type Reading } from "#venues/venue";

export function normalizeBook(message: WireBook, instrument: Instrument, levels: LevelBuffer): Reading {
  const topic = `book ${message.symbol}`;
  levels.clear();
  if (!fill(levels.bids, message.bids, instrument) || !fill(levels.asks, message.asks, instrument)) return unfit(topic);
  const { number, venueTime } = message;
  const kind = message.whole ? "book-snapshot" : "book-delta";
  return {
    kind: "market",
    topic,
    events: [{ kind, instrument, group: 0, sequence: number, previous: undefined, venueTime, levels }],
  };
}

export function normalizeDeals(message: WireDeals, instrument: Instrument): Reading {
  const topic = `deals ${instrument.symbol}`;
  const events = message.deals.map((deal) => (deal.symbol === instrument.symbol ? tradeOf(deal, instrument) : undefined));
  const known = events.filter((event) => event !== undefined);
  return known.length === events.length ? { kind: "market", topic, events: known } : unfit(topic);
}

/** A deal at its instrument's scales; undefined when its figures do not fit them. */
export function tradeOf(deal: WireDeal, instrument: Instrument): TradeEvent | undefined {
  const price = textToUnits(deal.price, instrument.priceScale);
  const size = textToUnits(deal.size, instrument.sizeScale);
  if (price === undefined || size === undefined || price <= 0 || size <= 0) return undefined;
  const { id, side, venueTime } = deal;
  return { kind: "trade", instrument, tradeId: id, price: priceUnits(price), size: sizeUnits(size), side, venueTime };
}

/** Puts levels into a column, at the instrument's scales; false when one does not fit them. */
function fill(column: LevelColumn, levels: readonly WireLevel[], { priceScale, sizeScale }: Instrument): boolean {
  for (const [priceText, sizeText] of levels) {
    const price = textToUnits(priceText, priceScale);
    const size = textToUnits(sizeText, sizeScale);
    if (price === undefined || size === undefined || price <= 0 || size < 0) return false;
    if (!column.push(price, priceScale, size, sizeScale)) return false;
  }
  return true;
}

const unfit = (topic: string): MalformedFrame => ({
  kind: "malformed",
  topic,
  reason: "a number does not fit the instrument's scale",
  refreshInstruments: true,
});
