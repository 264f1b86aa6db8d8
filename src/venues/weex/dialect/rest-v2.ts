// Public REST of V2 contracts (`/capi/v2`): a mix of snake and camel case, times now as texts and now as numbers, candles newest first.

import { type EpochMs, epochMs } from "#core/brand";
import { isCandleInterval } from "#core/calendar/candle-interval";
import { isoTime } from "#core/calendar/civil-time";
import { unitsToText } from "#core/decimal";
import { type DialectReply, type MarketView } from "#venues/dialect";
import { dayTexts, levelPairs, priceText, printId, sizeText, symbolText, turnoverText } from "#venues/weex/dialect/market-texts";
import { type Ask, candlesUntil, limitOf, whole, withMarket, withMarkets } from "#venues/weex/dialect/rest-query";
import { ok } from "#venues/weex/dialect/rest-replies";
import { FUNDING_MS } from "#venues/weex/dialect/rest-v3";
import { rest } from "#venues/weex/endpoints";

type Route = (ask: Ask) => DialectReply;

const HISTORY_MAX = 100;

const list = (rows: readonly string[]): string => `[${rows.join(",")}]`;
const name = (market: MarketView): string => symbolText("v2", market);

/** Reads by path below `/capi/v2/`. */
export const CONTRACT_V2: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["market/time", time],
  ["market/contracts", (ask) => withMarkets(ask, (markets) => ok(list(markets.map(contractRow)), 10))],
  ["market/depth", depth],
  ["market/tickers", (ask) => ok(list(ask.markets.map((market) => tickerRow(ask.now, market))), 40)],
  ["market/ticker", (ask) => withMarket(ask, (market) => ok(tickerRow(ask.now, market), 1))],
  ["market/trades", trades],
  ["market/candles", (ask) => candles(ask, { most: 1_000, weight: 1, endTime: ask.now })],
  ["market/historyCandles", historyCandles],
  ["market/index", index],
  ["market/open_interest", openInterest],
  ["market/funding_time", fundingTime],
  ["market/getHistoryFundRate", fundingHistory],
  ["market/currentFundRate", (ask) => withMarkets(ask, (markets) => ok(list(markets.map((market) => fundingRow(ask.now, market))), 1))],
]);

function time(ask: Ask): DialectReply {
  const seconds = `${Math.floor(ask.now / 1_000)}.${String(Math.floor(ask.now % 1_000)).padStart(3, "0")}`;
  return ok(`{"epoch":"${seconds}","iso":"${isoTime(ask.now)}","timestamp":${ask.now}}`, 1);
}

function contractRow(market: MarketView): string {
  const { base, quote, priceScale, sizeScale, tick, lot, minSize, maxSize } = market.instrument;
  const size = (units: number): string => unitsToText(units, sizeScale);
  const names = `"symbol":"${name(market)}","underlying_index":"${base}","quote_currency":"${quote}","coin":"${quote}"`;
  const steps = `"contract_val":"${size(lot)}","delivery":["00:00:00","08:00:00","16:00:00"],"size_increment":"${sizeScale}","tick_size":"${priceScale}"`;
  const leverage = `"forwardContractFlag":true,"priceEndStep":${tick},"minLeverage":1,"maxLeverage":200`;
  const ratios = `"buyLimitPriceRatio":"0.02","sellLimitPriceRatio":"0.02","makerFeeRate":"0.0002","takerFeeRate":"0.0006"`;
  const most = maxSize ?? minSize * 1_000_000;
  const sizes = `"minOrderSize":"${size(minSize)}","maxOrderSize":"${size(most)}","maxPositionSize":"${size(most * 8)}","marketOpenLimitSize":"${size(most)}"`;
  return `{${names},${steps},${leverage},${ratios},${sizes}}`;
}

function depth(ask: Ask): DialectReply {
  return withMarket(ask, (market) => {
    const levels = whole(ask, "limit", 15);
    if (levels !== 15 && levels !== 200) return ask.refusedParameter("limit", false);
    const { bids, asks } = market.picture(0);
    const sides = `"asks":${levelPairs(market, asks.slice(0, levels))},"bids":${levelPairs(market, bids.slice(0, levels))}`;
    return ok(`{${sides},"timestamp":"${ask.now}"}`, 1);
  });
}

