import { UsageError } from "#core/error";
import { contractBookCall, spotBookCall } from "#venues/lbank/rest/book";
import { candlesCall } from "#venues/lbank/rest/candles";
import { contractInstrumentsCall, spotInstrumentsCall } from "#venues/lbank/rest/instruments";
import { contractTickerCall, contractTickersCall, spotTickerCall, spotTickersCall } from "#venues/lbank/rest/ticker";
import { timeCall } from "#venues/lbank/rest/time";
import { tradesCall } from "#venues/lbank/rest/trades";
import { type MarketReads } from "#venues/venue";

/** The public reads of spot, as data. */
export const spotReads: MarketReads = {
  instruments: spotInstrumentsCall,
  book: (instrument, depth) => spotBookCall(instrument, depth),
  ticker: spotTickerCall,
  tickers: spotTickersCall,
  trades: tradesCall,
  candles: (instrument, interval, page) => candlesCall({ instrument, interval }, page),
  time: () => timeCall("spot"),
};

/** The public reads of contracts, as data. Prints and candles throw UsageError: no source proves a way to read them. */
export const contractReads: MarketReads = {
  instruments: contractInstrumentsCall,
  book: (instrument, depth) => contractBookCall(instrument, depth),
  ticker: contractTickerCall,
  tickers: contractTickersCall,
  trades: (instrument) => missing(`trades of ${instrument.symbol}`),
  candles: (instrument) => missing(`candles of ${instrument.symbol}`),
  time: () => timeCall("contract"),
};

function missing(what: string): never {
  throw new UsageError("no-read", `LBank's contract REST has no ${what}; its books and tickers can be read.`);
}
