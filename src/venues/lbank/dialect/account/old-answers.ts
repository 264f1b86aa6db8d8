// The older order endpoints, which clients of other houses still ask.

import { type Writable } from "#core/json/exact-json";
import { type JsonValue, parseJsonText } from "#core/json/json-fallback";
import { asArray, asObject, asText } from "#core/json/json-value";
import { type AccountOrder } from "#venues/account-dialect";
import { type Answerer, asked, countIn, type Desk, no, told, withPair } from "#venues/lbank/dialect/account/desk";
import { ended, page } from "#venues/lbank/dialect/account/order-answers";
import { enterOrder } from "#venues/lbank/dialect/account/order-entry";
import { type Parameters } from "#venues/lbank/dialect/account/parameters";
import { oldFillRow, oldOrderRow } from "#venues/lbank/dialect/account/texts";

/** Ids that one request may name. */
const IDS_MAX = 3;
const BATCH_MAX = 100;
const FILLS_MAX = 100;

/** POST create_order. */
export const oldCreate: Answerer = (desk) => {
  const entered = enterOrder(desk.parameters, desk);
  return entered.kind === "refused" ? no(desk, entered.code) : told(desk, { order_id: entered.order.id }, "boolean");
};

/** POST batch_create_order: a list as text; one answer an order, in their order. */
export const batch: Answerer = (desk) => {
  const text = asked(desk, "orders");
  if (text === undefined) return no(desk, 10001);
  const parsed = parseJsonText(text);
  const orders = parsed.kind === "value" ? asArray(parsed.value)?.map(asObject) : undefined;
  if (orders === undefined || orders.length > BATCH_MAX || orders.some((order) => order === undefined)) return no(desk, 10003);
  const rows = orders.map((order): Writable => {
    const entered = enterOrder(parametersIn(order ?? {}), desk);
    const ts = desk.exchange.now();
    return entered.kind === "placed"
      ? { result: true, error_code: 0, ts, data: { order_id: entered.order.id } }
      : { result: false, error_code: entered.code, ts, data: null };
  });
  return told(desk, rows, "boolean");
};

function parametersIn(order: { readonly [name: string]: JsonValue }): Parameters {
  return new Map(Object.entries(order).flatMap(([name, value]) => [[name, asText(value) ?? ""] as const]));
}

/** The ids of a comma list; a code when there are none or too many. */
function idsOf(desk: Desk): readonly string[] | number {
  const ids = asked(desk, "order_id")?.split(",");
  if (ids === undefined) return 10001;
  return ids.length > IDS_MAX ? 10019 : ids;
}

/** POST cancel_order: of several ids, which were cancelled and which were not. */
export const oldCancel: Answerer = (desk) =>
  withPair(desk, (instrument) => {
    const ids = idsOf(desk);
    if (typeof ids === "number") return no(desk, ids);
    const verdicts = ids.map((id) => ({ id, ...desk.account.cancel({ id }, instrument) }));
    const [only] = verdicts;
    if (verdicts.length === 1 && only !== undefined) {
      if (only.kind === "cancelled") return told(desk, { order_id: only.id }, "boolean");
      return no(desk, only.kind === "no-such-order" ? 10032 : 10037);
    }
    const listed = (wanted: boolean): string =>
      verdicts
        .filter(({ kind }) => (kind === "cancelled") === wanted)
        .map(({ id }) => id)
        .join(",");
    return told(desk, { success: listed(true), error: listed(false) }, "boolean");
  });

/** POST cancel_clientOrders. */
export const cancelOwn: Answerer = (desk) =>
  withPair(desk, (instrument) => {
    const clientOrderId = asked(desk, "customer_id");
    if (clientOrderId === undefined) return no(desk, 10001);
    const verdict = desk.account.cancel({ clientOrderId }, instrument);
    return told(desk, verdict.kind === "cancelled" ? { customer_id: clientOrderId } : { error: [clientOrderId] });
  });

/** POST orders_info. */
export const oldQuery: Answerer = (desk) =>
  withPair(desk, (instrument) => {
    const ids = idsOf(desk);
    if (typeof ids === "number") return no(desk, ids);
    const orders = ids.map((id) => desk.account.order({ id }, instrument)).filter((order): order is AccountOrder => order !== undefined);
    return told(desk, orders.map(oldOrderRow));
  });

/** POST orders_info_no_deal and orders_info_history. */
export const oldOpen: Answerer = (desk) =>
  withPair(desk, (instrument) => page(desk, desk.account.openOrders(instrument), { row: oldOrderRow, result: "text" }));
export const oldHistory: Answerer = (desk) =>
  withPair(desk, (instrument) => page(desk, ended(desk, instrument), { row: oldOrderRow, result: "text" }));

/** POST order_transaction_detail. */
export const orderFills: Answerer = (desk) =>
  withPair(desk, (instrument) => {
    const id = asked(desk, "order_id");
    if (id === undefined) return no(desk, 10001);
    const { account } = desk;
    const fills = account.fills({ instrument, order: { id }, limit: FILLS_MAX });
    return told(
      desk,
      fills.map((fill) => oldFillRow(fill, account.rules.fees.takerFraction)),
    );
  });

/** POST transaction_history of the older kind. */
export const oldFills: Answerer = (desk) =>
  withPair(desk, (instrument) => {
    const size = countIn(desk, "size", { most: FILLS_MAX, otherwise: FILLS_MAX });
    if (size === undefined) return no(desk, 10018);
    const { account } = desk;
    return told(
      desk,
      account.fills({ instrument, limit: size }).map((fill) => oldFillRow(fill, account.rules.fees.takerFraction)),
    );
  });
