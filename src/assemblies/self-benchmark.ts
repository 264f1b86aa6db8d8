// Our own path as a benchmark sees it: the real connection, against a source on this machine that speaks LMEX. Nothing is left out
// of the path and nothing is added; how it is measured, and beside whom, is the caller's business.

import { connect } from "#assemblies/live";
import { type BookView, type VenueConnection } from "#client/api";
import { unitsToText } from "#core/decimal";
import { type BookChurn, bookChurn, type ChurnLevel, type ChurnStep } from "#sim/market/book-churn";

export type { BookChurn, ChurnLevel, ChurnStep } from "#sim/market/book-churn";

/** The one market of the benchmark, as LMEX lists it. */
export const BENCH_SYMBOL = "BTC-PERP";
/** Ten digits from the first message to the last, so that all frames of a kind are equally long. */
export const FIRST_SEQUENCE = 5_000_000_000;
export const FIRST_TIME_MS = 1_767_225_600_000;

const PRICE_SCALE = 1;
const MIDDLE = 594_125;

const SUMMARY = {
  symbol: BENCH_SYMBOL,
  base: "BTC",
  quote: "USDT",
  active: true,
  timeBasedContract: false,
  contractSize: 0.001,
  minPriceIncrement: 0.1,
  minSizeIncrement: 1,
  minOrderSize: 1,
};

/** Changes before the book is led back to where it began. */
const STEPS = 20_000;

/** The changes of a benchmark: the same for everybody who reads them. `levels` of both sides change in a message. */
export function benchChurn(levels: number): BookChurn {
  return bookChurn({ seed: "bench", steps: STEPS, levels: levels / 2, middle: MIDDLE });
}

/** How many messages take a consumer through all changes and back `laps` times, and then to the closing book. */
export function messagesOf(churn: BookChurn, laps: number): number {
  return laps * (churn.steps.length + churn.home.length) + churn.steps.length;
}

/** What the source answers over REST: the instruments of futures; undefined for every other path. */
export function lmexBenchReply(path: string): string | undefined {
  if (path.includes("/futures/") && path.includes("/market_summary")) return JSON.stringify([SUMMARY]);
  return path.includes("/market_summary") ? "[]" : undefined;
}

/** A change as LMEX sends it; `at` counts messages, 0 is the snapshot. */
export function lmexBenchFrame(step: ChurnStep, at: number): string {
  const sequence = FIRST_SEQUENCE + at;
  const numbers = `"seqNum":${sequence},"prevSeqNum":${sequence - 1},"type":"${at === 0 ? "snapshot" : "delta"}"`;
  const levels = `"bids":${benchLevels(step.bids)},"asks":${benchLevels(step.asks)}`;
  return `{"topic":"update:${BENCH_SYMBOL}_0","data":{${levels},${numbers},"symbol":"${BENCH_SYMBOL}","timestamp":${FIRST_TIME_MS + at}}}`;
}

/** Levels as JSON pairs of decimal text: `[["59412.4","1875"]]`. */
export function benchLevels(levels: readonly ChurnLevel[]): string {
  return `[${levels.map(([price, size]) => `["${unitsToText(price, PRICE_SCALE)}","${size}"]`).join(",")}]`;
}

/** The true book after the last change as text, best first, to compare with `viewText`. */
export function closingText(churn: BookChurn): string {
  return `${benchLevels(churn.closing.bids)}|${benchLevels(churn.closing.asks)}`;
}

/** A book as somebody holds it, in the words of `closingText`. */
export function viewText(view: Pick<BookView, "bids" | "asks">): string {
  const text = (levels: BookView["bids"]): string =>
    `[${levels.map(({ price, size }) => `["${String(price)}","${String(size)}"]`).join(",")}]`;
  return `${text(view.bids)}|${text(view.asks)}`;
}

/** Connects to the source as if it were LMEX; `address` is `127.0.0.1:7000/lmex/40`. */
export function connectOwnPath(address: string): Promise<VenueConnection> {
  const socket = `ws://${address}`;
  return connect("lmex", { hosts: { rest: `http://${address}`, market: socket, oss: socket } });
}
