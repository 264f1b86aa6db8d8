// What can be asked about an account of LBank's spot market.

import { type BalanceReport, type FeeRates, type FillReport, type KeyPermissions, type OrderReport } from "#core/account/account-event";
import { type OrderReference } from "#core/account/order";
import { figureOf, nameOf, timeOf } from "#core/account/row-fields";
import { epochMs } from "#core/brand";
import { compare, decimal } from "#core/decimal-arithmetic";
import { type Instrument, type InstrumentTable } from "#core/instrument";
import { asArray, asObject, asWhole, field } from "#core/json/json-value";
import { type PrivateCall } from "#transport/private-call";
import { type AccountPage, type AccountReads, type AccountRows } from "#venues/account";
import { readBalanceRow } from "#venues/lbank/account/balance-row";
import { named, readCall, readRows } from "#venues/lbank/account/call";
import { truthField } from "#venues/lbank/account/fields";
import { readFillRow } from "#venues/lbank/account/fill-row";
import { cursorOf, halves, rangeQuery, rangesOf } from "#venues/lbank/account/fill-windows";
import { readOrderRow } from "#venues/lbank/account/order-row";
import { namesOf } from "#venues/lbank/orders/order-query";

/** Rows of one page of fills, and the longest range but for the seconds that are rounded away; the venue takes two days. */
export const FILLS_MAX = 100;
export const FILLS_RANGE_MS = 169_200_000;
const ORDERS_PAGE_MAX = 200;

type Table = () => InstrumentTable;

/** The reads of a spot account. */
export function accountReads(table: Table): AccountReads {
  return {
    openOrders: (page) => ordersCall("open orders", "/v2/supplement/orders_info_no_deal.do", { page, table }),
    openOrdersPer: "instrument",
    order: (reference) => orderRead(reference, table),
    orders: (page) => ordersCall("past orders", "/v2/spot/trade/orders_info_history.do", { page, table }),
    fills: (page) => fillsCall(page, table),
    fillsPer: "instrument",
    positions: undefined,
    balances: balancesCall,
    fees: feesCall,
    funding: undefined,
    settings: undefined,
    permissions: permissionsCall,
  };
}

/** A page of orders by its number from 1. The history goes back 24 hours and holds what ended, whatever range is asked for. */
function ordersCall(
  what: string,
  path: string,
  { page, table }: { readonly page: AccountPage; readonly table: Table },
): PrivateCall<AccountRows<OrderReport>> {
  const { symbol } = named(page.instrument, what);
  const number = Number(page.cursor ?? "1");
  const length = Math.min(ORDERS_PAGE_MAX, Math.max(1, Math.floor(page.limit)));
  const query = [
    ["symbol", symbol],
    ["current_page", String(number)],
    ["page_length", String(length)],
  ] as const;
  return readCall({ name: `${what} ${symbol}`, path, query }, (data) => {
    const body = asObject(data);
    const rows = body === undefined ? undefined : readRows(field(body, "orders"), (row) => readOrderRow(row, table()));
    if (body === undefined || rows === undefined) return undefined;
    const read = rows.rows.length + rows.skippedRows;
    const total = asWhole(field(body, "total"));
    const isMore = total === undefined ? read >= length : number * length < total && read > 0;
    return { ...rows, rows: oldestFirst(rows.rows), next: isMore ? String(number + 1) : undefined };
  });
}

/** Rows of one millisecond keep their order, turned round: that the newest come first is not told, and seen everywhere else. */
function oldestFirst<Row extends { readonly venueTime: number | undefined }>(rows: readonly Row[]): readonly Row[] {
  const time = (row: Row | undefined): number => row?.venueTime ?? 0;
  const turned = time(rows[0]) >= time(rows[rows.length - 1]) ? [...rows].reverse() : [...rows];
  return turned.sort((one, other) => time(one) - time(other));
}

const NOT_THERE = "10032";

interface Found {
  readonly order: OrderReport | undefined;
}

