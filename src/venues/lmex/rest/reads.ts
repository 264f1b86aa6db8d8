import { type LmexProduct } from "#venues/lmex/endpoints";
import { bookCall } from "#venues/lmex/rest/book";
import { candlesCall } from "#venues/lmex/rest/candles";
import { instrumentsCall } from "#venues/lmex/rest/instruments";
import { tickerCall, tickersCall } from "#venues/lmex/rest/ticker";
import { timeCall } from "#venues/lmex/rest/time";
import { tradesCall } from "#venues/lmex/rest/trades";
import { type MarketReads } from "#venues/venue";

/** The public reads of one product, as data. */
export function marketReads(product: LmexProduct): MarketReads {
  return {
    instruments: () => instrumentsCall(product),
    book: (instrument, depth, group = 0) => bookCall(product, instrument, { depth, group }),
    ticker: (instrument) => tickerCall(product, instrument),
    tickers: (instruments) => tickersCall(product, instruments),
    trades: (instrument, page) => tradesCall(product, instrument, page),
    candles: (instrument, interval, page) => candlesCall(product, { instrument, interval }, page),
    time: timeCall,
  };
}
