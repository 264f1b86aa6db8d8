// One-time requests of the V2 socket: the same types as the pushes, in other shapes.

import { type EpochMs, epochMs } from "#core/brand";
import { type CandleInterval } from "#core/event";
import { type MarketView } from "#venues/dialect";
import { pairsText, priceText, sizeText, valueText, zonedCandles } from "#venues/lbank/dialect/market-texts";
import { slotOf, tailText, tickText } from "#venues/lbank/dialect/push-frames";
import { zonedCloseTime, zonedTime } from "#venues/lbank/zone";

const ROWS_MAX = 2_000;
const ROWS_DEFAULT = 100;
const TRADES_MAX = 500;

/** A request that passed all checks. */
export interface OneTimeRequest {
  readonly channel: "kbar" | "depth" | "trade" | "tick";
  readonly market: MarketView;
  readonly depth: number;
  readonly interval: CandleInterval;
  readonly size: string | undefined;
  readonly start: string | undefined;
  readonly end: string | undefined;
}

/** The answer's text. */
export function answerText(request: OneTimeRequest, now: EpochMs): string {
  const { market } = request;
  switch (request.channel) {
    case "tick":
      return tickText(market, { at: now, side: market.prints({ limit: 1 })[0]?.side ?? "buy" });
    case "depth": {
      const { bids, asks } = market.picture(0);
      const [asksText, bidsText] = [asks, bids].map((levels) => pairsText(market, levels.slice(0, request.depth), "numbers"));
      return `{"asks":${asksText},"bids":${bidsText},"count":${request.depth},${tailText("depth", market, now)}}`;
    }
    case "trade":
      return tradesText(request, now);
    case "kbar":
      return recordsText(request, now);
  }
}

function tradesText(request: OneTimeRequest, now: EpochMs): string {
  const { market } = request;
  const prints = market.prints({ limit: Math.min(TRADES_MAX, countOf(request.size, TRADES_MAX)) });
  const rows = prints.map(
    (print) => `[${print.venueTime},${priceText(market, print.price)},${sizeText(market, print.size)},"${print.side}"]`,
  );
  const columns = '"columns":["timestamp","price","volume","direction"]';
  return `{${columns},"trades":[${rows.join(",")}],"count":${rows.length},${tailText("trade", market, now)}}`;
}

function recordsText(request: OneTimeRequest, now: EpochMs): string {
  const { market, interval } = request;
  const size = Math.min(ROWS_MAX, countOf(request.size, ROWS_DEFAULT));
  const endTime = timeOf(request.end) ?? now;
  const lengthMs = zonedCloseTime(interval, epochMs(0)) - 0;
  const startTime = timeOf(request.start) ?? epochMs(endTime - size * lengthMs);
  const candles = zonedCandles(market, interval, { startTime, endTime });
  const rows = (request.start === undefined ? candles.slice(-size) : candles.slice(0, size)).map((candle) => {
    const prices = [candle.open, candle.high, candle.low, candle.close].map((units) => priceText(market, units)).join(",");
    return `[${candle.openTime / 1_000},${prices},${sizeText(market, candle.volume)},${valueText(market, candle.turnover)},${candle.trades}]`;
  });
  const columns = '"columns":["timestamp","open","high","low","close","volume","turnover","count"]';
  return `{"records":[${rows.join(",")}],${columns},"count":${rows.length},"kbar":"${slotOf(interval)}",${tailText("kbar", market, now)}}`;
}

function countOf(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Math.max(1, Number(text)) : otherwise;
}

/** Epoch seconds, or text of UTC+8. */
function timeOf(text: string | undefined): EpochMs | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,11}$/.test(text) ? epochMs(Number(text) * 1_000) : zonedTime(text);
}
