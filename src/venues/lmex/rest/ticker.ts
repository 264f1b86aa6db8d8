import { parseDecimal, trimDecimal, unitsToText } from "#core/decimal";
import { type TickerEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asText, field } from "#core/json/json-value";
import { tickerFigures } from "#core/json/market-figures";
import { rowsOf } from "#core/json/rows-of";
import { type RestCall } from "#transport/rest-call";
import { type LmexProduct, restOf } from "#venues/lmex/endpoints";
import { readAnswer } from "#venues/lmex/rest/answer";
import { queryCall } from "#venues/lmex/rest/call";

/** Wire name by ticker field. `volume` is quote notional; `size`, where it is sent at all, is what was transacted in the size unit. */
const FIGURES = {
  last: "last",
  bestBid: "highestBid",
  bestAsk: "lowestAsk",
  high24h: "high24Hr",
  low24h: "low24Hr",
  volume24h: "size",
  turnover24h: "volume",
} as const;
const FUTURES_FIGURES = { fundingRate: "fundingRate", openInterest: "openInterest" } as const;

/** Reads the day's figures of one instrument. The row carries no time of its own. */
export function tickerCall(product: LmexProduct, instrument: Instrument): RestCall<TickerEvent> {
  const name = `ticker ${instrument.symbol}`;
  return {
    ...queryCall(name, `${restOf(product).base}/market_summary`),
    query: [["symbol", instrument.symbol]],
    decode: (reply) => readAnswer(name, reply, (value) => readTickers(product, [instrument], value)?.[0]),
  };
}

/** Reads the day's figures of many instruments: without a symbol the venue answers with all of them. */
export function tickersCall(product: LmexProduct, instruments: readonly Instrument[]): RestCall<readonly TickerEvent[]> {
  const name = `tickers of ${product}`;
  return {
    ...queryCall(name, `${restOf(product).base}/market_summary`),
    query: [],
    decode: (reply) => readAnswer(name, reply, (value) => readTickers(product, instruments, value)),
  };
}

function readTickers(product: LmexProduct, instruments: readonly Instrument[], value: JsonValue): readonly TickerEvent[] | undefined {
  return rowsOf(instruments, asArray(value))?.map(({ instrument, row }) => tickerOf(product, instrument, row));
}

function tickerOf(product: LmexProduct, instrument: Instrument, row: JsonObject): TickerEvent {
  const change = fractionOf(row);
  return {
    kind: "ticker",
    instrument,
    ...tickerFigures(row, FIGURES),
    ...(product === "futures" ? tickerFigures(row, FUTURES_FIGURES) : {}),
    ...(change === undefined ? {} : { changeFraction24h: change }),
    venueTime: undefined,
    origin: "polled",
  };
}

/** `percentageChange` is percent: -1.284 is the fraction -0.01284. */
function fractionOf(row: JsonObject): string | undefined {
  const parsed = parseDecimal(asText(field(row, "percentageChange")) ?? "");
  return parsed === undefined ? undefined : trimDecimal(unitsToText(parsed.mantissa, parsed.decimals + 2));
}
