import { type Listener } from "#bus/publisher";
import { type BookState } from "#core/book/book-state";
import { type OrderBook } from "#core/book/order-book";
import { type EpochMs } from "#core/brand";
import { type Instrument } from "#core/instrument";

/** Why listeners are called: the content moved on, or what may be believed of it changed. */
export type BookChange = "update" | "state";

export interface BookCounters {
  updates: number;
  old: number;
  gaps: number;
  healed: number;
  resyncs: number;
  audits: number;
  dropped: number;
}

/** A book that somebody keeps true, by subscription or by polling. */
export interface BookSource {
  readonly instrument: Instrument;
  readonly group: number;
  readonly book: OrderBook;
  readonly proof: "sequence" | "image";
  readonly counters: Readonly<BookCounters>;
  readonly epoch: number;
  readonly receivedTime: EpochMs | undefined;
  readonly lastDivergence: number | undefined;
  /** What may be believed at this moment. Asked, not stored: a process that slept finds its books stale at once. */
  state(): BookState;
  /** Milliseconds since the last proof; infinite before the first. */
  ageMs(): number;
  /** Called in the turn of the change. Returns what takes the listener back. */
  subscribe(listener: Listener<BookChange>): () => void;
}
