import { type EpochMs, epochMs } from "#core/brand";
import { candleCloseTime } from "#core/calendar/candle-interval";
import { UsageError } from "#core/error";
import { type CandleEvent, type CandleInterval } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonValue } from "#core/json/json-fallback";
import { asArray, asText, asWhole } from "#core/json/json-value";
import { amountText, candlePrices } from "#core/json/market-figures";
import { type RestCall } from "#transport/rest-call";
import { CANDLES_MAX, type LmexProduct, RESOLUTIONS, restOf } from "#venues/lmex/endpoints";
import { readAnswer } from "#venues/lmex/rest/answer";
import { queryCall } from "#venues/lmex/rest/call";
import { type CandlesPage } from "#venues/venue";

interface Wanted {
  readonly instrument: Instrument;
  readonly interval: CandleInterval;
  readonly now: EpochMs;
}

/** Reads candles, oldest first, at most 300. Throws UsageError for a length that the venue does not have. */
export function candlesCall(
  product: LmexProduct,
  wanted: { readonly instrument: Instrument; readonly interval: CandleInterval },
  page: CandlesPage,
): RestCall<readonly CandleEvent[]> {
  const { instrument, interval } = wanted;
  const resolution = RESOLUTIONS.get(interval);
  if (resolution === undefined) {
    const known = [...RESOLUTIONS.keys()].join(", ");
    throw new UsageError("unknown-interval", `LMEX has no ${interval} candles over REST; use one of ${known}.`);
  }
  const name = `candles ${instrument.symbol} ${interval}`;
  return {
    ...queryCall(name, `${restOf(product).base}/ohlcv`),
    query: [["symbol", instrument.symbol], ["resolution", resolution], ...rangeOf(interval, page)],
    decode: (reply) => readAnswer(name, reply, (value) => readCandles({ ...wanted, now: page.now }, value)),
  };
}

/** A start is given a matching end, and a range that holds more than 300 candles is cut: the venue refuses it otherwise. */
function rangeOf(interval: CandleInterval, page: CandlesPage): readonly (readonly [string, string])[] {
  const { startTime, endTime, now } = page;
  if (startTime === undefined) return endTime === undefined ? [] : [["end", String(endTime)]];
  const lengthMs = candleCloseTime(interval, epochMs(0)) - 0;
  const last = Math.min(endTime ?? now, startTime + (CANDLES_MAX - 1) * lengthMs);
  return [
    ["start", String(startTime)],
    ["end", String(last)],
  ];
}

function readCandles(wanted: Wanted, value: JsonValue): readonly CandleEvent[] | undefined {
  const rows = asArray(value);
  if (rows === undefined) return undefined;
  const candles: CandleEvent[] = [];
  for (const row of rows) {
    const candle = readCandle(wanted, row);
    if (candle === undefined) return undefined;
    candles.push(candle);
  }
  // Newest first is documented; times decide, so that neither order can turn a chart round.
  return candles.sort((one, other) => one.openTime - other.openTime);
}

/** `[seconds, open, high, low, close, volume]`; the volume is read as quote turnover (see the evidence table). */
function readCandle(wanted: Wanted, value: JsonValue): CandleEvent | undefined {
  const row = asArray(value);
  const seconds = asWhole(row?.[0]);
  const prices = candlePrices((row ?? []).slice(1, 5).map(asText));
  if (seconds === undefined || prices === undefined) return undefined;
  const openTime = epochMs(seconds * 1_000);
  const closeTime = candleCloseTime(wanted.interval, openTime);
  return {
    kind: "candle",
    instrument: wanted.instrument,
    interval: wanted.interval,
    openTime,
    closeTime,
    ...prices,
    volume: undefined,
    turnover: amountText(asText(row?.[5])),
    state: closeTime <= wanted.now ? "closed" : "open",
    partial: false,
    origin: "polled",
  };
}
