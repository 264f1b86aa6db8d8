import { epochMs } from "#core/brand";
import { type TickerEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asObject, asWhole, field } from "#core/json/json-value";
import { rowsOf } from "#core/json/rows-of";
import { type RestCall } from "#transport/rest-call";
import { percentField, tickerOf } from "#venues/lbank/normalize";
import { contractCall, spotCall } from "#venues/lbank/rest/call";

const SPOT_FIGURES = { last: "latest", high24h: "high", low24h: "low", volume24h: "vol", turnover24h: "turnover" } as const;
const CONTRACT_FIGURES = {
  last: "lastPrice",
  high24h: "highestPrice",
  low24h: "lowestPrice",
  volume24h: "volume",
  turnover24h: "turnover",
  markPrice: "markedPrice",
  indexPrice: "underlyingPrice",
  fundingRate: "fundingRate",
} as const;

/** Reads the day's figures of a spot market. */
export function spotTickerCall(instrument: Instrument): RestCall<TickerEvent> {
  return spotCall({
    name: `ticker ${instrument.symbol}`,
    path: "/ticker/24hr.do",
    query: [["symbol", instrument.symbol]],
    decode: (data) => readSpot([instrument], data)?.[0],
  });
}

/** Reads the day's figures of many spot markets. Leveraged tokens are not in that answer. */
export function spotTickersCall(instruments: readonly Instrument[]): RestCall<readonly TickerEvent[]> {
  return spotCall({
    name: "tickers of spot",
    path: "/ticker/24hr.do",
    query: [["symbol", "all"]],
    decode: (data) => readSpot(instruments, data),
  });
}

/** Reads the figures of a contract, out of those of all: the venue has no shorter answer. */
export function contractTickerCall(instrument: Instrument): RestCall<TickerEvent> {
  return contractFigures(`ticker ${instrument.symbol}`, (data) => readContract([instrument], data)?.[0]);
}

/** Reads the figures of many contracts. */
export function contractTickersCall(instruments: readonly Instrument[]): RestCall<readonly TickerEvent[]> {
  return contractFigures("tickers of contract", (data) => readContract(instruments, data));
}

function contractFigures<Value>(name: string, decode: (data: JsonValue | undefined) => Value | undefined): RestCall<Value> {
  return contractCall({ name, path: "/marketData", query: [["productGroup", "SwapU"]], decode });
}

function readSpot(instruments: readonly Instrument[], data: JsonValue | undefined): readonly TickerEvent[] | undefined {
  return rowsOf(instruments, asArray(data))?.flatMap(({ instrument, row }) => spotTicker(instrument, row) ?? []);
}

function spotTicker(instrument: Instrument, row: JsonObject): TickerEvent | undefined {
  const figures = asObject(field(row, "ticker"));
  if (figures === undefined) return undefined;
  const change = percentField(figures, "change");
  const time = asWhole(field(row, "timestamp"));
  return {
    ...tickerOf(instrument, figures, SPOT_FIGURES),
    ...(change === undefined ? {} : { changeFraction24h: change }),
    venueTime: time === undefined ? undefined : epochMs(time),
    origin: "polled",
  };
}

function readContract(instruments: readonly Instrument[], data: JsonValue | undefined): readonly TickerEvent[] | undefined {
  const rows = rowsOf(instruments, asArray(data));
  return rows?.map(({ instrument, row }) => ({ ...tickerOf(instrument, row, CONTRACT_FIGURES), origin: "polled" }));
}
