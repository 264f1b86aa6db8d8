// Public REST of V3, for contracts (`/capi/v3`) and spot (`/api/v3`). Names differ between the two in places; both are spelled out.

import { epochMs } from "#core/brand";
import { candleCloseTime, isCandleInterval } from "#core/calendar/candle-interval";
import { unitsToText } from "#core/decimal";
import { type CandleInterval } from "#core/event";
import { type CandleFigures, type DialectReply, type MarketView } from "#venues/dialect";
import { dayTexts, levelPairs, priceText, printId, sizeText, turnoverText } from "#venues/weex/dialect/market-texts";
import { type Ask, candlesUntil, limitOf, whole, withMarket, withMarkets } from "#venues/weex/dialect/rest-query";
import { ok } from "#venues/weex/dialect/rest-replies";
import { rest } from "#venues/weex/endpoints";

type Route = (ask: Ask) => DialectReply;

export const FUNDING_MS = 28_800_000;
const HISTORY_MAX = 100;
const SPOT_CANDLES = 300;

const list = (rows: readonly string[]): string => `[${rows.join(",")}]`;

/** Reads of contracts, by path below `/capi/v3/`. */
export const CONTRACT_V3: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["market/time", time],
  ["market/exchangeInfo", (ask) => withMarkets(ask, (markets) => ok(exchangeInfo(markets.map(contractRow)), 1))],
  ["market/apiTradingSymbols", (ask) => ok(symbols(ask), 5)],
  ["market/depth", (ask) => depth(ask, 1)],
  ["market/ticker/24hr", (ask) => withMarkets(ask, (markets) => ok(list(markets.map((market) => tickerRow(ask, market))), 40))],
  ["market/ticker/bookTicker", (ask) => withMarkets(ask, (markets) => ok(list(markets.map((market) => bestRow(ask, market))), 1))],
  ["market/trades", (ask) => trades(ask, 5)],
  ["market/klines", (ask) => klines(ask, { intervals: rest.contractV3.candleIntervals, weight: 1 })],
  ["market/indexPriceKlines", (ask) => klines(ask, { intervals: rest.contractV3.candleIntervals, weight: 1 })],
  ["market/markPriceKlines", (ask) => klines(ask, { intervals: rest.contractV3.candleIntervals, weight: 1 })],
  ["market/historyKlines", historyKlines],
  ["market/symbolPrice", symbolPrice],
  ["market/openInterest", openInterest],
  ["market/premiumIndex", (ask) => withMarkets(ask, (markets) => ok(list(markets.map((market) => premiumRow(ask, market))), 1))],
  ["market/fundingRate", fundingRate],
]);

/** Reads of spot, by path below `/api/v3/`. */
export const SPOT_V3: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["ping", () => ok("{}", 1)],
  ["time", time],
  ["coins", (ask) => ok(list([...new Set(ask.markets.flatMap(({ instrument }) => [instrument.base, instrument.quote]))].map(coinRow)), 5)],
  ["exchangeInfo", spotExchangeInfo],
  ["apiTradingSymbols", (ask) => ok(symbols(ask), 5)],
  ["market/depth", (ask) => depth(ask, 5)],
  ["market/ticker/price", (ask) => withMarkets(ask, (markets) => ok(list(markets.map((market) => lastRow(ask, market))), 4))],
  ["market/ticker/24hr", (ask) => withMarkets(ask, (markets) => ok(list(markets.map((market) => tickerRow(ask, market))), 2))],
  ["market/ticker/bookTicker", (ask) => withMarkets(ask, (markets) => ok(list(markets.map((market) => bestRow(ask, market))), 4))],
  ["market/trades", (ask) => trades(ask, 25)],
  ["market/klines", (ask) => klines(ask, { intervals: rest.spotV3.candleIntervals, weight: 2, count: SPOT_CANDLES })],
]);

function time(ask: Ask): DialectReply {
  return ok(`{"serverTime":${ask.now}}`, 1);
}

const symbols = (ask: Ask): string => JSON.stringify(ask.markets.map(({ instrument }) => instrument.symbol));

function exchangeInfo(rows: readonly string[]): string {
  // The interval that it tells is a minute; the real window is ten seconds.
  const limits = `[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":10,"limit":500}]`;
  return `{"assets":[{"asset":"USDT","marginAvailable":true}],"rateLimits":${limits},"symbols":${list(rows)}}`;
}

