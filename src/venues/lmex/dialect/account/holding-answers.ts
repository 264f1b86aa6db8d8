// Answers to questions about an account, and to its settings.

import { epochMs } from "#core/brand";
import { compare, decimal, ZERO } from "#core/decimal-arithmetic";
import { type Instrument } from "#core/instrument";
import { exact, jsonText, type Writable } from "#core/json/exact-json";
import { type HistoryQuery } from "#venues/account-dialect";
import { type DialectReply } from "#venues/dialect";
import { fillRow, fundingRow, positionRow, spotWalletRow, walletRows } from "#venues/lmex/dialect/account/holding-texts";
import { isReply, keyOf, marketIn, type OrderDesk } from "#venues/lmex/dialect/account/order-entry";
import { openOrderRow, orderRow } from "#venues/lmex/dialect/account/order-texts";
import { badParameter, engineError, ok } from "#venues/lmex/dialect/rest-replies";

const WEEK_MS = 7 * 86_400_000;
const ROWS_MAX = 500;
const ROWS_DEFAULT = 50;
const RISK_LEVELS = 10;
const RISK_LIMIT = 900_000;

const answer = (value: Writable): DialectReply => ok(jsonText(value), []);

/** The market of a question that may be about all; undefined when it names none. */
function optionalMarket(desk: OrderDesk): Instrument | undefined | DialectReply {
  return desk.given.text("symbol") === undefined ? undefined : marketIn(desk);
}

const ofProduct =
  (desk: OrderDesk) =>
  ({ instrument }: { readonly instrument: Instrument }): boolean =>
    instrument.product === desk.product;

/** GET order. "Not found" comes with a status in its body that means something else. */
export function order(desk: OrderDesk): DialectReply {
  const key = keyOf(desk.given);
  if (key === undefined) return badParameter("orderID or clOrderID parameter is mandatory", []);
  const found = desk.account.order(key);
  if (found === undefined || !ofProduct(desk)(found)) {
    return engineError({ http: 400, bodyStatus: 429, code: -1, words: "Order not found", costs: [] });
  }
  return answer(orderRow(found));
}

export function openOrders(desk: OrderDesk): DialectReply {
  const market = optionalMarket(desk);
  if (market !== undefined && isReply(market)) return market;
  const key = keyOf(desk.given);
  const isMeant = ({ id, clientOrderId }: { readonly id: string; readonly clientOrderId: string | undefined }): boolean =>
    key === undefined || ("id" in key ? id === key.id : clientOrderId === key.clientOrderId);
  return answer(desk.account.openOrders(market).filter(ofProduct(desk)).filter(isMeant).map(openOrderRow));
}

/** A week at most; a longer range is cut to the week before its end. */
export function fills(desk: OrderDesk): DialectReply {
  const market = desk.product === "spot" ? marketIn(desk) : optionalMarket(desk);
  if (market !== undefined && isReply(market)) return market;
  const range = rangeOf(desk);
  if (isReply(range)) return range;
  const key = keyOf(desk.given);
  const [before, after] = [desk.given.whole("beforeSerialId"), desk.given.whole("afterSerialId")];
  const rows = desk.account
    .fills({ ...range.query, limit: Number.MAX_SAFE_INTEGER, ...(market === undefined ? {} : { instrument: market }) })
    .filter((fill) => fill.order.instrument.product === desk.product)
    .filter((fill) => key === undefined || ("id" in key ? fill.order.id === key.id : fill.order.clientOrderId === key.clientOrderId))
    .filter(({ serial }) => (before === undefined || serial < before) && (after === undefined || serial > after));
  return answer(rows.slice(0, range.count).map(fillRow));
}

type Range = { readonly query: Omit<HistoryQuery, "limit">; readonly count: number };

function rangeOf({ given, exchange }: OrderDesk): Range | DialectReply {
  const count = given.whole("count") ?? ROWS_DEFAULT;
  if (!(count >= 1 && count <= ROWS_MAX)) return badParameter(`count must be between 1 and ${ROWS_MAX}`, []);
  const end = given.whole("endTime") ?? exchange.now();
  const start = given.whole("startTime") ?? end - WEEK_MS;
  if (!(start <= end)) return badParameter("invalid time range", []);
  return { query: { startTime: epochMs(Math.max(start, end - WEEK_MS)), endTime: epochMs(end) }, count };
}

export function positions(desk: OrderDesk): DialectReply {
  const market = optionalMarket(desk);
  if (market !== undefined && isReply(market)) return market;
  return answer(desk.account.positions(market).map((position) => positionRow(position, desk.exchange.now())));
}

export function wallet(desk: OrderDesk): DialectReply {
  const balances = desk.account.balances().filter(({ product }) => product === desk.product);
  if (desk.product === "spot") return answer(balances.map(spotWalletRow));
  const markets = desk.exchange.markets.map(({ instrument }) => instrument).filter(({ product }) => product === "futures");
  const asked = desk.given.text("wallet");
  const rows = walletRows(balances, desk.account.positions(), markets);
  return answer(asked === undefined ? rows : rows.filter((row) => row["wallet"] === asked));
}

