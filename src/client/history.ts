// Pages through a venue's history without holes or doubles, from the newest page back, and says where history ends.

import { type History } from "#client/api";
import { type EpochMs, epochMs } from "#core/brand";
import { candleCloseTime, candleOpenTime } from "#core/calendar/candle-interval";
import { type TruebookError } from "#core/error";
import { type CandleEvent, type CandleInterval, type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Feed } from "#feed/feed";
import { type CallOutcome, type RestCall } from "#transport/rest-call";

/** Past the venue's present, so that nothing is cut off by an error of the clock. */
const NOW_SLACK_MS = 1_000;
/** Asked beyond the ends of a range, because not every venue says whether they count. */
const EDGE_MS = 1;
/** Rows that are read to see whether history reaches back before a range. */
const BEFORE_ROWS = 50;
/** Longer candles that are read at once to see over a hole. */
const HOLE_ROWS = 120;
/** Pages that one call may read. */
export const PAGES_MAX = 200;

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

/**
 * Trades oldest first. `now` is the venue's. Whether the ends of a range count is not proven everywhere, so a range is asked for with a
 * millisecond more at both ends. A page may be shorter than asked because the venue caps it, so that only a page that does not go
 * further back is the end of history.
 */
export async function tradesHistory(
  feed: Feed,
  instrument: Instrument,
  range: HistoryRange & { readonly now: EpochMs },
): Promise<History<TradeEvent>> {
  const { reads, description } = feed.codec(instrument.product);
  const { tradesMax, tradesRangeMs = Number.POSITIVE_INFINITY, tradesBounded = true } = description.rest;
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, signal } = range;
  const read = (limit: number, startTime: number, endTime: number | undefined): Promise<readonly TradeEvent[]> => {
    const bounds = {
      ...(Number.isFinite(startTime) ? { startTime: epochMs(startTime) } : {}),
      ...(endTime === undefined ? {} : { endTime: epochMs(endTime) }),
    };
    return readOnce(feed, reads.trades(instrument, { limit, ...bounds }), signal);
  };
  const known = new Set<string>();
  let rows: TradeEvent[] = [];
  const ended = (end: History<TradeEvent>["end"]): History<TradeEvent> => ({ rows: rows.slice(-range.limit), end });
  // A range needs both its ends: with one alone the venue chooses the other, and not always now.
  let endTime = range.to === undefined ? (range.from === undefined ? undefined : range.now + NOW_SLACK_MS) : range.to + EDGE_MS;
  let full = false;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const startTime = endTime === undefined ? from : Math.max(from - EDGE_MS, endTime - tradesRangeMs);
    const limit: number = full ? tradesMax : Math.min(tradesMax, range.limit - rows.length + 1 + overlapping(rows, endTime));
    const trades = await read(limit, startTime, endTime);
    const fresh = trades.filter((trade) => !known.has(tradeKey(trade)) && trade.venueTime >= from && trade.venueTime <= to);
    for (const trade of fresh) known.add(tradeKey(trade));
    rows = [...fresh, ...rows];
    if (rows.length >= range.limit) return ended("limit");
    const oldest = trades[0]?.venueTime;
    if (!tradesBounded) return ended(oldest !== undefined && oldest < from ? "complete" : "venue-limit");
    if (oldest !== undefined && oldest >= from) {
      const next = oldest + EDGE_MS;
      if (endTime === undefined || next < endTime) {
        endTime = next;
        full = false;
        continue;
      }
      // More rows of one moment than a page holds cannot be stepped over without losing some.
      if (trades.length >= limit && limit === tradesMax) return ended("limit");
      full = trades.length >= limit;
      if (full) continue;
    }
    if (range.from === undefined) return ended("venue-limit");
    if (startTime <= from - EDGE_MS) {
      // What the venue has before the range shows that nothing is missing at its beginning.
      const before =
        oldest !== undefined && oldest < from ? trades : await read(Math.min(tradesMax, BEFORE_ROWS), from - tradesRangeMs, from);
      return ended(before.some(({ venueTime }) => venueTime < from) ? "complete" : "venue-limit");
    }
    endTime = startTime + EDGE_MS;
  }
  return ended("limit");
}

