// What a step of an account looks like on the private topics: one push an order, one a currency that it moved.

import { jsonText, type Writable } from "#core/json/exact-json";
import { type AccountBalance, type AccountFill, type AccountOrder, type AccountStep } from "#venues/account-dialect";
import { type OutFrame } from "#venues/dialect";
import { freeOf } from "#venues/lbank/dialect/account/money-answers";
import { orderNotice, orderPush } from "#venues/lbank/dialect/account/texts";
import { zonedText } from "#venues/lbank/zone";

/** What changed money, in the venue's word. */
function changeOf(cause: AccountStep["cause"]): string {
  return cause === "cancelled" ? "ORDER_CANCEL" : cause === "traded" || cause === "voided" ? "ORDER_DEAL" : "ORDER_CREATE";
}

interface OrderChange {
  readonly order: AccountOrder;
  readonly fill: AccountFill | undefined;
}

/** The orders of a step, with the trade that this step is about. Only spot's are told. */
function ordersOf({ orders, fills }: AccountStep): readonly OrderChange[] {
  return orders
    .filter(({ instrument }) => instrument.product === "spot")
    .map((order) => ({ order, fill: fills.find((fill) => fill.order.id === order.id) }));
}

/** The currencies that a step moved: what a buy freezes or frees is quote, what a sale does is base, and a trade moves both. */
function balancesOf({ orders, fills, balances }: AccountStep): readonly AccountBalance[] {
  const spot = balances.filter(({ product }) => product === "spot");
  const [order] = orders;
  if (order === undefined) return spot;
  const { base, quote } = order.instrument;
  const moved = fills.length > 0 ? [quote, base] : [order.side === "buy" ? quote : base];
  return spot.filter(({ currency }) => moved.includes(currency));
}

function frame(kind: OutFrame["kind"], topic: string, symbol: string | undefined, message: Writable): OutFrame {
  return { text: jsonText(message), kind, topic, product: "spot", symbol };
}

/** `orderUpdate` of V2. `symbol` is the pair that was subscribed; undefined for all. */
export function orderFrames(topic: string, symbol: string | undefined, step: AccountStep): readonly OutFrame[] {
  return ordersOf(step)
    .filter(({ order }) => symbol === undefined || order.instrument.symbol === symbol)
    .map(({ order, fill }) => {
      const pair = order.instrument.symbol;
      const tail = { type: "orderUpdate", pair, TS: zonedText(step.time) };
      return frame("order", topic, pair, { SERVER: "V2", orderUpdate: orderPush(order, fill, step.time), ...tail });
    });
}

/** `assetUpdate` of V2. */
export function assetFrames(topic: string, step: AccountStep): readonly OutFrame[] {
  return balancesOf(step).map(({ currency, total, locked }) => {
    const figures = { asset: total, free: freeOf(total, locked), freeze: locked };
    const data = { assetCode: currency.toLowerCase(), ...figures, time: step.time, type: changeOf(step.cause) };
    return frame("balance", topic, undefined, { data, SERVER: "V2", type: "assetUpdate", TS: zonedText(step.time) });
  });
}

/** `orders.<symbol>` and `accounts` of the article's language. */
export function noticeFrames(topic: string, symbol: string | undefined, step: AccountStep): readonly OutFrame[] {
  const notice = (kind: OutFrame["kind"], pair: string | undefined, data: Writable): OutFrame =>
    frame(kind, topic, pair, { op: "notify", topic, ts: step.time, data });
  if (topic !== "accounts") {
    return ordersOf(step)
      .filter(({ order }) => symbol === undefined || order.instrument.symbol === symbol)
      .map(({ order, fill }) => notice("order", order.instrument.symbol, orderNotice(order, fill, step.time)));
  }
  return balancesOf(step).map(({ currency, total, locked }) => {
    const figures = { asset: currency.toLowerCase(), free: freeOf(total, locked), locked };
    return notice("balance", undefined, { ...figures, change: changeOf(step.cause), ts: step.time });
  });
}
