// The front door. Importing it loads no socket, no HTTP client and no venue: those come with the first `connect`.

export { connect } from "#assemblies/connect";
export type {
  BookHealth,
  BookLevel,
  BookView,
  BookWatch,
  Candle,
  ConnectionHealth,
  ConnectOptions,
  Delivery,
  Health,
  History,
  PageOptions,
  StatusEvent,
  Subscription,
  Ticker,
  Trade,
  TradeHole,
  TradesWatch,
  VenueConnection,
  Watch,
  WatchBookOptions,
  WatchOptions,
} from "#client/api";
export { batch, filter, merge } from "#client/streams";
export {
  BookNotLive,
  ConfigError,
  InvariantError,
  ProtocolError,
  TransportError,
  TruebookError,
  UsageError,
  VenueError,
} from "#core/error";
export type { CandleInterval, Side } from "#core/event";
export type { Instrument, Product } from "#core/instrument";
export type { Log } from "#core/port";
export { Price, Size } from "#core/quantity";
