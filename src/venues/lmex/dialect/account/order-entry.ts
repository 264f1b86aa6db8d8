// Placing, amending and cancelling as LMEX takes them: parameters in their order of complaint, refusals in the form that each has at
// the venue (a row with HTTP 200, a page's body, the engine's body), results as lists.

import { notional } from "#core/account/notional";
import { type OrderStyle, type Trigger } from "#core/account/order";
import { priceUnits, sizeUnits } from "#core/brand";
import { parseDecimal, textToUnits } from "#core/decimal";
import { compare, decimal } from "#core/decimal-arithmetic";
import { type Instrument, type Product } from "#core/instrument";
import { jsonText, type Writable } from "#core/json/exact-json";
import { type AccountOrder, type AccountView, type PlaceRefusal, type PlaceWish } from "#venues/account-dialect";
import { type DialectReply, type ExchangeView } from "#venues/dialect";
import { statusNumber } from "#venues/lmex/dialect/account/figures";
import { refusedRow, resultRow } from "#venues/lmex/dialect/account/order-texts";
import { type Parameters } from "#venues/lmex/dialect/account/parameters";
import { badParameter, engineError, ok, pageError } from "#venues/lmex/dialect/rest-replies";

/** What an order request is answered from. */
export interface OrderDesk {
  readonly account: AccountView;
  readonly exchange: ExchangeView;
  readonly product: Product;
  readonly given: Parameters;
}

/** Resting orders below this value are hidden, and refused where they are post-only. */
const SPAM_VALUE = "5";

const list = (rows: readonly Writable[]): DialectReply => ok(jsonText(rows), []);

export const orderMissing = (): DialectReply => engineError({ http: 400, code: 400, words: "Order doesn't exist", costs: [] });

/** The market that a request names, or the venue's complaint. */
export function marketIn({ exchange, product, given }: OrderDesk): Instrument | DialectReply {
  const symbol = given.text("symbol");
  if (symbol === undefined) return badParameter("symbol parameter is mandatory", []);
  return exchange.market(product, symbol)?.instrument ?? badParameter("symbol is not supported", []);
}

export const isReply = (value: object): value is DialectReply => "status" in value && "body" in value;

/** POST order. */
export function place(desk: OrderDesk): DialectReply {
  const instrument = marketIn(desk);
  if (isReply(instrument)) return instrument;
  const wish = wishOf(desk, instrument);
  if (isReply(wish)) return wish;
  const mode = desk.given.text("positionMode") ?? "ONE_WAY";
  if ((mode === "HEDGE") !== (desk.account.positionMode(instrument) === "hedge")) return wrongMode();
  if (isSpam(wish)) return refusedOrder(desk, wish, { status: 15, key: "trade.error.small_order", words: "post only order is too small" });
  const verdict = desk.account.place(wish);
  if (verdict.kind === "refused") return refusalReply(desk, wish, verdict.why);
  const { order } = verdict;
  return list([resultRow(order, { status: statusNumber(order), filled: order.filledSize, time: desk.exchange.now() })]);
}

const wrongMode = (): DialectReply => engineError({ http: 400, code: 133, words: "position mode invalid", costs: [] });

function isSpam({ instrument, style, amount }: PlaceWish): boolean {
  if (style.kind !== "limit" || style.timeInForce !== "post-only" || amount.kind !== "size") return false;
  return compare(notional(instrument, style.price, amount.size), decimal(SPAM_VALUE)) < 0;
}

function wishOf(desk: OrderDesk, instrument: Instrument): PlaceWish | DialectReply {
  const { given, account } = desk;
  const side = given.text("side");
  const type = given.text("type");
  if (side !== "BUY" && side !== "SELL") return badParameter(`side parameter is ${side === undefined ? "mandatory" : "invalid"}`, []);
  if (type === undefined) return badParameter("type parameter is mandatory", []);
  if (type !== "LIMIT" && type !== "MARKET") return badParameter("type parameter is invalid", []);
  const style = styleOf(given, instrument, type);
  if (isReply(style)) return style;
  const amount = amountOf(given, instrument, type === "MARKET" && side === "BUY");
  if (isReply(amount)) return amount;
  const reduceOnly = given.flag("reduceOnly");
  const isHedge = instrument.kind !== "spot" && account.positionMode(instrument) === "hedge";
  // A leg is opened by its own side and closed by the other.
  const leg = (side === "BUY") === reduceOnly ? "short" : "long";
  return {
    instrument,
    side: side === "BUY" ? "buy" : "sell",
    style,
    amount,
    clientOrderId: given.text("clOrderID"),
    reduceOnly,
    ...(isHedge ? { leg } : {}),
  };
}

