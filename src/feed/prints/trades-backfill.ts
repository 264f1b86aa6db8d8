// Reads prints since a time over REST: page by page from the newest back until the time is reached, or, where the venue only pages
// forward, from the time on until there are no more.

import { type EpochMs, epochMs } from "#core/brand";
import { type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type FeedContext } from "#feed/feed-context";
import { runningOrder } from "#feed/prints/running-order";
import { type MarketCodec } from "#venues/venue";

/** Pages that one backfill may read; what is older becomes a hole. */
const PAGES_MAX = 5;
const PAGE_DEADLINE_MS = 8_000;
/** Most gaps are small: the first page is too. */
const FIRST_PAGE = 100;

export interface BackfillOptions {
  readonly context: FeedContext;
  readonly codec: MarketCodec;
  readonly instrument: Instrument;
  /** Where what is known ends; undefined reads the newest page. */
  readonly since: BackfillStart | undefined;
}

/** The last known print. By id where there is one, because a venue's clock may step back and its running ids do not. */
export interface BackfillStart {
  readonly tradeId: string | undefined;
  readonly venueTime: EpochMs;
}

/** Prints oldest first. When not `complete`, `reason` says what is missing and why. */
export interface BackfillOutcome {
  readonly trades: readonly TradeEvent[];
  readonly complete: boolean;
  readonly reason: string;
}

/** Starts reading; `settled` is called once, unless cancelled before. */
export function readTradesSince(options: BackfillOptions, settled: (outcome: BackfillOutcome) => void): { cancel(): void } {
  const { rest, trades } = options.codec.description;
  const read = rest.tradesPaging === "forward" && options.since !== undefined ? readForward : readBackward;
  if (trades.ids !== "rest-only") return read(options, settled);
  // Pushes have no ids, so these would only keep the same prints apart.
  return read(options, (outcome) => settled({ ...outcome, trades: outcome.trades.map((trade) => ({ ...trade, tradeId: undefined })) }));
}

function readForward(options: BackfillOptions, settled: (outcome: BackfillOutcome) => void): { cancel(): void } {
  const { context, codec, instrument, since } = options;
  const limit = codec.description.rest.tradesMax;
  const found = new Map<string, TradeEvent>();
  let call: { cancel(): void } | undefined;
  let cancelled = false;
  const end = (complete: boolean, reason: string): void => {
    const trades = [...found.values()];
    settled({ trades: since === undefined ? trades : trades.filter((trade) => !isKnown(trade, since)), complete, reason });
  };
  const read = (startTime: EpochMs, page: number): void => {
    call = context.requester.call(
      codec.reads.trades(instrument, { limit, startTime }),
      (outcome) => {
        if (cancelled) return;
        if (outcome.kind === "failed") {
          end(false, outcome.error.code);
          return;
        }
        const before = found.size;
        // Pages overlap by a millisecond; rows without an id are kept as often as they come.
        for (const [at, trade] of outcome.value.entries()) found.set(trade.tradeId ?? `${page} ${at}`, trade);
        const newest = outcome.value[outcome.value.length - 1];
        if (newest === undefined || outcome.value.length < limit) end(true, "");
        else if (page >= PAGES_MAX || found.size === before) end(false, "the venue's pages do not reach far enough");
        else read(newest.venueTime, page + 1);
      },
      { deadlineMs: PAGE_DEADLINE_MS },
    );
  };
  read(since?.venueTime ?? epochMs(0), 1);
  return {
    cancel: () => {
      cancelled = true;
      call?.cancel();
    },
  };
}

function readBackward(options: BackfillOptions, settled: (outcome: BackfillOutcome) => void): { cancel(): void } {
  const { context, codec, instrument, since } = options;
  const limitMax = codec.description.rest.tradesMax;
  const pages: (readonly TradeEvent[])[] = [];
  let call: { cancel(): void } | undefined;
  let cancelled = false;
  const isNew = (trade: TradeEvent): boolean => since === undefined || !isKnown(trade, since);
  const end = (complete: boolean, reason: string): void => settled({ trades: pages.reverse().flat().filter(isNew), complete, reason });
  const read = (endTime: EpochMs | undefined): void => {
    const limit = pages.length === 0 ? Math.min(FIRST_PAGE, limitMax) : limitMax;
    const page = { limit, ...(endTime === undefined ? {} : { endTime }) };
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
        if (since === undefined || oldest === undefined || rows.length < limit || isKnown(oldest, since)) end(true, "");
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

function isKnown(trade: TradeEvent, since: BackfillStart): boolean {
  const order = since.tradeId === undefined || trade.tradeId === undefined ? undefined : runningOrder(trade.tradeId, since.tradeId);
  // Without an order, prints of the same millisecond may be on either side: whoever asked knows which it has.
  return order === undefined ? trade.venueTime < since.venueTime : order <= 0;
}
