// Spot's public REST as a server sees it: which path is what, which parameters it takes, and the answer. What is private is
// answered elsewhere, before this.

import { epochMs } from "#core/brand";
import { type CandleInterval } from "#core/event";
import { type DialectReply, type DialectRequest, type ExchangeView, type MarketPrint, type MarketView } from "#venues/dialect";
import { dayTexts, pairsText, priceText, sizeText, valueText, zonedCandles } from "#venues/lbank/dialect/market-texts";
import { nothingHere, ok, refused } from "#venues/lbank/dialect/rest-replies";
import { REST_INTERVALS, spotRest } from "#venues/lbank/endpoints";
import { zonedCloseTime, zonedOpenTime } from "#venues/lbank/zone";

interface Asked {
  readonly request: DialectRequest;
  readonly exchange: ExchangeView;
  readonly now: number;
}

const INTERVAL_BY_TYPE: ReadonlyMap<string, CandleInterval> = new Map([...REST_INTERVALS].map(([interval, type]) => [type, interval]));
const PRINTS_PAGE = 1_000;
const PRINT_PAGES_MAX = 15;
/** What the undocumented path takes. It still answers, and clients of other houses ask it. */
const OLD_TRADES_MAX = 600;

const ANSWERS: ReadonlyMap<string, (asked: Asked) => DialectReply> = new Map([
  ["GET /v2/timestamp.do", ({ now }) => ok(String(now), now)],
  ["GET /v2/currencyPairs.do", ({ exchange, now }) => ok(JSON.stringify(spotMarkets(exchange).map(symbolOf)), now)],
  ["GET /v2/accuracy.do", accuracy],
  ["GET /v2/depth.do", depth],
  ["GET /v2/ticker/24hr.do", ticker],
  ["GET /v2/etfTicker/24hr.do", ({ request, now }) => (request.query.has("symbol") ? ok("[]", now) : refused(10001, now))],
  ["GET /v2/supplement/ticker/price.do", prices],
  ["GET /v2/supplement/ticker/bookTicker.do", bookTicker],
  ["GET /v2/supplement/trades.do", (asked) => trades(asked, { most: spotRest.tradesMax, row: printText })],
  ["GET /v2/trades.do", (asked) => trades(asked, { most: OLD_TRADES_MAX, row: oldPrintText })],
  ["GET /v2/kline.do", kline],
  ["POST /v2/supplement/system_ping.do", ({ now }) => ok("{}", now)],
  ["POST /v2/supplement/system_status.do", ({ now }) => ok('{"status":"1"}', now)],
  ["GET /v2/assetConfigs.do", ({ now }) => ok("[]", now)],
  ["GET /v2/withdrawConfigs.do", ({ now }) => ok("[]", now)],
]);

/** Answers one spot request. Never throws. */
export function answerSpot(request: DialectRequest, exchange: ExchangeView): DialectReply {
  const now = exchange.now();
  const answer = ANSWERS.get(`${request.method} ${request.path}`);
  if (answer !== undefined) return answer({ request, exchange, now });
  if (request.path.startsWith("/v1/") && request.path.endsWith(".do")) return refused(10601, now);
  return nothingHere();
}

const symbolOf = ({ instrument }: MarketView): string => instrument.symbol;
const spotMarkets = (exchange: ExchangeView): readonly MarketView[] =>
  exchange.markets.filter(({ instrument }) => instrument.product === "spot");

type Found =
  | { readonly kind: "markets"; readonly markets: readonly MarketView[] }
  | { readonly kind: "refused"; readonly reply: DialectReply };

/** The markets that `symbol` names. Without one: all, or a refusal where it is due. */
function wanted({ request, exchange, now }: Asked, without: "all" | "refused"): Found {
  const symbol = request.query.get("symbol") ?? "";
  if (symbol === "" && without === "refused") return { kind: "refused", reply: refused(10001, now) };
  if (symbol === "" || symbol === "all") return { kind: "markets", markets: spotMarkets(exchange) };
  const market = exchange.market("spot", symbol);
  return market === undefined ? { kind: "refused", reply: refused(10008, now) } : { kind: "markets", markets: [market] };
}

/** One market and a whole number of the query between 1 and `most`. */
function sized(asked: Asked, most: number): { readonly market: MarketView; readonly size: number } | DialectReply {
  const found = wanted(asked, "refused");
  if (found.kind === "refused") return found.reply;
  const [market] = found.markets;
  const size = asked.request.query.get("size") ?? "";
  if (market === undefined || found.markets.length > 1) return refused(10008, asked.now);
  if (size === "") return refused(10001, asked.now);
  return /^\d{1,6}$/.test(size) && Number(size) >= 1 && Number(size) <= most ? { market, size: Number(size) } : refused(10003, asked.now);
}

function accuracy(asked: Asked): DialectReply {
  const found = wanted(asked, "all");
  if (found.kind === "refused") return found.reply;
  const rows = found.markets.map((market) => {
    const { symbol, priceScale, sizeScale, minSize } = market.instrument;
    const places = { priceAccuracy: String(priceScale), quantityAccuracy: String(sizeScale) };
    return { symbol, ...places, minTranQua: sizeText(market, minSize), minOrderAmount: "1" };
  });
  return ok(JSON.stringify(rows), asked.now);
}