function styleOf(given: Parameters, instrument: Instrument, type: "LIMIT" | "MARKET"): OrderStyle | DialectReply {
  const transaction = given.text("txType") ?? "LIMIT";
  const price = type === "LIMIT" ? priceIn(given, instrument, "price") : undefined;
  if (price !== undefined && typeof price !== "number") return price;
  if (transaction === "STOP" || transaction === "TRIGGER") {
    const at = priceIn(given, instrument, "triggerPrice");
    if (typeof at !== "number") return at;
    const trigger: Trigger = { price: priceUnits(at), by: triggerBy(given, instrument) };
    return { kind: transaction === "STOP" ? "stop" : "take-profit", trigger, price: price === undefined ? undefined : priceUnits(price) };
  }
  if (transaction !== "LIMIT") return badParameter("txType parameter is invalid", []);
  if (price === undefined) return { kind: "market" };
  const force = given.text("time_in_force") ?? "GTC";
  if (force !== "GTC" && force !== "IOC" && force !== "FOK") return badParameter("time_in_force parameter is invalid", []);
  if (given.flag("postOnly")) return { kind: "limit", price: priceUnits(price), timeInForce: "post-only" };
  const timeInForce = force === "GTC" ? "gtc" : force === "IOC" ? "ioc" : "fok";
  return { kind: "limit", price: priceUnits(price), timeInForce };
}

function triggerBy(given: Parameters, instrument: Instrument): Trigger["by"] {
  if (instrument.kind === "spot") return given.text("triggerPriceType") === "LAST_PRICE" ? "last" : "index";
  return given.text("trigger") === "lastPrice" ? "last" : "mark";
}

function priceIn(given: Parameters, instrument: Instrument, name: string): number | DialectReply {
  const text = given.text(name);
  if (text === undefined) return badParameter(`${name} parameter is mandatory`, []);
  return textToUnits(text, instrument.priceScale) ?? pageError(302, "Invalid order price");
}

/** A spot market buy without a size spends its `price`. */
function amountOf(given: Parameters, instrument: Instrument, isMarketBuy: boolean): PlaceWish["amount"] | DialectReply {
  const size = given.text("size");
  const quote = given.text("price");
  if (size === undefined && isMarketBuy && instrument.kind === "spot" && quote !== undefined) {
    return parseDecimal(quote) === undefined ? badParameter("price parameter is invalid", []) : { kind: "quote", quote };
  }
  if (size === undefined) return badParameter("size parameter is mandatory", []);
  const units = textToUnits(size, instrument.sizeScale);
  return units === undefined || units <= 0 ? pageError(301, "Invalid order size") : { kind: "size", size: sizeUnits(units) };
}

function refusalReply(desk: OrderDesk, wish: PlaceWish, why: PlaceRefusal): DialectReply {
  const row = (status: number, key: string, words: string): DialectReply =>
    refusedOrder(desk, wish, { status, key: `trade.error.${key}`, words });
  switch (why) {
    case "insufficient-funds":
      return row(8, "insufficient_balance", "not enough available balance");
    case "duplicate-client-order-id":
      return row(15, "duplicate_clorderid", "duplicate clOrderID");
    case "no-position-to-reduce":
      return row(15, "reduce_only", "reduce only order without a position");
    case "post-only-would-trade":
    case "fok-unfillable":
      return row(6, "not_placed", why);
    case "price-off-tick":
      return pageError(302, "Invalid order price");
    case "price-outside-band":
      return pageError(305, "Order price is outside the price band");
    case "size-off-lot":
    case "size-below-minimum":
    case "below-minimum-notional":
      return pageError(301, "Invalid order size");
    case "size-above-maximum":
      return pageError(300, "Order size exceeds the maximum");
    case "too-many-open-orders":
      return pageError(304, "Too many open orders");
    case "position-mode":
      return wrongMode();
    case "halted":
    case "maintenance":
      return engineError({ http: 400, code: 400, words: "Market unavailable", costs: [] });
    case "style":
      return badParameter("order type is not supported", []);
  }
}

function refusedOrder(
  desk: OrderDesk,
  wish: PlaceWish,
  refusal: { readonly status: number; readonly key: string; readonly words: string },
): DialectReply {
  const time = desk.exchange.now();
  return list([
    refusedRow({
      ...refusal,
      symbol: wish.instrument.symbol,
      side: wish.side === "buy" ? "BUY" : "SELL",
      orderId: `5a1c9d77-0000-4f4e-8b1a-${time.toString(16).padStart(12, "0").slice(-12)}`,
      clientOrderId: wish.clientOrderId,
      isSpot: wish.instrument.kind === "spot",
      time,
    }),
  ]);
}

