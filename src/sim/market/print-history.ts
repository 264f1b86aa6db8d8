// The prints of one market and everything that follows from them: pages, candles, the figures of 24 hours. What happened stands in
// a ring and in minute candles; what came before the market began comes from its synthetic past, without a seam.

import { type EpochMs, epochMs, type PriceUnits, priceUnits } from "#core/brand";
import { candleCloseTime, candleOpenTime } from "#core/calendar/candle-interval";
import { type CandleInterval } from "#core/event";
import { CandleTally } from "#sim/market/candle-tally";
import { type SyntheticPast } from "#sim/market/synthetic-past";
import { type CandleFigures, type DayFigures, type MarketPrint, type MarketView } from "#venues/dialect";

/** Prints that are kept; older ones are forgotten, and the synthetic past with them, because pages must have no hole. */
export const PRINTS_KEPT = 10_000;
/** Prints in one answer at most. */
export const PRINTS_PAGE_MAX = 1_000;
/** Minutes with prints that are kept for candles: a week of a busy market. */
export const MINUTES_KEPT = 10_080;
/** Candles in one answer at most: the newest of the range. */
export const CANDLE_ROWS_MAX = 2_000;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

export type PrintQuery = Parameters<MarketView["prints"]>[0];

export class PrintHistory {
  readonly #past: SyntheticPast | undefined;
  readonly #now: () => EpochMs;
  /** A ring: the newest print stands before `#next`. */
  readonly #ring: MarketPrint[] = [];
  #next = 0;
  #overwritten = false;
  readonly #minutes = new Map<number, CandleTally>();
  #minutesForgotten = false;
  #last: PriceUnits | undefined;
  #closedDay: { readonly minute: number; readonly tally: CandleTally } | undefined = undefined;

  constructor(now: () => EpochMs, past: SyntheticPast | undefined) {
    this.#now = now;
    this.#past = past;
    this.#last = past?.endPrice;
  }

