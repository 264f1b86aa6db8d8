// The private half of REST: which path is which route, what it weighs, and who may use it. Keys are looked at before anything else.

import { type DialectAct, type DialectReply, type DialectRequest, type ExchangeView } from "#venues/dialect";
import { answer, askOf, type PrivateAsk } from "#venues/weex/dialect/account/ask";
import { type Face, refused } from "#venues/weex/dialect/account/faces";
import { requestKeys } from "#venues/weex/dialect/account/keys";
import * as orders from "#venues/weex/dialect/account/order-routes";
import * as reads from "#venues/weex/dialect/account/read-routes";
import * as settings from "#venues/weex/dialect/account/setting-routes";

/** What a route is for: `place` and `cancel` have caps of their own. */
type Use = "read" | "place" | "cancel" | "set";

interface Route {
  readonly use: Use;
  readonly weight: number;
  run(ask: PrivateAsk, exchange: ExchangeView): DialectReply;
}

const route = (use: Use, weight: number, run: Route["run"]): Route => ({ use, weight, run });
const DONE = { code: "00000", msg: "success", data: "" } as const;
const done = (ask: PrivateAsk): Record<string, string | number> => ({ ...DONE, requestTime: ask.now });

const V2: Readonly<Record<string, Route>> = {
  "GET account/assets": route("read", 10, reads.balances),
  "GET account/getAccounts": route("read", 5, reads.wholeAccount),
  "GET account/accounts": route("read", 5, reads.wholeAccount),
  "GET account/getAccount": route("read", 1, reads.wholeAccount),
  "GET account/settings": route("read", 1, reads.leverageSettings),
  "POST account/leverage": route("set", 20, settings.setLeverage),
  "POST account/adjustMargin": route("set", 30, settings.noIsolatedMargin),
  "POST account/modifyAutoAppendMargin": route("set", 30, settings.noIsolatedMargin),
  "POST account/position/changeHoldModel": route("set", 50, settings.setMarginMode),
  "GET account/position/allPosition": route("read", 15, (ask) => reads.positions(ask, "optional")),
  "GET account/position/singlePosition": route("read", 3, (ask) => reads.positions(ask, "needed")),
  "POST account/bills": route("read", 5, reads.bills),
  "POST order/placeOrder": route("place", 5, orders.placeOrder),
  "POST order/batchOrders": route("place", 10, orders.placeBatch),
  "POST order/cancel_order": route("cancel", 3, (ask) => orders.cancelOrder(ask, "open")),
  "POST order/cancel_batch_orders": route("cancel", 10, orders.cancelBatch),
  "POST order/cancelAllOrders": route("cancel", 50, orders.cancelAllV2),
  "POST order/closePositions": route("place", 50, orders.closePositions),
  "GET order/detail": route("read", 2, reads.oneOrder),
  "GET order/current": route("read", 2, (ask) => reads.openOrders(ask, "open")),
  "GET order/history": route("read", 10, reads.orderHistory),
  "GET order/fills": route("read", 5, reads.fills),
  "POST order/plan_order": route("place", 5, orders.placeConditional),
  "POST order/cancel_plan": route("cancel", 3, (ask) => orders.cancelOrder(ask, "untriggered")),
  "GET order/currentPlan": route("read", 3, (ask) => reads.openOrders(ask, "untriggered")),
  "GET order/historyPlan": route("read", 10, reads.conditionalHistory),
  "POST order/placeTpSlOrder": route("place", 5, orders.placeTakeProfitStopLoss),
  "POST order/modifyTpSlOrder": route("place", 5, (ask) => orders.moveTrigger(ask, done(ask))),
  "POST order/uploadAiLog": route("set", 1, (ask) => answer({ ...done(ask), data: "upload success" })),
};

