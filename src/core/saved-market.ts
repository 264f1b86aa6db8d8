// What of a market outlives a process: the last books, prints and candles, as plain data. It is what was true once; nothing of it is ever
// handed out as live, and nothing that comes later is applied to it.

import { type EpochMs, type PriceUnits, type SizeUnits } from "#core/brand";
import { type CandleEvent, type CandleInterval, type Side } from "#core/event";
import { type Instrument, type Product } from "#core/instrument";
import { type SizeUnit } from "#core/quantity";

/** Whose figures they are, and what a unit of them means. Where any of it has changed since, they mean nothing any more. */
export interface SavedScales {
  readonly product: Product;
  readonly symbol: string;
  readonly priceScale: number;
  readonly sizeScale: number;
  readonly sizeUnit: SizeUnit;
  readonly contractSize: string;
}

export type SavedLevel = readonly [price: PriceUnits, size: SizeUnits];

/** A book that was live when it was saved. Best levels first. */
export interface SavedBook extends SavedScales {
  readonly group: number;
  readonly bids: readonly SavedLevel[];
  readonly asks: readonly SavedLevel[];
  /** The venue's number as text; undefined on image feeds. */
  readonly sequence: string | undefined;
  readonly venueTime: EpochMs | undefined;
  readonly receivedTime: EpochMs | undefined;
  /** Our wall time of its last proof: its age counts from there. */
  readonly provenTime: EpochMs;
}

export interface SavedTrade {
  readonly tradeId: string | undefined;
  readonly price: PriceUnits;
  readonly size: SizeUnits;
  readonly side: Side;
  readonly venueTime: EpochMs;
  readonly receivedTime: EpochMs;
}

/** The last prints of a market, oldest first. */
export interface SavedTrades extends SavedScales {
  readonly rows: readonly SavedTrade[];
}

/** The last candles of a market, oldest first; the last may have been open. */
export interface SavedCandles extends SavedScales {
  readonly interval: CandleInterval;
  readonly rows: readonly Omit<CandleEvent, "kind" | "instrument" | "interval" | "restored">[];
}

/** Everything that was saved of one venue in one moment. */
export interface SavedMarket {
  /** Our wall time. */
  readonly savedTime: EpochMs;
  readonly books: readonly SavedBook[];
  readonly trades: readonly SavedTrades[];
  readonly candles: readonly SavedCandles[];
}

/** What a unit of an instrument's figures means now. */
export function scalesOf({ product, symbol, priceScale, sizeScale, sizeUnit, contractSize }: Instrument): SavedScales {
  return { product, symbol, priceScale, sizeScale, sizeUnit, contractSize };
}

/** Whether saved figures still mean what they meant. */
export function stillMeans(saved: SavedScales, instrument: Instrument): boolean {
  return (
    saved.priceScale === instrument.priceScale &&
    saved.sizeScale === instrument.sizeScale &&
    saved.sizeUnit === instrument.sizeUnit &&
    saved.contractSize === instrument.contractSize
  );
}
