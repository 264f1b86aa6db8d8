// Messages as LMEX spells them, after decoding. They stay in this folder. The two kinds of the hot path are reused objects: what
// they hold is valid until the next decode.

import { type WrittenDecimal } from "#core/json/json-value";
import { type LevelBuffer } from "#core/level-buffer";
import { type Sequence } from "#core/sequence";
import { type KnownTopic } from "#venues/lmex/routes";
import { type ControlMessage, type MalformedFrame } from "#venues/venue";

/** A book message: `update:<symbol>_<group>` on the `oss` server. */
export interface WireBook {
  readonly kind: "book";
  /** As the frame names it; deltas may drop `_0` or use another spelling of the symbol (documentation and live captures). */
  topic: KnownTopic;
  /** `data.symbol`: what decides where the message belongs. */
  symbol: string;
  type: "snapshot" | "delta";
  seqNum: Sequence;
  /** Undefined only on a snapshot that leaves it out. */
  prevSeqNum: Sequence | undefined;
  /** Milliseconds; undefined where the frame leaves it out. */
  timestamp: number | undefined;
  /**
   * As written: snapshots send asks worst first, deltas in no order, sizes are absolute and any zero removes (live captures).
   * Prices keep trailing zeros.
   */
  readonly levels: LevelBuffer;
}

/** One print of a trades message. */
export interface WireTrade {
  readonly price: WrittenDecimal;
  /** Contracts on futures, base coins on spot. */
  readonly size: WrittenDecimal;
  /** The aggressor. */
  side: "BUY" | "SELL";
  /** May be the old name (`ETHPFC`) on the bare topic. */
  symbol: string;
  /** A running number, read as text; the same that REST calls `serialId` (inferred). */
  tradeId: string | undefined;
  /** Milliseconds. */
  timestamp: number;
}

/** A trades message: newest first; the first one after subscribing is a batch of recent prints. */
export interface WireTrades {
  readonly kind: "trades";
  topic: KnownTopic;
  /** The first `length` entries are this message's; the rest is scratch space. */
  readonly rows: WireTrade[];
  length: number;
}

/** Data of a topic that truebook does not read. */
export interface WireOther {
  readonly kind: "other";
  readonly topic: KnownTopic;
}

export type WireMessage = WireBook | WireTrades | WireOther | ControlMessage | MalformedFrame;

/** More prints than this in one message are malformed. */
export const TRADES_PER_MESSAGE_MAX = 2_000;

/** What decoders write into; one per connection. */
export interface Scratch {
  readonly book: WireBook;
  readonly trades: WireTrades;
}

/** Makes the reused messages of one connection. */
export function makeScratch(nowhere: KnownTopic, levels: LevelBuffer): Scratch {
  return {
    book: {
      kind: "book",
      topic: nowhere,
      symbol: "",
      type: "delta",
      seqNum: 0,
      prevSeqNum: 0,
      timestamp: 0,
      levels,
    },
    trades: { kind: "trades", topic: nowhere, rows: [], length: 0 },
  };
}

/** The next free row of a trades message; undefined when it already holds the most. */
export function nextTrade(trades: WireTrades): WireTrade | undefined {
  const at = trades.length;
  if (at >= TRADES_PER_MESSAGE_MAX) return undefined;
  let row = trades.rows[at];
  if (row === undefined) {
    row = {
      price: { mantissa: 0, decimals: 0 },
      size: { mantissa: 0, decimals: 0 },
      side: "BUY",
      symbol: "",
      tradeId: undefined,
      timestamp: 0,
    };
    trades.rows.push(row);
  }
  trades.length = at + 1;
  return row;
}
