// What LMEX pushes on private topics: order events in several generations, executions with figures as text, positions with the many
// members of a live record.

import { trimDecimal, unitsToText } from "#core/decimal";
import { decimal, decimalText, minus, ZERO as NOTHING } from "#core/decimal-arithmetic";
import { type Instrument } from "#core/instrument";
import { exact, type Writable } from "#core/json/exact-json";
import { type AccountFill, type AccountOrder, type AccountPosition } from "#venues/account-dialect";
import {
  averageFigure,
  isPostOnly,
  limitPriceOf,
  orderTypeOf,
  positionIdOf,
  priceFigure,
  sideText,
  sizeFigure,
  timeInForceOf,
  transactionTypeOf,
  triggerPriceOf,
} from "#venues/lmex/dialect/account/figures";
import { maintenanceOf, USERNAME } from "#venues/lmex/dialect/account/holding-texts";
import { type Moment, resultSizes } from "#venues/lmex/dialect/account/order-texts";

type Row = { readonly [name: string]: Writable };

/** The name that a perpetual had before: `ETHPFC`. */
const oldSymbol = ({ symbol }: Instrument): string => (symbol.endsWith("-PERP") ? `${symbol.slice(0, -5)}PFC` : symbol);

/** An order event in the form of its topic's generation. `maker`: whether its fill rested, where one is told. */
export function noticeRow(topic: string, order: AccountOrder, moment: Moment & { readonly maker: boolean }): Row {
  if (order.instrument.kind === "spot") return spotNotice(order, moment);
  return topic === "notificationApiV4" ? currentNotice(order, moment) : olderNotice(topic, order, moment);
}

function common(order: AccountOrder, moment: Moment): Row {
  const { instrument } = order;
  const traded = moment.status === 4 || limitPriceOf(order) === undefined;
  return {
    price: traded ? averageFigure(order) : priceFigure(instrument, limitPriceOf(order)),
    triggerPrice: priceFigure(instrument, triggerPriceOf(order)),
    pegPriceDeviation: 1,
    stealth: 1,
    status: moment.status,
    timestamp: moment.time,
  };
}

function currentNotice(order: AccountOrder, moment: Moment & { readonly maker: boolean }): Row {
  return {
    symbol: order.instrument.symbol,
    orderID: order.id,
    side: sideText(order),
    orderType: orderTypeOf(order),
    type: transactionTypeOf(order),
    ...common(order, moment),
    avgFilledPrice: averageFigure(order),
    clOrderID: order.clientOrderId ?? "",
    postOnly: isPostOnly(order),
    maker: moment.maker,
    positionId: positionIdOf(order.instrument, order.leg),
    orderDetailType: null,
    orderUserInitiated: false,
    ...resultSizes(order, moment.filled),
    time_in_force: timeInForceOf(order),
  };
}

/** V3 and V2 on futures: other names of sizes, and in V2 the old name of the market. */
function olderNotice(topic: string, order: AccountOrder, moment: Moment): Row {
  const { instrument } = order;
  return {
    symbol: topic === "notificationApiV2" ? oldSymbol(instrument) : instrument.symbol,
    orderID: order.id,
    side: sideText(order),
    orderType: orderTypeOf(order),
    type: String(transactionTypeOf(order)),
    ...common(order, moment),
    avgFillPrice: averageFigure(order),
    clOrderID: order.clientOrderId ?? "",
    size: sizeFigure(instrument, order.size),
    originalSize: sizeFigure(instrument, order.originalSize),
    fillSize: sizeFigure(instrument, moment.filled),
  };
}

function spotNotice(order: AccountOrder, moment: Moment & { readonly maker: boolean }): Row {
  return {
    symbol: order.instrument.symbol,
    orderID: order.id,
    side: `MODE_${sideText(order)}`,
    orderType: orderTypeOf(order),
    txType: transactionTypeOf(order),
    ...common(order, moment),
    avgFilledPrice: averageFigure(order),
    clOrderID: order.clientOrderId ?? null,
    postOnly: isPostOnly(order),
    maker: moment.maker,
    ...resultSizes(order, moment.filled),
    time_in_force: timeInForceOf(order),
  };
}

