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

/** Trades oldest first. `now` is the venue's. */
export async function tradesHistory(
  feed: Feed,
  instrument: Instrument,
  range: HistoryRange & { readonly now: EpochMs },
): Promise<History<TradeEvent>> {
  const codec = feed.codec(instrument.product);
  const { tradesMax, tradesRangeMs = Number.POSITIVE_INFINITY } = codec.description.rest;
  const { from = Number.NEGATIVE_INFINITY, signal } = range;
  const known = new Set<string>();
  let rows: TradeEvent[] = [];
  // A range needs both its ends: with one alone the venue chooses the other, and not always now.
  let endTime = range.to ?? (range.from === undefined ? undefined : epochMs(range.now + NOW_SLACK_MS));
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const startTime = endTime === undefined ? from : Math.max(from, endTime - tradesRangeMs);
    const limit = Math.min(tradesMax, range.limit - rows.length + 1);
    const bounds = {
      ...(Number.isFinite(startTime) ? { startTime: epochMs(startTime) } : {}),
      ...(endTime === undefined ? {} : { endTime }),
    };
    const read = await readOnce(feed, codec.reads.trades(instrument, { limit, ...bounds }), signal);
    const fresh = read.filter((trade) => !known.has(tradeKey(trade)));
    for (const trade of fresh) known.add(tradeKey(trade));
    rows = [...fresh, ...rows];
    if (rows.length >= range.limit) return { rows: rows.slice(-range.limit), end: "limit" };
    const oldest = read[0];
    const nothing = fresh.length === 0 && page > 0;
    if (read.length < limit && startTime <= from) return { rows, end: nothing || range.from === undefined ? "venue-limit" : "complete" };
    if (nothing && range.from === undefined) return { rows, end: "venue-limit" };
    // The oldest millisecond is asked for again, because a page may have cut it in two.
    const reached = read.length < limit ? startTime : oldest?.venueTime;
    if (reached === undefined || reached === endTime) return { rows, end: "venue-limit" };
    endTime = epochMs(Number.isFinite(reached) ? reached : (oldest?.venueTime ?? range.now));
  }
  return { rows, end: "limit" };
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
    if (byOpen.size === before) return { rows, end: "venue-limit" };
    endTime = epochMs(startTime - 1);
  }
  return { rows: sorted(), end: "limit" };
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
