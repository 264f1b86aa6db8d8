// Rows of the private topics. V2 and V3 differ in the names of coin and symbol and in a few words; spot's rows have members of their own.

import { type Writable } from "#core/json/exact-json";
import { type AccountBalance, type AccountFill, type AccountOrder, type AccountPosition, type AccountView } from "#venues/account-dialect";
import { positionId } from "#venues/weex/dialect/account/account-rules";
import { type Face, symbolOf } from "#venues/weex/dialect/account/faces";
import {
  averageText,
  type Collateral,
  filledValueText,
  limitText,
  sizeText,
  triggerText,
  turnoverOf,
} from "#venues/weex/dialect/account/figures";
import { ACCOUNT_CREATED, MATCH_SEQUENCE, marginWord } from "#venues/weex/dialect/account/holding-texts";
import { legWord, longTimeInForce, shortTimeInForce, sideWord, statusWord, typeWord } from "#venues/weex/dialect/account/order-words";

/** Coin and symbol under the names of a generation. */
function named(face: Face, { instrument }: Pick<AccountOrder, "instrument">): { readonly [name: string]: string } {
  const coin = instrument.settle ?? instrument.quote;
  if (face === "v2") return { coinId: coin, contractId: symbolOf(face, instrument) };
  if (face === "v3") return { coin, symbol: instrument.symbol };
  return { symbol: instrument.symbol, baseCoin: instrument.base, quoteCoin: instrument.quote };
}

const NO_REASON = "UNKNOWN_ORDER_CANCEL_REASON";

/** An order's row. `status: "pending"` is how it stood before it rested. */
export function orderPush(
  face: Face,
  order: AccountOrder,
  about: { readonly status?: "PENDING"; readonly account: AccountView },
): Writable {
  const { makerFraction, takerFraction } = about.account.rules.fees;
  const isSpot = face === "spot";
  const average = averageText(order);
  const status = about.status ?? statusWord(order, face === "v2" ? "OPEN" : "NEW");
  const leverage = isSpot ? "" : String(about.account.leverage(order.instrument)[order.leg === "short" ? "short" : "long"]);
  const held = isSpot
    ? {}
    : { marginMode: marginWord(face, "cross"), separatedMode: "COMBINED", separatedOpenOrderId: "0", positionSide: legWord(order) };
  return {
    id: order.id,
    ...named(face, order),
    ...held,
    orderSide: sideWord(order),
    price: limitText(order),
    size: sizeText(order, order.size ?? 0),
    ...(isSpot ? { value: "0" } : {}),
    clientOrderId: order.clientOrderId ?? "",
    type: typeWord(order, "stream"),
    timeInForce: face === "v2" ? longTimeInForce(order) : shortTimeInForce(order),
    reduceOnly: order.reduceOnly,
    triggerPrice: triggerText(order),
    ...(isSpot ? {} : { triggerPriceType: triggerText(order) === "0" ? "UNKNOWN_PRICE_TYPE" : "CONTRACT_PRICE" }),
    orderSource: "API",
    openTpslParentOrderId: "0",
    ...(isSpot ? {} : { positionTpsl: false }),
    setOpenTp: false,
    setOpenSl: false,
    ...(isSpot ? {} : { leverage }),
    takerFeeRate: takerFraction,
    makerFeeRate: makerFraction,
    feeDiscount: "1",
    ...(isSpot ? { takerFeeDiscount: "1", makerFeeDiscount: "1" } : { liquidateFeeRate: "0.01" }),
    status,
    triggerTime: "0",
    triggerPriceTime: "0",
    triggerPriceValue: "0",
    cancelReason: order.endedBy === undefined || order.endedBy === "requested" ? NO_REASON : reasonWord(order.endedBy),
    latestFillPrice: average,
    maxFillPrice: average,
    minFillPrice: average,
    cumFillSize: sizeText(order, order.filledSize),
    cumFillValue: filledValueText(order),
    cumFillFee: order.feePaid,
    ...(isSpot ? {} : { cumLiquidateFee: "0", cumRealizePnl: "0" }),
    createdTime: String(order.createdTime),
    updatedTime: String(order.updatedTime),
  };
}

