import { bookCall } from "#venues/tidewell/rest/book";
import { candlesCall } from "#venues/tidewell/rest/candles";
import { instrumentsCall } from "#venues/tidewell/rest/instruments";
import { tickerCall, tickersCall } from "#venues/tidewell/rest/ticker";
import { timeCall } from "#venues/tidewell/rest/time";
import { tradesCall } from "#venues/tidewell/rest/trades";
import { type MarketReads } from "#venues/venue";

export const reads: MarketReads = {
  instruments: instrumentsCall,
  book: bookCall,
  ticker: tickerCall,
  tickers: tickersCall,
  trades: tradesCall,
  candles: (instrument, interval, page) => candlesCall({ instrument, interval }, page),
  time: timeCall,
};
