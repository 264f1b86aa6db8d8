// What can be asked about an account of LMEX.

import { type FillReport, type OrderReport, type PositionReport } from "#core/account/account-event";
import { type OrderReference } from "#core/account/order";
import { type InstrumentTable } from "#core/instrument";
import { asArray, asObject, asText, field } from "#core/json/json-value";
import { type PrivateCall } from "#transport/private-call";
import { type AccountPage, type AccountReads, type AccountRows } from "#venues/account";
import { readCall } from "#venues/lmex/account/call";
import { readFillRow } from "#venues/lmex/account/fill-row";
import { pageQuery, pageRows } from "#venues/lmex/account/history";
import { balancesCall, feesCall, fundingCall, settingsCall } from "#venues/lmex/account/money-reads";
import { readOrderRow } from "#venues/lmex/account/order-row";
import { readPositionRow } from "#venues/lmex/account/position-row";
import { type LmexProduct } from "#venues/lmex/endpoints";

/** The reads of one product's account. */
export function accountReads(product: LmexProduct, table: () => InstrumentTable): AccountReads {
  const isFutures = product === "futures";
  return {
    openOrders: (page) => openOrdersCall(product, page, table),
    openOrdersPer: "product",
    order: (reference) => orderCall(product, reference, table),
    orders: undefined,
    fills: (page) => fillsCall(product, page, table),
    // Spot wants a symbol.
    fillsPer: isFutures ? "product" : "instrument",
    positions: isFutures ? () => positionsCall(product, table) : undefined,
    balances: () => balancesCall(product),
    fees: (instrument) => feesCall(product, instrument),
    funding: isFutures ? (page) => fundingCall(product, page, table) : undefined,
    settings: isFutures ? (instrument) => settingsCall(product, instrument) : undefined,
    permissions: undefined,
  };
}

function openOrdersCall(product: LmexProduct, page: AccountPage, table: () => InstrumentTable): PrivateCall<AccountRows<OrderReport>> {
  const query = page.instrument === undefined ? [] : ([["symbol", page.instrument.symbol]] as const);
  return readCall({ product, name: "open orders", path: "user/open_orders", query }, (value) => {
    const values = asArray(value);
    const where = { table: table(), product, origin: "query", row: "query" } as const;
    const rows = values?.map(asObject).map((row) => (row === undefined ? undefined : readOrderRow(row, where)));
    const read = rows?.filter((row) => row !== undefined);
    return read === undefined ? undefined : { rows: read, next: undefined, skippedRows: (rows?.length ?? 0) - read.length };
  });
}

/** Parameters that name one order; the venue's own name wins. */
export function namesOf(reference: OrderReference): readonly (readonly [string, string])[] {
  if (reference.venueOrderId !== undefined) return [["orderID", reference.venueOrderId]];
  return reference.clientOrderId === undefined ? [] : [["clOrderID", reference.clientOrderId]];
}

interface Found {
  readonly order: OrderReport | undefined;
}

const NOT_FOUND = "16";

function orderCall(product: LmexProduct, reference: OrderReference, table: () => InstrumentTable): PrivateCall<OrderReport | undefined> {
  const about = { product, name: `order ${reference.instrument.symbol}`, path: "order", query: namesOf(reference) };
  const call = readCall<Found>(about, (value) => {
    // One object; a list of one is read as well.
    const row = asObject(value) ?? asObject(asArray(value)?.[0]);
    if (row === undefined) return undefined;
    if (asText(field(row, "status")) === NOT_FOUND) return { order: undefined };
    const order = readOrderRow(row, { table: table(), product, origin: "query", row: "query" });
    return order === undefined ? undefined : { order };
  });
  return {
    ...call,
    decode(reply) {
      const reading = call.decode(reply);
      if (reading.kind === "value") return { kind: "value", value: reading.value.order };
      // "Order not found" is an answer, whatever HTTP status it comes with.
      return reading.kind === "refused" && reading.error.category === "not-found" ? { kind: "value", value: undefined } : reading;
    },
  };
}

function fillsCall(product: LmexProduct, page: AccountPage, table: () => InstrumentTable): PrivateCall<AccountRows<FillReport>> {
  // Without it, rows older than a week are left out in silence.
  const query = [...pageQuery(page), ...(page.startTime === undefined ? [] : ([["includeOld", "true"]] as const))];
  return readCall({ product, name: "fills", path: "user/trade_history", query }, (value) =>
    pageRows(page, value, (row) => readFillRow(row, { table: table(), product, origin: "query" })),
  );
}

/** All or nothing: a position that is left out would be taken for flat. */
function positionsCall(product: LmexProduct, table: () => InstrumentTable): PrivateCall<readonly PositionReport[]> {
  return readCall({ product, name: "positions", path: "user/positions" }, (value) => {
    const where = { table: table(), product, origin: "query" } as const;
    const rows = asArray(value)
      ?.map(asObject)
      .map((row) => (row === undefined ? undefined : readPositionRow(row, where)));
    const read = rows?.filter((row) => row !== undefined);
    return read === undefined || read.length !== rows?.length ? undefined : read;
  });
}
