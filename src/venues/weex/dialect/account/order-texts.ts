// Orders and fills as REST lists them, in the members and the order of the published examples.

import { type Writable } from "#core/json/exact-json";
import { type AccountFill, type AccountOrder } from "#venues/account-dialect";
import { bareId } from "#venues/weex/dialect/account/ask";
import { type Face, symbolOf } from "#venues/weex/dialect/account/faces";
import { averageText, filledValueText, limitText, priceText, sizeText, triggerText } from "#venues/weex/dialect/account/figures";
import {
  directionDigit,
  directionV2,
  legWord,
  orderTypeV2,
  shortTimeInForce,
  sideWord,
  statusWord,
  typeWord,
} from "#venues/weex/dialect/account/order-words";

/** An order in the shape of an interface. */
export function orderRow(face: Face, order: AccountOrder): Writable {
  switch (face) {
    case "v2":
      return orderV2(order);
    case "v3":
      return orderV3(order);
    case "spot":
      return orderSpot(order);
  }
}

const contracts = ({ instrument }: AccountOrder, units: number): number => Math.round(units / instrument.lot);

function orderV2(order: AccountOrder): Writable {
  return {
    symbol: symbolOf("v2", order.instrument),
    size: sizeText(order, order.size ?? 0),
    client_oid: order.clientOrderId ?? null,
    createTime: String(order.createdTime),
    filled_qty: sizeText(order, order.filledSize),
    fee: order.feePaid,
    order_id: order.id,
    price: limitText(order),
    price_avg: averageText(order),
    status: statusWord(order, "OPEN").toLowerCase(),
    type: directionV2(order),
    order_type: orderTypeV2(order),
    totalProfits: "0",
    contracts: contracts(order, order.size ?? 0),
    filledQtyContracts: contracts(order, order.filledSize),
    presetTakeProfitPrice: null,
    presetStopLossPrice: null,
  };
}

function orderV3(order: AccountOrder): Writable {
  return {
    avgPrice: averageText(order),
    clientOrderId: order.clientOrderId ?? "",
    cumQuote: filledValueText(order),
    executedQty: sizeText(order, order.filledSize),
    orderId: bareId(order.id),
    origQty: sizeText(order, order.size ?? 0),
    price: limitText(order),
    reduceOnly: order.reduceOnly,
    side: sideWord(order),
    positionSide: legWord(order),
    status: statusWord(order, "NEW"),
    stopPrice: triggerText(order),
    symbol: order.instrument.symbol,
    time: order.createdTime,
    timeInForce: shortTimeInForce(order),
    type: typeWord(order, "rest"),
    updateTime: order.updatedTime,
    workingType: triggerText(order) === "0" ? "UNKNOWN_PRICE_TYPE" : "CONTRACT_PRICE",
  };
}

function orderSpot(order: AccountOrder): Writable {
  return {
    symbol: order.instrument.symbol,
    orderId: bareId(order.id),
    clientOrderId: order.clientOrderId ?? "",
    price: limitText(order),
    origQty: sizeText(order, order.size ?? 0),
    executedQty: sizeText(order, order.filledSize),
    cummulativeQuoteQty: filledValueText(order),
    status: statusWord(order, "NEW"),
    timeInForce: shortTimeInForce(order),
    type: typeWord(order, "rest"),
    side: sideWord(order),
    time: order.createdTime,
    updateTime: order.updatedTime,
    isWorking: order.status === "open",
  };
}

/** A waiting order of V2, whose answers use digits. */
export function planRow(order: AccountOrder): Writable {
  const status = order.status === "untriggered" ? "0" : order.status === "filled" ? "2" : order.status === "open" ? "1" : "-1";
  return {
    symbol: symbolOf("v2", order.instrument),
    size: sizeText(order, order.size ?? 0),
    client_oid: order.clientOrderId ?? null,
    createTime: String(order.createdTime),
    filled_qty: sizeText(order, order.filledSize),
    fee: order.feePaid,
    order_id: order.id,
    price: limitText(order),
    price_avg: averageText(order),
    status,
    type: directionDigit(order),
    order_type: "0",
    totalProfits: "0",
    triggerPrice: triggerText(order),
    triggerPriceType: "LIMIT",
    triggerTime: "0",
    presetTakeProfitPrice: null,
    presetStopLossPrice: null,
  };
}

/** A conditional order of V3. What it became keeps its id here; whether it does at the venue is not known. */
export function algoRow(order: AccountOrder): Writable {
  const isWaiting = order.status === "untriggered";
  const ended = order.status === "cancelled" && order.filledSize === 0;
  return {
    algoId: bareId(order.id),
    clientAlgoId: order.clientOrderId ?? "",
    algoType: "CONDITIONAL",
    orderType: typeWord(order, "rest"),
    symbol: order.instrument.symbol,
    side: sideWord(order),
    positionSide: legWord(order),
    timeInForce: shortTimeInForce(order),
    quantity: sizeText(order, order.size ?? 0),
    algoStatus: isWaiting ? "UNTRIGGERED" : ended ? "CANCELED" : "TRIGGERED",
    actualOrderId: isWaiting || ended ? null : bareId(order.id),
    actualPrice: averageText(order),
    triggerPrice: triggerText(order),
    price: limitText(order),
    tpTriggerPrice: null,
    tpPrice: null,
    slTriggerPrice: null,
    slPrice: null,
    tpOrderType: null,
    workingType: "CONTRACT_PRICE",
    closePosition: false,
    reduceOnly: order.reduceOnly,
    createTime: order.createdTime,
    updateTime: order.updatedTime,
    triggerTime: isWaiting || ended ? 0 : order.updatedTime,
  };
}

/** A fill in the shape of an interface. V2 tells no price, spot not who was the maker. */
export function fillRow(face: Face, fill: AccountFill): Writable {
  const { order } = fill;
  const isBuyer = order.side === "buy";
  const ids = { id: bareId(fill.id), orderId: bareId(order.id) };
  switch (face) {
    case "v2":
      return {
        tradeId: ids.id,
        orderId: ids.orderId,
        symbol: symbolOf("v2", order.instrument),
        marginMode: "SHARED",
        separatedMode: "COMBINED",
        positionSide: legWord(order),
        orderSide: sideWord(order),
        fillSize: sizeText(order, fill.size),
        fillValue: fill.value,
        fillFee: fill.fee.amount,
        liquidateFee: "0",
        realizePnl: fill.realisedPnl,
        direction: fill.liquidity.toUpperCase(),
        liquidateType: "UNKNOWN_LIQUIDATE_TYPE",
        legacyOrdeDirection: directionV2(order).toUpperCase(),
        createdTime: fill.time,
      };
    case "v3":
      return {
        ...ids,
        symbol: order.instrument.symbol,
        buyer: isBuyer,
        commission: fill.fee.amount,
        commissionAsset: fill.fee.currency,
        maker: fill.liquidity === "maker",
        price: priceText(order, fill.price),
        qty: sizeText(order, fill.size),
        quoteQty: fill.value,
        realizedPnl: fill.realisedPnl,
        side: sideWord(order),
        positionSide: legWord(order),
        time: fill.time,
      };
    case "spot":
      return {
        symbol: order.instrument.symbol,
        ...ids,
        price: priceText(order, fill.price),
        qty: sizeText(order, fill.size),
        quoteQty: fill.value,
        commission: fill.fee.amount,
        time: fill.time,
        isBuyer,
      };
  }
}
