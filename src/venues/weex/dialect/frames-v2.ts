// Market data as V2 writes it: payloads of a channel, levels as objects, numbers and times as texts, no times of books and tickers.

import { type EpochMs } from "#core/brand";
import { type CandleInterval } from "#core/event";
import { type Random } from "#core/port";
import { type CandleFigures, type MarketPrint, type MarketView } from "#venues/dialect";
import { type ToldStep } from "#venues/weex/dialect/book-window";
import { dayTexts, levelObjects, priceText, sizeText, symbolText, turnoverText } from "#venues/weex/dialect/market-texts";
import { shuffled } from "#venues/weex/dialect/shuffled";

const payload = (channel: string, rows: readonly string[], type?: "snapshot" | "change"): string =>
  `{"event":"payload",${type === undefined ? "" : `"type":"${type}",`}"channel":"${channel}","data":[${rows.join(",")}]}`;

export function bookPayload(
  channel: string,
  market: MarketView,
  told: ToldStep & { readonly snapshot: boolean; readonly depth: number },
): string {
  const numbers = `"startVersion":"${told.first}","endVersion":"${told.last}","level":${told.depth}`;
  const kind = `"depthType":"${told.snapshot ? "SNAPSHOT" : "CHANGED"}","symbol":"${symbolText("v2", market)}"`;
  return payload(channel, [`{${numbers},${kind},"asks":${levelObjects(market, told.asks)},"bids":${levelObjects(market, told.bids)}}`]);
}

/** What a delisted contract's subscription hears, once. */
export const delistedBookPayload = (channel: string, symbol: string, depth: number): string =>
  payload(channel, [
    `{"startVersion":"0","endVersion":"0","level":${depth},"depthType":"SNAPSHOT","symbol":"${symbol}","asks":[],"bids":[]}`,
  ]);

export function tradesPayload(channel: string, market: MarketView, prints: readonly MarketPrint[], random: Random): string {
  const rows = shuffled(prints, random).map((print) => {
    const value = turnoverText(market, BigInt(print.price) * BigInt(print.size));
    const figures = `"price":"${priceText(market, print.price)}","size":"${sizeText(market, print.size)}","value":"${value}"`;
    return `{"time":"${print.venueTime}",${figures},"buyerMaker":${print.side === "sell"}}`;
  });
  return payload(channel, rows);
}

export function tickerPayload(channel: string, market: MarketView, now: EpochMs): string {
  const day = dayTexts(market, now);
  const change = `"priceChange":"${day.change}","priceChangePercent":"${day.changeFraction}","trades":"${day.trades}"`;
  const figures = `"size":"${day.volume}","value":"${day.turnover}","high":"${day.high}","low":"${day.low}","lastPrice":"${day.last}"`;
  return payload(channel, [`{"symbol":"${symbolText("v2", market)}",${change},${figures},"markPrice":"${market.figures.markPrice}"}`]);
}

export function candlesPayload(
  channel: string,
  market: MarketView,
  candles: { readonly rows: readonly CandleFigures[]; readonly interval: CandleInterval; readonly snapshot: boolean },
): string {
  const rows = candles.rows.map((row) => {
    const figures = `"size":"${sizeText(market, row.volume)}","value":"${turnoverText(market, row.turnover)}"`;
    const prices = `"high":"${priceText(market, row.high)}","low":"${priceText(market, row.low)}"`;
    const ends = `"open":"${priceText(market, row.open)}","close":"${priceText(market, row.close)}"`;
    return `{"symbol":"${symbolText("v2", market)}","klineTime":"${row.openTime}",${figures},${prices},${ends}}`;
  });
  return payload(channel, rows, candles.snapshot ? "snapshot" : "change");
}
