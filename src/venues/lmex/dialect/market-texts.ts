// Figures of a simulated market as LMEX prints them over REST: exact decimals as JSON numbers, books as text.

import { parseDecimal, trimDecimal, unitsToText } from "#core/decimal";
import { DecimalTexts } from "#core/decimal-texts";
import { type CandleFigures, type MarketPrint, type MarketView, type PublishedLevel } from "#venues/dialect";

const RISK_LIMIT = 900_000;
const FUNDING_MINUTES = 480;
/** The time between two fundings. */
export const FUNDING_MS: number = FUNDING_MINUTES * 60_000;

/** Prices and sizes of levels, with all their places. */
export const LEVEL_TEXTS: DecimalTexts = new DecimalTexts(unitsToText);

/** A price of the market as a JSON number. */
export function priceText(market: MarketView, units: number): string {
  return trimDecimal(unitsToText(units, market.instrument.priceScale));
}

/** A size of the market as a JSON number. */
export function sizeText(market: MarketView, units: number | bigint): string {
  return trimDecimal(unitsToText(units, market.instrument.sizeScale));
}

/** A turnover (price units × size units) in quote currency; a contract counts with its size in coins. */
export function notionalText(market: MarketView, turnover: bigint): string {
  const { priceScale, sizeScale, contractSize } = market.instrument;
  const contract = parseDecimal(contractSize) ?? { mantissa: 1n, decimals: 0 };
  return trimDecimal(unitsToText(turnover * contract.mantissa, priceScale + sizeScale + contract.decimals));
}

/** The last price, or the mark price while nothing traded. */
export function lastText(market: MarketView): string {
  const { last } = market.day();
  return last === undefined ? market.figures.markPrice : priceText(market, last);
}

/** One row of `market_summary`. `fullAttributes` adds what only `listFullAttributes=true` shows. */
export function summaryText(market: MarketView, now: number, fullAttributes: boolean): string {
  const { instrument, figures } = market;
  const day = market.day();
  const book = market.picture(0);
  const [bid] = book.bids[0] ?? [0];
  const [ask] = book.asks[0] ?? [0];
  const changePercent = day.last === undefined || day.open === undefined ? 0 : ((day.last - day.open) / day.open) * 100;
  const openInterest = instrument.product === "futures" ? figures.openInterest : "0";
  const openInterestUsd = Number(openInterest) * Number(instrument.contractSize) * Number(lastText(market));
  const maxSize = instrument.maxSize ?? instrument.minSize * 1_000_000;
  const fields = [
    `"symbol":"${instrument.symbol}","last":${lastText(market)},"lowestAsk":${priceText(market, ask)},"highestBid":${priceText(market, bid)}`,
    `"openInterest":${openInterest},"openInterestUSD":${openInterestUsd.toFixed(2)},"percentageChange":${changePercent.toFixed(3)}`,
    `"volume":${notionalText(market, day.turnover)},"high24Hr":${priceText(market, day.high ?? 0)},"low24Hr":${priceText(market, day.low ?? 0)}`,
    `"base":"${instrument.base}","quote":"${instrument.quote}","contractStart":0,"contractEnd":0,"active":${instrument.status === "trading"}`,
    `"timeBasedContract":${instrument.kind === "dated-future"},"openTime":0,"closeTime":0,"startMatching":0,"inactiveTime":0`,
    `"fundingRate":${instrument.product === "futures" ? figures.fundingRate : "0"},"contractSize":${instrument.contractSize},"maxPosition":${RISK_LIMIT * 10}`,
    `"minValidPrice":${priceText(market, instrument.tick)},"minPriceIncrement":${priceText(market, instrument.tick)}`,
    `"minOrderSize":${sizeText(market, instrument.minSize)},"maxOrderSize":${sizeText(market, maxSize)}`,
    `"minRiskLimit":${RISK_LIMIT},"maxRiskLimit":${RISK_LIMIT * 10},"minSizeIncrement":${sizeText(market, instrument.lot)}`,
    `"availableSettlement":["USD","USDT","USDC","BTC"]`,
  ];
  if (instrument.product === "spot") fields.push(`"isMarketOpenToOtc":false,"isMarketOpenToSpot":true`);
  if (fullAttributes) {
    fields.push(`"fundingIntervalMinutes":${FUNDING_MINUTES},"fundingTime":${Math.ceil((now + 1) / FUNDING_MS) * FUNDING_MS}`);
  }
  return `{${fields.join(",")}}`;
}

/** One row of `price`. */
export function priceRowText(market: MarketView): string {
  const { figures, instrument } = market;
  return `{"symbol":"${instrument.symbol}","indexPrice":${figures.indexPrice},"lastPrice":${lastText(market)},"markPrice":${figures.markPrice}}`;
}

/** A book as objects of text, both sides best first, without a sequence. */
export function bookText(market: MarketView, group: number, depth: { readonly bids: number; readonly asks: number }): string {
  const picture = market.picture(group);
  const side = (levels: readonly PublishedLevel[]): string =>
    levels
      .map(([price, size]) => {
        const { priceScale, sizeScale } = market.instrument;
        return `{"price":"${LEVEL_TEXTS.textOf(price, priceScale)}","size":"${LEVEL_TEXTS.textOf(size, sizeScale)}"}`;
      })
      .join(",");
  const bids = side(picture.bids.slice(0, depth.bids));
  const asks = side(picture.asks.slice(0, depth.asks));
  return `{"buyQuote":[${bids}],"sellQuote":[${asks}],"timestamp":${picture.venueTime},"symbol":"${market.instrument.symbol}"}`;
}

/** One row of `trades`. */
export function printText(market: MarketView, print: MarketPrint): string {
  const side = print.side === "buy" ? "BUY" : "SELL";
  const figures = `"price":${priceText(market, print.price)},"size":${sizeText(market, print.size)},"side":"${side}"`;
  return `{${figures},"symbol":"${market.instrument.symbol}","serialId":${print.tradeId},"timestamp":${print.venueTime}}`;
}

/** One candle: seconds, open, high, low, close, volume in quote currency. */
export function candleText(market: MarketView, candle: CandleFigures): string {
  const prices = [candle.open, candle.high, candle.low, candle.close].map((units) => priceText(market, units)).join(",");
  return `[${Math.floor(candle.openTime / 1000)},${prices},${notionalText(market, candle.turnover)}]`;
}

/** The risk tiers of a futures market. */
export function riskLimitText(market: MarketView): string {
  const tier = (level: number): string =>
    `{"symbol":"${market.instrument.symbol}","riskLevel":${level},"riskLimitValue":${RISK_LIMIT * level},"initialMarginRate":${level / 100},` +
    `"maintenanceMarginRate":${level / 200},"maxLeverage":${Math.floor(100 / level)}}`;
  return [1, 2, 3].map(tier).join(",");
}
