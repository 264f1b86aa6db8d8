// Reads of orders and fills, for the three interfaces that are spoken.

import { type FillReport, type OrderReport } from "#core/account/account-event";
import { type OrderReference } from "#core/account/order";
import { UsageError } from "#core/error";
import { type InstrumentTable } from "#core/instrument";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asBoolean, asObject, field } from "#core/json/json-value";
import { type PrivateCall } from "#transport/private-call";
import { type AccountPage, type AccountRows } from "#venues/account";
import { type ReadAbout, readCall } from "#venues/weex/account/call";
import { readFillRow } from "#venues/weex/account/fill-row";
import { type RowReading, readOrderRow } from "#venues/weex/account/order-row";
import { numberedRows, numberQuery, rangeQuery, rangeRows } from "#venues/weex/account/pages";
import { listIn, readRows } from "#venues/weex/account/rows";
import { isNoSuchOrder } from "#venues/weex/errors";
import { type Interface } from "#venues/weex/rest/call";

/** The most rows that a list, and that V3's history of orders gives at once. */
export const ROWS_MAX = 100;
const HISTORY_MAX = 1_000;

/** An interface and the instruments that its rows speak of. */
export interface Where {
  readonly face: Interface;
  readonly table: () => InstrumentTable;
}

export const rowReading = ({ face, table }: Where): RowReading => ({ table: table(), product: face.description.product, origin: "query" });

const symbolQuery = (page: AccountPage): readonly (readonly [string, string])[] =>
  page.instrument === undefined ? [] : [["symbol", page.instrument.symbol]];

/** Orders that rest. Spot has no pages. */
export function openOrdersCall(where: Where, page: AccountPage): PrivateCall<AccountRows<OrderReport>> {
  const { face } = where;
  if (face.spot) return listCall(where, page, { path: "openOrders", weight: 3, paged: false });
  return listCall(where, page, face.version === "v3" ? { path: "openOrders", weight: 10 } : { path: "order/current", weight: 2 });
}

/** Orders that wait for a trigger. */
export function untriggeredOrdersCall(where: Where, page: AccountPage): PrivateCall<AccountRows<OrderReport>> {
  const path = where.face.version === "v3" ? "openAlgoOrders" : "order/currentPlan";
  return listCall(where, page, { path, weight: 3 });
}

function listCall(
  where: Where,
  page: AccountPage,
  about: { readonly path: string; readonly weight: number; readonly paged?: false },
): PrivateCall<AccountRows<OrderReport>> {
  const isPaged = about.paged ?? true;
  const limit = Math.min(page.limit, ROWS_MAX);
  const numbers = isPaged ? [["limit", String(limit)] as const, ...numberQuery(page)] : [];
  const read: ReadAbout = { name: about.path, path: about.path, weight: about.weight, query: [...symbolQuery(page), ...numbers] };
  return readCall(where.face, read, (value) => {
    const list = listIn(value, "orders", "list");
    if (list === undefined) return undefined;
    const reading = rowReading(where);
    const { rows, skippedRows, sent } = readRows(list, (row) => readOrderRow(row, reading));
    return numberedRows(page, { rows, skippedRows, isFull: isPaged && sent >= limit, idOf: (row) => row.venueOrderId });
  });
}

/** One order by the venue's id, which is all that the venue looks it up by. Throws UsageError without it. */
export function orderCall(where: Where, reference: OrderReference): PrivateCall<OrderReport | undefined> {
  const { face } = where;
  const { venueOrderId: id, instrument } = reference;
  if (id === undefined) {
    throw new UsageError("not-offered", "WEEX finds an order by its own id only; look through the open orders for ours.");
  }
  if (reference.untriggered === true && !face.spot) return untriggeredOrderCall(where, { id, symbol: instrument.symbol });
  const path = face.version === "v2" ? "order/detail" : "order";
  const about = { name: `order ${instrument.symbol}`, path, weight: face.version === "v2" || face.spot ? 2 : 3 };
  const call = readCall(face, { ...about, query: [["orderId", id]] }, (value) => {
    const row = asObject(value);
    return row === undefined ? undefined : readOrderRow(row, rowReading(where));
  });
  return unknownIsNone(call);
}

