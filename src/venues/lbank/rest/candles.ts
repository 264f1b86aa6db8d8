import { type EpochMs, epochMs } from "#core/brand";
import { UsageError } from "#core/error";
import { type CandleEvent, type CandleInterval } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonValue } from "#core/json/json-fallback";
import { asArray, asText, asWhole } from "#core/json/json-value";
import { amountText, candlePrices } from "#core/json/market-figures";
import { type RestCall } from "#transport/rest-call";
import { REST_INTERVALS, spotRest } from "#venues/lbank/endpoints";
import { spotCall } from "#venues/lbank/rest/call";
import { zonedCloseTime, zonedOpenTime } from "#venues/lbank/zone";
import { type CandlesPage } from "#venues/venue";

/** Rows that are read when no start is given. */
const ROWS_DEFAULT = 500;

interface Wanted {
  readonly instrument: Instrument;
  readonly interval: CandleInterval;
}

/** Reads candles, oldest first, at most 2,000 from a start. Throws UsageError for a length that the venue does not have. */
export function candlesCall(wanted: Wanted, page: CandlesPage): RestCall<readonly CandleEvent[]> {
  const { instrument, interval } = wanted;
  const type = REST_INTERVALS.get(interval);
  if (type === undefined) {
    const known = [...REST_INTERVALS.keys()].join(", ");
    throw new UsageError("unknown-interval", `LBank has no ${interval} candles over REST; use one of ${known}.`);
  }
  const endTime = page.endTime ?? page.now;
  const startTime = page.startTime ?? openBefore(interval, endTime, ROWS_DEFAULT);
  return spotCall({
    name: `candles ${instrument.symbol} ${interval}`,
    path: "/kline.do",
    query: [
      ["symbol", instrument.symbol],
      ["size", String(rowsOf(interval, startTime, endTime))],
      ["type", type],
      ["time", String(Math.floor(startTime / 1_000))],
    ],
    decode: (data) => readCandles(wanted, page.now, data)?.filter(({ openTime }) => openTime <= endTime),
  });
}

/** How many candles a range holds, at most what one answer does. */
function rowsOf(interval: CandleInterval, startTime: EpochMs, endTime: EpochMs): number {
  const lengthMs = zonedCloseTime(interval, startTime) - startTime;
  const rows = Math.ceil((endTime - zonedOpenTime(interval, startTime)) / Math.max(60_000, lengthMs)) + 1;
  return Math.min(Math.max(1, rows), spotRest.candlesMax);
}

function openBefore(interval: CandleInterval, endTime: EpochMs, rows: number): EpochMs {
  let open = zonedOpenTime(interval, endTime);
  for (let row = 1; row < rows; row += 1) open = zonedOpenTime(interval, epochMs(open - 1));
  return open;
}

function readCandles(wanted: Wanted, now: EpochMs, data: JsonValue | undefined): readonly CandleEvent[] | undefined {
  const rows = asArray(data);
  if (rows === undefined) return undefined;
  const candles: CandleEvent[] = [];
  for (const row of rows) {
    const candle = readCandle(wanted, now, row);
    if (candle === undefined) return undefined;
    candles.push(candle);
  }
  return candles.sort((one, other) => one.openTime - other.openTime);
}

/** `[seconds, open, high, low, close, volume in base coins]`. */
function readCandle(wanted: Wanted, now: EpochMs, value: JsonValue): CandleEvent | undefined {
  const row = asArray(value);
  const seconds = asWhole(row?.[0]);
  const prices = candlePrices((row ?? []).slice(1, 5).map(asText));
  if (seconds === undefined || prices === undefined) return undefined;
  const openTime = epochMs(seconds * 1_000);
  const closeTime = zonedCloseTime(wanted.interval, openTime);
  return {
    kind: "candle",
    ...wanted,
    openTime,
    closeTime,
    ...prices,
    volume: amountText(asText(row?.[5])),
    turnover: undefined,
    state: closeTime <= now ? "closed" : "open",
    partial: false,
    origin: "polled",
  };
}
