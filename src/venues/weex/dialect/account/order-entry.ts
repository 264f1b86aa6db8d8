// New orders: what a request asks for, what is wrong with it, and what the engine says. Every interface has its own words for direction
// and time in force, and one way to refuse a broken rule.

import { type OrderStyle, type TimeInForce } from "#core/account/order";
import { priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { parseDecimal, textToUnits, unitsToText } from "#core/decimal";
import { type Side } from "#core/event";
import { type JsonObject } from "#core/json/json-fallback";
import { asText, field } from "#core/json/json-value";
import { type AccountOrder, type AccountView, type PlaceRefusal, type PlaceWish } from "#venues/account-dialect";
import { type MarketView } from "#venues/dialect";
import { type Face, type Wrong } from "#venues/weex/dialect/account/faces";

export type Entry =
  | { readonly kind: "placed"; readonly order: AccountOrder }
  | { readonly kind: "refused"; readonly wrong: Wrong; readonly words: string; readonly why?: PlaceRefusal };

const no = (wrong: Wrong, words: string): Extract<Entry, { kind: "refused" }> => ({ kind: "refused", wrong, words });

const CLIENT_ID_V2 = /^[A-Za-z0-9_-]{1,40}$/;
const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const TIMES: Readonly<Record<string, TimeInForce>> = { GTC: "gtc", IOC: "ioc", FOK: "fok", POST_ONLY: "post-only" };
const TIMES_V2: Readonly<Record<string, TimeInForce>> = { "0": "gtc", "1": "post-only", "2": "fok", "3": "ioc" };

/** Reads members of one order's request. */
class Form {
  readonly #members: JsonObject;
  constructor(members: JsonObject) {
    this.#members = members;
  }
  text(name: string): string {
    return asText(field(this.#members, name)) ?? "";
  }
}

interface Direction {
  readonly side: Side;
  readonly leg: "long" | "short";
  readonly reduceOnly: boolean;
}

/** `type` 1 to 4 of V2: open long, open short, close long, close short. */
function directionV2(digit: string): Direction | undefined {
  switch (digit) {
    case "1":
      return { side: "buy", leg: "long", reduceOnly: false };
    case "2":
      return { side: "sell", leg: "short", reduceOnly: false };
    case "3":
      return { side: "sell", leg: "long", reduceOnly: true };
    case "4":
      return { side: "buy", leg: "short", reduceOnly: true };
    default:
      return undefined;
  }
}

function directionV3(form: Form): Direction | Extract<Entry, { kind: "refused" }> {
  const side = form.text("side");
  if (side !== "BUY" && side !== "SELL") return no("invalid-side", "Invalid side.");
  const leg = form.text("positionSide");
  if (leg !== "LONG" && leg !== "SHORT") return no(leg === "" ? "missing" : "invalid", "Parameter 'positionSide' is invalid.");
  return {
    side: side === "BUY" ? "buy" : "sell",
    leg: leg === "LONG" ? "long" : "short",
    reduceOnly: (side === "BUY") !== (leg === "LONG"),
  };
}

/** A price of a request; words where it is none. */
function priceIn(market: MarketView, text: string): number | undefined {
  const units = textToUnits(text, market.instrument.priceScale);
  return units === undefined || units <= 0 ? undefined : units;
}

const stepWords = (market: MarketView, text: string): string =>
  `INVALID_ARGUMENT: The order size must be greater than 0 and matches the stepSize '${unitsToText(market.instrument.lot, market.instrument.sizeScale)}' requirement. Current size is '${text.slice(0, 40)}'`;

const tickWords = (market: MarketView): string =>
  `INVALID_ARGUMENT: The order price must match the tickSize '${unitsToText(market.instrument.tick, market.instrument.priceScale)}' requirement`;

function sizeIn(market: MarketView, text: string): SizeUnits | undefined {
  const units = textToUnits(text, market.instrument.sizeScale);
  return units === undefined || units <= 0 || units % market.instrument.lot !== 0 ? undefined : sizeUnits(units);
}

function styleOf(
  market: MarketView,
  about: { readonly isMarket: boolean; readonly price: string; readonly time: TimeInForce | undefined },
): OrderStyle | undefined {
  if (about.isMarket) return { kind: "market" };
  const price = priceIn(market, about.price);
  return price === undefined || about.time === undefined ? undefined : { kind: "limit", price: priceUnits(price), timeInForce: about.time };
}

/** What a request says, before anything is looked at that depends on the account. */
interface Wished {
  readonly direction: Direction | { readonly side: Side; readonly reduceOnly: false };
  readonly style: OrderStyle;
  readonly sizeText: string;
  readonly clientOrderId: string | undefined;
}

type Read = Wished | Extract<Entry, { kind: "refused" }>;

/** `placeOrder` of V2, and a row of its batches. */
export function enterV2(account: AccountView, market: MarketView, members: JsonObject): Entry {
  const form = new Form(members);
  for (const name of ["client_oid", "size", "type", "order_type", "match_price"]) {
    if (form.text(name) === "") return no("missing", `Parameter ${name} cannot be empty`);
  }
  const direction = directionV2(form.text("type"));
  const time = TIMES_V2[form.text("order_type")];
  const isMarket = form.text("match_price") === "1";
  if (direction === undefined || time === undefined) return no("invalid", "Parameter type is invalid");
  if (!isMarket && form.text("price") === "") return no("missing", "Parameter price cannot be empty");
  if (form.text("presetTakeProfitPrice") !== "" || form.text("presetStopLossPrice") !== "") return noPresets(direction, form);
  const style = styleOf(market, { isMarket, price: form.text("price"), time });
  if (style === undefined) return no("rule", tickWords(market));
  return enter("v2", account, market, { direction, style, sizeText: form.text("size"), clientOrderId: form.text("client_oid") });
}

/** A preset on the wrong side of the price is refused as the venue does; one on the right side is not simulated, and says so. */
function noPresets(direction: Direction, form: Form): Entry {
  const price = Number(form.text("price"));
  const preset = Number(form.text("presetTakeProfitPrice"));
  const isWrong = preset > 0 && price > 0 && (direction.leg === "long" ? preset <= price : preset >= price);
  const side = direction.leg === "long" ? "higher" : "lower";
  return isWrong
    ? no("rule", `INVALID_ARGUMENT: The preset take-profit price must be ${side} than the order price`)
    : no("rule", "FAILED_PRECONDITION: preset take-profit and stop-loss are not simulated");
}

/** `order` of V3, contracts and spot. */
export function enterV3(
  face: "v3" | "spot",
  account: AccountView,
  about: { readonly market: MarketView; readonly members: JsonObject },
): Entry {
  const form = new Form(about.members);
  const read = readV3(face, form, about.market);
  return "kind" in read ? read : enter(face, account, about.market, read);
}

function readV3(face: "v3" | "spot", form: Form, market: MarketView): Read {
  const direction = face === "spot" ? spotDirection(form) : directionV3(form);
  if ("kind" in direction) return direction;
  const type = form.text("type");
  if (type !== "LIMIT" && type !== "MARKET") return no("invalid-type", "Invalid order type.");
  const needed = ["quantity", ...(face === "spot" ? [] : ["newClientOrderId"]), ...(type === "LIMIT" ? ["price"] : [])];
  const missing = needed.find((name) => form.text(name) === "");
  if (missing !== undefined) return no("missing", `Parameter '${missing}' cannot be empty.`);
  const word = form.text("timeInForce");
  const time = word === "" && face === "spot" ? "gtc" : TIMES[word];
  if (type === "LIMIT" && time === undefined) return no(word === "" ? "missing" : "invalid-time-in-force", "Invalid timeInForce.");
  if (form.text("tpTriggerPrice") !== "" || form.text("slTriggerPrice") !== "") {
    return no("rule", "FAILED_PRECONDITION: attached take-profit and stop-loss are not simulated");
  }
  const style = styleOf(market, { isMarket: type === "MARKET", price: form.text("price"), time });
  if (style === undefined) return no("rule", tickWords(market));
  const own = form.text("newClientOrderId");
  return { direction, style, sizeText: form.text("quantity"), clientOrderId: own === "" ? undefined : own };
}

function spotDirection(form: Form): { readonly side: Side; readonly reduceOnly: false } | Extract<Entry, { kind: "refused" }> {
  const side = form.text("side");
  if (side !== "BUY" && side !== "SELL") return no("invalid-side", "Invalid side.");
  return { side: side === "BUY" ? "buy" : "sell", reduceOnly: false };
}

/** `algoOrder` of V3. */
export function enterAlgo(account: AccountView, market: MarketView, members: JsonObject): Entry {
  const form = new Form(members);
  const direction = directionV3(form);
  if ("kind" in direction) return direction;
  const match = /^(STOP|TAKE_PROFIT)(_MARKET)?$/.exec(form.text("type"));
  if (match === null) return no("invalid-type", "Invalid order type.");
  const missing = ["quantity", "triggerPrice", "clientAlgoId"].find((name) => form.text(name) === "");
  if (missing !== undefined) return no("missing", `Parameter '${missing}' cannot be empty.`);
  const price = match[2] === undefined ? form.text("price") : "0";
  const kind = match[1] === "STOP" ? "stop" : "take-profit";
  const style = conditional(market, { kind, trigger: form.text("triggerPrice"), price });
  if (style === undefined) return no("rule", tickWords(market));
  return enter("v3", account, market, { direction, style, sizeText: form.text("quantity"), clientOrderId: form.text("clientAlgoId") });
}

/** `placeTpSlOrder` of both generations: it closes the leg that it names. */
export function enterTakeProfitStopLoss(
  face: "v2" | "v3",
  account: AccountView,
  about: { readonly market: MarketView; readonly members: JsonObject },
): Entry {
  const form = new Form(about.members);
  const own = face === "v2" ? "clientOrderId" : "clientAlgoId";
  const size = face === "v2" ? "size" : "quantity";
  const missing = [own, "planType", "triggerPrice", size, "positionSide"].find((name) => form.text(name) === "");
  if (missing !== undefined) return no("missing", `Parameter ${missing} cannot be empty`);
  const leg = form.text("positionSide").toLowerCase();
  const plan = form.text("planType").toLowerCase();
  if ((leg !== "long" && leg !== "short") || !/^(?:profit_plan|loss_plan|take_profit|stop_loss)$/.test(plan)) {
    return no("invalid", "Parameter planType is invalid");
  }
  const kind = plan.includes("loss") ? "stop" : "take-profit";
  const style = conditional(about.market, { kind, trigger: form.text("triggerPrice"), price: form.text("executePrice") });
  if (style === undefined) return no("rule", tickWords(about.market));
  const direction: Direction = { side: leg === "long" ? "sell" : "buy", leg, reduceOnly: true };
  return enter(face, account, about.market, { direction, style, sizeText: form.text(size), clientOrderId: form.text(own) });
}

/** `plan_order` of V2: on which side of the last price the trigger lies decides which way it waits. */
export function enterPlan(account: AccountView, market: MarketView, members: JsonObject): Entry {
  const form = new Form(members);
  const missing = ["client_oid", "size", "type", "match_type", "trigger_price"].find((name) => form.text(name) === "");
  if (missing !== undefined) return no("missing", `Parameter ${missing} cannot be empty`);
  const direction = directionV2(form.text("type"));
  const trigger = priceIn(market, form.text("trigger_price"));
  if (direction === undefined) return no("invalid", "Parameter type is invalid");
  if (trigger === undefined) return no("rule", tickWords(market));
  const isAbove = trigger >= (market.day().last ?? 0);
  const kind = isAbove === (direction.side === "buy") ? "stop" : "take-profit";
  const price = form.text("match_type") === "1" ? "0" : form.text("execute_price");
  const style = conditional(market, { kind, trigger: form.text("trigger_price"), price });
  if (style === undefined) return no("rule", tickWords(market));
  return enter("v2", account, market, { direction, style, sizeText: form.text("size"), clientOrderId: form.text("client_oid") });
}

/** A conditional style; an empty price or "0" is a market order when it wakes. */
function conditional(
  market: MarketView,
  about: { readonly kind: "stop" | "take-profit"; readonly trigger: string; readonly price: string },
): OrderStyle | undefined {
  const trigger = priceIn(market, about.trigger);
  const isMarket = about.price === "" || parseDecimal(about.price)?.mantissa === 0n;
  const price = isMarket ? undefined : priceIn(market, about.price);
  if (trigger === undefined || (!isMarket && price === undefined)) return undefined;
  return {
    kind: about.kind,
    trigger: { price: priceUnits(trigger), by: "last" },
    price: price === undefined ? undefined : priceUnits(price),
  };
}

function enter(face: Face, account: AccountView, market: MarketView, wished: Wished): Entry {
  const { direction, style, sizeText, clientOrderId } = wished;
  const pattern = face === "v2" ? CLIENT_ID_V2 : CLIENT_ID;
  if (clientOrderId !== undefined && !pattern.test(clientOrderId))
    return no("client-id", "Client order id is too long or has invalid characters.");
  const size = sizeIn(market, sizeText);
  if (size === undefined) return no("rule", stepWords(market, sizeText));
  const leg = "leg" in direction ? direction.leg : undefined;
  const { instrument } = market;
  if (direction.reduceOnly && leg !== undefined && size > closable(account, market, leg)) {
    return { ...no("rule", "FAILED_PRECONDITION: the position is not enough to close"), why: "no-position-to-reduce" };
  }
  const { side, reduceOnly } = direction;
  const wish: PlaceWish = {
    instrument,
    side,
    style,
    amount: { kind: "size", size },
    clientOrderId,
    reduceOnly,
    ...(leg === undefined ? {} : { leg }),
  };
  const verdict = account.place(wish);
  return verdict.kind === "placed"
    ? verdict
    : { ...no("rule", ruleWords(verdict.why, market, { sizeText, clientOrderId })), why: verdict.why };
}

/** What of a leg no closing order has taken yet. */
function closable(account: AccountView, { instrument }: MarketView, leg: "long" | "short"): number {
  const held = account.positions(instrument).find((position) => position.leg === leg)?.size ?? 0;
  const taken = account
    .openOrders(instrument)
    .filter((order) => order.leg === leg && order.reduceOnly && order.status === "open")
    .reduce((sum, order) => sum + (order.size ?? 0) - order.filledSize, 0);
  return Math.abs(held) - taken;
}

function ruleWords(
  why: PlaceRefusal,
  market: MarketView,
  about: { readonly sizeText: string; readonly clientOrderId: string | undefined },
): string {
  switch (why) {
    case "insufficient-funds":
      return "FAILED_PRECONDITION: amount not enough";
    case "size-off-lot":
    case "size-below-minimum":
    case "below-minimum-notional":
      return stepWords(market, about.sizeText);
    case "size-above-maximum":
      return "INVALID_ARGUMENT: The order size exceeds the maximum order quantity";
    case "price-off-tick":
      return tickWords(market);
    case "price-outside-band":
      return "INVALID_ARGUMENT: The order price exceeds the price limit";
    case "duplicate-client-order-id":
      return `FAILED_PRECONDITION: client order id '${about.clientOrderId ?? ""}' already exists`;
    case "no-position-to-reduce":
      return "FAILED_PRECONDITION: the position is not enough to close";
    case "too-many-open-orders":
      return "FAILED_PRECONDITION: too many open orders";
    case "halted":
    case "maintenance":
      return "FAILED_PRECONDITION: the symbol is not trading";
    case "post-only-would-trade":
    case "fok-unfillable":
    case "position-mode":
    case "style":
      return "INVALID_ARGUMENT: the order type is not supported";
  }
}