/** How many known rows, oldest first, a page that ends at `endTime` brings again. */
function overlapping(rows: readonly TradeEvent[], endTime: number | undefined): number {
  const after = rows.findIndex(({ venueTime }) => endTime === undefined || venueTime > endTime);
  return after < 0 ? rows.length : after;
}

/** Candles oldest first, each opening once. `now` is the venue's. */
export async function candlesHistory(
  feed: Feed,
  wanted: { readonly instrument: Instrument; readonly interval: CandleInterval },
  range: HistoryRange & { readonly now: EpochMs },
): Promise<History<CandleEvent>> {
  const { instrument, interval } = wanted;
  const codec = feed.codec(instrument.product);
  const { from, now } = range;
  const byOpen = new Map<number, CandleEvent>();
  const sorted = (): CandleEvent[] =>
    [...byOpen.values()].filter(({ openTime }) => from === undefined || openTime >= from).sort((a, b) => a.openTime - b.openTime);
  let endTime = range.to;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const startTime = pageStart(interval, { endTime: endTime ?? now, rows: codec.description.rest.candlesMax, from });
    const bounds = { now, startTime, ...(endTime === undefined ? {} : { endTime }) };
    const read = await readOnce(feed, codec.reads.candles(instrument, interval, bounds), range.signal);
    const before = byOpen.size;
    for (const candle of read) byOpen.set(candle.openTime, candle);
    const rows = sorted();
    if (rows.length >= range.limit) return { rows: rows.slice(-range.limit), end: "limit" };
    if (from !== undefined && startTime <= from) return { rows, end: reaches(interval, rows[0], { from, to: range.to ?? now }) };
    endTime = epochMs(startTime - 1);
    if (byOpen.size > before) continue;
    // Nothing in a whole page: a hole, or the end of history. Longer candles tell.
    endTime = await lastBefore(feed, wanted, { ...range, endTime });
    if (endTime === undefined || (from !== undefined && endTime < from)) return { rows, end: "venue-limit" };
  }
  return { rows: sorted(), end: "limit" };
}

/**
 * Where history goes on before a hole that ends at `endTime`, or may; undefined where it does not. The longest candles are read first,
 * then shorter ones within them.
 */
async function lastBefore(
  feed: Feed,
  { instrument, interval }: { readonly instrument: Instrument; readonly interval: CandleInterval },
  hole: { readonly endTime: EpochMs; readonly now: EpochMs; readonly signal: AbortSignal | undefined },
): Promise<EpochMs | undefined> {
  const { description, reads } = feed.codec(instrument.product);
  const lengthOf = (each: CandleInterval): number => candleCloseTime(each, epochMs(0));
  const longer = description.rest.candleIntervals
    .filter((each) => lengthOf(each) > lengthOf(interval))
    .sort((one, other) => lengthOf(other) - lengthOf(one));
  let endTime = hole.endTime;
  for (const [at, step] of longer.entries()) {
    const rowsMax = Math.min(description.rest.candlesMax, HOLE_ROWS);
    const startTime = pageStart(step, { endTime, rows: rowsMax, from: undefined });
    const rows = await readOnce(feed, reads.candles(instrument, step, { now: hole.now, startTime, endTime }), hole.signal);
    const last = rows.filter(({ openTime }) => openTime <= endTime).at(-1);
    if (last === undefined) return at === 0 ? undefined : epochMs(startTime - 1);
    // A candle that reaches past the hole may hold nothing but what came after it; shorter ones tell.
    if (last.closeTime <= endTime) endTime = epochMs(last.closeTime - 1);
  }
  return longer.length === 0 ? undefined : endTime;
}

/** Whether the oldest candle is the first that a range can hold; a range that can hold none is whole without any. */
function reaches(
  interval: CandleInterval,
  oldest: CandleEvent | undefined,
  range: { readonly from: EpochMs; readonly to: EpochMs },
): History<CandleEvent>["end"] {
  const open = candleOpenTime(interval, range.from);
  const first = open === range.from ? open : candleCloseTime(interval, open);
  return first > range.to || (oldest !== undefined && oldest.openTime <= first) ? "complete" : "venue-limit";
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

/** What tells a trade from others. */
export function tradeKey(trade: TradeEvent): string {
  return trade.tradeId ?? `${trade.venueTime} ${trade.price} ${trade.size} ${trade.side}`;
}
