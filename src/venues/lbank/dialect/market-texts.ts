// Figures of a simulated market as LBank prints them: JSON numbers as Java writes them, exact all the same.

import { type EpochMs, epochMs, priceUnits } from "#core/brand";
import { candleCloseTime } from "#core/calendar/candle-interval";
import { parseDecimal, trimDecimal, unitsToText } from "#core/decimal";
import { DecimalTexts } from "#core/decimal-texts";
import { type CandleInterval } from "#core/event";
import { type CandleFigures, type MarketView, type PublishedLevel } from "#venues/dialect";
import { zonedOpenTime } from "#venues/lbank/zone";

/** A price of the market as plain decimal text. */
export const priceText = (market: MarketView, units: number): string => trimDecimal(unitsToText(units, market.instrument.priceScale));

/** A size of the market as plain decimal text. */
export const sizeText = (market: MarketView, units: number | bigint): string =>
  trimDecimal(unitsToText(units, market.instrument.sizeScale));

/** Price units × size units in quote currency; a contract counts with its size in coins. */
export function valueText(market: MarketView, turnover: bigint): string {
  const { priceScale, sizeScale, contractSize } = market.instrument;
  const contract = parseDecimal(contractSize) ?? { mantissa: 1n, decimals: 0 };
  return trimDecimal(unitsToText(turnover * contract.mantissa, priceScale + sizeScale + contract.decimals));
}

const SMALL = /^0\.000(0*)([1-9])(\d*)$/;

/** A decimal as the venue's server writes it: below a thousandth with an exponent, `1.2E-4`. */
export function wireNumber(text: string): string {
  if (!text.startsWith("0.000")) return text;
  const [, zeros, first, rest] = SMALL.exec(text) ?? [];
  return zeros === undefined || first === undefined ? text : `${first}.${rest === "" ? "0" : rest}E-${zeros.length + 4}`;
}

const PLAIN = new DecimalTexts((units, scale) => trimDecimal(unitsToText(units, scale)));
const ON_THE_WIRE = new DecimalTexts((units, scale) => wireNumber(trimDecimal(unitsToText(units, scale))));

/** Levels as pairs: of numbers on the socket, of texts over REST. */
export function pairsText(market: MarketView, levels: readonly PublishedLevel[], form: "numbers" | "texts"): string {
  const { priceScale, sizeScale } = market.instrument;
  const quote = form === "texts" ? '"' : "";
  const texts = form === "texts" ? PLAIN : ON_THE_WIRE;
  let rows = "";
  for (const [price, size] of levels) {
    const row = `[${quote}${texts.textOf(price, priceScale)}${quote},${quote}${texts.textOf(size, sizeScale)}${quote}]`;
    rows += rows === "" ? row : `,${row}`;
  }
  return `[${rows}]`;
}

/** The day's figures; before the first print the mark price stands in for prices. */
export interface DayTexts {
  readonly open: string;
  readonly latest: string;
  readonly high: string;
  readonly low: string;
  readonly volume: string;
  readonly turnover: string;
  /** In percent, two places. */
  readonly change: string;
  readonly trades: number;
}

/** The day's figures as texts. */
export function dayTexts(market: MarketView): DayTexts {
  const day = market.day();
  const text = (units: number | undefined): string => (units === undefined ? market.figures.markPrice : priceText(market, units));
  const change = day.last === undefined || day.open === undefined ? 0 : ((day.last - day.open) / day.open) * 100;
  return {
    open: text(day.open),
    latest: text(day.last),
    high: text(day.high),
    low: text(day.low),
    volume: sizeText(market, day.volume),
    turnover: valueText(market, day.turnover),
    change: change.toFixed(2),
    trades: day.trades,
  };
}

/** Pieces that days, weeks and months of UTC+8 can be put together from: their bounds are bounds of these too. */
const PIECE: CandleInterval = "8h";
const ZONED: ReadonlySet<CandleInterval> = new Set(["1d", "1w", "1M"]);

/** Candles as the venue cuts them, oldest first: days begin at midnight of UTC+8. */
export function zonedCandles(
  market: MarketView,
  interval: CandleInterval,
  range: { readonly startTime: EpochMs; readonly endTime: EpochMs },
): readonly CandleFigures[] {
  if (!ZONED.has(interval)) return market.candles(interval, range);
  const rows: CandleFigures[] = [];
  const lastPiece = epochMs(candleCloseTime("1M", range.endTime));
  for (const piece of market.candles(PIECE, { startTime: zonedOpenTime(interval, range.startTime), endTime: lastPiece })) {
    const openTime = zonedOpenTime(interval, piece.openTime);
    const row = rows[rows.length - 1];
    if (openTime > range.endTime) break;
    if (row?.openTime === openTime) rows[rows.length - 1] = joined(row, piece);
    else rows.push({ ...piece, openTime });
  }
  return rows.filter(({ openTime }) => openTime >= range.startTime);
}

function joined(row: CandleFigures, piece: CandleFigures): CandleFigures {
  return {
    ...row,
    high: priceUnits(Math.max(row.high, piece.high)),
    low: priceUnits(Math.min(row.low, piece.low)),
    close: piece.close,
    volume: row.volume + piece.volume,
    turnover: row.turnover + piece.turnover,
    trades: row.trades + piece.trades,
  };
}

/** The candle that stands open at a time. */
export function openCandle(market: MarketView, interval: CandleInterval, now: EpochMs): CandleFigures | undefined {
  return zonedCandles(market, interval, { startTime: zonedOpenTime(interval, now), endTime: now }).at(-1);
}
