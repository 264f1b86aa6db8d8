// Our own path as a benchmark sees it: the real connection, against a source on this machine that speaks LMEX. Nothing is left out
// of the path and nothing is added; how it is measured, and beside whom, is the caller's business.

import { connect } from "#assemblies/connect";
import { type BookView, type VenueConnection } from "#client/api";
import { unitsToText } from "#core/decimal";
import { type BookChurn, bookChurn, type ChurnLevel, type ChurnStep } from "#sim/market/book-churn";

export type { BookChurn, ChurnLevel, ChurnStep } from "#sim/market/book-churn";

/** The base of the benchmark's one market. */
export const BENCH_BASE = "BTC";
/** The one market of the benchmark, as LMEX lists it. */
export const BENCH_SYMBOL = "BTC-PERP";
/** Ten digits from the first message to the last, so that all frames of a kind are equally long. */
export const FIRST_SEQUENCE = 5_000_000_000;
export const FIRST_TIME_MS = 1_767_225_600_000;

const PRICE_SCALE = 1;
const MIDDLE = 594_125;

const SUMMARY = {
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

/** What changes in a benchmark. */
export interface BenchMarket {
  /** Levels of both sides that change in a message. */
  readonly levels: number;
  /** Instruments that change in turn; 1 when left out. */
  readonly instruments?: number;
  /** Changes of each instrument before the book is led back to where it began. */
  readonly steps?: number;
  /** Levels a side that a book holds at most. */
  readonly depth?: number;
}

/** A market as an address says it: levels, instruments, steps and depth with an `x` between; the last ones may be left out. */
export const benchMarketText = ({ levels, instruments, steps, depth }: BenchMarket): string =>
  [levels, instruments, steps, depth].filter((figure) => figure !== undefined).join("x");

/** The market that a part of an address says. */
export function benchMarketOf(text: string): BenchMarket {
  const [levels = 0, instruments, steps, depth] = text.split("x").map(Number);
  return {
    levels,
    ...(instruments === undefined ? {} : { instruments }),
    ...(steps === undefined ? {} : { steps }),
    ...(depth === undefined ? {} : { depth }),
  };
}

/** The bases of a benchmark's instruments: `BTC` alone, or `B000`, `B001` and so on. */
export function benchBases(instruments = 1): readonly string[] {
  return instruments === 1 ? [BENCH_BASE] : Array.from({ length: instruments }, (_, at) => `B${String(at).padStart(3, "0")}`);
}

/** The changes of one instrument: the same for everybody who reads them, and others for each instrument. */
export function benchChurn(market: BenchMarket, base: string = BENCH_BASE): BookChurn {
  const { levels, steps = STEPS, depth } = market;
  const seed = base === BENCH_BASE ? "bench" : `bench ${base}`;
  return bookChurn({ seed, steps, levels: levels / 2, middle: MIDDLE, ...(depth === undefined ? {} : { depth }) });
}

/** The changes of every instrument. All lead home in as many steps: who is there early says its best prices again. */
export function benchChurns(market: BenchMarket): readonly BookChurn[] {
  const churns = benchBases(market.instruments).map((base) => benchChurn(market, base));
  const longest = Math.max(...churns.map((churn) => churn.home.length));
  return churns.map((churn) => {
    const { bids, asks } = churn.opening;
    const rest = Array.from({ length: longest - churn.home.length }, () => ({ bids: bids.slice(0, 1), asks: asks.slice(0, 1) }));
    return { ...churn, home: [...churn.home, ...rest] };
  });
}

/** How many messages take a consumer through all changes and back `laps` times, and then to the closing book. */
export function messagesOf(churn: BookChurn, laps: number): number {
  return laps * (churn.steps.length + churn.home.length) + churn.steps.length;
}

/** What the source answers over REST: the instruments of futures; undefined for every other path. */
export function lmexBenchReply(path: string, bases: readonly string[]): string | undefined {
  if (path.includes("/futures/") && path.includes("/market_summary"))
    return JSON.stringify(bases.map((base) => ({ ...SUMMARY, symbol: `${base}-PERP`, base })));
  return path.includes("/market_summary") ? "[]" : undefined;
}

/** A change as LMEX sends it; `at` counts messages, 0 is the snapshot. */
export function lmexBenchFrame(step: ChurnStep, at: number, base: string): string {
  const symbol = `${base}-PERP`;
  const sequence = FIRST_SEQUENCE + at;
  const numbers = `"seqNum":${sequence},"prevSeqNum":${sequence - 1},"type":"${at === 0 ? "snapshot" : "delta"}"`;
  const levels = `"bids":${benchLevels(step.bids)},"asks":${benchLevels(step.asks)}`;
  return `{"topic":"update:${symbol}_0","data":{${levels},${numbers},"symbol":"${symbol}","timestamp":${FIRST_TIME_MS + at}}}`;
}

/** Levels as JSON pairs of decimal text: `[["59412.4","1875"]]`; sizes have no decimal places unless told. */
export function benchLevels(levels: readonly ChurnLevel[], sizeScale = 0): string {
  return `[${levels.map(([price, size]) => `["${benchPrice(price)}","${unitsToText(size, sizeScale)}"]`).join(",")}]`;
}

/** A price as text: `59412.4`. */
export const benchPrice = (price: number): string => unitsToText(price, PRICE_SCALE);

/** The true book after the last change as text, best first, to compare with `viewText`. */
export function closingText(churn: BookChurn, sizeScale = 0): string {
  return `${benchLevels(churn.closing.bids, sizeScale)}|${benchLevels(churn.closing.asks, sizeScale)}`;
}

/** A book as somebody holds it, in the words of `closingText`. */
export function viewText(view: Pick<BookView, "bids" | "asks">): string {
  const text = (levels: BookView["bids"]): string =>
    `[${levels.map(({ price, size }) => `["${String(price)}","${String(size)}"]`).join(",")}]`;
  return `${text(view.bids)}|${text(view.asks)}`;
}

/**
 * Connects to the source as if it were LMEX; `address` is `127.0.0.1:7000/lmex/40`. Loads the client only then, as users do: a peer that
 * reads the same market does not carry it.
 */
export function connectOwnPath(address: string): Promise<VenueConnection> {
  const socket = `ws://${address}`;
  return connect("lmex", { hosts: { rest: `http://${address}`, market: socket, oss: socket } });
}
