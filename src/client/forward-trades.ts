// The history of a venue whose pages of trades only go forward: from a start until there are no more. Without a start there is only
// the newest page.

import { type History } from "#client/api";
import { type HistoryRange, PAGES_MAX, readOnce, tradeKey } from "#client/history";
import { type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Feed } from "#feed/feed";

/** Trades oldest first. */
export async function forwardTrades(feed: Feed, instrument: Instrument, range: HistoryRange): Promise<History<TradeEvent>> {
  const codec = feed.codec(instrument.product);
  const pageMax = codec.description.rest.tradesMax;
  const { from, to, limit, signal } = range;
  const bounds = to === undefined ? {} : { endTime: to };
  if (from === undefined) {
    const rows = await readOnce(feed, codec.reads.trades(instrument, { limit: Math.min(pageMax, limit), ...bounds }), signal);
    return { rows: rows.slice(-limit), end: rows.length >= limit ? "limit" : "venue-limit" };
  }
  const byKey = new Map<string, TradeEvent>();
  let startTime = from;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const read = await readOnce(feed, codec.reads.trades(instrument, { limit: pageMax, startTime, ...bounds }), signal);
    const before = byKey.size;
    for (const trade of read) if (trade.venueTime >= from) byKey.set(tradeKey(trade), trade);
    const newest = read[read.length - 1];
    // A short page may have been cut by a cap: only one that brings nothing new is the end. A full one that does cannot be stepped over.
    if (newest === undefined || byKey.size === before) {
      const rows = [...byKey.values()];
      return rows.length > limit || read.length >= pageMax ? { rows: rows.slice(-limit), end: "limit" } : { rows, end: "complete" };
    }
    startTime = newest.venueTime;
  }
  return { rows: [...byKey.values()].slice(-limit), end: "limit" };
}
