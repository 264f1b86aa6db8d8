// Reads prints since a time over REST, page by page from the newest back, until the time is reached or the venue has no more.

import { type EpochMs, epochMs } from "#core/brand";
import { type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type FeedContext } from "#feed/feed-context";
import { type MarketCodec } from "#venues/venue";

/** Pages that one backfill may read; what is older becomes a hole. */
const PAGES_MAX = 5;
const PAGE_DEADLINE_MS = 8_000;

export interface BackfillOptions {
  readonly context: FeedContext;
  readonly codec: MarketCodec;
  readonly instrument: Instrument;
  /** The last print that is known; its millisecond is read again, because others may share it. */
  readonly since: EpochMs;
}

/** Prints oldest first. When not `complete`, `reason` says what is missing and why. */
export interface BackfillOutcome {
  readonly trades: readonly TradeEvent[];
  readonly complete: boolean;
  readonly reason: string;
}

/** Starts reading; `settled` is called once, unless cancelled before. */
export function readTradesSince(options: BackfillOptions, settled: (outcome: BackfillOutcome) => void): { cancel(): void } {
  const { context, codec, instrument, since } = options;
  const limit = codec.description.rest.tradesMax;
  const pages: (readonly TradeEvent[])[] = [];
  let call: { cancel(): void } | undefined;
  let cancelled = false;
  const end = (complete: boolean, reason: string): void => settled({ trades: pages.reverse().flat(), complete, reason });
  const read = (endTime: EpochMs | undefined): void => {
    const page = { limit, startTime: since, ...(endTime === undefined ? {} : { endTime }) };
    call = context.requester.call(
      codec.reads.trades(instrument, page),
      (outcome) => {
        if (cancelled) return;
        if (outcome.kind === "failed") {
          end(false, outcome.error.code);
          return;
        }
        const rows = outcome.value;
        pages.push(rows);
        const oldest = rows[0];
        if (oldest === undefined || rows.length < limit || oldest.venueTime <= since) end(true, "");
        else if (pages.length >= PAGES_MAX) end(false, "the venue's pages do not reach back far enough");
        else read(epochMs(oldest.venueTime));
      },
      { deadlineMs: PAGE_DEADLINE_MS },
    );
  };
  read(undefined);
  return {
    cancel: () => {
      cancelled = true;
      call?.cancel();
    },
  };
}
