import { epochMs } from "#core/brand";
import { candleCloseTime } from "#core/calendar/candle-interval";
import { UsageError } from "#core/error";
import { type CandleEvent, type CandleInterval } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonValue } from "#core/json/json-fallback";
import { asArray, asText, asWhole } from "#core/json/json-value";
import { amountText, candlePrices } from "#core/json/market-figures";
import { type RestCall } from "#transport/rest-call";
import { type CandlesPage } from "#venues/venue";
import { readAnswer } from "#venues/weex/rest/answer";
import { type Interface, queryCall } from "#venues/weex/rest/call";

interface Wanted {
  readonly instrument: Instrument;
  readonly interval: CandleInterval;
}

/** Reads candles, oldest first, at most a page of them. Throws UsageError for a length that REST does not have. */
export function candlesCall(face: Interface, wanted: Wanted, page: CandlesPage): RestCall<readonly CandleEvent[]> {
  const { instrument, interval } = wanted;
  const known = face.description.rest.candleIntervals;
  if (!known.includes(interval)) {
    throw new UsageError("unknown-interval", `WEEX has no ${interval} candles over REST; use one of ${known.join(", ")}.`);
  }
  const name = `candles ${instrument.symbol} ${interval}`;
  const v3 = face.version === "v3";
  const past = page.endTime !== undefined && !face.spot;
  const about = past
    ? { path: v3 ? "market/historyKlines" : "market/historyCandles", weight: 5 }
    : { path: v3 ? "market/klines" : "market/candles", weight: face.spot ? 2 : 1 };
  return {
    ...queryCall(face, name, about),
    query: [["symbol", instrument.symbol], [v3 ? "interval" : "granularity", interval], ...rangeOf(face, wanted, page)],
    decode: (reply) => readAnswer(name, reply, (value) => readCandles(face, wanted, { page, value })),
  };
}

/** Spot takes no range at all. The newest candles are asked for by their number, older ones by their end, which is all that V2 heeds. */
function rangeOf(face: Interface, { interval }: Wanted, page: CandlesPage): readonly (readonly [string, string])[] {
  if (face.spot) return [];
  const { startTime, endTime, now } = page;
  const max = face.description.rest.candlesMax;
  const lengthMs = candleCloseTime(interval, epochMs(0)) - 0;
  const count = startTime === undefined ? max : Math.ceil(((endTime ?? now) - startTime) / lengthMs) + 2;
  const limit = ["limit", String(Math.min(max, Math.max(1, count)))] as const;
  if (endTime === undefined) return [limit];
  const start = startTime === undefined || face.version === "v2" ? [] : [["startTime", String(startTime)] as const];
  return [...start, ["endTime", String(endTime)], limit];
}

function readCandles(
  face: Interface,
  wanted: Wanted,
  answer: { readonly page: CandlesPage; readonly value: JsonValue },
): readonly CandleEvent[] | undefined {
  const rows = asArray(answer.value);
  if (rows === undefined) return undefined;
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, now } = answer.page;
  const candles: CandleEvent[] = [];
  for (const row of rows) {
    const candle = readCandle(face, wanted, { now, row });
    if (candle === undefined) return undefined;
    if (candle.closeTime > startTime && candle.openTime <= endTime) candles.push(candle);
  }
  // V3 sends the oldest first, V2 the newest; times decide, so that neither order can turn a chart round.
  return candles.sort((one, other) => one.openTime - other.openTime);
}

/** `[openMs, open, high, low, close, baseVolume, …]`, then V3: `closeMs, quoteVolume, …`, V2: `quoteVolume`. */
function readCandle(face: Interface, wanted: Wanted, answer: { readonly now: number; readonly row: JsonValue }): CandleEvent | undefined {
  const row = asArray(answer.row) ?? [];
  const ms = asWhole(row[0]);
  const prices = candlePrices(row.slice(1, 5).map(asText));
  if (ms === undefined || prices === undefined) return undefined;
  const openTime = epochMs(ms);
  const closeTime = candleCloseTime(wanted.interval, openTime);
  return {
    kind: "candle",
    ...wanted,
    openTime,
    closeTime,
    ...prices,
    volume: amountText(asText(row[5])),
    turnover: amountText(asText(row[face.version === "v3" ? 7 : 6])),
    state: closeTime <= answer.now ? "closed" : "open",
    partial: false,
    origin: "polled",
  };
}