/** PUT order: one value under its type, or several under ALL. */
export function amend(desk: OrderDesk): DialectReply {
  const instrument = marketIn(desk);
  if (isReply(instrument)) return instrument;
  const { given, account, exchange } = desk;
  const type = given.text("type");
  const names: Readonly<Record<string, Partial<Record<"price" | "size" | "triggerPrice", string>>>> = {
    PRICE: { price: "value" },
    SIZE: { size: "value" },
    TRIGGERPRICE: { triggerPrice: "value" },
    ALL: { price: "orderPrice", size: "orderSize", triggerPrice: "triggerPrice" },
  };
  const wanted = type === undefined ? undefined : names[type];
  if (wanted === undefined) return badParameter(`type parameter is ${type === undefined ? "mandatory" : "invalid"}`, []);
  const units = (name: string | undefined, scale: number): number | undefined => {
    const text = name === undefined ? undefined : given.text(name);
    return text === undefined ? undefined : (textToUnits(text, scale) ?? Number.NaN);
  };
  const price = units(wanted.price, instrument.priceScale);
  const size = units(wanted.size, instrument.sizeScale);
  const trigger = units(wanted.triggerPrice, instrument.priceScale);
  if (Number.isNaN(price) || Number.isNaN(trigger)) return pageError(302, "Invalid order price");
  if (Number.isNaN(size)) return pageError(301, "Invalid order size");
  if (price === undefined && size === undefined && trigger === undefined) return badParameter("value parameter is mandatory", []);
  const key = keyOf(given);
  if (key === undefined) return badParameter("orderID or clOrderID parameter is mandatory", []);
  const found = account.order(key, instrument);
  if (found === undefined || (found.status !== "open" && found.status !== "untriggered")) return orderMissing();
  const verdict = account.amend(key, {
    ...(price === undefined ? {} : { price: priceUnits(price) }),
    ...(size === undefined ? {} : { size: sizeUnits(size) }),
    ...(trigger === undefined ? {} : { triggerPrice: priceUnits(trigger) }),
  });
  if (verdict.kind === "no-such-order") return orderMissing();
  if (verdict.kind === "refused") return pageError(verdict.why === "price-off-tick" ? 302 : 301, "Invalid amendment");
  const extra =
    instrument.kind === "spot" && found.style.kind === "limit" ? { originalPrice: found.style.price / 10 ** instrument.priceScale } : {};
  return list([{ ...resultRow(verdict.order, { status: 123, filled: 0, time: exchange.now() }), ...extra }]);
}

/** The names in a request; the venue's own wins. */
export function keyOf(given: Parameters): { readonly id: string } | { readonly clientOrderId: string } | undefined {
  const id = given.text("orderID");
  if (id !== undefined) return { id };
  const clientOrderId = given.text("clOrderID");
  return clientOrderId === undefined ? undefined : { clientOrderId };
}

/** DELETE order: one by its id, every one of a client's id, or all of the market. */
export function cancel(desk: OrderDesk): DialectReply {
  const instrument = marketIn(desk);
  if (isReply(instrument)) return instrument;
  const { given, account, exchange } = desk;
  const ended = (orders: readonly AccountOrder[]): DialectReply =>
    list(orders.map((order) => resultRow(order, { status: 6, filled: 0, time: exchange.now() })));
  const key = keyOf(given);
  if (key === undefined) return ended(account.cancelAll(instrument));
  const named = account
    .openOrders(instrument)
    .filter((order) => ("id" in key ? order.id === key.id : order.clientOrderId === key.clientOrderId));
  if (named.length === 0) return orderMissing();
  const verdicts = named.map(({ id }) => account.cancel({ id }, instrument));
  return ended(verdicts.flatMap((verdict) => (verdict.kind === "cancelled" ? [verdict.order] : [])));
}

/** POST order/close_position: a reduce-only order over what is held. */
export function closePosition(desk: OrderDesk): DialectReply {
  const instrument = marketIn(desk);
  if (isReply(instrument)) return instrument;
  const { account, given, exchange } = desk;
  const position = account.positions(instrument)[0];
  if (position === undefined) {
    const wish: PlaceWish = {
      instrument,
      side: "sell",
      style: { kind: "market" },
      amount: { kind: "size", size: sizeUnits(1) },
      clientOrderId: undefined,
      reduceOnly: true,
    };
    return refusalReply(desk, wish, "no-position-to-reduce");
  }
  const type = given.text("type");
  if (type !== "LIMIT" && type !== "MARKET") return badParameter(`type parameter is ${type === undefined ? "mandatory" : "invalid"}`, []);
  const style = styleOf(given, instrument, type);
  if (isReply(style)) return style;
  const wish: PlaceWish = {
    instrument,
    side: position.size > 0 ? "sell" : "buy",
    style,
    amount: { kind: "size", size: sizeUnits(Math.abs(position.size)) },
    clientOrderId: undefined,
    reduceOnly: true,
    ...(position.leg === "net" ? {} : { leg: position.leg }),
  };
  const verdict = account.place(wish);
  if (verdict.kind === "refused") return refusalReply(desk, wish, verdict.why);
  return list([resultRow(verdict.order, { status: statusNumber(verdict.order), filled: verdict.order.filledSize, time: exchange.now() })]);
}
