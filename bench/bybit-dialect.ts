// The same market in the words of Bybit's v5 order book stream, for the peer: ccxt.pro has no LMEX, and Bybit's messages are the nearest
// in kind and size.

import { type BenchDialect } from "#apps/cli/bench/frame-source";
import { benchLevels, FIRST_SEQUENCE, FIRST_TIME_MS } from "#assemblies/self-benchmark";

export const BYBIT_SYMBOL = "BTCUSDT";
const TOPIC = `orderbook.50.${BYBIT_SYMBOL}`;

export const bybitBench: BenchDialect = {
  name: "bybit",
  counters: ["ts", "u", "seq"],
  stamp: "ts",
  frame: (step, at) => {
    const levels = `"b":${benchLevels(step.bids)},"a":${benchLevels(step.asks)}`;
    const numbers = `"u":${FIRST_SEQUENCE + at},"seq":${FIRST_SEQUENCE * 2 + at}`;
    const type = at === 0 ? "snapshot" : "delta";
    return `{"topic":"${TOPIC}","type":"${type}","ts":${FIRST_TIME_MS + at},"data":{"s":"${BYBIT_SYMBOL}",${levels},${numbers}}}`;
  },
  subscribed: (message) => {
    if (!message.includes('"subscribe"')) return undefined;
    const requestId = /"req_id":\s*"?([^",}]+)/.exec(message)?.[1] ?? "1";
    return [JSON.stringify({ success: true, ret_msg: "", conn_id: "bench", req_id: requestId, op: "subscribe" })];
  },
  reply: () => undefined,
};
