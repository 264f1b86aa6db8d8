// LBank's private REST: which path does what, with which permission, at which cost. A request that is not let in costs nothing and does
// nothing; what is let in pays before it acts.

import { type DialectAct, type DialectRequest, type ExchangeView } from "#venues/dialect";
import { accessOf } from "#venues/lbank/dialect/account/access";
import { type Answerer, no } from "#venues/lbank/dialect/account/desk";
import {
  destroyKey,
  fees,
  fills,
  getKey,
  type KeyShape,
  oldUserInfo,
  refreshKey,
  restrictions,
  userAccount,
  userInfo,
} from "#venues/lbank/dialect/account/money-answers";
import {
  batch,
  cancelOwn,
  oldCancel,
  oldCreate,
  oldFills,
  oldHistory,
  oldOpen,
  oldQuery,
  orderFills,
} from "#venues/lbank/dialect/account/old-answers";
import { cancel, cancelAll, create, createTest, history, open, query } from "#venues/lbank/dialect/account/order-answers";
import { parametersOf } from "#venues/lbank/dialect/account/parameters";
import { refused } from "#venues/lbank/dialect/rest-replies";
import { LEASE_PATHS, ORDER_BUCKET, PRIVATE_BUCKET } from "#venues/lbank/endpoints";

interface PrivateRoute {
  readonly needs: "read" | "trade";
  readonly bucket: string;
  readonly answer: Answerer;
}

const read = (answer: Answerer): PrivateRoute => ({ needs: "read", bucket: PRIVATE_BUCKET, answer });
const trade = (answer: Answerer): PrivateRoute => ({ needs: "trade", bucket: ORDER_BUCKET, answer });

/** Names that answer below `/v2/supplement` and below `/v2/spot/trade`: which of the two is newer differs by page. */
const EITHER: readonly (readonly [name: string, route: PrivateRoute])[] = [
  ["create_order", trade(create)],
  ["create_order_test", trade(createTest)],
  ["cancel_order", trade(cancel)],
  ["cancel_order_by_symbol", trade(cancelAll)],
  ["orders_info", read(query)],
  ["orders_info_no_deal", read(open)],
  ["orders_info_history", read(history)],
  ["transaction_history", read(fills)],
];

const SUPPLEMENT: readonly (readonly [name: string, route: PrivateRoute])[] = [
  ["user_info_account", read(userAccount)],
  ["user_info", read(userInfo)],
  ["customer_trade_fee", read(fees)],
  ["api_Restrictions", read(restrictions)],
];

const OLD: readonly (readonly [name: string, route: PrivateRoute])[] = [
  ["create_order", trade(oldCreate)],
  ["batch_create_order", trade(batch)],
  ["cancel_order", trade(oldCancel)],
  ["cancel_clientOrders", trade(cancelOwn)],
  ["orders_info", read(oldQuery)],
  ["orders_info_no_deal", read(oldOpen)],
  ["orders_info_history", read(oldHistory)],
  ["order_transaction_detail", read(orderFills)],
  ["transaction_history", read(oldFills)],
  ["user_info", read(oldUserInfo)],
];

/** Money that moves in and out exists at the venue and not here: it is refused, never done by half. */
const CLOSED: PrivateRoute = read((desk) => no(desk, 10601));
const PRIVATE_PATH = /^\/v2\/(?:supplement|spot\/(?:trade|wallet)|subscribe)\/[A-Za-z_]+\.do$/;
/** Public all the same, though they are asked for with POST. */
const PUBLIC = /\/system_(?:ping|status)\.do$/;

const ROUTES: ReadonlyMap<string, PrivateRoute> = new Map([
  ...EITHER.flatMap(([name, route]) => ["supplement", "spot/trade"].map((folder) => [`/v2/${folder}/${name}.do`, route] as const)),
  ...SUPPLEMENT.map(([name, route]) => [`/v2/supplement/${name}.do`, route] as const),
  ...OLD.map(([name, route]) => [`/v2/${name}.do`, route] as const),
  [LEASE_PATHS.renew, read(refreshKey)],
  [LEASE_PATHS.destroy, read(destroyKey)],
]);

/** What the sources leave open about private answers. */
export interface PrivateSettings {
  readonly keyShape: KeyShape;
}

/** The act of a private request; undefined for a public one. Never throws. */
export function privateAct(request: DialectRequest, exchange: ExchangeView, settings: PrivateSettings): DialectAct | undefined {
  const route = routeOf(request, settings);
  if (route === undefined) return undefined;
  const parameters = parametersOf(request);
  const window = parameters.get("window") ?? "";
  const windowMs = route.needs === "trade" && /^\d{1,6}$/.test(window) ? Number(window) : undefined;
  const access = accessOf(request, exchange, { parameters, needs: route.needs, windowMs });
  if (access.kind === "refused") return { costs: [], perform: () => ({ ...refused(access.code, exchange.now()), costs: [] }) };
  const costs = [{ bucket: route.bucket, weight: 1 }];
  return { costs, perform: () => ({ ...route.answer({ account: access.account, exchange, parameters }), costs }) };
}

function routeOf({ method, path }: DialectRequest, { keyShape }: PrivateSettings): PrivateRoute | undefined {
  if (method !== "POST" || PUBLIC.test(path)) return undefined;
  if (path === LEASE_PATHS.get) return read(getKey(keyShape));
  return ROUTES.get(path) ?? (PRIVATE_PATH.test(path) ? CLOSED : undefined);
}