function depth(asked: Asked): DialectReply {
  const found = sized(asked, spotRest.bookDepthMax);
  if ("status" in found) return found;
  const { market, size } = found;
  const { bids, asks } = market.picture(0);
  const [asksText, bidsText] = [asks, bids].map((levels) => pairsText(market, levels.slice(0, size), "texts"));
  return ok(`{"asks":${asksText},"bids":${bidsText},"timestamp":${asked.now}}`, asked.now);
}

function ticker(asked: Asked): DialectReply {
  const found = wanted(asked, "refused");
  if (found.kind === "refused") return found.reply;
  const rows = found.markets.map((market) => {
    const { latest, high, low, volume, turnover, change } = dayTexts(market);
    return { symbol: symbolOf(market), ticker: { high, vol: volume, low, change, turnover, latest }, timestamp: asked.now };
  });
  return ok(JSON.stringify(rows), asked.now);
}

function prices(asked: Asked): DialectReply {
  const found = wanted(asked, "all");
  if (found.kind === "refused") return found.reply;
  const rows = found.markets.map((market) => ({ symbol: symbolOf(market), price: dayTexts(market).latest }));
  return ok(JSON.stringify(rows), asked.now, "boolean");
}

function bookTicker(asked: Asked): DialectReply {
  const found = wanted(asked, "refused");
  if (found.kind === "refused") return found.reply;
  const [market] = found.markets;
  if (market === undefined) return refused(10008, asked.now);
  const { bids, asks } = market.picture(0);
  const [bid, ask] = [bids[0], asks[0]];
  const row = {
    symbol: symbolOf(market),
    bidPrice: priceText(market, bid?.[0] ?? 0),
    bidQty: sizeText(market, bid?.[1] ?? 0),
    askPrice: priceText(market, ask?.[0] ?? 0),
    askQty: sizeText(market, ask?.[1] ?? 0),
  };
  return ok(JSON.stringify(row), asked.now);
}

/** With `time` the first ones after it, else the latest; ascending. */
function trades(
  asked: Asked,
  how: { readonly most: number; readonly row: (market: MarketView, print: MarketPrint) => string },
): DialectReply {
  const found = sized(asked, how.most);
  if ("status" in found) return found;
  const { market, size } = found;
  const time = asked.request.query.get("time");
  if (time !== null && !/^\d{1,15}$/.test(time)) return refused(10003, asked.now);
  const rows = time === null ? [...market.prints({ limit: size })].reverse() : printsAfter(market, Number(time)).slice(0, size);
  return ok(`[${rows.map((print) => how.row(market, print)).join(",")}]`, asked.now);
}

/** Oldest first, as far as the market remembers. */
function printsAfter(market: MarketView, time: number): readonly MarketPrint[] {
  const rows: MarketPrint[] = [];
  let beforeId: number | undefined;
  for (let page = 0; page < PRINT_PAGES_MAX; page += 1) {
    const bounds = { limit: PRINTS_PAGE, startTime: epochMs(time + 1), ...(beforeId === undefined ? {} : { beforeId }) };
    const prints = market.prints(bounds);
    rows.push(...prints);
    beforeId = prints[prints.length - 1]?.tradeId;
    if (prints.length < PRINTS_PAGE) break;
  }
  return rows.reverse();
}

const printId = (print: MarketPrint): string => print.tradeId.toString(16).padStart(32, "0");

function printText(market: MarketView, print: MarketPrint): string {
  const value = valueText(market, BigInt(print.price) * BigInt(print.size));
  const figures = `"price":${priceText(market, print.price)},"qty":${sizeText(market, print.size)},"quoteQty":${value}`;
  return `{${figures},"id":"${printId(print)}","time":${print.venueTime},"isBuyerMaker":${print.side === "sell"}}`;
}

function oldPrintText(market: MarketView, print: MarketPrint): string {
  const figures = `"amount":${sizeText(market, print.size)},"price":${priceText(market, print.price)}`;
  return `{"date_ms":${print.venueTime},${figures},"type":"${print.side}","tid":"${printId(print)}"}`;
}

/** `size` candles from the one that holds `time`. All four parameters are due. */
function kline(asked: Asked): DialectReply {
  const { request, now } = asked;
  const [type, time] = [request.query.get("type") ?? "", request.query.get("time") ?? ""];
  if (!request.query.has("symbol") || !request.query.has("size") || type === "" || time === "") return refused(10003, now);
  const found = sized(asked, spotRest.candlesMax);
  if ("status" in found) return found;
  const interval = INTERVAL_BY_TYPE.get(type);
  if (interval === undefined || !/^\d{1,11}$/.test(time)) return refused(10003, now);
  const { market, size } = found;
  const startTime = zonedOpenTime(interval, epochMs(Number(time) * 1_000));
  // Months differ in length: the range is cut to the rows afterwards.
  const slackMs = interval === "1M" ? 3 * 86_400_000 : 0;
  const spanMs = size * (zonedCloseTime(interval, startTime) - startTime + slackMs);
  const endTime = epochMs(Math.min(now, startTime + spanMs));
  const rows = zonedCandles(market, interval, { startTime, endTime }).slice(0, size);
  const text = rows.map((candle) => {
    const figures = [candle.open, candle.high, candle.low, candle.close].map((units) => priceText(market, units)).join(",");
    return `[${candle.openTime / 1_000},${figures},${sizeText(market, candle.volume)}]`;
  });
  return ok(`[${text.join(",")}]`, now);
}
