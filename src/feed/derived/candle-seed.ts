// What has to be read to know the open candle as it stands: the largest finished pieces first, then smaller ones, down to minutes.

import { type EpochMs, epochMs } from "#core/brand";
import { candleCloseTime, candleOpenTime } from "#core/calendar/candle-interval";
import { type CandleInterval } from "#core/event";
import { type RestDescription } from "#venues/venue";

const PIECES: readonly CandleInterval[] = ["1d", "1h", "1m"];

/** Rows of one length. Those that open before the candle tell the price it stands at until something is traded. */
export interface SeedPart {
  readonly interval: CandleInterval;
  readonly from: EpochMs;
  /** The first row that opens here or later is no longer part of it. */
  readonly to: EpochMs;
}

/** The parts, oldest first, and whether they cover the candle from its opening to the present minute. */
export function seedParts(
  interval: CandleInterval,
  options: { readonly now: EpochMs; readonly rest: Pick<RestDescription, "candleIntervals" | "candlesMax"> },
): { readonly parts: readonly SeedPart[]; readonly complete: boolean } {
  const { now, rest } = options;
  const openTime = candleOpenTime(interval, now);
  const parts: SeedPart[] = [];
  let complete = true;
  let from = openTime;
  for (const piece of PIECES) {
    const lengthMs = candleCloseTime(piece, epochMs(0));
    const to = candleOpenTime(piece, now);
    const isLast = piece === "1m";
    if (!rest.candleIntervals.includes(piece) || (to <= from && !(isLast && parts.length === 0))) continue;
    // One row more than the candle needs: its close is where the candle begins.
    const before = parts.length === 0 ? lengthMs : 0;
    const oldest = to - (rest.candlesMax - 1) * lengthMs;
    if (oldest > from) complete = false;
    parts.push({ interval: piece, from: epochMs(Math.max(from - before, oldest)), to });
    from = to;
  }
  return { parts, complete: complete && from === candleOpenTime("1m", now) };
}
