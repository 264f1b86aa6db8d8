// Rows of LBank's private answers and pushes. Over REST figures are numbers, on the socket texts.

import { trimDecimal, unitsToText } from "#core/decimal";
import { decimal, fixedText } from "#core/decimal-arithmetic";
import { exact, type Writable } from "#core/json/exact-json";
import { type AccountFill, type AccountOrder } from "#venues/account-dialect";
import {
  averageOf,
  filledOf,
  isQuoteBuy,
  numberOf,
  orderedOf,
  priceOf,
  remainingOf,
  statusOf,
  tradedOf,
  typeOf,
  wantedOf,
} from "#venues/lbank/dialect/account/figures";
import { pushedTradeId } from "#venues/lbank/dialect/account/rules";

type Row = { readonly [name: string]: Writable };

/** History answers carry all 20 places of their columns. */
const COLUMN_PLACES = 20;

/** A row of the newer order reads. */
export function orderRow(order: AccountOrder): Row {
  return {
    symbol: order.instrument.symbol,
    orderId: order.id,
    clientOrderId: order.clientOrderId ?? null,
    type: typeOf(order),
    price: numberOf(priceOf(order)),
    origQty: numberOf(orderedOf(order)),
    executedQty: numberOf(filledOf(order)),
    cummulativeQuoteQty: numberOf(tradedOf(order)),
    origQuoteOrderQty: numberOf(wantedOf(order)),
    status: statusOf(order, "rest"),
    time: order.createdTime,
    updateTime: Math.floor(order.updatedTime / 1_000) * 1_000,
  };
}

/** A row of the older order reads. */
export function oldOrderRow(order: AccountOrder): Row {
  return {
    symbol: order.instrument.symbol,
    amount: numberOf(isQuoteBuy(order) ? wantedOf(order) : orderedOf(order)),
    create_time: order.createdTime,
    price: numberOf(priceOf(order)),
    avg_price: numberOf(averageOf(order)),
    type: typeOf(order),
    order_id: order.id,
    deal_amount: numberOf(filledOf(order)),
    status: statusOf(order, "rest"),
    ...(order.clientOrderId === undefined ? {} : { custom_id: order.clientOrderId }),
  };
}

/** What the answer to a cancel tells: the order as it stood before. */
export function cancelledRow(before: AccountOrder): Row {
  return {
    executedQty: numberOf(filledOf(before)),
    price: numberOf(priceOf(before)),
    origQty: numberOf(orderedOf(before)),
    tradeType: typeOf(before),
    status: statusOf(before, "rest"),
  };
}

const column = (text: string): Writable => exact(fixedText(decimal(text), COLUMN_PLACES));
const fillPrice = ({ price, order }: AccountFill): string => trimDecimal(unitsToText(price, order.instrument.priceScale));
const fillSize = ({ size, order }: AccountFill): string => trimDecimal(unitsToText(size, order.instrument.sizeScale));

/** A row of the newer history of trades. */
export function fillRow(fill: AccountFill): Row {
  return {
    symbol: fill.order.instrument.symbol,
    id: fill.id,
    orderId: fill.order.id,
    price: column(fillPrice(fill)),
    qty: column(fillSize(fill)),
    quoteQty: column(fill.value),
    commission: column(fill.fee.amount),
    time: fill.time,
    isMaker: fill.liquidity === "maker",
    isBuyer: fill.order.side === "buy",
  };
}

/** A row of the older history of trades. */
export function oldFillRow(fill: AccountFill, takerFraction: string): Row {
  return {
    txUuid: fill.id,
    orderUuid: fill.order.id,
    tradeType: typeOf(fill.order),
    dealTime: fill.time,
    dealPrice: numberOf(fillPrice(fill)),
    dealQuantity: numberOf(fillSize(fill)),
    dealVolumePrice: numberOf(fill.value),
    tradeFee: numberOf(fill.fee.amount),
    tradeFeeRate: numberOf(takerFraction),
    isMaker: fill.liquidity === "maker",
  };
}

/** The body of an `orderUpdate`. `fill` is the trade of this push, where there is one. */
export function orderPush(order: AccountOrder, fill: AccountFill | undefined, time: number): Row {
  const trade = fill === undefined ? undefined : { price: fillPrice(fill), amount: fillSize(fill), value: fill.value };
  return {
    uuid: order.id,
    customerID: order.clientOrderId ?? "",
    symbol: order.instrument.symbol,
    type: typeOf(order),
    orderPrice: priceOf(order),
    orderAmt: isQuoteBuy(order) ? wantedOf(order) : orderedOf(order),
    orderStatus: statusOf(order, "push"),
    accAmt: filledOf(order),
    avgPrice: averageOf(order),
    remainAmt: remainingOf(order),
    amount: trade?.amount ?? "0",
    price: trade?.price ?? priceOf(order),
    volumePrice: trade?.value ?? "0",
    role: fill?.liquidity ?? "taker",
    ...(fill === undefined ? {} : { txUuid: pushedTradeId(fill.serial) }),
    updateTime: time,
  };
}

/** The body of the article's order notice. */
export function orderNotice(order: AccountOrder, fill: AccountFill | undefined, time: number): Row {
  return {
    "order-id": order.id,
    "client-order-id": order.clientOrderId ?? "",
    symbol: order.instrument.symbol.replace("_", ""),
    type: typeOf(order),
    price: priceOf(order),
    amount: isQuoteBuy(order) ? wantedOf(order) : orderedOf(order),
    status: statusOf(order, "push"),
    "filled-amount": filledOf(order),
    "avg-price": averageOf(order),
    ...(fill === undefined
      ? {}
      : { trade: { id: pushedTradeId(fill.serial), price: fillPrice(fill), amount: fillSize(fill), role: fill.liquidity } }),
    ts: time,
  };
}
