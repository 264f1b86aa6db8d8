import { type TickerEvent } from "#core/event";

/** One instrument's ticker, however it is made. */
export interface TickerSource {
  /** Whether the last reads failed and nothing else told: the figures that were handed out last are old. */
  readonly unread: boolean;
  subscribe(listener: (ticker: TickerEvent) => void): () => void;
  close(): void;
}
