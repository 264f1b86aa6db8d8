import { type MarketReads, type ProductDescription } from "#venues/venue";
import { bookCall } from "#venues/weex/rest/book";
import { type Interface } from "#venues/weex/rest/call";
import { candlesCall } from "#venues/weex/rest/candles";
import { instrumentsCall } from "#venues/weex/rest/instruments";
import { tickerCall, tickersCall } from "#venues/weex/rest/ticker";
import { timeCall } from "#venues/weex/rest/time";
import { tradesCall } from "#venues/weex/rest/trades";
import { type WeexVersion } from "#venues/weex/wire";

/** The public reads of one product in one version, as data. There are no groupings. */
export function marketReads(version: WeexVersion, description: ProductDescription): MarketReads {
  const face: Interface = { version, description, spot: description.product === "spot" };
  return {
    instruments: () => instrumentsCall(face),
    book: (instrument, depth) => bookCall(face, instrument, depth),
    ticker: (instrument) => tickerCall(face, instrument),
    tickers: (instruments) => tickersCall(face, instruments),
    trades: (instrument, page) => tradesCall(face, instrument, page),
    candles: (instrument, interval, page) => candlesCall(face, { instrument, interval }, page),
    time: () => timeCall(face),
  };
}
