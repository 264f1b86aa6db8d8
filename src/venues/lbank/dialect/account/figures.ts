// Figures and words of an account's orders as LBank writes them.

import { trimDecimal, unitsToText } from "#core/decimal";
import { decimal, decimalText, fromUnits, minus, quotient } from "#core/decimal-arithmetic";
import { type Exact, exact } from "#core/json/exact-json";
import { type AccountOrder } from "#venues/account-dialect";
import { wireNumber } from "#venues/lbank/dialect/market-texts";

const AVERAGE_PLACES = 12;
const KINDS = { gtc: "", "post-only": "_maker", ioc: "_ioc", fok: "_fok" } as const;

/** A decimal text as LBank's server writes a number. */
export const numberOf = (text: string): Exact => exact(wireNumber(text));

/** `buy`, `sell_market`, `buy_maker`. */
export function typeOf({ side, style }: AccountOrder): string {
  if (style.kind === "limit") return `${side}${KINDS[style.timeInForce]}`;
  return `${side}_market`;
}

export const isQuoteBuy = ({ amount }: AccountOrder): boolean => amount.kind === "quote";

/** The limit price, 0 for a market order. */
export function priceOf({ style, instrument }: AccountOrder): string {
  return style.kind === "market" || style.price === undefined ? "0" : trimDecimal(unitsToText(style.price, instrument.priceScale));
}

const sizeIn = ({ instrument }: AccountOrder, units: number): string => trimDecimal(unitsToText(units, instrument.sizeScale));

/** Base coins ordered; 0 for an order that names what it spends. */
export const orderedOf = (order: AccountOrder): string => (isQuoteBuy(order) ? "0" : sizeIn(order, order.size ?? 0));

/** Base coins filled. */
export const filledOf = (order: AccountOrder): string => sizeIn(order, order.filledSize);

/** Quote coins traded. */
export const tradedOf = ({ instrument, filledValue }: AccountOrder): string =>
  trimDecimal(unitsToText(filledValue, instrument.priceScale + instrument.sizeScale));

/** The average price of what is filled; 0 while nothing is. */
export function averageOf({ instrument, filledSize, filledValue }: AccountOrder): string {
  if (filledSize === 0) return "0";
  return decimalText(quotient(fromUnits(filledValue, instrument.priceScale), fromUnits(filledSize, 0), AVERAGE_PLACES));
}

/** What the order wants in quote coins: what it spends, or its size at its price. */
export function wantedOf(order: AccountOrder): string {
  const { amount, instrument, style, size } = order;
  if (amount.kind === "quote") return decimalText(decimal(amount.quote));
  const price = style.kind === "market" ? 0 : (style.price ?? 0);
  return trimDecimal(unitsToText(BigInt(price) * BigInt(size ?? 0), instrument.priceScale + instrument.sizeScale));
}

/** What is left: base coins of a sale, quote coins of a buy. */
export function remainingOf(order: AccountOrder): string {
  const { side, style, instrument, size, filledSize, amount } = order;
  const left = Math.max(0, (size ?? 0) - filledSize);
  if (side === "sell") return sizeIn(order, left);
  if (amount.kind === "quote") return decimalText(minus(decimal(amount.quote), decimal(tradedOf(order))));
  const price = style.kind === "market" ? 0 : (style.price ?? 0);
  return trimDecimal(unitsToText(BigInt(price) * BigInt(left), instrument.priceScale + instrument.sizeScale));
}

/** Where an order stands. A cancelled one that was filled in part is 3 over REST; pushes say -1. */
export function statusOf(order: AccountOrder, told: "rest" | "push"): number {
  switch (order.status) {
    case "open":
    case "untriggered":
      return order.filledSize > 0 ? 1 : 0;
    case "filled":
      return 2;
    case "cancelled":
      return told === "rest" && order.filledSize > 0 ? 3 : -1;
    case "rejected":
      return -1;
  }
}
