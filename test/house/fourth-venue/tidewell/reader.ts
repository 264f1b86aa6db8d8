import { type InstrumentTable } from "#core/instrument";
import { LevelBuffer } from "#core/level-buffer";
import { decode } from "#venues/tidewell/decode";
import { normalizeBook, normalizeDeals } from "#venues/tidewell/normalize";
import { type FrameReader, type ReadCounters, type Reading } from "#venues/venue";

/** Reads one connection's lines. */
export function frameReader(table: () => InstrumentTable): FrameReader {
  const counters: ReadCounters = { fastReads: 0, fallbackReads: 0, unknownFields: new Map() };
  const levels = new LevelBuffer();
  return {
    counters,
    read(bytes): Reading {
      const message = decode(bytes);
      if (message.kind !== "book" && message.kind !== "deals") return message;
      counters.fastReads += 1;
      const symbol = (message.kind === "book" ? message.symbol : message.deals[0]?.symbol) ?? "";
      const instrument = table().bySymbol("swap", symbol);
      if (instrument === undefined) return { kind: "foreign", topic: undefined, symbol: symbol.slice(0, 40) };
      return message.kind === "book" ? normalizeBook(message, instrument, levels) : normalizeDeals(message, instrument);
    },
  };
}
