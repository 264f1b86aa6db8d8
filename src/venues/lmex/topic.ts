// Topic names, both ways. LMEX may answer under another spelling than the one subscribed: without `_0`, with the settlement
// currency (`ETH-PERP-USDT`), or bare with an old name in the data (`tradeHistoryApi` and `ETHPFC`). Whatever it says, a reading
// carries the one spelling that `subscribe` sends.

import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";

/** Trade topics by generation, the newest first; only the last exists on spot. */
export const TRADE_CHANNELS = ["tradeHistoryApiV3", "tradeHistoryApiV2", "tradeHistoryApi"] as const;
export type TradeChannel = (typeof TRADE_CHANNELS)[number];

/** What stands before the symbol in every topic of a book. */
export const BOOK_PREFIX = "update:";

/** The topic of one grouping of one book. */
export const bookTopic = (symbol: string, group: number): string => `${BOOK_PREFIX}${symbol}_${group}`;

/** The topic of one market's trades in one generation. */
export const tradesTopic = (channel: TradeChannel, symbol: string): string => `${channel}:${symbol}`;

/** A topic as a frame names it. `symbol` is undefined where the topic is bare, `group` where it does not say. */
export type ParsedTopic =
  | { readonly channel: "book"; readonly symbol: string; readonly group: number | undefined }
  | { readonly channel: "trades"; readonly name: TradeChannel; readonly symbol: string | undefined }
  | { readonly channel: "other" };

const BOOK = /^update:([^_\s]{1,64})(?:_([0-8]))?$/;
const TRADES = /^(tradeHistoryApi(?:V[23])?)(?::([^\s]{1,64}))?$/;

/** Takes a topic apart. Topics that truebook does not subscribe are `other`. */
export function parseTopic(text: string): ParsedTopic {
  const book = BOOK.exec(text);
  if (book !== null) return { channel: "book", symbol: book[1] ?? "", group: book[2] === undefined ? undefined : Number(book[2]) };
  const trades = TRADES.exec(text);
  const name = TRADE_CHANNELS.find((channel) => channel === trades?.[1]);
  return name === undefined ? { channel: "other" } : { channel: "trades", name, symbol: trades?.[2] };
}

/** The instrument that a frame's symbol means, in any of the venue's spellings. */
export function instrumentOf(table: InstrumentTable, product: Product, symbol: string): Instrument | undefined {
  const short = product === "futures" ? shortSpelling(symbol) : undefined;
  return (short === undefined ? undefined : table.bySymbol(product, short)) ?? table.bySymbol(product, symbol);
}

/** What the older `BTCPFC` and the longer `BTC-PERP-USDT` are short for; undefined for a symbol that is neither. */
function shortSpelling(symbol: string): string | undefined {
  if (symbol.endsWith("PFC")) return `${symbol.slice(0, -3)}-PERP`;
  const cut = symbol.lastIndexOf("-");
  return cut > symbol.indexOf("-") ? symbol.slice(0, cut) : undefined;
}