const V3: Readonly<Record<string, Route>> = {
  "GET account/balance": route("read", 10, reads.balances),
  "GET account/commissionRate": route("read", 10, reads.commissionRate),
  "GET account/accountConfig": route("read", 10, reads.accountConfig),
  "GET account/symbolConfig": route("read", 10, reads.symbolConfig),
  "POST account/income": route("read", 5, reads.bills),
  "POST account/marginType": route("set", 50, settings.setMarginMode),
  "POST account/leverage": route("set", 20, settings.setLeverage),
  "POST account/positionMargin": route("set", 30, settings.noIsolatedMargin),
  "POST account/modifyAutoAppendMargin": route("set", 30, settings.noIsolatedMargin),
  "GET account/position/allPosition": route("read", 15, (ask) => reads.positions(ask, "optional")),
  "GET account/position/singlePosition": route("read", 3, (ask) => reads.positions(ask, "needed")),
  "POST order": route("place", 5, orders.placeOrder),
  "DELETE order": route("cancel", 3, (ask) => orders.cancelOrder(ask, "open")),
  "DELETE batchOrders": route("cancel", 10, orders.cancelBatch),
  "DELETE allOpenOrders": route("cancel", 10, (ask) => orders.cancelAll(ask, "open")),
  "POST closePositions": route("place", 50, orders.closePositions),
  "GET order": route("read", 3, reads.oneOrder),
  "GET openOrders": route("read", 10, (ask) => reads.openOrders(ask, "open")),
  "GET order/history": route("read", 10, reads.orderHistory),
  "GET userTrades": route("read", 5, reads.fills),
  "POST algoOrder": route("place", 5, orders.placeConditional),
  "DELETE algoOrder": route("cancel", 3, (ask) => orders.cancelOrder(ask, "untriggered")),
  "DELETE algoOpenOrders": route("cancel", 10, (ask) => orders.cancelAll(ask, "untriggered")),
  "GET openAlgoOrders": route("read", 3, (ask) => reads.openOrders(ask, "untriggered")),
  "GET allAlgoOrders": route("read", 10, reads.conditionalHistory),
  "POST placeTpSlOrder": route("place", 5, orders.placeTakeProfitStopLoss),
  "POST modifyTpSlOrder": route("place", 5, (ask) => orders.moveTrigger(ask, { success: true })),
};

const SPOT: Readonly<Record<string, Route>> = {
  "GET account/": route("read", 5, reads.balances),
  "POST order": route("place", 5, orders.placeOrder),
  "DELETE order": route("cancel", 1, (ask) => orders.cancelOrder(ask, "open")),
  "DELETE openOrders": route("cancel", 1, (ask) => orders.cancelAll(ask, "open")),
  "DELETE order/batch": route("cancel", 10, orders.cancelBatch),
  "GET order": route("read", 2, reads.oneOrder),
  "GET openOrders": route("read", 3, (ask) => reads.openOrders(ask, "open")),
  "GET allOrders": route("read", 10, reads.orderHistory),
  "GET myTrades": route("read", 5, reads.fills),
  // Transfers and bills of spot are empty here: nothing moves but by trades.
  "POST account/bills": route("read", 5, () => answer([])),
  "POST account/fundingBills": route("read", 5, () => answer([])),
  "GET account/transferRecords": route("read", 3, () => answer([])),
};

const ROUTES: Readonly<Record<Face, Readonly<Record<string, Route>>>> = { v2: V2, v3: V3, spot: SPOT };
const FACES: Readonly<Record<string, Face>> = { "capi/v2": "v2", "capi/v3": "v3", "api/v3": "spot" };
const PATH = /^\/(capi\/v3|capi\/v2|api\/v3)\/(.+)$/;

/** Whether a path has a route for some other method. */
export function hasPrivatePath(path: string): boolean {
  const [, base = "", name = ""] = PATH.exec(path) ?? [];
  const face = FACES[base];
  return face !== undefined && ["GET", "POST", "DELETE"].some((method) => Object.hasOwn(ROUTES[face], `${method} ${name}`));
}

/** What a private request does; undefined for one that has no route, and where the simulated venue has no accounts. */
export function actOn(request: DialectRequest, exchange: ExchangeView): DialectAct | undefined {
  const [, base = "", name = ""] = PATH.exec(request.path) ?? [];
  const face = FACES[base];
  const key = `${request.method} ${name}`;
  if (face === undefined || exchange.accounts === undefined || !Object.hasOwn(ROUTES[face], key)) return undefined;
  const found = ROUTES[face][key];
  return found === undefined ? undefined : { costs: costsOf(found), perform: () => perform(face, found, { request, exchange }) };
}

function costsOf({ use, weight }: Route): DialectAct["costs"] {
  const pool = { bucket: "account-weight", weight };
  if (use === "cancel") return [pool, { bucket: "cancels", weight: 1 }];
  return use === "place" ? [pool, { bucket: "orders", weight: 1 }, { bucket: "orders-minute", weight: 1 }] : [pool];
}

function perform(face: Face, found: Route, about: { readonly request: DialectRequest; readonly exchange: ExchangeView }): DialectReply {
  const { request, exchange } = about;
  const now = exchange.now();
  const keys = requestKeys(request, exchange);
  if (keys.kind === "refused") return refused(face, keys.wrong, { words: keys.words, now });
  const { account } = keys;
  const isAllowed = found.use === "read" ? account.permissions.read : account.permissions.trade;
  if (!isAllowed) return refused(face, "permission", { words: "The API key lacks the permission", now });
  const ask = askOf(face, request, { account, exchange });
  return ask === undefined ? refused(face, "invalid", { words: "The body is no JSON object", now }) : found.run(ask, exchange);
}
