// The vocabulary of the market side. Every venue's messages become these events and nothing else.

import { type EpochMs, type PriceUnits, type SizeUnits } from "#core/brand";
import { type Instrument, type InstrumentStatus } from "#core/instrument";
import { type LevelBuffer } from "#core/level-buffer";
import { type Sequence } from "#core/sequence";

export type Side = "buy" | "sell";

/**
 * A whole book (`snapshot`: the start of a sequence; `image`: a venue without sequences) or a change of it (`delta`).
 * Levels are units at the instrument's scales, absolute sizes, 0 removes; valid until the next frame is read.
 */
export interface BookEvent {
  readonly kind: "book-snapshot" | "book-delta" | "book-image";
  readonly instrument: Instrument;
  /** Price grouping as the venue numbers it; 0 is the native tick. Each grouping is a book of its own. */
  readonly group: number;
  /** The number this message brings the book to; undefined on image feeds. */
  readonly sequence: Sequence | undefined;
  /** The number this message continues from, where the venue sends it. */
  readonly previous: Sequence | undefined;
  readonly venueTime: EpochMs | undefined;
  readonly levels: LevelBuffer;
  /** The publishing node, where an image feed names it (LBank's `s`). */
  readonly node?: string;
}

/** A public print. `side` is the aggressor's. */
export interface TradeEvent {
  readonly kind: "trade";
  readonly instrument: Instrument;
  /** The venue's id as text; undefined where the venue sends none. */
  readonly tradeId: string | undefined;
  readonly price: PriceUnits;
  readonly size: SizeUnits;
  readonly side: Side;
  readonly venueTime: EpochMs;
}

/** Figures of the last 24 hours and now. Decimal texts are exact; absent where the venue does not say. */
export interface TickerEvent {
  readonly kind: "ticker";
  readonly instrument: Instrument;
  readonly last?: string;
  readonly bestBid?: string;
  readonly bestAsk?: string;
  readonly high24h?: string;
  readonly low24h?: string;
  /** In the instrument's size unit. */
  readonly volume24h?: string;
  /** In the quote currency. */
  readonly turnover24h?: string;
  /** A fraction: "0.0128" is 1.28 %. */
  readonly changeFraction24h?: string;
  readonly markPrice?: string;
  readonly indexPrice?: string;
  readonly fundingRate?: string;
  readonly openInterest?: string;
  readonly venueTime: EpochMs | undefined;
  /** Whether the venue pushed it, or truebook derived or polled it. */
  readonly origin: "pushed" | "derived" | "polled";
}

export type CandleInterval = "1m" | "5m" | "15m" | "30m" | "1h" | "2h" | "4h" | "6h" | "8h" | "12h" | "1d" | "1w" | "1M";

/** One candle. Prices and volumes are exact decimal text. */
export interface CandleEvent {
  readonly kind: "candle";
  readonly instrument: Instrument;
  readonly interval: CandleInterval;
  readonly openTime: EpochMs;
  readonly closeTime: EpochMs;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** In the instrument's size unit; undefined where the venue only tells turnover. */
  readonly volume: string | undefined;
  /** In the quote currency. */
  readonly turnover: string | undefined;
  readonly state: "open" | "closed";
  /** True when a gap in the trades falls into it, so that its figures may lack prints. */
  readonly partial: boolean;
  readonly origin: "pushed" | "derived" | "polled";
  /** It was saved by an earlier process, and nothing has replaced it since. */
  readonly restored?: true;
}

export interface FundingEvent {
  readonly kind: "funding";
  readonly instrument: Instrument;
  /** A fraction per interval: "0.00008125". */
  readonly rate: string;
  readonly fundingTime: EpochMs;
}

export interface InstrumentStatusEvent {
  readonly kind: "instrument-status";
  readonly instrument: Instrument;
  readonly status: InstrumentStatus;
}

export type MarketEvent = BookEvent | TradeEvent | TickerEvent | CandleEvent | FundingEvent | InstrumentStatusEvent;

/** A book read over REST: levels best first, in units. `sequence` only where the venue's REST carries one. */
export interface BookImage {
  readonly instrument: Instrument;
  readonly bids: readonly (readonly [price: PriceUnits, size: SizeUnits])[];
  readonly asks: readonly (readonly [price: PriceUnits, size: SizeUnits])[];
  readonly sequence: Sequence | undefined;
  readonly venueTime: EpochMs | undefined;
}
