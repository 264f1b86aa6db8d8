// The lines that programs may rely on. One function for each kind; field names, order and forms are a promise: prices and sizes are
// exact decimal text in the venue's units, sequences are text, levels are best first, what is unknown is null.

import { type BookLevel, type BookView, type Candle, type Ticker, type Trade, type TradeHole } from "#client/api";
import { unitsToText } from "#core/decimal";
import { type Instrument } from "#core/instrument";

export type LevelPair = readonly [price: string, size: string];

export interface BookLine {
  readonly v: 1;
  readonly kind: "book";
  readonly venue: string;
  readonly instrument: string;
  readonly symbol: string;
  readonly state: BookView["state"];
  /** With `expected` and `received` only while not live. */
  readonly reason?: string;
  readonly expected?: string | null;
  readonly received?: string | null;
  readonly proof: BookView["proof"];
  readonly epoch: number;
  readonly sequence: string | null;
  readonly depth: number;
  /** The price step of the buckets, where grouped. */
  readonly group?: string;
  /** Sides whose last bucket holds at least what it says: the venue's window ends in it. */
  readonly cut?: readonly ("bids" | "asks")[];
  readonly bids: readonly LevelPair[];
  readonly asks: readonly LevelPair[];
  readonly venueTime: number | null;
  readonly receivedTime: number | null;
  /** Null before the first proof. */
  readonly ageMs: number | null;
  readonly merged: number;
}

/** A hand-out of a book; one that is not live has its reason and no levels. `group` is a price step. */
export function bookLine(view: BookView, options: { readonly depth: number; readonly group?: string }): BookLine {
  const live = view.state === "live";
  const { depth, group } = options;
  const sides: ReturnType<BookView["group"]> = !live ? { bids: [], asks: [] } : group === undefined ? view : view.group(group);
  const cut = (["bids", "asks"] as const).filter((side) => sides[side].slice(0, depth).some((bucket) => bucket.cut));
  return {
    v: 1,
    kind: "book",
    venue: view.venue,
    instrument: view.instrument.id,
    symbol: view.instrument.symbol,
    state: view.state,
    ...(live ? {} : { reason: view.reason ?? "waiting", expected: view.expected ?? null, received: view.received ?? null }),
    proof: view.proof,
    epoch: view.epoch,
    sequence: view.sequence ?? null,
    depth,
    ...(group === undefined ? {} : { group }),
    ...(cut.length === 0 ? {} : { cut }),
    bids: pairs(sides.bids, depth),
    asks: pairs(sides.asks, depth),
    venueTime: view.venueTime ?? null,
    receivedTime: view.receivedTime ?? null,
    ageMs: Number.isFinite(view.ageMs) ? Math.round(view.ageMs) : null,
    merged: view.merged,
  };
}

const pairs = (levels: readonly BookLevel[], depth: number): LevelPair[] =>
  levels.slice(0, depth).map(({ price, size }) => [price.toString(), size.toString()]);

export interface TradeLine {
  readonly v: 1;
  readonly kind: "trade";
  readonly venue: string;
  readonly instrument: string;
  readonly symbol: string;
  readonly tradeId: string | null;
  readonly price: string;
  readonly size: string;
  readonly side: "buy" | "sell";
  readonly venueTime: number;
  readonly receivedTime: number;
  readonly backfilled: boolean;
}

/** A public print. */
export function tradeLine(trade: Trade): TradeLine {
  return {
    v: 1,
    kind: "trade",
    venue: trade.venue,
    instrument: trade.instrument.id,
    symbol: trade.instrument.symbol,
    tradeId: trade.tradeId ?? null,
    price: trade.price.toString(),
    size: trade.size.toString(),
    side: trade.side,
    venueTime: trade.venueTime,
    receivedTime: trade.receivedTime,
    backfilled: trade.backfilled,
  };
}

export interface TradeHoleLine {
  readonly v: 1;
  readonly kind: "trade-hole";
  readonly venue: string;
  readonly instrument: string;
  readonly symbol: string;
  readonly from: number;
  readonly to: number;
  /** The known trades around it; null where the venue gives no ids, or nothing came after it yet. */
  readonly afterId: string | null;
  readonly beforeId: string | null;
  readonly reason: string;
}

/** Prints that may be missing between two times. */
export function tradeHoleLine(hole: TradeHole): TradeHoleLine {
  const { venue, instrument, from, to, reason } = hole;
  const ids = { afterId: hole.afterId ?? null, beforeId: hole.beforeId ?? null };
  return { v: 1, kind: "trade-hole", venue, instrument: instrument.id, symbol: instrument.symbol, from, to, ...ids, reason };
}

