// One connection's reader: decode, then normalize, over scratch space that lives as long as the connection's reader.

import { type InstrumentTable } from "#core/instrument";
import { LevelBuffer } from "#core/level-buffer";
import { Decoder } from "#venues/lbank/decode";
import { SOCKET_INTERVALS } from "#venues/lbank/endpoints";
import { normalizeBook, normalizeCandle, normalizeTicker, normalizeTrade } from "#venues/lbank/normalize";
import { Routes, type TopicWords } from "#venues/lbank/routes";
import { bookTopic, candlesTopic, tickerTopic, tradesTopic } from "#venues/lbank/topic";
import { makeScratch, type WireBook, type WireFigures, type WireMessage, type WireTrade } from "#venues/lbank/wire";
import { type FrameReader, type ReadCounters, type Reading } from "#venues/venue";

/** `fast: false` reads every frame losslessly: for tests and benchmarks, which compare both. */
export interface ReaderOptions {
  readonly fast?: boolean;
}

const WORDS: TopicWords = {
  name: (symbol) => symbol,
  book: bookTopic,
  trades: tradesTopic,
  ticker: tickerTopic,
  candles: (symbol, interval) => candlesTopic(symbol, SOCKET_INTERVALS.get(interval) ?? ""),
};

const NAME_LENGTH_MAX = 128;

/** Makes a reader for one connection. */
export function frameReader(table: () => InstrumentTable, options: ReaderOptions = {}): FrameReader {
  const counters: ReadCounters = { fastReads: 0, fallbackReads: 0, unknownFields: new Map() };
  const levels = new LevelBuffer();
  const routes = new Routes(WORDS, table, levels);
  const decoder = new Decoder({ scratch: makeScratch(levels), counters, fast: options.fast ?? true });
  return {
    counters,
    read(bytes) {
      routes.refresh();
      return normalize(decoder.decode(bytes), routes);
    },
  };
}

function normalize(message: WireMessage, routes: Routes): Reading {
  switch (message.kind) {
    case "book":
    case "trade":
    case "tick":
    case "kbar":
      return normalizeData(message, routes);
    case "other":
      return { kind: "foreign", topic: undefined, symbol: message.pair.slice(0, NAME_LENGTH_MAX) };
    case "ack":
    case "refused":
    case "pong":
    case "ping":
    case "notice":
    case "malformed":
      return message;
  }
}

function normalizeData(message: WireBook | WireTrade | WireFigures, routes: Routes): Reading {
  const route = routes.find(message.pair);
  if (route === undefined) return { kind: "foreign", topic: undefined, symbol: message.pair.slice(0, NAME_LENGTH_MAX) };
  switch (message.kind) {
    case "book":
      return normalizeBook(message, route);
    case "trade":
      return normalizeTrade(message, route);
    case "tick":
      return normalizeTicker(message, route);
    case "kbar":
      return normalizeCandle(message, route, routes);
  }
}
