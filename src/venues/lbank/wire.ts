// Messages as LBank spells them, after decoding. They stay in this folder. The two kinds of the hot path are reused objects: what
// they hold is valid until the next decode.

import { type EpochMs, epochMs } from "#core/brand";
import { type Side } from "#core/event";
import { type JsonObject } from "#core/json/json-fallback";
import { type WrittenDecimal } from "#core/json/json-value";
import { type LevelBuffer } from "#core/level-buffer";
import { type ControlMessage, type MalformedFrame } from "#venues/venue";

/** A push of `depth`: the whole top of a book (documentation, captures). */
export interface WireBook {
  readonly kind: "book";
  pair: string;
  /** `s`: the publishing node, such as `t-07`; measured by one integrator, absent from the documentation. */
  node: string | undefined;
  /** `TS` of the push: UTC+8 wall time without a zone (arithmetic on published messages). */
  venueTime: EpochMs;
  /** As written: JSON numbers in captures, also with an exponent; strings on V3. Best first on both sides, no zero sizes. */
  readonly levels: LevelBuffer;
}

/** A push of `trade`: one print, without an id. */
export interface WireTrade {
  readonly kind: "trade";
  pair: string;
  readonly price: WrittenDecimal;
  /** `volume`: base coins. `amount` beside it is their quote value and not read. */
  readonly size: WrittenDecimal;
  /** The aggressor's, from `direction`. */
  side: Side;
  /** The inner `TS`: the time of the deal; the outer one is that of the push. */
  venueTime: EpochMs;
}

/** A push of `tick` or `kbar`: figures that nobody is in a hurry for, read from the parsed object. */
export interface WireFigures {
  readonly kind: "tick" | "kbar";
  readonly pair: string;
  readonly venueTime: EpochMs;
  readonly figures: JsonObject;
}

/** An answer to a one-time request, or a channel that truebook does not subscribe. */
export interface WireOther {
  readonly kind: "other";
  readonly pair: string;
}

export type WireMessage = WireBook | WireTrade | WireFigures | WireOther | ControlMessage | MalformedFrame;

/** What decoders write into; one per connection. */
export interface Scratch {
  readonly book: WireBook;
  readonly trade: WireTrade;
}

/** Makes the reused messages of one connection. */
export function makeScratch(levels: LevelBuffer): Scratch {
  return {
    book: { kind: "book", pair: "", node: undefined, venueTime: epochMs(0), levels },
    trade: {
      kind: "trade",
      pair: "",
      price: { mantissa: 0, decimals: 0 },
      size: { mantissa: 0, decimals: 0 },
      side: "buy",
      venueTime: epochMs(0),
    },
  };
}

/**
 * The taker's side that a `direction` tells: `buy`, `sell`, or an order type such as `sell_market`. A type that only a maker can have
 * is the maker's, so the taker stood on the other side.
 */
export function sideOf(direction: string): Side | undefined {
  const bar = direction.indexOf("_");
  const side = bar < 0 ? direction : direction.slice(0, bar);
  if (side !== "buy" && side !== "sell") return undefined;
  if (bar < 0 || direction.slice(bar + 1) !== "maker") return side;
  return side === "buy" ? "sell" : "buy";
}
