// Figures of a simulated market as WEEX prints them: decimal texts with all places, ids as UUIDs made of running numbers.

import { type EpochMs } from "#core/brand";
import { parseDecimal, trimDecimal, unitsToText } from "#core/decimal";
import { DecimalTexts } from "#core/decimal-texts";
import { type MarketPrint, type MarketView, type PublishedLevel } from "#venues/dialect";
import { type WeexVersion } from "#venues/weex/wire";

const DAY_MS = 86_400_000;

/** A price with all its places. */
export const priceText = (market: MarketView, units: number): string => unitsToText(units, market.instrument.priceScale);

/** A size in base coins with all its places. */
export const sizeText = (market: MarketView, units: number | bigint): string => unitsToText(units, market.instrument.sizeScale);

/** Price units × size units in quote currency. */
export function turnoverText(market: MarketView, turnover: bigint): string {
  const { priceScale, sizeScale } = market.instrument;
  return trimDecimal(unitsToText(turnover, priceScale + sizeScale));
}

/** A market's symbol in a generation: `BTCUSDT` or `cmt_btcusdt`. */
export function symbolText(version: WeexVersion, market: MarketView): string {
  const { symbol } = market.instrument;
  return version === "v3" ? symbol : `cmt_${symbol.toLowerCase()}`;
}

/** The id of a print: a UUID, whose last group is the running number. */
export function printId(market: MarketView, print: MarketPrint): string {
  const family = market.instrument.product === "spot" ? "7c41d09e" : "5b0f6a52";
  return `${family}-0c6e-4b5e-9a55-${print.tradeId.toString(16).padStart(12, "0")}`;
}

const LEVELS = new DecimalTexts(unitsToText);

/** Levels as pairs of texts. */
export const levelPairs = (market: MarketView, levels: readonly PublishedLevel[]): string =>
  levelRows(market, levels, (price, size) => `["${price}","${size}"]`);

/** Levels as objects of texts. */
export const levelObjects = (market: MarketView, levels: readonly PublishedLevel[]): string =>
  levelRows(market, levels, (price, size) => `{"price":"${price}","size":"${size}"}`);

/** Rows of levels; removed ones have a plain zero for a size. */
function levelRows(market: MarketView, levels: readonly PublishedLevel[], row: (price: string, size: string) => string): string {
  const { priceScale, sizeScale } = market.instrument;
  let rows = "";
  for (const [price, size] of levels) {
    const written = row(LEVELS.textOf(price, priceScale), size === 0 ? "0" : LEVELS.textOf(size, sizeScale));
    rows += rows === "" ? written : `,${written}`;
  }
  return `[${rows}]`;
}

/** The day's figures, every one as text. */
export interface DayTexts {
  readonly last: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly change: string;
  /** A fraction. */
  readonly changeFraction: string;
  readonly volume: string;
  readonly turnover: string;
  readonly average: string;
  readonly trades: number;
  readonly openTime: number;
  readonly bid: readonly [price: string, size: string];
  readonly ask: readonly [price: string, size: string];
}

/** What a ticker tells; while nothing traded, prices stand at the mark. */
export function dayTexts(market: MarketView, now: EpochMs): DayTexts {
  const day = market.day();
  const { priceScale, sizeScale } = market.instrument;
  const mark = parseDecimal(market.figures.markPrice) ?? { mantissa: 0n, decimals: 0 };
  const still = Number(mark.mantissa) / 10 ** Math.max(0, mark.decimals - priceScale);
  const [last, open] = [day.last ?? Math.round(still), day.open ?? Math.round(still)];
  const average = day.volume === 0n ? last : Number(day.turnover / day.volume);
  const { bids, asks } = market.picture(0);
  const best = (level: PublishedLevel | undefined): readonly [string, string] => [
    priceText(market, level?.[0] ?? 0),
    unitsToText(level?.[1] ?? 0, sizeScale),
  ];
  return {
    last: priceText(market, last),
    open: priceText(market, open),
    high: priceText(market, day.high ?? last),
    low: priceText(market, day.low ?? last),
    change: priceText(market, last - open),
    changeFraction: open === 0 ? "0" : ((last - open) / open).toFixed(6),
    volume: sizeText(market, day.volume),
    turnover: turnoverText(market, day.turnover),
    average: priceText(market, average),
    trades: day.trades,
    openTime: now - DAY_MS,
    bid: best(bids[0]),
    ask: best(asks[0]),
  };
}
