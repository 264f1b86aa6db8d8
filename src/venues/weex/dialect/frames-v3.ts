// Market data as V3 writes it: events with names of one letter, levels as pairs, bare numbers, rows of trades in no order.

import { type EpochMs, epochMs } from "#core/brand";
import { candleCloseTime, candleOpenTime } from "#core/calendar/candle-interval";
import { type CandleInterval } from "#core/event";
import { type Random } from "#core/port";
import { type CandleFigures, type HeldTopic, type MarketPrint, type MarketView, type OutFrame } from "#venues/dialect";
import { type ToldStep } from "#venues/weex/dialect/book-window";
import { dayTexts, levelPairs, priceText, printId, sizeText, turnoverText } from "#venues/weex/dialect/market-texts";
import { shuffled } from "#venues/weex/dialect/shuffled";

/** Wraps a text with what limits and faults aim at. The topic is the one that the client holds. */
export function frameOf(kind: OutFrame["kind"], topic: HeldTopic, text: string): OutFrame {
  const instrument = topic.market?.instrument;
  return { text, kind, topic: topic.topic, product: instrument?.product, symbol: instrument?.symbol };
}

/** A book message. The first number of a snapshot is any that lies before its last. */
export function bookEvent(market: MarketView, depth: number, told: ToldStep & { readonly snapshot: boolean }): string {
  const head = `"e":"${told.snapshot ? "depthSnapshot" : "depth"}","E":${told.venueTime},"s":"${market.instrument.symbol}"`;
  const numbers = `"U":${told.first},"u":${told.last},"l":${depth},"d":"${told.snapshot ? "SNAPSHOT" : "CHANGED"}"`;
  return `{${head},${numbers},"b":${levelPairs(market, told.bids)},"a":${levelPairs(market, told.asks)}}`;
}

/** What a delisted contract's subscription hears, once. */
export const delistedBookEvent = (symbol: string, depth: number, now: EpochMs): string =>
  `{"e":"depthSnapshot","E":${now},"s":"${symbol}","U":0,"u":0,"l":${depth},"d":"SNAPSHOT","b":[],"a":[]}`;

export function tradesEvent(
  market: MarketView,
  prints: readonly MarketPrint[],
  how: { readonly snapshot: boolean; readonly now: EpochMs; readonly random: Random },
): string {
  const rows = shuffled(prints, how.random).map((print) => {
    const value = turnoverText(market, BigInt(print.price) * BigInt(print.size));
    const figures = `"p":"${priceText(market, print.price)}","q":"${sizeText(market, print.size)}","v":"${value}"`;
    return `{"T":${print.venueTime},"t":"${printId(market, print)}",${figures},"m":${print.side === "sell"}}`;
  });
  const name = how.snapshot ? "tradeSnapshot" : "trade";
  return `{"e":"${name}","E":${how.now},"s":"${market.instrument.symbol}","d":[${rows.join(",")}]}`;
}

/** Contracts also tell mark and index. */
export function tickerEvent(market: MarketView, now: EpochMs): string {
  const day = dayTexts(market, now);
  const prices = `"p":"${day.change}","P":"${day.changeFraction}","w":"${day.average}","c":"${day.last}","o":"${day.open}"`;
  const range = `"h":"${day.high}","l":"${day.low}","v":"${day.volume}","q":"${day.turnover}"`;
  const times = `"O":${day.openTime},"C":${now},"n":${day.trades}`;
  const { markPrice, indexPrice } = market.figures;
  const contract = market.instrument.product === "contract" ? `,"m":"${markPrice}","i":"${indexPrice}"` : "";
  return `{"e":"ticker","E":${now},"s":"${market.instrument.symbol}","d":[{${prices},${range},${times}${contract}}]}`;
}

/** Spot only. */
export function bookTickerEvent(market: MarketView, now: EpochMs): string {
  const { bid, ask } = dayTexts(market, now);
  const best = `"b":"${bid[0]}","B":"${bid[1]}","a":"${ask[0]}","A":"${ask[1]}"`;
  return `{"e":"bookTicker","E":${now},"s":"${market.instrument.symbol}","u":${market.picture(0).venueTime},${best}}`;
}

/** The candles of a topic from `back` candles ago until now. */
export function recentCandles(
  market: MarketView,
  interval: CandleInterval,
  range: { readonly now: EpochMs; readonly back: number },
): readonly CandleFigures[] {
  let startTime = candleOpenTime(interval, range.now);
  for (let step = 0; step < range.back; step += 1) startTime = candleOpenTime(interval, epochMs(startTime - 1));
  return market.candles(interval, { startTime, endTime: range.now });
}

export function candlesEvent(
  market: MarketView,
  interval: CandleInterval,
  candles: { readonly rows: readonly CandleFigures[]; readonly snapshot: boolean; readonly now: EpochMs },
): string {
  const { symbol } = market.instrument;
  const rows = candles.rows.map((row) => {
    const [open, high, low, close] = [row.open, row.high, row.low, row.close].map((units) => priceText(market, units));
    const times = `"t":${row.openTime},"T":${candleCloseTime(interval, row.openTime)},"s":"${symbol}","i":"${interval}"`;
    const figures = `"o":"${open}","c":"${close}","h":"${high}","l":"${low}","v":"${sizeText(market, row.volume)}","n":${row.trades}`;
    const taken = `"V":"${sizeText(market, row.volume / 2n)}","Q":"${turnoverText(market, row.turnover / 2n)}"`;
    return `{${times},${figures},"q":"${turnoverText(market, row.turnover)}",${taken}}`;
  });
  const name = candles.snapshot ? "klineSnapshot" : "kline";
  return `{"e":"${name}","E":${candles.now},"s":"${symbol}","p":"LAST_PRICE","d":[${rows.join(",")}]}`;
}
