// One connection's reader: decode, then normalize, over scratch space that lives as long as the connection's reader.

import { type InstrumentTable, type Product } from "#core/instrument";
import { LevelBuffer } from "#core/level-buffer";
import { Decoder } from "#venues/lmex/decode";
import { normalizeBook, normalizeTrades } from "#venues/lmex/normalize";
import { Routes } from "#venues/lmex/routes";
import { makeScratch, type WireMessage } from "#venues/lmex/wire";
import { type FrameReader, type ReadCounters, type Reading } from "#venues/venue";

/** `fast: false` reads every frame losslessly: for tests and benchmarks, which compare both. */
export interface ReaderOptions {
  readonly fast?: boolean;
}

/** Makes a reader for one connection of a product. */
export function frameReader(product: Product, table: () => InstrumentTable, options: ReaderOptions = {}): FrameReader {
  const counters: ReadCounters = { fastReads: 0, fallbackReads: 0, unknownFields: new Map() };
  const levels = new LevelBuffer();
  const routes = new Routes(product, table, levels);
  const scratch = makeScratch(routes.topic(""), levels);
  const decoder = new Decoder({ routes, scratch, counters, fast: options.fast ?? true });
  return {
    counters,
    ahead: (frames, count, into) => decoder.ahead(frames, count, into),
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
    case "other":
      return { kind: "foreign", topic: message.topic.text, symbol: "" };
    case "ack":
    case "refused":
    case "pong":
    case "ping":
    case "notice":
    case "malformed":
      return message;
  }
}
