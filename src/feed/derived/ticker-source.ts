import { type TickerEvent } from "#core/event";

/** One instrument's ticker, however it is made. */
export interface TickerSource {
  subscribe(listener: (ticker: TickerEvent) => void): () => void;
  close(): void;
}