export interface TickerLine {
  readonly v: 1;
  readonly kind: "ticker";
  readonly venue: string;
  readonly instrument: string;
  readonly symbol: string;
  readonly last: string | null;
  readonly bestBid: string | null;
  readonly bestAsk: string | null;
  readonly high24h: string | null;
  readonly low24h: string | null;
  readonly volume24h: string | null;
  readonly turnover24h: string | null;
  readonly changeFraction24h: string | null;
  readonly markPrice: string | null;
  readonly indexPrice: string | null;
  readonly fundingRate: string | null;
  readonly openInterest: string | null;
  readonly venueTime: number | null;
  readonly origin: Ticker["origin"];
}

/** Figures of the last 24 hours. */
export function tickerLine(ticker: Ticker): TickerLine {
  return {
    v: 1,
    kind: "ticker",
    venue: ticker.instrument.venue,
    instrument: ticker.instrument.id,
    symbol: ticker.instrument.symbol,
    last: ticker.last ?? null,
    bestBid: ticker.bestBid ?? null,
    bestAsk: ticker.bestAsk ?? null,
    high24h: ticker.high24h ?? null,
    low24h: ticker.low24h ?? null,
    volume24h: ticker.volume24h ?? null,
    turnover24h: ticker.turnover24h ?? null,
    changeFraction24h: ticker.changeFraction24h ?? null,
    markPrice: ticker.markPrice ?? null,
    indexPrice: ticker.indexPrice ?? null,
    fundingRate: ticker.fundingRate ?? null,
    openInterest: ticker.openInterest ?? null,
    venueTime: ticker.venueTime ?? null,
    origin: ticker.origin,
  };
}

export interface CandleLine {
  readonly v: 1;
  readonly kind: "candle";
  readonly venue: string;
  readonly instrument: string;
  readonly symbol: string;
  readonly interval: Candle["interval"];
  readonly openTime: number;
  readonly closeTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string | null;
  readonly turnover: string | null;
  readonly state: Candle["state"];
  readonly partial: boolean;
  readonly origin: Candle["origin"];
}

/** One candle. */
export function candleLine(candle: Candle): CandleLine {
  return {
    v: 1,
    kind: "candle",
    venue: candle.instrument.venue,
    instrument: candle.instrument.id,
    symbol: candle.instrument.symbol,
    interval: candle.interval,
    openTime: candle.openTime,
    closeTime: candle.closeTime,
    open: candle.open,
    high: candle.high,
    low: candle.low,
    close: candle.close,
    volume: candle.volume ?? null,
    turnover: candle.turnover ?? null,
    state: candle.state,
    partial: candle.partial,
    origin: candle.origin,
  };
}

export interface InstrumentLine {
  readonly v: 1;
  readonly kind: "instrument";
  readonly venue: string;
  readonly product: Instrument["product"];
  readonly type: Instrument["kind"];
  readonly symbol: string;
  readonly instrument: string;
  readonly base: string;
  readonly quote: string;
  readonly settle: string | null;
  readonly tick: string;
  readonly lot: string;
  readonly minSize: string;
  readonly maxSize: string | null;
  readonly minNotional: string | null;
  readonly sizeUnit: Instrument["sizeUnit"];
  readonly contractSize: string;
  readonly status: Instrument["status"];
}

/** One tradable thing with its rules. */
export function instrumentLine(instrument: Instrument): InstrumentLine {
  const size = (units: number): string => unitsToText(units, instrument.sizeScale);
  return {
    v: 1,
    kind: "instrument",
    venue: instrument.venue,
    product: instrument.product,
    type: instrument.kind,
    symbol: instrument.symbol,
    instrument: instrument.id,
    base: instrument.base,
    quote: instrument.quote,
    settle: instrument.settle ?? null,
    tick: unitsToText(instrument.tick, instrument.priceScale),
    lot: size(instrument.lot),
    minSize: size(instrument.minSize),
    maxSize: instrument.maxSize === undefined ? null : size(instrument.maxSize),
    minNotional: instrument.minNotional ?? null,
    sizeUnit: instrument.sizeUnit,
    contractSize: instrument.contractSize,
    status: instrument.status,
  };
}

/** The last line of a watch. */
export interface SummaryLine {
  readonly v: 1;
  readonly kind: "summary";
  /** Lines handed out, this one not counted. */
  readonly events: number;
  readonly gaps: number;
  readonly healed: number;
  /** Hand-outs lost to a bounded queue, and lines lost to a slow reader. */
  readonly drops: number;
}