function contractRow(market: MarketView): string {
  const { symbol, base, quote, priceScale, sizeScale, lot, minSize, maxSize } = market.instrument;
  const size = (units: number): string => unitsToText(units, sizeScale);
  const names = `"symbol":"${symbol}","baseAsset":"${base}","quoteAsset":"${quote}","marginAsset":"${quote}"`;
  const scales = `"pricePrecision":${priceScale},"quantityPrecision":${sizeScale},"baseAssetPrecision":${sizeScale},"quotePrecision":8`;
  const delivery = `"contractVal":${size(lot)},"delivery":["00:00:00","08:00:00","16:00:00"],"forwardContractFlag":true`;
  const ratios = `"minLeverage":1,"maxLeverage":200,"buyLimitPriceRatio":0.02,"sellLimitPriceRatio":0.02,"makerFeeRate":0.0002,"takerFeeRate":0.0006`;
  const most = maxSize ?? minSize * 1_000_000;
  const sizes = `"minOrderSize":${size(minSize)},"maxOrderSize":${size(most)},"maxPositionSize":${size(most * 8)},"marketOpenLimitSize":${size(most)}`;
  return `{${names},${scales},${delivery},${ratios},${sizes},"contractType":"PERPETUAL","underlyingType":"COIN","displaySymbol":"${symbol}"}`;
}

function spotExchangeInfo(ask: Ask): DialectReply {
  const wanted = ask.request.query.get("symbols");
  const names = wanted === null || wanted === "" ? undefined : wanted.split(",");
  const found = names === undefined ? ask.markets : names.map((name) => ask.market(name));
  if (found.some((market) => market === undefined)) return ask.refusedParameter("symbols", false);
  const rows = found.filter((market) => market !== undefined).map(spotRow);
  return ok(`{"timezone":"UTC","serverTime":${ask.now},"symbols":${list(rows)}}`, 20);
}

function spotRow(market: MarketView): string {
  const { symbol, base, quote, priceScale, sizeScale, tick, lot, minSize, maxSize, status } = market.instrument;
  const trading = status === "trading";
  const names = `"symbol":"${symbol}","status":"${trading ? "TRADING" : "BREAK"}","baseAsset":"${base}","baseAssetPrecision":${sizeScale}`;
  const steps = `"quoteAsset":"${quote}","quoteAssetPrecision":${priceScale},"tickSize":"${unitsToText(tick, priceScale)}","stepSize":"${unitsToText(lot, sizeScale)}"`;
  const sizes = `"minTradeAmount":"${unitsToText(minSize, sizeScale)}","maxTradeAmount":"${unitsToText(maxSize ?? minSize * 1_000_000, sizeScale)}"`;
  const fees = `"takerFeeRate":"0.001","makerFeeRate":"0.001","buyLimitPriceRatio":"0.1","sellLimitPriceRatio":"0.1"`;
  const flags = `"marketBuyLimitSize":"0","marketSellLimitSize":"0","marketFallbackPriceRatio":"0.05","enableTrade":${trading},"enableDisplay":true`;
  return `{${names},${steps},${sizes},${fees},${flags},"displayDigitMerge":"","displayNew":false,"displayHot":false}`;
}

const coinRow = (coin: string): string => `{"coin":"${coin}","name":"${coin}","transferable":true,"networkList":[]}`;

function depth(ask: Ask, units: number): DialectReply {
  return withMarket(ask, (market) => {
    const levels = whole(ask, "limit", 15);
    if (levels !== 15 && levels !== 200) return ask.refusedParameter("limit", false);
    const { sequence, bids, asks } = market.picture(0);
    const sides = `"bids":${levelPairs(market, bids.slice(0, levels))},"asks":${levelPairs(market, asks.slice(0, levels))}`;
    return ok(`{${sides},"lastUpdateId":${sequence}}`, units);
  });
}

function tickerRow(ask: Ask, market: MarketView): string {
  const day = dayTexts(market, ask.now);
  const prices = `"priceChange":"${day.change}","priceChangePercent":"${day.changeFraction}","lastPrice":"${day.last}","openPrice":"${day.open}"`;
  const range = `"highPrice":"${day.high}","lowPrice":"${day.low}","volume":"${day.volume}","quoteVolume":"${day.turnover}"`;
  const times = `"openTime":${day.openTime},"closeTime":${ask.now}`;
  const { markPrice, indexPrice } = market.figures;
  const best = `"bidPrice":"${day.bid[0]}","bidQty":"${day.bid[1]}","askPrice":"${day.ask[0]}","askQty":"${day.ask[1]}","count":${day.trades}`;
  const own = market.instrument.product === "spot" ? best : `"markPrice":"${markPrice}","indexPrice":"${indexPrice}"`;
  return `{"symbol":"${market.instrument.symbol}",${prices},${range},${times},${own}}`;
}

function bestRow(ask: Ask, market: MarketView): string {
  const { bid, ask: offer } = dayTexts(market, ask.now);
  const sides = `"bidPrice":"${bid[0]}","bidQty":"${bid[1]}","askPrice":"${offer[0]}","askQty":"${offer[1]}"`;
  return `{"symbol":"${market.instrument.symbol}",${sides},"time":${ask.now}}`;
}

const lastRow = (ask: Ask, market: MarketView): string =>
  `{"symbol":"${market.instrument.symbol}","price":"${dayTexts(market, ask.now).last}"}`;

