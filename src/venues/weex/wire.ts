// Messages as WEEX spells them, after decoding. They stay in this folder. Both generations say the same in other words, so there is
// one set of types; the comments give each word. The two kinds of the hot path are reused objects: what they hold is valid until the
// next decode.

import { type WrittenDecimal } from "#core/json/json-value";
import { type LevelBuffer } from "#core/level-buffer";
import { type Sequence } from "#core/sequence";
import { type ControlMessage, type MalformedFrame } from "#venues/venue";

/** The two generations of WEEX's interface. */
export type WeexVersion = "v3" | "v2";

/** A book message: V3 events `depthSnapshot` and `depth`, V2 channel `depth.<symbol>.<level>`. */
export interface WireBook {
  readonly kind: "book";
  /** V2 only: the channel as the frame names it. It must agree with symbol and level. */
  channel: string | undefined;
  /** V3 `s` (`BTCUSDT`), V2 `symbol` (`cmt_btcusdt`). */
  symbol: string;
  /** V3 `d`, V2 `depthType`: SNAPSHOT or CHANGED. */
  type: "snapshot" | "delta";
  /** V3 `U`, V2 `startVersion`: the last number of the message before. */
  first: Sequence;
  /** V3 `u`, V2 `endVersion`: the number that the book has after this message. */
  last: Sequence;
  /** V3 `l`, V2 `level`: 15 or 200 levels a side. */
  level: number;
  /** V3 `E`, milliseconds; V2 sends no time. */
  time: number | undefined;
  /** Absolute sizes in base coins; any zero removes. Pairs in V3, objects in V2. */
  readonly levels: LevelBuffer;
}

/** One print of a trades message. */
export interface WireTrade {
  readonly price: WrittenDecimal;
  /** Base coins. */
  readonly size: WrittenDecimal;
  /** V3 `m`, V2 `buyerMaker`: true when the aggressor sold. */
  buyerMaker: boolean;
  /** V3 `t`, a UUID; V2 sends none. */
  tradeId: string | undefined;
  /** V3 `T`, V2 `time` (text): milliseconds. */
  time: number;
}

/** A trades message, its rows in no order. V3 opens a subscription with a `tradeSnapshot` of recent prints. */
export interface WireTrades {
  readonly kind: "trades";
  channel: string | undefined;
  /** V3 `s`; V2 rows name no symbol, so it is taken from the channel. */
  symbol: string;
  /** The first `length` entries are this message's; the rest is scratch space. */
  readonly rows: WireTrade[];
  length: number;
}

/** A day's figures as decimal text; what is absent was not sent. */
export interface WireTicker {
  readonly kind: "ticker";
  readonly channel: string | undefined;
  readonly symbol: string;
  readonly time: number | undefined;
  readonly last: string | undefined;
  readonly high: string | undefined;
  readonly low: string | undefined;
  /** V3 `v`, V2 `size`: base coins. */
  readonly volume: string | undefined;
  /** V3 `q`, V2 `value`: quote currency. */
  readonly turnover: string | undefined;
  /** V3 `P`, V2 `priceChangePercent`: a fraction in spite of the name. */
  readonly change: string | undefined;
  readonly mark: string | undefined;
  readonly index: string | undefined;
}

/** One candle as pushed. Nothing says that it is closed: a newer one does. */
export interface WireCandle {
  readonly openTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly turnover: string | undefined;
}

/** A candles message: V3 `klineSnapshot` and `kline`, V2 `kline.LAST_PRICE.<symbol>.<interval>`. */
export interface WireCandles {
  readonly kind: "candles";
  readonly channel: string | undefined;
  readonly symbol: string;
  /** In the venue's spelling: `1m`, `MINUTE_1`; undefined in an empty message of V3. */
  readonly interval: string | undefined;
  readonly rows: readonly WireCandle[];
}

/** Data that truebook does not read: `bookTicker`, candles of the mark price, events of tomorrow. */
export interface WireOther {
  readonly kind: "other";
  readonly name: string;
}

export type WireMessage = WireBook | WireTrades | WireTicker | WireCandles | WireOther | ControlMessage | MalformedFrame;

/** More prints than this in one message are malformed. */
export const TRADES_PER_MESSAGE_MAX = 2_000;

/** What decoders write into; one per connection. */
export interface Scratch {
  readonly book: WireBook;
  readonly trades: WireTrades;
}

/** Makes the reused messages of one connection. */
export function makeScratch(levels: LevelBuffer): Scratch {
  return {
    book: { kind: "book", channel: undefined, symbol: "", type: "delta", first: 0, last: 0, level: 0, time: undefined, levels },
    trades: { kind: "trades", channel: undefined, symbol: "", rows: [], length: 0 },
  };
}

/** The next free row of a trades message; undefined when it already holds the most. */
export function nextTrade(trades: WireTrades): WireTrade | undefined {
  const at = trades.length;
  if (at >= TRADES_PER_MESSAGE_MAX) return undefined;
  let row = trades.rows[at];
  if (row === undefined) {
    row = { price: { mantissa: 0, decimals: 0 }, size: { mantissa: 0, decimals: 0 }, buyerMaker: false, tradeId: undefined, time: 0 };
    trades.rows.push(row);
  }
  trades.length = at + 1;
  return row;
}