/** `volume_24h` is quote turnover, whatever the pages say. */
function tickerRow(now: EpochMs, market: MarketView): string {
  const day = dayTexts(market, now);
  const { markPrice, indexPrice } = market.figures;
  const prices = `"symbol":"${name(market)}","last":"${day.last}","best_ask":"${day.ask[0]}","best_bid":"${day.bid[0]}"`;
  const range = `"high_24h":"${day.high}","low_24h":"${day.low}","volume_24h":"${day.turnover}","timestamp":"${now}"`;
  const rest24 = `"priceChangePercent":"${day.changeFraction}","base_volume":"${day.volume}","markPrice":"${markPrice}","indexPrice":"${indexPrice}"`;
  return `{${prices},${range},${rest24}}`;
}

function trades(ask: Ask): DialectReply {
  return withMarket(ask, (market) => {
    const limit = limitOf(ask, 100, 1_000);
    if (limit === undefined) return ask.refusedParameter("limit", false);
    const step = unitsToText(market.instrument.lot, market.instrument.sizeScale);
    const rows = market.prints({ limit }).map((print) => {
      const value = turnoverText(market, BigInt(print.price) * BigInt(print.size));
      const figures = `"price":"${priceText(market, print.price)}","size":"${sizeText(market, print.size)}","value":"${value}"`;
      const flags = `"symbol":"${name(market)}","isBestMatch":true,"isBuyerMaker":${print.side === "sell"},"contractVal":"${step}"`;
      return `{"ticketId":"${printId(market, print)}","time":${print.venueTime},${figures},${flags}}`;
    });
    return ok(list(rows), 5);
  });
}

function candles(ask: Ask, how: { readonly most: number; readonly weight: number; readonly endTime: EpochMs }): DialectReply {
  return withMarket(ask, (market) => {
    const interval = ask.request.query.get("granularity") ?? "";
    if (!isCandleInterval(interval) || !rest.contractV2.candleIntervals.includes(interval)) {
      return ask.refusedParameter("granularity", false);
    }
    const count = limitOf(ask, 100, how.most);
    if (count === undefined) return ask.refusedParameter("limit", false);
    const rows = candlesUntil(market, interval, { endTime: how.endTime, count }).map((candle) => {
      const prices = [candle.open, candle.high, candle.low, candle.close].map((units) => `"${priceText(market, units)}"`).join(",");
      return `["${candle.openTime}",${prices},"${sizeText(market, candle.volume)}","${turnoverText(market, candle.turnover)}"]`;
    });
    return ok(list(rows.reverse()), how.weight);
  });
}

/** Times that are none give the latest rows; where both are given, only the end counts. */
function historyCandles(ask: Ask): DialectReply {
  const end = whole(ask, "endTime", ask.now);
  return candles(ask, { most: HISTORY_MAX, weight: 5, endTime: epochMs(Number.isNaN(end) ? ask.now : Math.min(end, ask.now)) });
}

function index(ask: Ask): DialectReply {
  return withMarket(ask, (market) => {
    const { markPrice, indexPrice } = market.figures;
    const price = ask.request.query.get("priceType") === "MARK" ? markPrice : indexPrice;
    return ok(`{"symbol":"${name(market)}","index":"${price}","timestamp":"${ask.now}"}`, 1);
  });
}

function openInterest(ask: Ask): DialectReply {
  return withMarket(ask, (market) => {
    const { openInterest: open, markPrice } = market.figures;
    const target = (Number(open) * Number(markPrice)).toFixed(1);
    return ok(`[{"symbol":"${name(market)}","base_volume":"${open}","target_volume":"${target}","timestamp":"${ask.now}"}]`, 2);
  });
}

function fundingTime(ask: Ask): DialectReply {
  const next = (Math.floor(ask.now / FUNDING_MS) + 1) * FUNDING_MS;
  return withMarket(ask, (market) => ok(`{"symbol":"${name(market)}","fundingTime":${next}}`, 1));
}

function fundingHistory(ask: Ask): DialectReply {
  return withMarket(ask, (market) => {
    const limit = limitOf(ask, 10, 100);
    if (limit === undefined) return ask.refusedParameter("limit", false);
    const last = Math.floor(ask.now / FUNDING_MS) * FUNDING_MS;
    const rows = Array.from(
      { length: limit },
      (_, at) => `{"symbol":"${name(market)}","fundingRate":"${market.figures.fundingRate}","fundingTime":${last - at * FUNDING_MS}}`,
    );
    return ok(list(rows), 5);
  });
}

const fundingRow = (now: EpochMs, market: MarketView): string =>
  `{"symbol":"${name(market)}","fundingRate":"${market.figures.fundingRate}","collectCycle":480,"timestamp":${now}}`;
