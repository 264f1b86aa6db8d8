import { epochMs } from "#core/brand";
import { type TickerEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asArray, asWhole, field } from "#core/json/json-value";
import { tickerFigures } from "#core/json/market-figures";
import { rowsOf } from "#core/json/rows-of";
import { type RestCall } from "#transport/rest-call";
import { readAnswer } from "#venues/weex/rest/answer";
import { type Interface, queryCall } from "#venues/weex/rest/call";

/** Wire name by ticker field. Bids and asks are spot's; mark and index are the contract's. The change is a fraction in all of them. */
const FIGURES_V3 = {
  last: "lastPrice",
  bestBid: "bidPrice",
  bestAsk: "askPrice",
  high24h: "highPrice",
  low24h: "lowPrice",
  volume24h: "volume",
  turnover24h: "quoteVolume",
  changeFraction24h: "priceChangePercent",
  markPrice: "markPrice",
  indexPrice: "indexPrice",
} as const;
/** `volume_24h` is quote turnover and `base_volume` base volume, by their magnitudes; the pages call both "quote". */
const FIGURES_V2 = {
  last: "last",
  bestBid: "best_bid",
  bestAsk: "best_ask",
  high24h: "high_24h",
  low24h: "low_24h",
  volume24h: "base_volume",
  turnover24h: "volume_24h",
  changeFraction24h: "priceChangePercent",
  markPrice: "markPrice",
  indexPrice: "indexPrice",
} as const;

/** Reads the day's figures of one instrument. */
export function tickerCall(face: Interface, instrument: Instrument): RestCall<TickerEvent> {
  const name = `ticker ${instrument.symbol}`;
  const about = face.version === "v2" ? { path: "market/ticker", weight: 1 } : dayFigures(face);
  return {
    ...queryCall(face, name, about),
    query: [["symbol", instrument.symbol]],
    decode: (reply) => readAnswer(name, reply, (value) => readTickers(face, [instrument], value)?.[0]),
  };
}

/** Reads the day's figures of many instruments: V2 has a path of its own for all, V3 leaves the symbol out. */
export function tickersCall(face: Interface, instruments: readonly Instrument[]): RestCall<readonly TickerEvent[]> {
  const name = `tickers of ${face.description.product}`;
  const about = face.version === "v2" ? { path: "market/tickers", weight: 40 } : dayFigures(face);
  return {
    ...queryCall(face, name, about),
    query: [],
    decode: (reply) => readAnswer(name, reply, (value) => readTickers(face, instruments, value)),
  };
}

/** V3's day figures cost the same for one symbol and for all. */
function dayFigures(face: Interface): { readonly path: string; readonly weight: number } {
  return { path: "market/ticker/24hr", weight: face.spot ? 2 : 40 };
}

/** V3 answers with a list also for one symbol, V2 with the row itself. */
function readTickers(face: Interface, instruments: readonly Instrument[], value: JsonValue): readonly TickerEvent[] | undefined {
  return rowsOf(instruments, asArray(value) ?? [value])?.map(({ instrument, row }) => tickerOf(face, instrument, row));
}

function tickerOf(face: Interface, instrument: Instrument, row: JsonObject): TickerEvent {
  const v3 = face.version === "v3";
  const figures = tickerFigures(row, v3 ? FIGURES_V3 : FIGURES_V2);
  const ms = asWhole(field(row, v3 ? "closeTime" : "timestamp"));
  return { kind: "ticker", instrument, ...figures, venueTime: ms === undefined ? undefined : epochMs(ms), origin: "polled" };
}
