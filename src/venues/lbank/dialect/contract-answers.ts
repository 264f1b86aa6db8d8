// The public REST of the contracts, as far as it is known: a host, an envelope and words of its own.

import { type DialectReply, type DialectRequest, type ExchangeView, type MarketView, type PublishedLevel } from "#venues/dialect";
import { dayTexts, priceText, sizeText } from "#venues/lbank/dialect/market-texts";
import { nothingHere, reply } from "#venues/lbank/dialect/rest-replies";
import { contractRest } from "#venues/lbank/endpoints";

const PRODUCT_GROUP = "SwapU";
const DEPTH_DEFAULT = 50;
const FEE_PERIOD_SECONDS = 28_800;

/** Whether a path belongs to the contracts. */
export const isContractPath = (path: string): boolean => path.startsWith("/cfd/");

/** Answers one contract request. Never throws. */
export function answerContract(request: DialectRequest, exchange: ExchangeView): DialectReply {
  if (request.method !== "GET" || !request.path.startsWith(`${contractRest.base}/`)) return nothingHere();
  switch (request.path.slice(contractRest.base.length + 1)) {
    case "getTime":
      return ok(String(exchange.now()));
    case "instrument":
      return ok(JSON.stringify(grouped(request, exchange).map(instrumentRow)));
    case "marketData":
      return ok(JSON.stringify(grouped(request, exchange).map((market) => dataRow(market, exchange.now()))));
    case "marketOrder":
      return marketOrder(request, exchange);
    default:
      return nothingHere();
  }
}

const ok = (data: string): DialectReply => reply(`{"data":${data},"error_code":0,"msg":"Success","result":"true","success":true}`);
const refused = (code: number, words: string): DialectReply =>
  reply(`{"data":null,"error_code":${code},"msg":"${words}","result":"false","success":false}`);

/** Contracts number their errors apart from spot, where this number is another thing. */
export const tooFrequentContract = (): DialectReply => refused(10012, "Too many requests");

/** A group that does not exist gives an empty list. */
function grouped(request: DialectRequest, exchange: ExchangeView): readonly MarketView[] {
  if (request.query.get("productGroup") !== PRODUCT_GROUP) return [];
  return exchange.markets.filter(({ instrument }) => instrument.product === "contract");
}

function instrumentRow(market: MarketView): Readonly<Record<string, string>> {
  const { symbol, base, quote, settle = quote, tick, lot, minSize, maxSize, contractSize } = market.instrument;
  return {
    symbol,
    symbolName: symbol,
    baseCurrency: base,
    priceCurrency: quote,
    clearCurrency: settle,
    exchangeID: "Exchange",
    priceTick: priceText(market, tick),
    volumeTick: sizeText(market, lot),
    volumeMultiple: contractSize,
    minOrderVolume: sizeText(market, minSize),
    maxOrderVolume: sizeText(market, maxSize ?? minSize * 1_000_000),
    minOrderCost: "5.0",
    defaultLeverage: "20",
    priceLimitUpperValue: "0.2",
    priceLimitLowerValue: "0.2",
  };
}

function dataRow(market: MarketView, now: number): Readonly<Record<string, string>> {
  const day = dayTexts(market);
  const { markPrice, indexPrice, fundingRate } = market.figures;
  const period = Math.floor(now / 1_000 / FEE_PERIOD_SECONDS) * FEE_PERIOD_SECONDS;
  return {
    symbol: market.instrument.symbol,
    lastPrice: day.latest,
    highestPrice: day.high,
    lowestPrice: day.low,
    openPrice: day.open,
    markedPrice: markPrice,
    underlyingPrice: indexPrice,
    volume: day.volume,
    turnover: day.turnover,
    fundingRate,
    positionFeeRate: fundingRate,
    prePositionFeeRate: fundingRate,
    positionFeeTime: String(FEE_PERIOD_SECONDS),
    nextFeeTime: String((period + FEE_PERIOD_SECONDS) * 1_000),
  };
}

function marketOrder(request: DialectRequest, exchange: ExchangeView): DialectReply {
  const symbol = request.query.get("symbol") ?? "";
  if (symbol === "") return refused(10002, "Parameters are lost");
  const market = exchange.market("contract", symbol);
  if (market === undefined) return refused(8, "Contract does not exist");
  const asked = request.query.get("depth") ?? String(DEPTH_DEFAULT);
  if (!/^\d{1,4}$/.test(asked) || Number(asked) < 1) return refused(10002, "Parameters are lost");
  const depth = Math.min(Number(asked), contractRest.bookDepthMax);
  const side = (levels: readonly PublishedLevel[]): readonly Readonly<Record<string, string>>[] =>
    levels.slice(0, depth).map(([price, size]) => ({ price: priceText(market, price), volume: sizeText(market, size), orders: "1" }));
  const { bids, asks } = market.picture(0);
  return ok(JSON.stringify({ symbol, bids: side(bids), asks: side(asks) }));
}