  /** Adds the newest print. */
  add(print: MarketPrint): void {
    if (this.#ring.length === PRINTS_KEPT) this.#overwritten = true;
    this.#ring[this.#next] = print;
    this.#next = (this.#next + 1) % PRINTS_KEPT;
    const minute = Math.floor(print.venueTime / MINUTE_MS);
    let tally = this.#minutes.get(minute);
    if (tally === undefined) {
      tally = new CandleTally(epochMs(minute * MINUTE_MS), print.price);
      this.#minutes.set(minute, tally);
      this.#closedDay = undefined;
      if (this.#minutes.size > MINUTES_KEPT) this.#forgetMinute();
    }
    tally.print(print.price, print.size);
    this.#last = print.price;
  }

  /** Newest first, at most 1,000. Ids and times bound the page: `beforeId` and `afterId` are not in it, both times are. */
  prints(query: PrintQuery): readonly MarketPrint[] {
    const limit = Math.min(query.limit, PRINTS_PAGE_MAX);
    const found: MarketPrint[] = [];
    for (let back = 1; back <= this.#ring.length && found.length < limit; back += 1) {
      const print = this.#ring[(this.#next - back + PRINTS_KEPT) % PRINTS_KEPT];
      if (print !== undefined && asked(print, query)) found.push(print);
    }
    if (!this.#overwritten && this.#past !== undefined) appendPast(this.#past, query, { found, limit });
    return found;
  }

  /** Oldest first: candles that open from `startTime` to `endTime`, never in the future, at most the newest 2,000. */
  candles(interval: CandleInterval, range: { readonly startTime: EpochMs; readonly endTime: EpochMs }): readonly CandleFigures[] {
    const first = this.#firstMinute();
    if (first === undefined) return [];
    const rows: CandleFigures[] = [];
    let openTime = candleOpenTime(interval, epochMs(Math.min(range.endTime, this.#now())));
    while (openTime >= range.startTime && rows.length < CANDLE_ROWS_MAX && candleCloseTime(interval, openTime) > first * MINUTE_MS) {
      rows.push(this.#candle(openTime, candleCloseTime(interval, openTime)));
      openTime = candleOpenTime(interval, epochMs(openTime - 1));
    }
    return rows.reverse();
  }

  /** The last 24 hours, to the minute. */
  day(): DayFigures {
    const minute = Math.floor(this.#now() / MINUTE_MS);
    if (this.#closedDay === undefined || this.#closedDay.minute !== minute) {
      const startTime = epochMs((minute - DAY_MINUTES + 1) * MINUTE_MS);
      this.#closedDay = { minute, tally: this.#tally(startTime, epochMs(minute * MINUTE_MS)) };
    }
    const whole = new CandleTally(this.#now(), this.#closedDay.tally.close);
    whole.merge(this.#closedDay.tally);
    const current = this.#minute(minute);
    if (current !== undefined) whole.merge(current);
    const { open, high, low, volume, turnover, trades } = whole.figures();
    const last = this.#last;
    if (last === undefined) return { last, open: last, high: last, low: last, volume, turnover, trades };
    return { last, open, high, low, volume, turnover, trades };
  }

  #candle(openTime: EpochMs, closeTime: EpochMs): CandleFigures {
    return this.#tally(openTime, closeTime).figures();
  }

  /** All minutes from `openTime` to `closeTime` together; flat at the price before them when nothing traded. */
  #tally(openTime: EpochMs, closeTime: EpochMs): CandleTally {
    const first = Math.max(Math.floor(openTime / MINUTE_MS), this.#firstMinute() ?? 0);
    const end = Math.min(Math.floor(closeTime / MINUTE_MS), Math.floor(this.#now() / MINUTE_MS) + 1);
    const tally = new CandleTally(openTime, this.#priceBefore(first));
    for (let minute = first; minute < end; minute += 1) {
      const one = this.#minute(minute);
      if (one !== undefined) tally.merge(one);
    }
    return tally;
  }

  /** One minute, the past's part and the market's own together; undefined when it is after the past and without a print. */
  #minute(minute: number): CandleTally | undefined {
    const past = this.#past?.minute(minute);
    const own = this.#minutes.get(minute);
    if (past === undefined || own === undefined) return past ?? own;
    const both = new CandleTally(past.openTime, past.open);
    both.merge(past);
    both.merge(own);
    return both;
  }

  /** The close of the last minute before this one that is known to have traded; the present price when none is. */
  #priceBefore(minute: number): PriceUnits {
    const first = this.#firstMinute() ?? minute;
    for (let before = minute - 1; before >= first; before -= 1) {
      const one = this.#minute(before);
      if (one !== undefined) return one.close;
    }
    return this.#minute(minute)?.open ?? this.#last ?? priceUnits(0);
  }

  #firstMinute(): number | undefined {
    return this.#past !== undefined && !this.#minutesForgotten ? this.#past.firstMinute : this.#minutes.keys().next().value;
  }

  #forgetMinute(): void {
    const oldest = this.#minutes.keys().next().value;
    if (oldest !== undefined) this.#minutes.delete(oldest);
    this.#minutesForgotten = true;
  }
}

function asked(print: MarketPrint, query: PrintQuery): boolean {
  return (
    (query.startTime === undefined || print.venueTime >= query.startTime) &&
    (query.endTime === undefined || print.venueTime <= query.endTime) &&
    (query.beforeId === undefined || print.tradeId < query.beforeId) &&
    (query.afterId === undefined || print.tradeId > query.afterId)
  );
}

/** Goes on into the past, minute by minute, as far as the page wants. */
function appendPast(past: SyntheticPast, query: PrintQuery, page: { readonly found: MarketPrint[]; readonly limit: number }): void {
  const { found, limit } = page;
  let minute = past.lastMinute;
  if (query.endTime !== undefined) minute = Math.min(minute, Math.floor(query.endTime / MINUTE_MS));
  if (query.beforeId !== undefined) minute = Math.min(minute, past.minuteBefore(query.beforeId) ?? past.firstMinute - 1);
  const oldest = Math.max(past.firstMinute, query.startTime === undefined ? past.firstMinute : Math.floor(query.startTime / MINUTE_MS));
  for (; minute >= oldest && found.length < limit; minute -= 1) {
    const prints = past.printsOf(minute);
    const newest = prints[0];
    if (newest !== undefined && query.afterId !== undefined && newest.tradeId <= query.afterId) return;
    for (const print of prints) {
      if (found.length < limit && asked(print, query)) found.push(print);
    }
  }
}