/** An execution: figures are text, with at least one place. */
export function executionRow(fill: AccountFill): Row {
  const { order } = fill;
  const { instrument } = order;
  const text = (units: number, scale: number): string => {
    const plain = trimDecimal(unitsToText(units, scale));
    return plain.includes(".") ? plain : `${plain}.0`;
  };
  return {
    orderId: order.id,
    serialId: fill.serial,
    clOrderId: order.clientOrderId ?? "",
    type: String(orderTypeOf(order)),
    symbol: instrument.symbol,
    side: sideText(order),
    price: text(fill.price, instrument.priceScale),
    size: text(fill.size, instrument.sizeScale),
    feeAmount: fill.fee.amount,
    feeCurrency: fill.fee.currency,
    base: instrument.kind === "spot" ? instrument.base : instrument.symbol,
    quote: instrument.quote,
    maker: fill.liquidity === "maker",
    timestamp: fill.time,
    contractSize: Number(instrument.contractSize),
    tradeId: fill.id,
  };
}

/** A position, whole; a closed one has no contracts, no type and no direction. */
export function positionRecord(position: AccountPosition, takerFraction: string): Row {
  const { instrument, leg, size } = position;
  const isFlat = size === 0;
  const isShort = size < 0;
  const value = isShort ? decimalText(minus(NOTHING, decimal(position.openValue))) : position.openValue;
  return {
    requestId: 0,
    username: USERNAME,
    userCurrency: null,
    marketName: positionIdOf(instrument, "net"),
    orderType: isFlat ? 0 : 90,
    orderMode: isShort ? 83 : 66,
    status: 65,
    originalAmount: Number(instrument.contractSize),
    maxPriceHeld: 0,
    pegPriceMin: 0,
    stealth: 1,
    baseCurrency: null,
    quoteCurrency: null,
    quoteCurrencyFiat: false,
    parents: null,
    makerFeesRatio: null,
    takerFeesRatio: [Number(takerFraction)],
    orderID: null,
    vendorName: null,
    botID: null,
    maxStealthDisplayAmount: 0,
    sellExchangeRate: 0,
    tag: null,
    triggerPrice: 0,
    closeOrder: false,
    dbBaseBalHeld: 0,
    dbQuoteBalHeld: 0,
    isFuture: true,
    liquidationInProgress: false,
    marginType: position.marginMode === "cross" ? 91 : 92,
    entryPrice: exact(position.entryPrice),
    liquidationPrice: 0,
    markedPrice: exact(position.markPrice),
    marginHeld: 0,
    unrealizedProfitLoss: exact(position.unrealisedPnl),
    totalMaintenanceMargin: exact(maintenanceOf(position)),
    totalContracts: sizeFigure(instrument, Math.abs(size)),
    marginChargedLongOpen: 0,
    marginChargedShortOpen: 0,
    unchargedMarginLongOpen: 0,
    unchargedMarginShortOpen: 0,
    isolatedCurrency: null,
    isolatedLeverage: position.leverage,
    totalFees: 0,
    totalValue: exact(value),
    adlScoreBucket: 1,
    adlScorePercentile: 0,
    orderTypeName: "TYPE_FUTURES_POSITION",
    orderModeName: isShort ? "MODE_SELL" : "MODE_BUY",
    marginTypeName: isFlat ? null : position.marginMode === "cross" ? "FUTURES_MARGIN_CROSS" : "FUTURES_MARGIN_ISOLATED",
    currentLeverage: 0,
    contractSize: Number(instrument.contractSize),
    minimumRequiredMargin: 0,
    filledSize: 0,
    takeProfitOrder: null,
    stopLossOrder: null,
    positionId: positionIdOf(instrument, leg),
    activeWalletName: "CROSS@",
    positionMode: leg === "net" ? "ONE_WAY" : "HEDGE",
    positionDirection: isFlat ? null : isShort ? "SHORT" : "LONG",
    serviceType: 0,
    avgFilledPrice: 0,
    future: true,
    settleWithNonUSDAsset: instrument.settle ?? instrument.quote,
  };
}