/** Invented: no list of reasons is published. */
const reasonWord = (cause: string): string => cause.toUpperCase().replaceAll("-", "_");

export function fillPush(face: Face, fill: AccountFill): Writable {
  const { order } = fill;
  const isSpot = face === "spot";
  const held = {
    marginMode: marginWord(face, "cross"),
    separatedMode: "COMBINED",
    separatedOpenOrderId: "0",
    positionSide: legWord(order),
  };
  return {
    id: fill.id,
    ...named(face, order),
    orderId: order.id,
    ...(isSpot ? {} : held),
    orderSide: sideWord(order),
    fillSize: sizeText(order, fill.size),
    fillValue: fill.value,
    fillFee: fill.fee.amount,
    ...(isSpot ? {} : { liquidateFee: "0", realizePnl: fill.realisedPnl }),
    direction: fill.liquidity.toUpperCase(),
    createdTime: String(fill.time),
    updatedTime: String(fill.time),
  };
}

export function positionPush(face: "v2" | "v3", account: AccountView, position: AccountPosition): Writable {
  const { openSize, openValue, openFee, closeSize, closeValue, closeFee } = turnoverOf(account, position);
  const sequence = String(MATCH_SEQUENCE + position.serial);
  return {
    id: positionId(position.serial),
    ...named(face, position),
    side: legWord(position),
    marginMode: marginWord(face, position.marginMode),
    separatedMode: "COMBINED",
    separatedOpenOrderId: "0",
    leverage: String(position.leverage),
    size: sizeText(position, Math.abs(position.size)),
    openValue: position.openValue,
    openFee,
    fundingFee: position.fundingPaid,
    isolatedMargin: "0",
    autoAppendIsolatedMargin: false,
    cumOpenSize: openSize,
    cumOpenValue: openValue,
    cumOpenFee: openFee,
    cumCloseSize: closeSize,
    cumCloseValue: closeValue,
    cumCloseFee: closeFee,
    cumFundingFee: position.fundingPaid,
    cumLiquidateFee: "0",
    createdMatchSequenceId: sequence,
    updatedMatchSequenceId: sequence,
    createdTime: String(position.openedTime),
    updatedTime: String(position.updatedTime),
  };
}

/** What went in and out of the contract wallet; what is free of it is not told. */
export function collateralPush(face: "v2" | "v3", sums: Collateral, time: number): Writable {
  const names = face === "v2" ? { coinId: sums.currency } : { coin: sums.currency };
  const cross = face === "v2" ? { crossContractId: "0" } : { crossSymbol: "0" };
  return {
    ...names,
    marginMode: marginWord(face, "cross"),
    ...cross,
    isolatedPositionId: "0",
    amount: sums.amount,
    pendingDepositAmount: "0",
    pendingWithdrawAmount: "0",
    pendingTransferInAmount: "0",
    pendingTransferOutAmount: "0",
    liquidating: false,
    legacyAmount: sums.total,
    cumDepositAmount: sums.deposited,
    cumWithdrawAmount: "0",
    cumTransferInAmount: "0",
    cumTransferOutAmount: "0",
    cumMarginMoveInAmount: "0",
    cumMarginMoveOutAmount: "0",
    cumPositionOpenLongAmount: sums.openLong,
    cumPositionOpenShortAmount: sums.openShort,
    cumPositionCloseLongAmount: sums.closeLong,
    cumPositionCloseShortAmount: sums.closeShort,
    cumPositionFillFeeAmount: sums.fees,
    cumPositionLiquidateFeeAmount: "0",
    cumPositionFundingAmount: sums.funding,
    cumOrderFillFeeIncomeAmount: "0",
    cumOrderLiquidateFeeIncomeAmount: "0",
    createdTime: String(ACCOUNT_CREATED),
    updatedTime: String(time),
  };
}

export const spotPush = ({ currency, total, available, locked }: AccountBalance): Writable => ({
  coin: currency,
  equity: total,
  available,
  frozen: locked,
});