/** There is no read of one conditional order: it is looked for in the list of all of them, and only a whole list proves its absence. */
function untriggeredOrderCall(where: Where, about: { readonly id: string; readonly symbol: string }): PrivateCall<OrderReport | undefined> {
  const { face } = where;
  const path = face.version === "v3" ? "allAlgoOrders" : "order/historyPlan";
  const limit = [face.version === "v3" ? "limit" : "pageSize", String(ROWS_MAX)] as const;
  const query = [["symbol", about.symbol] as const, limit];
  const call = readCall(face, { name: `conditional order ${about.symbol}`, path, weight: 10, query }, (value) => {
    const list = listIn(value, "orders", "list");
    const reading = rowReading(where);
    const found = list?.map(asObject).find((row) => row !== undefined && idIn(row) === about.id);
    if (found !== undefined) {
      const order = readOrderRow(found, reading);
      return order === undefined ? undefined : { order };
    }
    return list === undefined || hasMore(value) ? undefined : { order: undefined };
  });
  return {
    ...call,
    decode: (reply) => {
      const told = call.decode(reply);
      return told.kind === "value" ? { kind: "value", value: told.value.order } : told;
    },
  };
}

const idIn = (row: JsonObject): JsonValue | undefined => field(row, "algoId") ?? field(row, "order_id");

function hasMore(value: JsonValue): boolean {
  const body = asObject(value) ?? {};
  return asBoolean(field(body, "hasMore") ?? field(body, "nextPage")) === true;
}

/** "No such order" is an answer. */
function unknownIsNone(call: PrivateCall<OrderReport>): PrivateCall<OrderReport | undefined> {
  return {
    ...call,
    decode: (reply) => {
      const reading = call.decode(reply);
      return reading.kind === "refused" && isNoSuchOrder(reading.error.venueCode) ? { kind: "value", value: undefined } : reading;
    },
  };
}

/** Orders of a range, ended ones included. */
export function ordersCall(where: Where, page: AccountPage): PrivateCall<AccountRows<OrderReport>> {
  const { face } = where;
  if (face.version === "v2") return newestOrdersCall(where, page);
  const most = face.spot ? ROWS_MAX : HISTORY_MAX;
  const path = face.spot ? "allOrders" : "order/history";
  const query = [...symbolQuery(page), ...rangeQuery(page), ["limit", String(most)] as const];
  return readCall(face, { name: "orders", path, weight: 10, query }, (value) => {
    const list = listIn(value, "orders", "list");
    if (list === undefined) return undefined;
    const reading = rowReading(where);
    const { rows, skippedRows, sent } = readRows(list, (row) => readOrderRow(row, reading));
    return rangeRows(page, { rows, skippedRows, isFull: sent >= most, timeOf: undefined });
  });
}

/** The cursor of V2's conditional orders, which stand in a list of their own. */
const CONDITIONAL = "plan";

/**
 * V2's history explains no range, so its newest page is read: whole when it is not full, or when it is full, newest first, and reaches
 * back beyond the start. A full page that does neither counts as a row that could not be read: nothing is concluded from it.
 */
function newestOrdersCall(where: Where, page: AccountPage): PrivateCall<AccountRows<OrderReport>> {
  const { face } = where;
  const isConditional = page.cursor === CONDITIONAL;
  const path = isConditional ? "order/historyPlan" : "order/history";
  const query = [...symbolQuery(page), ["pageSize", String(ROWS_MAX)] as const];
  return readCall(face, { name: isConditional ? "conditional orders" : "orders", path, weight: 10, query }, (value) => {
    const list = listIn(value, "list");
    if (list === undefined) return undefined;
    const reading = rowReading(where);
    const { rows, skippedRows, sent } = readRows(list, (row) => readOrderRow(row, reading));
    const isFull = sent >= ROWS_MAX || hasMore(value);
    const isCut = isFull && !reachesBack(rows, page.startTime);
    const next = !isConditional && page.instrument !== undefined ? CONDITIONAL : undefined;
    return { rows: [...rows].reverse(), skippedRows: skippedRows + (isCut ? 1 : 0), next };
  });
}

function reachesBack(rows: readonly OrderReport[], since: AccountPage["startTime"]): boolean {
  const [newest, oldest] = [rows[0]?.venueTime, rows.at(-1)?.venueTime];
  return since !== undefined && newest !== undefined && oldest !== undefined && oldest <= newest && oldest < since;
}

/** Fills of a range. V2 says itself when there are more. */
export function fillsCall(where: Where, page: AccountPage): PrivateCall<AccountRows<FillReport>> {
  const { face } = where;
  const path = face.spot ? "myTrades" : face.version === "v3" ? "userTrades" : "order/fills";
  const query = [...symbolQuery(page), ...rangeQuery(page), ["limit", String(ROWS_MAX)] as const];
  return readCall(face, { name: "fills", path, weight: 5, query }, (value) => {
    const list = listIn(value, "list");
    if (list === undefined) return undefined;
    const reading = rowReading(where);
    const { rows, skippedRows, sent } = readRows(list, (row) => readFillRow(row, reading));
    const more = asBoolean(field(asObject(value) ?? {}, "nextFlag")) === true;
    return rangeRows(page, { rows, skippedRows, isFull: more || sent >= ROWS_MAX, timeOf: ({ venueTime }) => venueTime });
  });
}
