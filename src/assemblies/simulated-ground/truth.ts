// What a card compares with: the simulated exchange's own books, prints and candles, and the words of the client that it judges.

export type {
  BookView,
  BookWatch,
  Candle,
  StatusEvent,
  Ticker,
  Trade,
  TradeHole,
  VenueConnection,
} from "#client/api";
export type { FaultValue } from "#sim/faults/fault-types";
export type { PublicMarket } from "#sim/market/public-market";
export { isRecentPicture, type JudgedSides, wrongWhileLive } from "#sim/oracle/book-oracle";
export { checkFigures, checkTrades, figuresOf, type HeardTrades, hearMarket, tradeKey } from "#sim/oracle/print-oracle";
export type { SimulatedExchange } from "#sim/world";
export type { Heartbeat } from "#venues/venue";
