// Reads prints since a time over REST: page by page from the newest back until the time is reached, or, where the venue only pages
// forward, from the time on until there are no more.

import { type EpochMs, epochMs, type PriceUnits, type SizeUnits } from "#core/brand";
import { type Side, type TradeEvent } from "#core/event";
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
  /** What else recognises it where the venue gives no ids. */
  readonly price?: PriceUnits;
  readonly size?: SizeUnits;
  readonly side?: Side;
}

/** Prints oldest first. When not `complete`, `reason` says what is missing and why. */
export interface BackfillOutcome {
  readonly trades: readonly TradeEvent[];
  readonly complete: boolean;
  /** Where the missing ones belong when it is not: pages that were read backwards leave out the oldest, forwards the newest. */
  readonly missing: "before" | "after";
  /** The newest print that the venue told, known or not. */
  readonly newest: TradeEvent | undefined;
  readonly reason: string;
}

/** Starts reading; `settled` is called once, unless cancelled before. */
export function readTradesSince(options: BackfillOptions, settled: (outcome: BackfillOutcome) => void): { cancel(): void } {
  const { rest, trades } = options.codec.description;
  const read = rest.tradesPaging === "forward" && options.since !== undefined ? readForward : readBackward;
  if (trades.ids !== "rest-only") return read(options, settled);
  // Pushes have no ids, so these would only keep the same prints apart.
  const unnamed = (trade: TradeEvent): TradeEvent => ({ ...trade, tradeId: undefined });
  return read(options, (outcome) =>
    settled({
      ...outcome,
      trades: outcome.trades.map(unnamed),
      newest: outcome.newest === undefined ? undefined : unnamed(outcome.newest),
    }),
  );
}

function readForward(options: BackfillOptions, settled: (outcome: BackfillOutcome) => void): { cancel(): void } {
  const { context, codec, instrument, since } = options;
  const limit = codec.description.rest.tradesMax;
  const found = new Map<string, TradeEvent>();
  let call: { cancel(): void } | undefined;
  let cancelled = false;
  const end = (complete: boolean, reason: string): void => {
    const rows = [...found.values()];
    settled({ trades: newOf(rows, since), newest: rows[rows.length - 1], complete, missing: "after", reason });
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
        const short = outcome.value.length < limit;
        // A short page may have been cut by a cap: only one that brings nothing new shows the end.
        const told = [...found.values()].some(({ tradeId }) => tradeId === undefined) || found.size === before;
        if (newest === undefined || (short && told)) end(true, "");
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
  const { tradesMax: limitMax, tradesBounded = true } = codec.description.rest;
  const pages: (readonly TradeEvent[])[] = [];
  let reads = 0;
  let call: { cancel(): void } | undefined;
  let cancelled = false;
  const end = (complete: boolean, reason: string): void => {
    const rows = pages.reverse().flat();
    settled({ trades: newOf(rows, since), newest: rows[rows.length - 1], complete, missing: "before", reason });
  };
  /** Judges a page whose rows end at `bound`, the oldest moment that was read before it. */
  const judge = (answer: readonly TradeEvent[], limit: number, bound: EpochMs | undefined): void => {
    const rows = bound === undefined ? answer : answer.filter(({ venueTime }) => venueTime <= bound);
    const oldest = rows[0];
    const full = answer.length >= limit;
    const reached = since === undefined || (oldest !== undefined && isKnown(oldest, since)) || rows.some((row) => isSame(row, since));
    if (reached || oldest === undefined) {
      pages.push(rows);
      end(reached || bound === undefined, "the venue has no older prints");
    } else if (!tradesBounded) {
      // There is no page before the first, but a longer first one.
      if (full && limit < limitMax) read(undefined, limitMax);
      else {
        pages.push(rows);
        end(false, "the venue gives only its newest trades");
      }
    } else if (oldest.venueTime === bound && (!full || limit === limitMax)) {
      // A page that goes no further back: only here is the venue's history known to end. The page before may have been cut by a cap.
      pages.push(rows);
      end(!full && follows(oldest, since), full ? "more prints of one moment than a page holds" : "the venue has no older prints");
    } else if (reads >= PAGES_MAX) {
      pages.push(rows);
      end(false, "the venue's pages do not reach back far enough");
    } else {
      // The oldest moment is read again, whole, and a millisecond more: whether the end of a range counts is not proven everywhere.
      pages.push(rows.filter(({ venueTime }) => venueTime > oldest.venueTime));
      read(oldest.venueTime, limitMax);
    }
  };
  const read = (bound: EpochMs | undefined, limit: number): void => {
    const page = { limit, ...(bound === undefined ? {} : { endTime: epochMs(bound + 1) }) };
    reads += 1;
    call = context.requester.call(
      codec.reads.trades(instrument, page),
      (outcome) => {
        if (cancelled) return;
        if (outcome.kind === "failed") end(false, outcome.error.code);
        else judge(outcome.value, limit, bound);
      },
      { deadlineMs: PAGE_DEADLINE_MS },
    );
  };
  read(undefined, Math.min(FIRST_PAGE, limitMax));
  return {
    cancel: () => {
      cancelled = true;
      call?.cancel();
    },
  };
}

/** Whether a print is the very next one after a known one, by running ids. */
function follows(trade: TradeEvent, since: BackfillStart): boolean {
  return trade.tradeId !== undefined && since.tradeId !== undefined && Number(trade.tradeId) - Number(since.tradeId) === 1;
}

/**
 * What came after the last known print. Without running ids its own place in the venue's list decides, because a clock that steps back
 * makes new prints look old; others of its millisecond may stand on either side. Repeats are recognised later.
 */
function newOf(trades: readonly TradeEvent[], since: BackfillStart | undefined): readonly TradeEvent[] {
  if (since === undefined) return trades;
  const at = trades.findLastIndex((trade) => isSame(trade, since));
  const runs = since.tradeId !== undefined && runningOrder(since.tradeId, since.tradeId) !== undefined;
  if (at < 0 || runs) return trades.filter((trade) => !isKnown(trade, since));
  return trades.filter((trade, index) => index > at || trade.venueTime === since.venueTime);
}

function isSame(trade: TradeEvent, since: BackfillStart): boolean {
  if (since.tradeId !== undefined) return trade.tradeId === since.tradeId;
  const { venueTime, price, size, side } = trade;
  return venueTime === since.venueTime && price === since.price && size === since.size && side === since.side;
}

function isKnown(trade: TradeEvent, since: BackfillStart): boolean {
  const order = since.tradeId === undefined || trade.tradeId === undefined ? undefined : runningOrder(trade.tradeId, since.tradeId);
  // Without running ids, others of the last millisecond may be new; whoever asked knows which it has.
  return order === undefined ? trade.venueTime < since.venueTime : order <= 0;
}
