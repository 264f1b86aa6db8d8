// Figures of an account's orders as LMEX writes them.

import { trimDecimal, unitsToText } from "#core/decimal";
import { decimalText, fromUnits, quotient } from "#core/decimal-arithmetic";
import { type Instrument } from "#core/instrument";
import { type Exact, exact } from "#core/json/exact-json";
import { type AccountOrder } from "#venues/account-dialect";

const AVERAGE_PLACES = 8;

export const ZERO: Exact = exact("0");

export const priceFigure = (instrument: Instrument, units: number | undefined): Exact =>
  exact(units === undefined ? "0" : trimDecimal(unitsToText(units, instrument.priceScale)));

export const sizeFigure = (instrument: Instrument, units: number | undefined): Exact =>
  exact(units === undefined ? "0" : trimDecimal(unitsToText(units, instrument.sizeScale)));

/** The average price of what is filled; 0 while nothing is. */
export function averageFigure({ instrument, filledSize, filledValue }: AccountOrder): Exact {
  if (filledSize === 0) return ZERO;
  return exact(decimalText(quotient(fromUnits(filledValue, instrument.priceScale), fromUnits(filledSize, 0), AVERAGE_PLACES)));
}

/** The limit price of an order; undefined for one without. */
export function limitPriceOf({ style }: AccountOrder): number | undefined {
  return style.kind === "market" ? undefined : style.price;
}

/** 76 limit, 77 market. */
export const orderTypeOf = (order: AccountOrder): number => (limitPriceOf(order) === undefined ? 77 : 76);

/** 0 limit, 1 stop, 2 trigger. */
export function transactionTypeOf({ style }: AccountOrder): number {
  return style.kind === "stop" ? 1 : style.kind === "take-profit" ? 2 : 0;
}

export function triggerPriceOf({ style }: AccountOrder): number | undefined {
  return style.kind === "stop" || style.kind === "take-profit" ? style.trigger.price : undefined;
}

export const timeInForceOf = ({ style }: AccountOrder): string =>
  style.kind === "limit" && (style.timeInForce === "ioc" || style.timeInForce === "fok") ? style.timeInForce.toUpperCase() : "GTC";

export const isPostOnly = ({ style }: AccountOrder): boolean => style.kind === "limit" && style.timeInForce === "post-only";

export const sideText = ({ side }: AccountOrder): string => (side === "buy" ? "BUY" : "SELL");

/** What is still to be filled, in size units. */
export const remainingOf = ({ size, filledSize }: AccountOrder): number => Math.max(0, (size ?? 0) - filledSize);

/** `ETH-PERP-USDT`, and `|LONG` where legs are held apart. */
export function positionIdOf(instrument: Instrument, leg: "net" | "long" | "short"): string {
  const base = `${instrument.symbol}-${instrument.settle ?? instrument.quote}`;
  return leg === "net" ? base : `${base}|${leg.toUpperCase()}`;
}

/** The status number of an order as it stands. */
export function statusNumber(order: AccountOrder): number {
  switch (order.status) {
    case "untriggered":
      return 9;
    case "open":
      return order.filledSize > 0 ? 5 : 2;
    case "filled":
      return 4;
    case "cancelled":
      // A market order that found nothing is refunded.
      return order.style.kind === "market" && order.filledSize === 0 ? 7 : 6;
    case "rejected":
      return 15;
  }
}
