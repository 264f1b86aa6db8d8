// Pages through a venue's history without holes or doubles, from the newest page back, and says where history ends.

import { type History } from "#client/api";
import { type EpochMs, epochMs } from "#core/brand";
import { candleOpenTime } from "#core/candle-interval";
import { type TruebookError } from "#core/error";
import { type CandleEvent, type CandleInterval, type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Feed } from "#feed/feed";
import { type CallOutcome, type RestCall } from "#transport/rest-call";

/** Pages that one call may read. */
const PAGES_MAX = 200;

export interface HistoryRange {
  readonly from: EpochMs | undefined;
  readonly to: EpochMs | undefined;
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
}

/** Makes a promise of one read; it rejects with the read's error. */
export function readOnce<Value>(feed: Feed, call: RestCall<Value>, signal?: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => running.cancel();
    const settle = (outcome: CallOutcome<Value>): void => {
      signal?.removeEventListener("abort", onAbort);
      if (outcome.kind === "value") resolve(outcome.value);
      else reject(outcome.error satisfies TruebookError);
    };
    const running = feed.read(call, settle);
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
  });
}

/** Trades oldest first. */
export async function tradesHistory(feed: Feed, instrument: Instrument, range: HistoryRange): Promise<History<TradeEvent>> {
  const codec = feed.codec(instrument.product);
  const pageMax = codec.description.rest.tradesMax;
  const known = new Set<string>();
  let rows: TradeEvent[] = [];
  let endTime = range.to;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const bounds = { ...(range.from === undefined ? {} : { startTime: range.from }), ...(endTime === undefined ? {} : { endTime }) };
    const limit = range.from === undefined ? Math.min(pageMax, range.limit + known.size) : pageMax;
    const read = await readOnce(feed, codec.reads.trades(instrument, { limit, ...bounds }), range.signal);
    const fresh = read.filter((trade) => !known.has(tradeKey(trade)));
    for (const trade of fresh) known.add(tradeKey(trade));
    rows = [...fresh, ...rows];
    const oldest = read[0];
    if (rows.length >= range.limit) return { rows: rows.slice(-range.limit), end: "limit" };
    if (range.from !== undefined && (oldest === undefined || oldest.venueTime <= range.from || read.length < limit))
      return { rows, end: "complete" };
    // The oldest millisecond is asked for again, because a page may have cut it in two; no progress means that history ends here.
    if (oldest === undefined || fresh.length === 0) return { rows, end: "venue-limit" };
    endTime = oldest.venueTime;
  }
  return { rows, end: "limit" };
}

/** Candles oldest first, each opening once. */
export async function candlesHistory(
  feed: Feed,
  wanted: { readonly instrument: Instrument; readonly interval: CandleInterval },
  range: HistoryRange & { readonly now: EpochMs },
): Promise<History<CandleEvent>> {
  const { instrument, interval } = wanted;
  const codec = feed.codec(instrument.product);
  const byOpen = new Map<number, CandleEvent>();
  let endTime = range.to;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const bounds = { now: range.now, ...(endTime === undefined ? {} : { endTime }) };
    const startTime = pageStart(interval, { endTime: endTime ?? range.now, rows: codec.description.rest.candlesMax, from: range.from });
    const read = await readOnce(feed, codec.reads.candles(instrument, interval, { ...bounds, startTime }), range.signal);
    const before = byOpen.size;
    for (const candle of read) byOpen.set(candle.openTime, candle);
    const rows = [...byOpen.values()]
      .sort((a, b) => a.openTime - b.openTime)
      .filter((candle) => range.from === undefined || candle.openTime >= range.from);
    if (rows.length >= range.limit) return { rows: rows.slice(-range.limit), end: "limit" };
    if (range.from !== undefined && startTime <= range.from) return { rows, end: "complete" };
    if (byOpen.size === before) return { rows, end: "venue-limit" };
    endTime = epochMs(startTime - 1);
  }
  return { rows: [...byOpen.values()].sort((a, b) => a.openTime - b.openTime), end: "limit" };
}

/** The opening of the oldest candle of a page that ends at `endTime`: at most `rows` candles, and never before the range. */
function pageStart(
  interval: CandleInterval,
  page: { readonly endTime: EpochMs; readonly rows: number; readonly from: EpochMs | undefined },
): EpochMs {
  let open = candleOpenTime(interval, page.endTime);
  for (let row = 1; row < page.rows; row += 1) {
    if (page.from !== undefined && open <= page.from) break;
    open = candleOpenTime(interval, epochMs(open - 1));
  }
  return open;
}

function tradeKey(trade: TradeEvent): string {
  return trade.tradeId ?? `${trade.venueTime} ${trade.price} ${trade.size} ${trade.side}`;
}
