// LMEX's REST as a server sees it: which path is what, which parameters it takes, and the answer. Public reads only; what needs a
// key is in `account/routes`.

import { epochMs } from "#core/brand";
import { isoTime } from "#core/calendar/civil-time";
import { type CandleInterval } from "#core/event";
import { type Product } from "#core/instrument";
import { type DialectReply, type DialectRequest, type ExchangeView, type MarketView } from "#venues/dialect";
import { bookText, candleText, FUNDING_MS, priceRowText, printText, riskLimitText, summaryText } from "#venues/lmex/dialect/market-texts";
import {
  badParameter,
  engineError,
  enveloped,
  gatewayError,
  nothingHere,
  ok,
  queryCosts,
  STRAY_COSTS,
} from "#venues/lmex/dialect/rest-replies";
import { BOOK_LEVELS, GROUP_MAX } from "#venues/lmex/dialect/topics";

interface Route {
  readonly product: Product;
  readonly path: string;
  readonly request: DialectRequest;
  readonly exchange: ExchangeView;
}

/** Candles in one answer. */
const CANDLES_MAX = 300;
const PRINTS_MAX = 500;
const PRINTS_DEFAULT: Readonly<Record<string, number>> = { futures: 50, spot: 10 };
const DAY_MS = 86_400_000;

const RESOLUTIONS: ReadonlyMap<string, readonly [interval: CandleInterval, minutes: number]> = new Map<
  string,
  readonly [CandleInterval, number]
>([
  ["1", ["1m", 1]],
  ["5", ["5m", 5]],
  ["15", ["15m", 15]],
  ["30", ["30m", 30]],
  ["60", ["1h", 60]],
  ["240", ["4h", 240]],
  ["360", ["6h", 360]],
  ["1440", ["1d", 1440]],
  ["10080", ["1w", 10_080]],
  ["43200", ["1M", 43_200]],
]);

const PUBLIC_ROUTES: ReadonlyMap<string, (route: Route) => DialectReply> = new Map([
  ["market_summary", marketSummary],
  ["ohlcv", candles],
  ["price", prices],
  ["orderbook", groupedBook],
  ["orderbook/L2", levelBook],
  ["trades", trades],
  ["funding_history", fundingHistory],
  ["market/risk_limit", riskLimits],
  ["time", time],
]);

const FUTURES_ONLY: ReadonlySet<string> = new Set(["funding_history", "market/risk_limit"]);

/** Answers one request. Never throws. */
export function answerRest(request: DialectRequest, exchange: ExchangeView): DialectReply {
  const match = /^\/(futures\/api\/v2\.3|spot\/api\/v3\.[23])\/(.+)$/.exec(request.path);
  if (match === null) return nothingHere();
  const product: Product = match[1]?.startsWith("futures") === true ? "futures" : "spot";
  const name = match[2] ?? "";
  const route: Route = { product, path: request.path, request, exchange };
  const read = PUBLIC_ROUTES.get(name);
  const elsewhere = (product === "spot" && FUTURES_ONLY.has(name)) || (product === "futures" && name === "time");
  if (read === undefined || elsewhere) return nothingHere();
  if (request.method !== "GET") {
    return gatewayError(405, "Method Not Allowed", `Request method '${request.method.slice(0, 10)}' not supported`, STRAY_COSTS);
  }
  return read(route);
}

/** All markets of the product, or the one that `symbol` names; undefined when it names none. */
function wanted(route: Route): readonly MarketView[] | undefined {
  const symbol = route.request.query.get("symbol");
  if (symbol === null || symbol === "") return route.exchange.markets.filter((market) => market.instrument.product === route.product);
  const market = route.exchange.market(route.product, symbol);
  return market === undefined ? undefined : [market];
}

type Single = { readonly kind: "market"; readonly market: MarketView } | { readonly kind: "refused"; readonly reply: DialectReply };

function single(route: Route): Single {
  const symbol = route.request.query.get("symbol");
  if (symbol === null || symbol === "") {
    return { kind: "refused", reply: badParameter("symbol parameter is mandatory", queryCosts(route.path)) };
  }
  const market = route.exchange.market(route.product, symbol);
  return market === undefined ? { kind: "refused", reply: unknownMarket(route) } : { kind: "market", market };
}

function unknownMarket(route: Route): DialectReply {
  return badParameter("symbol is not supported", queryCosts(route.path));
}

