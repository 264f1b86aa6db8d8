// LMEX's private REST: which path does what, with which permission, at which cost. Nothing happens before a request's cost is paid.

import { type Product } from "#core/instrument";
import { type DialectAct, type DialectReply, type DialectRequest, type ExchangeView } from "#venues/dialect";
import { accessOf, type ErrorShape, type SignatureRule } from "#venues/lmex/dialect/account/access";
import {
  cancelAllAfter,
  fees,
  fills,
  leverage,
  marginSetting,
  openOrders,
  order,
  positionMode,
  positions,
  riskLimit,
  setLeverage,
  setPositionMode,
  setRiskLimit,
  wallet,
  walletHistory,
} from "#venues/lmex/dialect/account/holding-answers";
import { amend, cancel, closePosition, type OrderDesk, place } from "#venues/lmex/dialect/account/order-entry";
import { parametersOf, renamed } from "#venues/lmex/dialect/account/parameters";
import { badParameter, engineError, gatewayError, nothingHere, queryCosts } from "#venues/lmex/dialect/rest-replies";

type Answerer = (desk: OrderDesk) => DialectReply;

interface PrivateRoute {
  readonly needs: "read" | "trade";
  readonly answer: Answerer;
}

const read = (answer: Answerer): PrivateRoute => ({ needs: "read", answer });
const trade = (answer: Answerer): PrivateRoute => ({ needs: "trade", answer });

const ROUTES: ReadonlyMap<string, PrivateRoute> = new Map<string, PrivateRoute>([
  ["POST order", trade(place)],
  ["GET order", trade(order)],
  ["PUT order", trade(amend)],
  ["DELETE order", trade(cancel)],
  ["POST order/cancelAllAfter", trade(cancelAllAfter)],
  ["GET user/open_orders", read(openOrders)],
  ["GET user/trade_history", read(fills)],
  ["GET user/wallet", read(wallet)],
  ["GET user/fees", read(fees)],
]);

const FUTURES_ROUTES: ReadonlyMap<string, PrivateRoute> = new Map<string, PrivateRoute>([
  ["POST order/close_position", trade(closePosition)],
  ["GET user/positions", read(positions)],
  ["GET user/wallet_history", read(walletHistory)],
  ["GET user/margin_setting", read(marginSetting)],
  ["GET leverage", read(leverage)],
  ["POST leverage", trade(setLeverage)],
  ["GET risk_limit", read(riskLimit)],
  ["POST risk_limit", trade(setRiskLimit)],
  ["GET position_mode", read(positionMode)],
  ["POST position_mode", trade(setPositionMode)],
]);

/** Paths that need a key, also those that the simulator only refuses. */
const PRIVATE_PATH =
  /^\/(futures\/api\/v2\.3|spot\/api\/v3\.[23])\/((?:order(?:\/.*)?|user\/.*|leverage|risk_limit|position_mode|settle_in|subaccount\/.*))$/;

export interface PrivateRules {
  readonly signatures: SignatureRule;
  /** Also take the article's name of a field: `orderType` for `type`. */
  readonly article: boolean;
}

/** The act of a private request; undefined for a public one. Never throws. */
export function privateAct(request: DialectRequest, exchange: ExchangeView, rules: PrivateRules): DialectAct | undefined {
  const match = PRIVATE_PATH.exec(request.path);
  if (match === null) return undefined;
  const product: Product = match[1]?.startsWith("futures") === true ? "futures" : "spot";
  const name = match[2] ?? "";
  const costs = costsOf(request, name);
  return { costs, perform: () => ({ ...perform(request, exchange, { product, name, rules }), costs }) };
}

/** Orders have a budget of their own; asking for one is a question. */
function costsOf({ method, path }: DialectRequest, name: string): DialectAct["costs"] {
  const isOrder = method !== "GET" && name.startsWith("order");
  return isOrder ? [{ bucket: "orders", weight: 1 }] : queryCosts(path);
}

function perform(
  request: DialectRequest,
  exchange: ExchangeView,
  about: { readonly product: Product; readonly name: string; readonly rules: PrivateRules },
): DialectReply {
  const { product, name, rules } = about;
  const shape: ErrorShape = product === "spot" || name.includes("wallet") || name === "risk_limit" ? "envelope" : "engine";
  const access = accessOf(request, exchange, { rule: rules.signatures, shape });
  if (access.kind === "refused") return access.reply;
  const key = `${request.method} ${name}`;
  const route = ROUTES.get(key) ?? (product === "futures" ? FUTURES_ROUTES.get(key) : undefined);
  if (route === undefined) return noRoute(request, name);
  if (!access.account.permissions[route.needs]) return engineError({ http: 403, code: -1042, words: "User cannot trade", costs: [] });
  const given = parametersOf(request);
  if (given === undefined) return badParameter("request body is malformed", []);
  const named = rules.article ? renamed(given, { type: "orderType" }) : given;
  return route.answer({ account: access.account, exchange, product, given: named });
}

/** Peg orders, attached stops, transfers and the like exist at the venue and not here: they are refused, never done by half. */
function noRoute(request: DialectRequest, name: string): DialectReply {
  if (/^(?:order\/(?:peg|bind\/tpsl)|settle_in|user\/margin|user\/unifiedWallet\/margin|.*transfer)$/.test(name)) {
    return badParameter("not supported by the simulator", []);
  }
  const isKnown = ["GET", "POST", "PUT", "DELETE"].some(
    (method) => ROUTES.has(`${method} ${name}`) || FUTURES_ROUTES.has(`${method} ${name}`),
  );
  if (!isKnown) return nothingHere();
  return gatewayError(405, "Method Not Allowed", `Request method '${request.method.slice(0, 10)}' not supported`, []);
}
