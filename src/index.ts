// The front door. Importing it loads no socket, no HTTP client and no venue: those come with the first `connect`.

export { type CleanExitOptions, type EndingConnection, type ExitReport, exitCleanly, type LeftOrder } from "#assemblies/clean-exit";
export { type ConnectionTo, connect, type KnownVenueId, type LiveOptionsFor, type OptionsFor } from "#assemblies/connect";
export { type ExitSignalOptions, exitOnSignals } from "#assemblies/exit-signals";
export type {
  AccountConnection,
  AccountReader,
  AccountScope,
  AccountStatus,
  AccountWatchOptions,
  Balance,
  Fill,
  Order,
  Position,
} from "#client/account/account-api";
export { combine } from "#client/across/combine";
export { consolidate, crossSpread } from "#client/across/consolidate";
export { healthAcross } from "#client/across/health-across";
export { type SharedInstrument, sharedInstruments } from "#client/across/shared-instruments";
export type { BestQuote, ConsolidatedBook, CrossSpread, HealthAcross, VenueQuote, VenueTop } from "#client/across/views";
export {
  type MarketOn,
  type WatchAcross,
  type WatchAcrossOptions,
  watchConsolidated,
  watchSpread,
} from "#client/across/watch-across";
export type {
  BookBucket,
  BookHealth,
  BookLevel,
  BookView,
  BookWatch,
  Candle,
  CandlesWatch,
  ConnectionHealth,
  ConnectOptions,
  Delivery,
  Health,
  History,
  ItemOf,
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
export type {
  BookWithoutOwn,
  CancelAllInput,
  CancelResult,
  ChangeInput,
  IntentInput,
  LedgerOrder,
  LedgerState,
  LiveOptions,
  OrderPreview,
  OrderStory,
  OwnSize,
  ProofLine,
  ProofSheet,
  Remaining,
  RiskStatus,
  Submitted,
  Trader,
  TradingConnection,
  TradingOptions,
} from "#client/trading/trading-api";
export type { FeeRates, FundingPayment, OrderReport, OrderStatus, PositionSettings } from "#core/account/account-event";
export type { ClientOrderId, OrderChange, OrderIntent, TimeInForce, VenueOrderId } from "#core/account/order";
export type { RejectReason, SubmitOutcome } from "#core/account/order-outcome";
export type { BookCitation, Killed, Refused, RiskAction, RiskCheck, RiskRule } from "#core/account/risk";
export type { LimitInput, RiskLimitsInput, RiskLine } from "#core/account/risk-limits";
export { type CredentialsInput, Secret } from "#core/account/secret";
export type { PriceInput } from "#core/account/sizing/price-input";
export type { SizeInput } from "#core/account/sizing/size-input";
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
export { baseSize, type Instrument, type Product } from "#core/instrument";
export type { Log } from "#core/port";
export { Decimal, Price, Size } from "#core/quantity";