function trades(ask: Ask, units: number): DialectReply {
  return withMarket(ask, (market) => {
    const limit = limitOf(ask, 100, 1_000);
    if (limit === undefined) return ask.refusedParameter("limit", false);
    const rows = market.prints({ limit }).map((print) => {
      const value = turnoverText(market, BigInt(print.price) * BigInt(print.size));
      const figures = `"price":"${priceText(market, print.price)}","qty":"${sizeText(market, print.size)}","quoteQty":"${value}"`;
      return `{"id":"${printId(market, print)}","time":${print.venueTime},${figures},"isBestMatch":true,"isBuyerMaker":${print.side === "sell"}}`;
    });
    return ok(list(rows), units);
  });
}

function klineRow(market: MarketView, interval: CandleInterval, candle: CandleFigures): string {
  const prices = [candle.open, candle.high, candle.low, candle.close].map((units) => `"${priceText(market, units)}"`).join(",");
  const close = candleCloseTime(interval, candle.openTime) - (market.instrument.product === "spot" ? 1 : 0);
  const volumes = `"${sizeText(market, candle.volume)}",${close},"${turnoverText(market, candle.turnover)}",${candle.trades}`;
  return `[${candle.openTime},${prices},${volumes},"${sizeText(market, candle.volume / 2n)}","${turnoverText(market, candle.turnover / 2n)}"]`;
}

function klines(
  ask: Ask,
  how: { readonly intervals: readonly CandleInterval[]; readonly weight: number; readonly count?: number },
): DialectReply {
  return withMarket(ask, (market) => {
    const interval = ask.request.query.get("interval") ?? "";
    if (!isCandleInterval(interval) || !how.intervals.includes(interval)) return ask.refusedParameter("interval", false);
    const count = how.count ?? limitOf(ask, 100, 1_000);
    if (count === undefined) return ask.refusedParameter("limit", false);
    const rows = candlesUntil(market, interval, { endTime: ask.now, count });
    return ok(list(rows.map((row) => klineRow(market, interval, row))), how.weight);
  });
}

function historyKlines(ask: Ask): DialectReply {
  return withMarket(ask, (market) => {
    const interval = ask.request.query.get("interval") ?? "";
    if (!isCandleInterval(interval) || !rest.contractV3.candleIntervals.includes(interval)) return ask.refusedParameter("interval", false);
    const count = limitOf(ask, HISTORY_MAX, HISTORY_MAX);
    const end = whole(ask, "endTime", ask.now);
    const start = whole(ask, "startTime", 0);
    if (count === undefined || Number.isNaN(end) || Number.isNaN(start)) return ask.refusedParameter("limit", false);
    const rows = candlesUntil(market, interval, { endTime: epochMs(Math.min(end, ask.now)), count });
    return ok(list(rows.filter((row) => row.openTime >= start).map((row) => klineRow(market, interval, row))), 5);
  });
}

function symbolPrice(ask: Ask): DialectReply {
  return withMarket(ask, (market) => {
    const { markPrice, indexPrice } = market.figures;
    const price = ask.request.query.get("priceType") === "MARK" ? markPrice : indexPrice;
    return ok(`{"symbol":"${market.instrument.symbol}","price":"${price}","time":${ask.now}}`, 1);
  });
}

function openInterest(ask: Ask): DialectReply {
  return withMarket(ask, (market) =>
    ok(`{"symbol":"${market.instrument.symbol}","openInterest":"${market.figures.openInterest}","time":${ask.now}}`, 2),
  );
}

function premiumRow(ask: Ask, market: MarketView): string {
  const { markPrice, indexPrice, fundingRate: rate } = market.figures;
  const next = (Math.floor(ask.now / FUNDING_MS) + 1) * FUNDING_MS;
  const prices = `"symbol":"${market.instrument.symbol}","markPrice":"${markPrice}","indexPrice":"${indexPrice}"`;
  const rates = `"lastFundingRate":"${rate}","forecastFundingRate":"${rate}","interestRate":"0.0003"`;
  return `{${prices},${rates},"nextFundingTime":${next},"time":${ask.now},"collectCycle":480}`;
}

function fundingRate(ask: Ask): DialectReply {
  return withMarket(ask, (market) => {
    const limit = limitOf(ask, 100, 1_000);
    if (limit === undefined) return ask.refusedParameter("limit", false);
    const { fundingRate: rate, markPrice } = market.figures;
    const last = Math.floor(ask.now / FUNDING_MS) * FUNDING_MS;
    const rows = Array.from(
      { length: limit },
      (_, at) =>
        `{"symbol":"${market.instrument.symbol}","fundingRate":"${rate}","fundingTime":${last - at * FUNDING_MS},"markPrice":"${markPrice}"}`,
    );
    return ok(list(rows), 5);
  });
}
