import { bareSocket } from "#apps/cli/bench/bare-socket";
import { type Consumer } from "#apps/cli/bench/consumer";
import { ownPath } from "#apps/cli/bench/own-path";
import { ccxtBybit } from "./ccxt-bybit.ts";
import { connectFallback } from "./fallback-path.ts";

/** Everybody who reads the benchmark's market, by name, and the dialect that each is spoken to in. */
export const CONSUMERS: Readonly<Record<string, { readonly dialect: "lmex" | "bybit"; readonly consume: Consumer }>> = {
  socket: { dialect: "lmex", consume: bareSocket("unread") },
  floor: { dialect: "lmex", consume: bareSocket("parsed") },
  truebook: { dialect: "lmex", consume: ownPath() },
  fallback: { dialect: "lmex", consume: ownPath(connectFallback) },
  ccxt: { dialect: "bybit", consume: ccxtBybit },
};
