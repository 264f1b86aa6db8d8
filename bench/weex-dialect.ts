// Prints as WEEX's V3 socket pushes them, one a message. What changes in the benchmark's book is what was traded.

import { type BenchDialect } from "#apps/cli/bench/frame-source";
import { benchPrice, type ChurnStep, FIRST_TIME_MS } from "#assemblies/self-benchmark";
import { unitsToText } from "#core/decimal";

/** Places of a size. */
export const WEEX_SIZE_SCALE = 3;
const ID_DIGITS = 12;

export const weexSymbol = (base: string): string => `${base}USDT`;

export interface BenchPrint {
  readonly price: number;
  readonly size: number;
  readonly side: "buy" | "sell";
}

/** What was traded at a step. A level that went away was traded with one unit. */
export function printOf(step: ChurnStep, at: number): BenchPrint {
  const [price, size] = (at % 2 === 0 ? step.bids[0] : step.asks[0]) ?? [1, 1];
  return { price, size: Math.max(1, size), side: at % 2 === 0 ? "sell" : "buy" };
}

export const weexBench: BenchDialect = {
  name: "weex",
  counters: [],
  stamp: "E",
  frame: (step, at, base) => {
    const { price, size, side } = printOf(step, at);
    const time = FIRST_TIME_MS + at;
    const id = `5b0f6a52-0c6e-4b5e-9a55-${String(at).padStart(ID_DIGITS, "0")}`;
    const value = unitsToText(price * size, 1 + WEEX_SIZE_SCALE);
    const figures = `"p":"${benchPrice(price)}","q":"${unitsToText(size, WEEX_SIZE_SCALE)}","v":"${value}","m":${side === "sell"}`;
    return `{"e":"trade","E":${time},"s":"${weexSymbol(base)}","d":[{"T":${time},"t":"${id}",${figures}}]}`;
  },
  subscribed: (message) => {
    const [, base] = /"([A-Z0-9]+)USDT@trade"/.exec(message) ?? [];
    if (base === undefined || !message.includes("SUBSCRIBE")) return undefined;
    return { bases: [base], answers: [`{"result":true,"id":${/"id":"?(\d+)/.exec(message)?.[1] ?? "1"}}`] };
  },
  reply: (path, bases) => {
    if (!path.includes("exchangeInfo")) return undefined;
    const steps = { pricePrecision: 1, quantityPrecision: WEEX_SIZE_SCALE, minOrderSize: 0.001, maxOrderSize: 50_000, contractVal: 0.001 };
    const rows = bases.map((base) => ({ symbol: weexSymbol(base), baseAsset: base, quoteAsset: "USDT", marginAsset: "USDT", ...steps }));
    return JSON.stringify({ symbols: path.includes("/capi/") ? rows : [] });
  },
};
