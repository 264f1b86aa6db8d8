// Fills, positions and wallets as LMEX writes them over REST.

import { compare, decimal, decimalText, minus, plus, times, ZERO } from "#core/decimal-arithmetic";
import { type Instrument } from "#core/instrument";
import { exact, type Writable } from "#core/json/exact-json";
import { type AccountBalance, type AccountFill, type AccountPosition } from "#venues/account-dialect";
import {
  averageFigure,
  limitPriceOf,
  orderTypeOf,
  positionIdOf,
  priceFigure,
  sideText,
  sizeFigure,
  triggerPriceOf,
} from "#venues/lmex/dialect/account/figures";

type Row = { readonly [name: string]: Writable };

export const USERNAME = "demo";
const MAINTENANCE_FRACTION = "0.005";

const negative = (text: string): string => decimalText(minus(ZERO, decimal(text)));

/** A row of `user/trade_history`: `price` and `size` are the order's. */
export function fillRow(fill: AccountFill): Row {
  const { order } = fill;
  const { instrument } = order;
  const { base, quote, symbol, contractSize } = instrument;
  return {
    tradeId: fill.id,
    orderId: order.id,
    username: USERNAME,
    side: sideText(order),
    orderType: orderTypeOf(order),
    triggerType: null,
    price: priceFigure(instrument, limitPriceOf(order)),
    size: sizeFigure(instrument, order.size),
    filledPrice: priceFigure(instrument, fill.price),
    filledSize: sizeFigure(instrument, fill.size),
    triggerPrice: priceFigure(instrument, triggerPriceOf(order)),
    base,
    quote,
    symbol,
    feeCurrency: fill.fee.currency,
    feeAmount: exact(fill.fee.amount),
    wallet: instrument.kind === "spot" ? "SPOT@" : "CROSS@",
    realizedPnl: exact(fill.realisedPnl),
    total: exact(negative(fill.fee.amount)),
    serialId: fill.serial,
    timestamp: fill.time,
    orderDetailType: null,
    contractSize: Number(contractSize),
    clOrderID: order.clientOrderId ?? "",
    positionId: instrument.kind === "spot" ? null : positionIdOf(instrument, order.leg),
    avgFilledPrice: averageFigure(order),
  };
}

/** What keeping a position open takes. */
export const maintenanceOf = (position: AccountPosition): string =>
  decimalText(times(decimal(position.openValue), decimal(MAINTENANCE_FRACTION)));

/** A row of `user/positions`: unsigned size, the direction in `side`. */
export function positionRow(position: AccountPosition, now: number): Row {
  const { instrument, leg, size } = position;
  return {
    marginType: position.marginMode === "cross" ? 91 : 92,
    entryPrice: exact(position.entryPrice),
    markPrice: exact(position.markPrice),
    symbol: instrument.symbol,
    side: size < 0 ? "SELL" : "BUY",
    orderValue: exact(position.openValue),
    settleWithAsset: instrument.settle ?? instrument.quote,
    unrealizedProfitLoss: exact(position.unrealisedPnl),
    totalMaintenanceMargin: exact(maintenanceOf(position)),
    size: sizeFigure(instrument, Math.abs(size)),
    liquidationPrice: 0,
    isolatedLeverage: position.leverage,
    adlScoreBucket: 1,
    contractSize: Number(instrument.contractSize),
    liquidationInProgress: false,
    timestamp: now,
    takeProfitOrder: null,
    stopLossOrder: null,
    positionMode: leg === "net" ? "ONE_WAY" : "HEDGE",
    positionDirection: leg === "net" ? null : leg.toUpperCase(),
    positionId: positionIdOf(instrument, leg),
    walletName: "CROSS@",
    currentLeverage: 0,
    minimumRequiredMargin: 0,
  };
}

/** The wallets of futures: the cross wallet with its coins, then an empty isolated one a market. */
export function walletRows(
  balances: readonly AccountBalance[],
  positions: readonly AccountPosition[],
  markets: readonly Instrument[],
): readonly Row[] {
  const sum = (texts: readonly string[]): string => decimalText(texts.map(decimal).reduce(plus, ZERO));
  const total = sum(balances.map((balance) => balance.total));
  const floating = sum(positions.map((position) => position.unrealisedPnl));
  const asset = (currency: string, balance: string): Row => ({ balance: exact(balance), assetPrice: 1, currency });
  const cross: Row = {
    trackingID: 0,
    requestId: 0,
    wallet: "CROSS@",
    totalValue: exact(total),
    marginBalance: exact(sum([total, floating])),
    availableBalance: exact(sum(balances.map((balance) => balance.available))),
    unrealisedProfitLoss: exact(floating),
    maintenanceMargin: exact(sum(positions.map(maintenanceOf))),
    leverage: 0,
    openMargin: exact(sum(balances.map((balance) => balance.locked))),
    assets: balances.map(({ currency, total: held }) => asset(currency, held)),
    assetsInUse: balances.filter(({ locked }) => compare(decimal(locked), ZERO) > 0).map(({ currency, locked }) => asset(currency, locked)),
  };
  const empty = { totalValue: 0, marginBalance: 0, availableBalance: 0, unrealisedProfitLoss: 0, maintenanceMargin: 0, openMargin: 0 };
  const isolated = markets.map((market) => ({
    ...cross,
    wallet: `ISOLATED@${positionIdOf(market, "net")}`,
    ...empty,
    assets: [],
    assetsInUse: [],
  }));
  return [cross, ...isolated];
}

/** A row of spot's wallet. */
export const spotWalletRow = ({ currency, total, available }: AccountBalance): Row => ({
  currency,
  total: exact(total),
  available: exact(available),
});

/** A row of the wallet's history: type 110 is funding, status 10 completed. */
export function fundingRow(payment: {
  readonly id: number;
  readonly amount: string;
  readonly currency: string;
  readonly time: number;
}): Row {
  return {
    username: USERNAME,
    orderId: `f-${payment.id}`,
    wallet: "CROSS@",
    currency: payment.currency,
    type: 110,
    amount: exact(payment.amount),
    fees: 0,
    description: "Funding",
    timestamp: payment.time,
    status: 10,
  };
}
