import { bareSocket } from "#apps/cli/bench/bare-socket";
import { type Consumer } from "#apps/cli/bench/consumer";
import { ownPath } from "#apps/cli/bench/own-path";
import { ccxtBybit } from "./ccxt-bybit.ts";
import { connectFallback } from "./fallback-path.ts";
import { ccxtLbankImages, lbankImages } from "./lbank-images.ts";
import { manyBooks, manyPeerBooks } from "./many-books.ts";
import { ccxtWeexTrades, weexTrades } from "./weex-trades.ts";

/** Whole books of LBank and prints of WEEX. */
export const VENUE_CONSUMERS: Readonly<Record<string, Reader>> = {
  lbank: { dialect: "lbank", consume: lbankImages },
  "ccxt-lbank": { dialect: "lbank", consume: ccxtLbankImages },
  weex: { dialect: "weex", consume: weexTrades },
  "ccxt-weex": { dialect: "weex", consume: ccxtWeexTrades },
};

interface Reader {
  readonly dialect: "lmex" | "bybit" | "lbank" | "weex";
  readonly consume: Consumer;
}

/** Everybody who reads the benchmark's market of many instruments. */
export const MANY_CONSUMERS: Readonly<Record<string, Reader>> = {
  "truebook-many": { dialect: "lmex", consume: manyBooks("one") },
  "truebook-sockets": { dialect: "lmex", consume: manyBooks("several") },
  "ccxt-many": { dialect: "bybit", consume: manyPeerBooks },
};

/** Everybody who reads the benchmark's one market, by name, and the dialect that each is spoken to in. */
export const CONSUMERS: Readonly<Record<string, Reader>> = {
  socket: { dialect: "lmex", consume: bareSocket("unread") },
  floor: { dialect: "lmex", consume: bareSocket("parsed") },
  truebook: { dialect: "lmex", consume: ownPath() },
  fallback: { dialect: "lmex", consume: ownPath(connectFallback) },
  ccxt: { dialect: "bybit", consume: ccxtBybit },
};