export function walletHistory(desk: OrderDesk): DialectReply {
  const range = rangeOf(desk);
  if (isReply(range)) return range;
  return answer(desk.account.funding({ ...range.query, limit: range.count }).map(fundingRow));
}

export function fees(desk: OrderDesk): DialectReply {
  const market = optionalMarket(desk);
  if (market !== undefined && isReply(market)) return market;
  const { makerFraction, takerFraction } = desk.account.rules.fees;
  const instruments = desk.exchange.markets.map(({ instrument }) => instrument).filter(({ product }) => product === desk.product);
  const chosen = market === undefined ? instruments : [market];
  return answer(chosen.map(({ symbol }) => ({ symbol, makerFee: exact(makerFraction), takerFee: exact(takerFraction) })));
}

/** Margins as fractions; the names are the risk tiers', because no page shows a row. */
export function marginSetting(desk: OrderDesk): DialectReply {
  const markets = desk.exchange.markets.map(({ instrument }) => instrument).filter(({ product }) => product === desk.product);
  return answer(markets.map(({ symbol }) => ({ symbol, initialMarginRate: 0.01, maintenanceMarginRate: 0.005 })));
}

// ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const LEVERAGE = 93;
const RISK = 94;
const MODE = 129;

/** 20 is success; a refused setting is HTTP 200 as well. */
function set(
  desk: OrderDesk,
  market: Instrument,
  done: { readonly status: number; readonly type: number; readonly words?: string },
): DialectReply {
  const { status, type, words = "" } = done;
  return answer({ symbol: market.symbol, timestamp: desk.exchange.now(), status, type, message: words });
}

export function leverage(desk: OrderDesk): DialectReply {
  const market = marketIn(desk);
  if (isReply(market)) return market;
  const { long, short, marginMode } = desk.account.leverage(market);
  const row = (value: number, positionDirection: string | null): Writable => ({
    symbol: market.symbol,
    leverage: value,
    marginMode: marginMode.toUpperCase(),
    positionDirection,
  });
  return answer(desk.account.positionMode(market) === "hedge" ? [row(long, "LONG"), row(short, "SHORT")] : [row(long, null)]);
}

export function setLeverage(desk: OrderDesk): DialectReply {
  const market = marketIn(desk);
  if (isReply(market)) return market;
  const value = desk.given.whole("leverage");
  if (value === undefined) return badParameter("leverage parameter is mandatory", []);
  const marginMode = desk.given.text("marginMode") === "CROSS" ? "cross" : "isolated";
  // Zero asks for the most that cross margin allows.
  const wanted = value === 0 ? desk.account.rules.leverageMax : value;
  const isSet = desk.account.setLeverage(market, { long: wanted, short: wanted, marginMode });
  return set(desk, market, isSet ? { status: 20, type: LEVERAGE } : { status: 13, type: LEVERAGE, words: "invalid leverage" });
}

export function riskLimit(desk: OrderDesk): DialectReply {
  const market = marketIn(desk);
  return isReply(market) ? market : answer({ symbol: market.symbol, riskLimit: RISK_LIMIT, riskLimitLevel: 1 });
}

export function setRiskLimit(desk: OrderDesk): DialectReply {
  const market = marketIn(desk);
  if (isReply(market)) return market;
  const level = desk.given.whole("riskLimitLevel") ?? Number.NaN;
  const isKnown = level >= 1 && level <= RISK_LEVELS;
  return set(desk, market, isKnown ? { status: 20, type: RISK } : { status: 41, type: RISK, words: "invalid risk limit" });
}

export function positionMode(desk: OrderDesk): DialectReply {
  const market = optionalMarket(desk);
  if (market !== undefined && isReply(market)) return market;
  const all = desk.exchange.markets.map(({ instrument }) => instrument).filter(({ product }) => product === desk.product);
  const rows = (market === undefined ? all : [market]).map((each) => ({
    symbol: each.symbol,
    positionMode: desk.account.positionMode(each) === "hedge" ? "HEDGE" : "ONE_WAY",
  }));
  return answer(rows);
}

export function setPositionMode(desk: OrderDesk): DialectReply {
  const market = marketIn(desk);
  if (isReply(market)) return market;
  const wanted = desk.given.text("positionMode");
  if (wanted !== "ONE_WAY" && wanted !== "HEDGE") return set(desk, market, { status: 133, type: MODE, words: "position mode invalid" });
  const isSet = desk.account.setPositionMode(market, wanted === "HEDGE" ? "hedge" : "one-way");
  return set(desk, market, isSet ? { status: 20, type: MODE } : { status: 134, type: MODE, words: "position mode cannot change" });
}

/** POST order/cancelAllAfter. Nothing is published of its body. */
export function cancelAllAfter(desk: OrderDesk): DialectReply {
  const timeout = desk.given.text("timeout");
  if (timeout === undefined) return badParameter("timeout parameter is mandatory", []);
  if (!/^\d{1,12}$/.test(timeout) || compare(decimal(timeout), ZERO) < 0) return badParameter("timeout parameter is invalid", []);
  desk.account.cancelAllAfter(Number(timeout));
  return ok("", []);
}
