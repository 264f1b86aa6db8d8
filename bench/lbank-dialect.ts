// The same market as LBank's V2 socket pushes it: the whole book in every message, figures bare, times as text of UTC+8.

import { type BenchDialect } from "#apps/cli/bench/frame-source";
import { benchPrice, type ChurnLevel, FIRST_TIME_MS } from "#assemblies/self-benchmark";
import { unitsToText } from "#core/decimal";

/** Places of a size. The least one is not small enough to be written with an exponent. */
export const LBANK_SIZE_SCALE = 3;
const ZONE_MS = 8 * 3_600_000;

export const lbankSymbol = (base: string): string => `${base.toLowerCase()}_usdt`;

const bare = (text: string): string => String(Number(text));

function levelsText(levels: readonly ChurnLevel[]): string {
  return `[${levels.map(([price, size]) => `[${bare(benchPrice(price))},${bare(unitsToText(size, LBANK_SIZE_SCALE))}]`).join(",")}]`;
}

export const lbankBench: BenchDialect = {
  name: "lbank",
  whole: true,
  counters: [],
  stamp: "count",
  frame: (step, at, base) => {
    const time = new Date(FIRST_TIME_MS + at + ZONE_MS).toISOString().slice(0, -1);
    const depth = `"depth":{"asks":${levelsText(step.asks)},"bids":${levelsText(step.bids)}}`;
    return `{${depth},"count":50,"type":"depth","pair":"${lbankSymbol(base)}","s":"t-07","SERVER":"V2","TS":"${time}"}`;
  },
  subscribed: (message) => {
    const [, base] = /"pair":"([a-z0-9]+)_usdt"/.exec(message) ?? [];
    return base === undefined || !message.includes('"subscribe"') ? undefined : { bases: [base.toUpperCase()], answers: [] };
  },
  reply: (path, bases) => {
    const answer = (rows: readonly object[]): string =>
      JSON.stringify({ result: "true", msg: "Success", data: rows, error_code: 0, ts: FIRST_TIME_MS });
    if (path.includes("/accuracy.do")) {
      const steps = { priceAccuracy: "1", quantityAccuracy: String(LBANK_SIZE_SCALE), minTranQua: "0.001", minOrderAmount: "1" };
      return answer(bases.map((base) => ({ symbol: lbankSymbol(base), ...steps })));
    }
    return path.includes("/instrument") ? answer([]) : undefined;
  },
};
