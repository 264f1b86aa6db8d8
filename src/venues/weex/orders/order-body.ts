// Orders as WEEX wants them written: every figure is text, members in the order of the published examples. The text is made once, then
// signed and sent as it is.

import { type ClearedOrder, type OrderStyle, type TimeInForce } from "#core/account/order";
import { trimDecimal, unitsToText } from "#core/decimal";
import { UsageError } from "#core/error";
import { type Instrument } from "#core/instrument";

const WORDS_V3: Readonly<Record<TimeInForce, string>> = { gtc: "GTC", ioc: "IOC", fok: "FOK", "post-only": "POST_ONLY" };
/** Documentation order; one public connector swaps the last two. */
const DIGITS_V2: Readonly<Record<TimeInForce, string>> = { gtc: "0", "post-only": "1", fok: "2", ioc: "3" };

export type Conditional = Extract<OrderStyle, { kind: "stop" | "take-profit" }>;
type Plain = Exclude<OrderStyle, Conditional>;

/** Whether a style waits for a trigger, and so goes to an endpoint of its own. */
export const isConditional = (style: OrderStyle): style is Conditional => style.kind === "stop" || style.kind === "take-profit";

const priceText = ({ priceScale }: Instrument, units: number): string => trimDecimal(unitsToText(units, priceScale));

/** The size in base coins. Throws UsageError for an amount of quote coins, which no page documents. */
function sizeText({ instrument, amount }: ClearedOrder): string {
  if (amount.kind === "size") return trimDecimal(unitsToText(amount.size, instrument.sizeScale));
  throw new UsageError("not-offered", "WEEX takes a size in base coins only; name one instead of quote coins.");
}

/** Plain orders open: a buy a long, a sell a short. Reduce-only ones close the other leg. */
function legOf({ side, effect }: ClearedOrder): "LONG" | "SHORT" {
  return (side === "buy") === (effect === "any") ? "LONG" : "SHORT";
}

const sideText = ({ side }: ClearedOrder): string => (side === "buy" ? "BUY" : "SELL");

/** `POST order` of V3, contracts and spot. */
export function orderBodyV3(order: ClearedOrder, style: Plain, spot: boolean): string {
  const { instrument, clientOrderId } = order;
  const limit = style.kind === "limit" ? style : undefined;
  return JSON.stringify({
    symbol: instrument.symbol,
    side: sideText(order),
    ...(spot ? {} : { positionSide: legOf(order) }),
    type: limit === undefined ? "MARKET" : "LIMIT",
    ...(limit === undefined ? {} : { timeInForce: WORDS_V3[limit.timeInForce] }),
    quantity: sizeText(order),
    ...(limit === undefined ? {} : { price: priceText(instrument, limit.price) }),
    newClientOrderId: clientOrderId,
  });
}

/** `POST algoOrder` of V3: without a price it becomes a market order when it wakes. */
export function algoBody(order: ClearedOrder, style: Conditional): string {
  const { instrument, clientOrderId } = order;
  mustTriggerByLast(style);
  const family = style.kind === "stop" ? "STOP" : "TAKE_PROFIT";
  return JSON.stringify({
    symbol: instrument.symbol,
    side: sideText(order),
    positionSide: legOf(order),
    type: style.price === undefined ? `${family}_MARKET` : family,
    quantity: sizeText(order),
    triggerPrice: priceText(instrument, style.trigger.price),
    ...(style.price === undefined ? {} : { price: priceText(instrument, style.price) }),
    clientAlgoId: clientOrderId,
  });
}

/** The members of `placeOrder` of V2 beside the symbol, which batches name once. */
export function orderMembersV2(order: ClearedOrder, style: Plain): Readonly<Record<string, string>> {
  const { instrument, clientOrderId, side, effect } = order;
  const limit = style.kind === "limit" ? style : undefined;
  const opening = side === "buy" ? "1" : "2";
  const closing = side === "sell" ? "3" : "4";
  return {
    client_oid: clientOrderId,
    size: sizeText(order),
    type: effect === "any" ? opening : closing,
    order_type: limit === undefined ? DIGITS_V2.gtc : DIGITS_V2[limit.timeInForce],
    match_price: limit === undefined ? "1" : "0",
    price: limit === undefined ? "0" : priceText(instrument, limit.price),
  };
}

/** `placeTpSlOrder` of V2. Throws UsageError for one that opens a leg: its plan orders tell no stop from a take-profit. */
export function takeProfitStopLossBody(order: ClearedOrder, style: Conditional): string {
  const { instrument, clientOrderId, effect } = order;
  mustTriggerByLast(style);
  if (effect !== "reduce-only") {
    throw new UsageError(
      "not-offered",
      "V2 of WEEX does not tell a stop from a take-profit when it opens a position; make it reduce-only, or use V3.",
    );
  }
  return JSON.stringify({
    symbol: instrument.symbol,
    clientOrderId,
    planType: style.kind === "stop" ? "loss_plan" : "profit_plan",
    triggerPrice: priceText(instrument, style.trigger.price),
    executePrice: style.price === undefined ? "0" : priceText(instrument, style.price),
    size: sizeText(order),
    positionSide: legOf(order).toLowerCase(),
  });
}

function mustTriggerByLast({ trigger }: Conditional): void {
  if (trigger.by === "last") return;
  throw new UsageError("not-offered", `WEEX wakes these orders by the last price, not by ${trigger.by}.`);
}
