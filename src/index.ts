// The front door. Importing it loads no socket, no HTTP client and no venue: those come with the first `connect`.

export {
  type BookHealth,
  type BookLevel,
  type BookView,
  type BookWatch,
  type Candle,
  type ConnectionHealth,
  type ConnectOptions,
  type Delivery,
  type Health,
  type History,
  type PageOptions,
  type StatusEvent,
  type Ticker,
  type Trade,
  type TradeHole,
  type TradesWatch,
  type VenueConnection,
  type Watch,
  type WatchBookOptions,
  type WatchOptions,
} from "#client/api";
export { batch, filter, merge } from "#client/streams";
export { BookNotLive, ConfigError, InvariantError, ProtocolError, TransportError, TruebookError, UsageError, VenueError } from "#core/error";
export { type CandleInterval, type Side } from "#core/event";
export { type Instrument, type Product } from "#core/instrument";
export { type Log } from "#core/port";
export { Price, Size } from "#core/quantity";
export { connect } from "#assemblies/connect";