/** A whole number of the query: undefined when absent, NaN when it is no whole number. */
function whole(route: Route, name: string): number | undefined {
  const text = route.request.query.get(name);
  if (text === null || text === "") return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

function marketSummary(route: Route): DialectReply {
  const markets = wanted(route);
  if (markets === undefined) return unknownMarket(route);
  const full = route.request.query.get("listFullAttributes") === "true";
  const rows = markets.map((market) => summaryText(market, route.exchange.now(), full));
  return ok(`[${rows.join(",")}]`, queryCosts(route.path));
}

function prices(route: Route): DialectReply {
  const markets = wanted(route);
  if (markets === undefined) return unknownMarket(route);
  return ok(`[${markets.map(priceRowText).join(",")}]`, queryCosts(route.path));
}

function candles(route: Route): DialectReply {
  const asked = single(route);
  if (asked.kind === "refused") return asked.reply;
  const costs = queryCosts(route.path);
  const resolution = RESOLUTIONS.get(route.request.query.get("resolution") ?? "");
  if (resolution === undefined) return badParameter("resolution parameter is invalid", costs);
  const [interval, minutes] = resolution;
  const rowMs = minutes * 60_000;
  const end = whole(route, "end") ?? route.exchange.now();
  const start = whole(route, "start") ?? end - (CANDLES_MAX - 1) * rowMs;
  if (Number.isNaN(end) || Number.isNaN(start) || end < start) return badParameter("start or end parameter is invalid", costs);
  if ((end - start) / rowMs > CANDLES_MAX) {
    return engineError({ http: 400, code: 400, words: "resolution too small for the requested time range", costs });
  }
  const rows = asked.market.candles(interval, { startTime: epochMs(start), endTime: epochMs(end) }).slice(-CANDLES_MAX);
  return ok(
    `[${rows
      .map((row) => candleText(asked.market, row))
      .reverse()
      .join(",")}]`,
    costs,
  );
}

function levelBook(route: Route): DialectReply {
  const asked = single(route);
  if (asked.kind === "refused") return asked.reply;
  const depth = whole(route, "depth") ?? BOOK_LEVELS;
  if (!(depth >= 1)) return badParameter("depth parameter is invalid", queryCosts(route.path));
  const capped = Math.min(depth, BOOK_LEVELS);
  return ok(bookText(asked.market, 0, { bids: capped, asks: capped }), queryCosts(route.path));
}

function groupedBook(route: Route): DialectReply {
  const asked = single(route);
  if (asked.kind === "refused") return asked.reply;
  const costs = queryCosts(route.path);
  const group = whole(route, "group") ?? 0;
  if (!(group <= GROUP_MAX)) return badParameter("group parameter is invalid", costs);
  const limit = (name: string): number => (route.product === "spot" ? (whole(route, name) ?? BOOK_LEVELS) : BOOK_LEVELS);
  const depth = { bids: Math.min(limit("limit_bids"), BOOK_LEVELS), asks: Math.min(limit("limit_asks"), BOOK_LEVELS) };
  if (Number.isNaN(depth.bids) || Number.isNaN(depth.asks)) return badParameter("limit parameter is invalid", costs);
  return ok(bookText(asked.market, group, depth), costs);
}

function trades(route: Route): DialectReply {
  const asked = single(route);
  if (asked.kind === "refused") return asked.reply;
  const costs = queryCosts(route.path);
  const count = whole(route, "count") ?? PRINTS_DEFAULT[route.product] ?? PRINTS_MAX;
  if (!(count >= 1 && count <= PRINTS_MAX)) return badParameter(`count must be between 1 and ${PRINTS_MAX}`, costs);
  const [startTime, endTime] = [whole(route, "startTime"), whole(route, "endTime")];
  const [beforeId, afterId] = [whole(route, "beforeSerialId"), whole(route, "afterSerialId")];
  if ([startTime, endTime, beforeId, afterId].some((number) => Number.isNaN(number))) return badParameter("invalid parameter", costs);
  // 30 days may be asked by both ends, 3 days by one or none; rows older than a week only with includeOld.
  const end = endTime ?? (startTime === undefined ? route.exchange.now() : Math.min(route.exchange.now(), startTime + 3 * DAY_MS));
  const start = startTime ?? end - 3 * DAY_MS;
  if (end < start || end - start > 30 * DAY_MS) return badParameter("invalid time range", costs);
  const oldest = route.request.query.get("includeOld") === "true" ? start : Math.max(start, route.exchange.now() - 7 * DAY_MS);
  const rows = asked.market.prints({
    limit: count,
    startTime: epochMs(oldest),
    endTime: epochMs(end),
    ...(beforeId === undefined ? {} : { beforeId }),
    ...(afterId === undefined ? {} : { afterId }),
  });
  return ok(`[${rows.map((row) => printText(asked.market, row)).join(",")}]`, costs);
}

function fundingHistory(route: Route): DialectReply {
  const markets = wanted(route);
  if (markets === undefined) return unknownMarket(route);
  const costs = queryCosts(route.path);
  const count = whole(route, "count") ?? 10;
  const to = whole(route, "to") ?? route.exchange.now();
  const from = whole(route, "from") ?? to - count * FUNDING_MS;
  if (!(count >= 1 && count <= PRINTS_MAX) || !(from <= to)) return badParameter("invalid parameter", costs);
  const rowsOf = (market: MarketView): string => {
    const rows: string[] = [];
    const { fundingRate } = market.figures;
    for (let at = Math.floor(to / FUNDING_MS) * FUNDING_MS; at > from && rows.length < PRINTS_MAX; at -= FUNDING_MS) {
      rows.push(`{"time":${at / 1000},"rate":${fundingRate},"symbol":"${market.instrument.symbol}"}`);
    }
    return `"${market.instrument.symbol}":[${rows.join(",")}]`;
  };
  return ok(`{${markets.map(rowsOf).join(",")}}`, costs);
}

function riskLimits(route: Route): DialectReply {
  const markets = wanted(route);
  const base = { http: 200, time: route.exchange.now(), costs: queryCosts(route.path) };
  if (markets === undefined) return enveloped({ ...base, http: 400, code: -2, words: "symbol is not supported", rows: "null" });
  return enveloped({ ...base, code: 1, words: "Success", rows: `[${markets.map(riskLimitText).join(",")}]` });
}

function time(route: Route): DialectReply {
  const now = route.exchange.now();
  return ok(`{"iso":"${isoTime(now)}","epoch":${Math.floor(now / 1000)}}`, queryCosts(route.path));
}
