import { epochMs } from "#core/brand";
import { type TickerEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asObject, asText, asWhole, field } from "#core/json/json-value";
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
    decode: (data) => readSpot(instrument, data),
  });
}

/** Reads the figures of a contract, out of those of all: the venue has no shorter answer. */
export function contractTickerCall(instrument: Instrument): RestCall<TickerEvent> {
  return contractCall({
    name: `ticker ${instrument.symbol}`,
    path: "/marketData",
    query: [["productGroup", "SwapU"]],
    decode: (data) => readContract(instrument, data),
  });
}

function readSpot(instrument: Instrument, data: JsonValue | undefined): TickerEvent | undefined {
  const row = rowOf(instrument, data);
  const figures = row === undefined ? undefined : asObject(field(row, "ticker"));
  if (row === undefined || figures === undefined) return undefined;
  const change = percentField(figures, "change");
  const time = asWhole(field(row, "timestamp"));
  return {
    ...tickerOf(instrument, figures, SPOT_FIGURES),
    ...(change === undefined ? {} : { changeFraction24h: change }),
    venueTime: time === undefined ? undefined : epochMs(time),
    origin: "polled",
  };
}

function readContract(instrument: Instrument, data: JsonValue | undefined): TickerEvent | undefined {
  const row = rowOf(instrument, data);
  return row === undefined ? undefined : { ...tickerOf(instrument, row, CONTRACT_FIGURES), origin: "polled" };
}

function rowOf(instrument: Instrument, data: JsonValue | undefined): JsonObject | undefined {
  const rows = (asArray(data) ?? []).map(asObject);
  return rows.find((row) => row !== undefined && asText(field(row, "symbol")) === instrument.symbol);
}
