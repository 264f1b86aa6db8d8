// An account's orders as LMEX writes them over REST: the result of an action, the answer to a question, a row of open orders.

import { type Writable } from "#core/json/exact-json";
import { type AccountOrder } from "#venues/account-dialect";
import {
  averageFigure,
  isPostOnly,
  limitPriceOf,
  orderTypeOf,
  positionIdOf,
  priceFigure,
  remainingOf,
  sideText,
  sizeFigure,
  statusNumber,
  timeInForceOf,
  triggerPriceOf,
  ZERO,
} from "#venues/lmex/dialect/account/figures";

type Row = { readonly [name: string]: Writable };

/** What an action did: its number, how much it filled, when. */
export interface Moment {
  readonly status: number;
  readonly filled: number;
  readonly time: number;
  readonly words?: string;
}

const isSpot = (order: AccountOrder): boolean => order.instrument.kind === "spot";

/** The result of placing, amending or cancelling. What is filled carries the price of its trades, not its limit. */
export function resultRow(order: AccountOrder, moment: Moment): Row {
  const { instrument } = order;
  const tradedPrice = moment.status === 4 || limitPriceOf(order) === undefined;
  return {
    status: moment.status,
    symbol: instrument.symbol,
    orderType: orderTypeOf(order),
    price: tradedPrice ? averageFigure(order) : priceFigure(instrument, limitPriceOf(order)),
    side: sideText(order),
    orderID: order.id,
    timestamp: moment.time,
    triggerPrice: priceFigure(instrument, triggerPriceOf(order)),
    ...(isSpot(order) ? { stopPrice: null } : {}),
    trigger: order.status === "untriggered",
    deviation: 100,
    stealth: 100,
    message: moment.words ?? "",
    avgFilledPrice: averageFigure(order),
    clOrderID: order.clientOrderId ?? (isSpot(order) ? null : ""),
    ...resultSizes(order, moment.filled),
    postOnly: isPostOnly(order),
    ...(isSpot(order) ? {} : positionMembers(order)),
    time_in_force: timeInForceOf(order),
  };
}

/** Members of a futures result that say which position it concerns. */
function positionMembers(order: AccountOrder): Row {
  return {
    orderDetailType: null,
    positionMode: order.leg === "net" ? "ONE_WAY" : "HEDGE",
    positionDirection: order.leg === "net" ? null : order.leg.toUpperCase(),
    positionId: positionIdOf(order.instrument, order.leg),
  };
}

/** The sizes of a result or notification. Spot names the coin they count; the side that is not used is null. */
export function resultSizes(order: AccountOrder, filled: number): Row {
  const { instrument, amount } = order;
  const sized = (units: number | undefined): Writable => sizeFigure(instrument, units);
  if (!isSpot(order)) {
    return {
      originalOrderSize: sized(order.originalSize),
      currentOrderSize: sized(order.size),
      filledSize: sized(filled),
      totalFilledSize: sized(order.filledSize),
      remainingSize: sized(remainingOf(order)),
    };
  }
  const inQuote = amount.kind === "quote";
  const base = (units: number | undefined): Writable => (inQuote ? null : sized(units));
  const quote = inQuote ? Number(amount.quote) : null;
  return {
    originalOrderBaseSize: base(order.originalSize),
    originalOrderQuoteSize: quote,
    currentOrderBaseSize: base(order.size),
    currentOrderQuoteSize: quote,
    remainingOrderBaseSize: base(remainingOf(order)),
    remainingOrderQuoteSize: inQuote ? 0 : null,
    filledBaseSize: sized(filled),
    totalFilledBaseSize: sized(order.filledSize),
    orderCurrency: inQuote ? "quote" : "base",
  };
}

/** A refused order: a number, no type, no sizes, and words as JSON text. */
export function refusedRow(about: {
  readonly status: number;
  readonly symbol: string;
  readonly side: string;
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  readonly isSpot: boolean;
  readonly time: number;
  readonly key: string;
  readonly words: string;
}): Row {
  const message = JSON.stringify({ msgKey: about.key, default_msg: about.words, params: [] });
  const futures: Row = { originalOrderSize: 0, currentOrderSize: 0, filledSize: 0, totalFilledSize: 0, remainingSize: 0 };
  const spot: Row = {
    originalOrderBaseSize: 0,
    originalOrderQuoteSize: null,
    currentOrderBaseSize: 0,
    currentOrderQuoteSize: null,
    remainingOrderBaseSize: 0,
    remainingOrderQuoteSize: null,
    filledBaseSize: 0,
    totalFilledBaseSize: 0,
    orderCurrency: "base",
  };
  return {
    status: about.status,
    symbol: about.symbol,
    orderType: 0,
    price: ZERO,
    side: about.side,
    orderID: about.orderId,
    timestamp: about.time,
    triggerPrice: ZERO,
    ...(about.isSpot ? { stopPrice: null } : {}),
    trigger: false,
    deviation: 100,
    stealth: 100,
    message,
    avgFilledPrice: ZERO,
    clOrderID: about.clientOrderId ?? (about.isSpot ? null : ""),
    ...(about.isSpot ? spot : futures),
    postOnly: false,
    ...(about.isSpot ? {} : { orderDetailType: null, positionMode: "ONE_WAY", positionDirection: null, positionId: null }),
    time_in_force: "GTC",
  };
}

/** Members that a question about one order and a row of open orders share. Their time is the order's first. */
function standing(order: AccountOrder): Row {
  const { instrument } = order;
  const { filledSize: _, ...sizes } = resultSizes(order, 0);
  const trigger = triggerPriceOf(order);
  const waits = order.style.kind === "stop" || order.style.kind === "take-profit";
  return {
    orderType: orderTypeOf(order),
    price: priceFigure(instrument, limitPriceOf(order)),
    ...sizes,
    side: sideText(order),
    orderValue: 0,
    pegPriceMin: 0,
    pegPriceMax: 0,
    pegPriceDeviation: 1,
    timestamp: order.createdTime,
    orderID: order.id,
    stealth: 1,
    triggerOrder: waits,
    triggered: waits && order.status !== "untriggered",
    triggerPrice: priceFigure(instrument, trigger),
    triggerOriginalPrice: priceFigure(instrument, trigger),
    triggerOrderType: order.style.kind === "stop" ? 1001 : order.style.kind === "take-profit" ? 1002 : 0,
    triggerTrailingStopDeviation: 0,
    triggerStopPrice: 0,
    symbol: instrument.symbol,
    trailValue: 0,
    clOrderID: order.clientOrderId ?? (isSpot(order) ? null : ""),
    reduceOnly: order.reduceOnly,
  };
}

function tail(order: AccountOrder): Row {
  const { style, instrument } = order;
  return {
    triggerUseLastPrice: (style.kind === "stop" || style.kind === "take-profit") && style.trigger.by === "last",
    avgFilledPrice: averageFigure(order),
    ...(isSpot(order) ? {} : { contractSize: Number(instrument.contractSize) }),
    timeInForce: timeInForceOf(order),
    closeOrder: false,
  };
}

/** The answer to a question about one order. */
export function orderRow(order: AccountOrder): Row {
  return { ...standing(order), status: statusNumber(order), ...tail(order) };
}

/** A row of open orders: a word in the place of the number, and further members. */
export function openOrderRow(order: AccountOrder): Row {
  return {
    ...standing(order),
    orderState: "STATUS_ACTIVE",
    ...tail(order),
    vendorName: null,
    botID: null,
    cancelDuration: 0,
    takeProfitOrder: null,
    stopLossOrder: null,
    ...(isSpot(order) ? {} : positionMembers(order)),
  };
}
