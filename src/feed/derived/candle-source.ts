import { type CandleEvent } from "#core/event";

/** The candles of one instrument and interval, however they are made. Each closes exactly once. */
export interface CandleSource {
  /** The open candle as it stands; undefined while there is none. */
  current(): CandleEvent | undefined;
  subscribe(listener: (candle: CandleEvent) => void): () => void;
  close(): void;
}
