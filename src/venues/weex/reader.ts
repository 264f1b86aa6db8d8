// One connection's reader: decode, then normalize, over scratch space that lives as long as the connection's reader.

import { type InstrumentTable, type Product } from "#core/instrument";
import { LevelBuffer } from "#core/level-buffer";
import { type FrameReader, type ReadCounters, type Reading } from "#venues/venue";
import { Decoder } from "#venues/weex/decode";
import { normalizeBook, normalizeCandles, normalizeTicker, normalizeTrades } from "#venues/weex/normalize";
import { Routes } from "#venues/weex/routes";
import { makeScratch, type WeexVersion, type WireMessage } from "#venues/weex/wire";

/** What a reader speaks. `fast: false` reads every frame losslessly: for tests and benchmarks, which compare both. */
export interface ReaderOptions {
  readonly version: WeexVersion;
  readonly product: Product;
  readonly fast?: boolean;
}

/** Makes a reader for one connection of a product. */
export function frameReader(options: ReaderOptions, table: () => InstrumentTable): FrameReader {
  const { version, product } = options;
  const counters: ReadCounters = { fastReads: 0, fallbackReads: 0, unknownFields: new Map() };
  const levels = new LevelBuffer();
  const routes = new Routes({ version, product, instruments: table, levels });
  const decoder = new Decoder({ version, scratch: makeScratch(levels), counters, fast: options.fast ?? true });
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
      return normalizeBook(message, routes);
    case "trades":
      return normalizeTrades(message, routes);
    case "ticker":
      return normalizeTicker(message, routes);
    case "candles":
      return normalizeCandles(message, routes);
    case "other":
      return { kind: "foreign", topic: undefined, symbol: message.name };
    case "ack":
    case "refused":
    case "pong":
    case "ping":
    case "notice":
    case "malformed":
      return message;
  }
}
