// The same market in the words of Bybit's v5 order book stream, for the peer: ccxt.pro has no LMEX, and Bybit's messages are the nearest
// in kind and size.

import { type BenchDialect } from "#apps/cli/bench/frame-source";
import { benchLevels, FIRST_SEQUENCE, FIRST_TIME_MS } from "#assemblies/self-benchmark";

/** A market in Bybit's words. */
export const bybitSymbol = (base: string): string => `${base}USDT`;

export const bybitBench: BenchDialect = {
  name: "bybit",
  counters: ["ts", "u", "seq"],
  stamp: "ts",
  frame: (step, at, base) => {
    const symbol = bybitSymbol(base);
    const levels = `"b":${benchLevels(step.bids)},"a":${benchLevels(step.asks)}`;
    const numbers = `"u":${FIRST_SEQUENCE + at},"seq":${FIRST_SEQUENCE * 2 + at}`;
    const type = at === 0 ? "snapshot" : "delta";
    return `{"topic":"orderbook.50.${symbol}","type":"${type}","ts":${FIRST_TIME_MS + at},"data":{"s":"${symbol}",${levels},${numbers}}}`;
  },
  subscribed: (message) => {
    if (!message.includes('"subscribe"')) return undefined;
    const requestId = /"req_id":\s*"?([^",}]+)/.exec(message)?.[1] ?? "1";
    const bases = [...message.matchAll(/orderbook\.50\.([A-Z0-9]+)USDT/g)].map(([, base = ""]) => base);
    return { bases, answers: [JSON.stringify({ success: true, ret_msg: "", conn_id: "bench", req_id: requestId, op: "subscribe" })] };
  },
  reply: () => undefined,
};
