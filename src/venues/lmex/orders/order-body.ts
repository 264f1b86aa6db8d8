// Orders as LMEX wants them written. Numbers go out as JSON numbers with exactly the digits of our units; the text is made once, then
// signed and sent as it is.

import { type ClearedOrder, type OrderChange, type OrderReference, type OrderStyle, type TimeInForce } from "#core/account/order";
import { trimDecimal, unitsToText } from "#core/decimal";
import { decimal, decimalText } from "#core/decimal-arithmetic";
import { UsageError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { type LmexProduct } from "#venues/lmex/endpoints";

/** One member of a body: text is quoted, a number goes out as it is written. */
type Member = readonly [name: string, value: { readonly number: string } | string | boolean];

/** Writes members in their order, without spaces. */
export function bodyText(members: readonly Member[]): string {
  const parts = members.map(([name, value]) => `"${name}":${typeof value === "object" ? value.number : JSON.stringify(value)}`);
  return `{${parts.join(",")}}`;
}

const priceText = (instrument: Instrument, units: number): { readonly number: string } => ({
  number: trimDecimal(unitsToText(units, instrument.priceScale)),
});
const sizeText = (instrument: Instrument, units: number): { readonly number: string } => ({
  number: trimDecimal(unitsToText(units, instrument.sizeScale)),
});

/** The body of a new order. Throws UsageError for an order that its product cannot be asked for. */
export function placeBody(product: LmexProduct, order: ClearedOrder): string {
  const { instrument, side, style, effect, clientOrderId } = order;
  const limit = style.kind === "market" ? undefined : style.price;
  const reduces: readonly Member[] = effect === "reduce-only" ? [["reduceOnly", true]] : [];
  return bodyText([
    ["symbol", instrument.symbol],
    ["side", side === "buy" ? "BUY" : "SELL"],
    ["type", limit === undefined ? "MARKET" : "LIMIT"],
    ...(limit === undefined ? [] : [["price", priceText(instrument, limit)] as const]),
    ...amountMembers(product, order),
    ...(style.kind === "limit" ? restMembers(style.timeInForce) : triggerMembers(product, instrument, style)),
    ...reduces,
    ["clOrderID", clientOrderId],
  ]);
}

/** A market buy on spot may name what it spends: LMEX takes that sum in the place of a price. */
function amountMembers(product: LmexProduct, order: ClearedOrder): readonly Member[] {
  const { amount, instrument, side, style } = order;
  if (amount.kind === "size") return [["size", sizeText(instrument, amount.size)]];
  if (product === "spot" && side === "buy" && style.kind === "market") {
    return [["price", { number: decimalText(decimal(amount.quote)) }]];
  }
  throw new UsageError(
    "not-offered",
    `An order on ${instrument.symbol} names quote coins; LMEX takes them for market buys on spot only. Name a size.`,
  );
}

/** There is no time in force for "never trades on arrival": a flag says it. */
function restMembers(timeInForce: TimeInForce): readonly Member[] {
  switch (timeInForce) {
    case "gtc":
      return [["time_in_force", "GTC"]];
    case "ioc":
      return [["time_in_force", "IOC"]];
    case "fok":
      return [["time_in_force", "FOK"]];
    case "post-only":
      return [
        ["time_in_force", "GTC"],
        ["postOnly", true],
      ];
  }
}

/** STOP waits for a price to get worse, TRIGGER for it to get better: which is which is unproven. */
function triggerMembers(product: LmexProduct, instrument: Instrument, style: OrderStyle): readonly Member[] {
  if (style.kind === "market" || style.kind === "limit") return [];
  const { trigger } = style;
  const by: Member =
    product === "spot"
      ? ["triggerPriceType", trigger.by === "last" ? "LAST_PRICE" : "INDEX_PRICE"]
      : ["trigger", trigger.by === "last" ? "lastPrice" : "markPrice"];
  return [["txType", style.kind === "stop" ? "STOP" : "TRIGGER"], ["triggerPrice", priceText(instrument, trigger.price)], by];
}

/** The body of a change: one value has a form of its own, several go together. */
export function amendBody(reference: OrderReference, change: OrderChange): string {
  const { instrument } = reference;
  const price = change.price === undefined ? undefined : priceText(instrument, change.price);
  const size = change.size === undefined ? undefined : sizeText(instrument, change.size);
  const trigger = change.triggerPrice === undefined ? undefined : priceText(instrument, change.triggerPrice);
  const single: readonly (readonly [string, { readonly number: string } | undefined])[] = [
    ["PRICE", price],
    ["SIZE", size],
    ["TRIGGERPRICE", trigger],
  ];
  const given = single.flatMap(([type, value]) => (value === undefined ? [] : [{ type, value }]));
  const [first] = given;
  if (first === undefined) throw new UsageError("nothing-to-amend", "An amendment changes nothing; name a price, a size or a trigger.");
  const all: readonly Member[] = [
    ["type", "ALL"],
    ...(price === undefined ? [] : [["orderPrice", price] as const]),
    ...(size === undefined ? [] : [["orderSize", size] as const]),
    ...(trigger === undefined ? [] : [["triggerPrice", trigger] as const]),
  ];
  const one: readonly Member[] = [
    ["type", first.type],
    ["value", first.value],
  ];
  return bodyText([["symbol", instrument.symbol], nameMember(reference), ...(given.length === 1 ? one : all)]);
}

function nameMember({ venueOrderId, clientOrderId, instrument }: OrderReference): Member {
  if (venueOrderId !== undefined) return ["orderID", venueOrderId];
  if (clientOrderId !== undefined) return ["clOrderID", clientOrderId];
  // A cancel or an amendment without a name would mean every order of the market.
  throw new UsageError("order-name", `An order on ${instrument.symbol} is named by neither id; give one.`);
}

/** Throws UsageError for a reference without a name. */
export function mustBeNamed(reference: OrderReference): void {
  nameMember(reference);
}
