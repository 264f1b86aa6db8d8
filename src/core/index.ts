// The vocabulary, for programs that speak it without connecting: exact numbers, instruments, events, books, errors.

export { BookSide } from "#core/book/book-side";
export type { BookState, NotLiveReason } from "#core/book/book-state";
export { BOOK_DEPTH_MAX, OrderBook } from "#core/book/order-book";
export {
  type Brand,
  type EpochMs,
  epochMs,
  type InstrumentId,
  type MonotonicMs,
  type PriceUnits,
  priceUnits,
  type SizeUnits,
  sizeUnits,
  type VenueSymbol,
} from "#core/brand";
export { CANDLE_INTERVALS, candleCloseTime, candleOpenTime } from "#core/calendar/candle-interval";
export { type ParsedDecimal, parseDecimal, rescale, textToUnits, unitsToText } from "#core/decimal";
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
export type { BookEvent, BookImage, CandleEvent, CandleInterval, MarketEvent, Side, TickerEvent, TradeEvent } from "#core/event";
export { baseSize, type Instrument, type InstrumentTable, instrumentTable, type Product, type VenueId } from "#core/instrument";
export type { Clock, Frame, FrameSink, Log, LogLevel, Metrics, Random, Timer } from "#core/port";
export { Decimal, Price, Size, type SizeUnit } from "#core/quantity";
export { seededRandom } from "#core/random";
export type { Sequence, SequenceVerdict } from "#core/sequence";
