// The newer order endpoints: create, cancel, and the reads of orders.

import { type Instrument } from "#core/instrument";
import { type Writable } from "#core/json/exact-json";
import { type AccountOrder } from "#venues/account-dialect";
import { type DialectReply } from "#venues/dialect";
import { type Answerer, asked, countIn, type Desk, no, told, withPair } from "#venues/lbank/dialect/account/desk";
import { enterOrder, wishOf } from "#venues/lbank/dialect/account/order-entry";
import { cancelledRow, orderRow } from "#venues/lbank/dialect/account/texts";

const PAGE_MAX = 200;
const PAGE_NUMBER_MAX = 1_000_000;
const HISTORY_MS = 86_400_000;
const ORDERS_MAX = 10_000;
const MANY = { limit: ORDERS_MAX };

/** POST create_order. */
export const create: Answerer = (desk) => {
  const entered = enterOrder(desk.parameters, desk);
  if (entered.kind === "refused") return no(desk, entered.code);
  const { id, clientOrderId, instrument } = entered.order;
  const own = clientOrderId === undefined ? {} : { custom_id: clientOrderId };
  return told(desk, { symbol: instrument.symbol, order_id: id, ...own }, "boolean");
};

/** POST create_order_test: the same checks of what is written, and nothing is placed. */
export const createTest: Answerer = (desk) => {
  const wish = wishOf(desk.parameters, desk.exchange);
  return wish.kind === "refused" ? no(desk, wish.code) : told(desk, {}, "boolean");
};

/** The order that a request names; the venue's own name wins. */
function named(desk: Desk): { readonly id: string } | { readonly clientOrderId: string } | undefined {
  const [id, clientOrderId] = [asked(desk, "orderId"), asked(desk, "origClientOrderId")];
  if (id !== undefined) return { id };
  return clientOrderId === undefined ? undefined : { clientOrderId };
}

/** POST cancel_order. */
export const cancel: Answerer = (desk) =>
  withPair(desk, (instrument) => {
    const key = named(desk);
    if (key === undefined) return no(desk, 10001);
    const verdict = desk.account.cancel(key, instrument);
    switch (verdict.kind) {
      case "cancelled":
        return told(desk, cancelledRow(verdict.before), "boolean");
      case "ended":
        return no(desk, verdict.order.status === "filled" ? 10025 : 10026);
      case "no-such-order":
        return no(desk, 10032);
    }
  });

/** POST cancel_order_by_symbol: rows show the orders as they were. */
export const cancelAll: Answerer = (desk) =>
  withPair(desk, (instrument) => {
    const before = desk.account.openOrders(instrument);
    desk.account.cancelAll(instrument);
    const rows = before.map((order) => ({ orderId: order.id, origClientOrderId: order.clientOrderId ?? null, ...cancelledRow(order) }));
    return told(desk, rows);
  });

/** POST orders_info. */
export const query: Answerer = (desk) =>
  withPair(desk, (instrument) => {
    const key = named(desk);
    if (key === undefined) return no(desk, 10001);
    const order = desk.account.order(key, instrument);
    return order === undefined ? no(desk, 10032) : told(desk, orderRow(order));
  });

/** POST orders_info_no_deal. */
export const open: Answerer = (desk) =>
  withPair(desk, (instrument) => page(desk, desk.account.openOrders(instrument), { row: orderRow, result: "boolean" }));

/** POST orders_info_history: what ended within a day, newest first. */
export const history: Answerer = (desk) =>
  withPair(desk, (instrument) => page(desk, ended(desk, instrument), { row: orderRow, result: "text" }));

/** Orders of a pair that ended within a day, or those of one status. */
export function ended(desk: Desk, instrument: Instrument): readonly AccountOrder[] {
  const since = desk.exchange.now() - HISTORY_MS;
  const status = asked(desk, "status");
  return desk.account
    .orders({ instrument, ...MANY })
    .filter((order) => order.createdTime >= since && (order.status === "filled" || order.status === "cancelled"))
    .filter((order) => status === undefined || String(orderRow(order)["status"]) === status);
}

/** One page of orders by its number from 1. */
export function page(
  desk: Desk,
  orders: readonly AccountOrder[],
  how: { readonly row: (order: AccountOrder) => Writable; readonly result: "text" | "boolean" },
): DialectReply {
  const number = countIn(desk, "current_page", { most: PAGE_NUMBER_MAX, otherwise: 1 });
  const length = countIn(desk, "page_length", { most: PAGE_MAX, otherwise: PAGE_MAX });
  if (number === undefined || length === undefined) return no(desk, 10018);
  const rows = orders.slice((number - 1) * length, number * length);
  return told(desk, { total: orders.length, page_length: length, current_page: number, orders: rows.map(how.row) }, how.result);
}
