// Orders as LBank wants them written: one word for side and kind, figures as plain decimal text.

import { type ClearedOrder, type OrderReference, type TimeInForce } from "#core/account/order";
import { trimDecimal, unitsToText } from "#core/decimal";
import { decimal, decimalText } from "#core/decimal-arithmetic";
import { UsageError } from "#core/error";

type Pair = readonly [name: string, value: string];

const KINDS: Readonly<Record<TimeInForce, string>> = { gtc: "", "post-only": "_maker", ioc: "_ioc", fok: "_fok" };

/** What an order is called and how much it wants, in LBank's words. A member that the type does not take is undefined. */
export interface OrderTerms {
  readonly type: string;
  readonly price: string | undefined;
  readonly amount: string | undefined;
}

/** The terms of an order. Throws UsageError for what LBank's spot market cannot be asked for. */
export function orderTerms({ instrument, side, style, amount, effect }: ClearedOrder): OrderTerms {
  if (effect === "reduce-only") throw notOffered(instrument.symbol, "reduce-only orders");
  if (style.kind === "stop" || style.kind === "take-profit") throw notOffered(instrument.symbol, "orders that wait for a price");
  const size = amount.kind === "size" ? trimDecimal(unitsToText(amount.size, instrument.sizeScale)) : undefined;
  if (style.kind === "market" && side === "buy") {
    // The sum to spend stands where other orders have their price.
    if (amount.kind === "quote") return { type: "buy_market", price: decimalText(decimal(amount.quote)), amount: undefined };
    throw notOffered(instrument.symbol, "market buys of a size; name the quote coins to spend");
  }
  if (size === undefined) throw notOffered(instrument.symbol, "orders in quote coins but market buys");
  if (style.kind === "market") return { type: "sell_market", price: undefined, amount: size };
  const price = trimDecimal(unitsToText(style.price, instrument.priceScale));
  return { type: `${side}${KINDS[style.timeInForce]}`, price, amount: size };
}

function notOffered(symbol: string, what: string): UsageError {
  return new UsageError("not-offered", `LBank has no ${what}; the order on ${symbol} was not written.`);
}

/** The parameters of a new order. */
export function placeQuery(order: ClearedOrder): readonly Pair[] {
  const { type, price, amount } = orderTerms(order);
  return [
    ["symbol", order.instrument.symbol],
    ["type", type],
    ...(price === undefined ? [] : [["price", price] as const]),
    ...(amount === undefined ? [] : [["amount", amount] as const]),
    ["custom_id", order.clientOrderId],
  ];
}

/** The parameter that names one order; the venue's own name wins. Throws UsageError for a reference without a name. */
export function namesOf({ instrument, venueOrderId, clientOrderId }: OrderReference): readonly Pair[] {
  if (venueOrderId !== undefined) return [["orderId", venueOrderId]];
  if (clientOrderId !== undefined) return [["origClientOrderId", clientOrderId]];
  throw new UsageError("order-name", `An order on ${instrument.symbol} is named by neither id; give one.`);
}
