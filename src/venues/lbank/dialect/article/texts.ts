// Payloads of the article's language: books, increments, tickers, prints and candles, all figures as JSON numbers.

import { type EpochMs, epochMs } from "#core/brand";
import { type BookPicture, type CandleFigures, type HeldTopic, type MarketPrint, type MarketView } from "#venues/dialect";
import { type Increment } from "#venues/lbank/dialect/article/increments";
import {
  dayTexts,
  openCandle,
  pairsText,
  priceText,
  sizeText,
  valueText,
  wireNumber,
  zonedCandles,
} from "#venues/lbank/dialect/market-texts";
import { ARTICLE_DEPTH } from "#venues/lbank/dialect/rules";
import { zonedOpenTime } from "#venues/lbank/zone";

/** Candles that an answer to a one-time request holds: the newest of a longer range. */
const CANDLES_MAX = 300;

const sidesText = (market: MarketView, { bids, asks }: Pick<BookPicture, "bids" | "asks">): string => {
  const [bidsText, asksText] = [bids, asks].map((levels) => pairsText(market, levels, "numbers"));
  return `"bids":${bidsText},"asks":${asksText}`;
};

const cut = ({ bids, asks }: BookPicture): Pick<BookPicture, "bids" | "asks"> => ({
  bids: bids.slice(0, ARTICLE_DEPTH),
  asks: asks.slice(0, ARTICLE_DEPTH),
});

/** A whole book with the version that grows. */
export function bookText(market: MarketView, picture: BookPicture): string {
  return `{${sidesText(market, cut(picture))},"version":${picture.sequence},"ts":${picture.venueTime}}`;
}

/** The base that increments continue from. */
export function baseText(market: MarketView, picture: BookPicture): string {
  return `{"seqNum":${picture.sequence},${sidesText(market, cut(picture))}}`;
}

/** What changed since the increment before it: absolute sizes, 0 removes. */
export function incrementText(market: MarketView, increment: Increment): string {
  return `{"seqNum":${increment.sequence},"prevSeqNum":${increment.previous},${sidesText(market, increment)}}`;
}

/** The day's figures. `vol` is base volume, as LBank's own names have it. */
export function tickerText(market: MarketView): string {
  const day = dayTexts(market);
  const { bids, asks } = market.picture(0);
  const figures = {
    open: day.open,
    high: day.high,
    low: day.low,
    close: day.latest,
    vol: day.volume,
    turnover: day.turnover,
    count: String(day.trades),
    bid: priceText(market, bids[0]?.[0] ?? 0),
    bidSize: sizeText(market, bids[0]?.[1] ?? 0),
    ask: priceText(market, asks[0]?.[0] ?? 0),
    askSize: sizeText(market, asks[0]?.[1] ?? 0),
  };
  return `{${Object.entries(figures)
    .map(([name, text]) => `"${name}":${wireNumber(text)}`)
    .join(",")}}`;
}

/** A batch of prints under the id and time of its last one. */
export function printsText(market: MarketView, prints: readonly MarketPrint[], last: MarketPrint): string {
  const rows = prints.map((print) => {
    const figures = `"price":${wireNumber(priceText(market, print.price))},"amount":${wireNumber(sizeText(market, print.size))}`;
    return `{"id":"${print.tradeId}0001","tradeId":${print.tradeId},"ts":${print.venueTime},${figures},"direction":"${print.side}"}`;
  });
  return `{"id":${last.tradeId},"ts":${last.venueTime},"data":[${rows.join(",")}]}`;
}

/** The candle that stands open; undefined where the market has none. */
export function openCandleText(market: MarketView, topic: HeldTopic, now: EpochMs): string | undefined {
  const candle = openCandle(market, topic.interval ?? "1m", now);
  return candle === undefined ? undefined : candleText(market, candle);
}

/** The candles of a range in epoch seconds, oldest first; without one the open candle alone. */
export function candlesText(
  market: MarketView,
  topic: HeldTopic,
  range: { readonly from: number | undefined; readonly to: number | undefined; readonly now: EpochMs },
): string {
  const interval = topic.interval ?? "1m";
  const endTime = epochMs(Math.min(range.now, (range.to ?? Number.POSITIVE_INFINITY) * 1_000));
  const startTime = range.from === undefined ? zonedOpenTime(interval, endTime) : epochMs(range.from * 1_000);
  if (startTime > endTime) return "[]";
  const rows = zonedCandles(market, interval, { startTime, endTime }).slice(-CANDLES_MAX);
  return `[${rows.map((row) => candleText(market, row)).join(",")}]`;
}

function candleText(market: MarketView, candle: CandleFigures): string {
  const [open, high, low, close] = [candle.open, candle.high, candle.low, candle.close].map((units) =>
    wireNumber(priceText(market, units)),
  );
  const sums = `"vol":${wireNumber(sizeText(market, candle.volume))},"turnover":${wireNumber(valueText(market, candle.turnover))},"count":${candle.trades}`;
  return `{"id":${candle.openTime / 1_000},"open":${open},"high":${high},"low":${low},"close":${close},${sums}}`;
}
