// The vocabulary, for programs that speak it without connecting: exact numbers, instruments, events, books, errors.

export { type Brand, type EpochMs, epochMs, type InstrumentId, type MonotonicMs, type PriceUnits, priceUnits, type SizeUnits, sizeUnits, type VenueSymbol } from "#core/brand";
export { CANDLE_INTERVALS, candleCloseTime, candleOpenTime } from "#core/candle-interval";
export { type ParsedDecimal, parseDecimal, rescale, textToUnits, unitsToText } from "#core/decimal";
export { BookNotLive, ConfigError, InvariantError, ProtocolError, TransportError, TruebookError, UsageError, VenueError } from "#core/error";
export { type BookEvent, type BookImage, type CandleEvent, type CandleInterval, type MarketEvent, type Side, type TickerEvent, type TradeEvent } from "#core/event";
export { type Instrument, type InstrumentTable, instrumentTable, type Product, type VenueId } from "#core/instrument";
export { BOOK_DEPTH_MAX, OrderBook } from "#core/book/order-book";
export { BookSide } from "#core/book/book-side";
export { type BookState, type NotLiveReason } from "#core/book/book-state";
export { type Clock, type Frame, type FrameSink, type Log, type LogLevel, type Metrics, type Random, type Timer } from "#core/port";
export { Price, Size, type SizeUnit } from "#core/quantity";
export { seededRandom } from "#core/random";
export { type Sequence, type SequenceVerdict } from "#core/sequence";