function orderRead(reference: OrderReference, table: Table): PrivateCall<OrderReport | undefined> {
  const { instrument, venueOrderId, clientOrderId } = reference;
  const query = [["symbol", instrument.symbol] as const, ...namesOf(reference)];
  const call = readCall<Found>({ name: `order ${instrument.symbol}`, path: "/v2/spot/trade/orders_info.do", query }, (data) => {
    const row = asObject(data);
    const order = row === undefined ? undefined : readOrderRow(row, table());
    // An answer about another order proves nothing about this one.
    const isIt = venueOrderId === undefined ? order?.clientOrderId === clientOrderId : order?.venueOrderId === venueOrderId;
    return order !== undefined && isIt ? { order } : undefined;
  });
  return {
    ...call,
    decode: (reply) => {
      const reading = call.decode(reply);
      if (reading.kind === "refused" && reading.error.venueCode === NOT_THERE) return { kind: "value", value: undefined };
      return reading.kind === "value" ? { kind: "value", value: reading.value.order } : reading;
    },
  };
}

function fillsCall(page: AccountPage, table: Table): PrivateCall<AccountRows<FillReport>> {
  const { symbol } = named(page.instrument, "fills");
  const end = page.endTime ?? epochMs((page.startTime ?? 0) + FILLS_RANGE_MS);
  const whole = { start: page.startTime ?? epochMs(Math.max(0, end - FILLS_RANGE_MS)), end };
  const [range = whole, ...later] = page.cursor === undefined ? [whole] : (rangesOf(page.cursor) ?? [whole]);
  const query = [["symbol", symbol] as const, ...rangeQuery(range), ["limit", String(FILLS_MAX)] as const];
  return readCall({ name: `fills ${symbol}`, path: "/v2/supplement/transaction_history.do", query }, (data) => {
    const read = readRows(data, (row) => readFillRow(row, table()));
    if (read === undefined) return undefined;
    const next = cursorOf(later);
    if (read.rows.length + read.skippedRows >= FILLS_MAX) {
      const parts = halves(range);
      // A hundred of ours in one second: which are missing cannot be known, and must not be silent.
      if (parts === undefined) return { rows: oldestFirst(read.rows), next, skippedRows: read.skippedRows + 1 };
      return { rows: [], next: cursorOf([...parts, ...later]), skippedRows: 0 };
    }
    const inside = read.rows.filter(({ venueTime }) => venueTime >= range.start && venueTime <= range.end);
    return { rows: oldestFirst(inside), next, skippedRows: read.skippedRows };
  });
}

/** Every currency, zeros included: one that fell to zero must be told too. */
function balancesCall(): PrivateCall<readonly BalanceReport[]> {
  return readCall({ name: "balances", path: "/v2/supplement/user_info_account.do" }, (data, body) => {
    const account = asObject(data);
    const time = timeOf(body, "ts");
    const rows = account === undefined ? undefined : readRows(field(account, "balances"), (row) => readBalanceRow(row, time));
    // A list with holes cannot be told from one in which money is gone.
    return rows === undefined || rows.skippedRows > 0 ? undefined : rows.rows;
  });
}

/** Above this a rate is no fraction: one example of the pages is in another unit. */
const RATE_MAX = decimal("0.05");

function feesCall(instrument: Instrument): PrivateCall<FeeRates> {
  const query = [["category", instrument.symbol]] as const;
  return readCall({ name: `fees ${instrument.symbol}`, path: "/v2/supplement/customer_trade_fee.do", query }, (data) => {
    const row = asArray(data)
      ?.map(asObject)
      .find((each) => each !== undefined && nameOf(each, "symbol") === instrument.symbol);
    if (row === undefined) return undefined;
    const [makerFraction, takerFraction] = [figureOf(row, "makerCommission"), figureOf(row, "takerCommission")];
    if (makerFraction === undefined || takerFraction === undefined) return undefined;
    const isFraction = [makerFraction, takerFraction].every((rate) => compare(decimal(rate), RATE_MAX) < 0);
    return isFraction ? { instrument, makerFraction, takerFraction } : undefined;
  });
}

function permissionsCall(): PrivateCall<KeyPermissions> {
  return readCall({ name: "key permissions", path: "/v2/supplement/api_Restrictions.do" }, (data) => {
    const row = asObject(data);
    if (row === undefined) return undefined;
    const [trade, withdraw, ipRestricted] = ["enableSpotTrading", "enableWithdrawals", "ipRestrict"].map((name) => truthField(row, name));
    return { trade, withdraw, ipRestricted };
  });
}
