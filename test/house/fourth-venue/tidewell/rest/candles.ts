import { candleCloseTime } from "#core/calendar/candle-interval";
import { UsageError } from "#core/error";
import { type CandleEvent, type CandleInterval } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type RestCall } from "#transport/rest-call";
import { readTime } from "#venues/tidewell/decode";
import { MINUTES } from "#venues/tidewell/endpoints";
import { everyLine, linesCall } from "#venues/tidewell/rest/answer";
import { type CandlesPage } from "#venues/venue";

/** `BAR <opening in ms> <open> <high> <low> <close> <volume>`, oldest first. */
export function candlesCall(
  wanted: { readonly instrument: Instrument; readonly interval: CandleInterval },
  page: CandlesPage,
): RestCall<readonly CandleEvent[]> {
  const minutes = MINUTES.get(wanted.interval);
  if (minutes === undefined) {
    throw new UsageError("unknown-interval", `Tidewell has no ${wanted.interval} candles; use one of ${[...MINUTES.keys()].join(", ")}.`);
  }
  return linesCall({
    name: `candles ${wanted.instrument.symbol}`,
    path: "bars",
    query: [
      ["market", wanted.instrument.symbol],
      ["minutes", String(minutes)],
      ["from", String(page.startTime ?? (page.endTime ?? page.now) - minutes * 60_000 * 199)],
      ["to", String(page.endTime ?? page.now)],
    ],
    decode: (lines) =>
      everyLine(lines, ([kind, time, open, high, low, close, volume]): CandleEvent | undefined => {
        const openTime = readTime(time);
        if (kind !== "BAR" || openTime === undefined || open === undefined || high === undefined) return undefined;
        if (low === undefined || close === undefined) return undefined;
        const closeTime = candleCloseTime(wanted.interval, openTime);
        const state = closeTime <= page.now ? "closed" : "open";
        const figures = { open, high, low, close, volume, turnover: undefined };
        return { kind: "candle", ...wanted, openTime, closeTime, ...figures, state, partial: false, origin: "polled" };
      }),
  });
}
