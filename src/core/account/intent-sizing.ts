// From plain wishes to an order that is exact: numbers in the instrument's own units, and nothing that its rules or its venue's forms do
// not allow. Nothing is rounded: what does not fit is refused with the values around it.

import { baseCoins, notional } from "#core/account/notional";
import {
  type ClientOrderId,
  type OrderAmount,
  type OrderChange,
  type OrderIntent,
  type OrderStyle,
  type TimeInForce,
} from "#core/account/order";
import { badForm, mustBeOffered, mustKnowMembers, notOffered, type OrderForms } from "#core/account/sizing/order-forms";
import { type PriceInput, priceOn } from "#core/account/sizing/price-input";
import { amountOn, isQuote, quantity, type SizeInput, sizeOn } from "#core/account/sizing/size-input";
import { type PriceUnits, type SizeUnits } from "#core/brand";
import { compare, decimal, decimalText, type ExactDecimal, fromUnits } from "#core/decimal-arithmetic";
import { UsageError } from "#core/error";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";

/** An order as people write it, its instrument found and its name made. */
export interface OrderWish {
  readonly side: Side;
  readonly size: SizeInput;
  readonly type?: OrderStyle["kind"];
  readonly price?: PriceInput;
  readonly timeInForce?: TimeInForce;
  readonly trigger?: { readonly price: PriceInput; readonly by?: "last" | "mark" | "index" };
  readonly reduceOnly?: boolean;
}

/** What shall be different in an order, as people write it. */
export interface ChangeWish {
  readonly price?: PriceInput;
  readonly size?: SizeInput;
  readonly triggerPrice?: PriceInput;
}

/** What a wish is judged by. */
export interface SizingGround {
  readonly instrument: Instrument;
  readonly clientOrderId: ClientOrderId;
  readonly forms: OrderForms;
  /** A price that a market order would meet now, for the least value; undefined where none is known. */
  readonly marketPrice?: PriceUnits | undefined;
}

const TRIGGER_MEMBERS = ["price", "by"];
const SIDES: readonly Side[] = ["buy", "sell"];

/** The exact order of a wish. Throws UsageError, one code a rule, for one that would be refused or rounded. */
export function orderIntent(wish: OrderWish, ground: SizingGround): OrderIntent {
  const { instrument, clientOrderId } = ground;
  if (!SIDES.includes(wish.side)) throw badForm(`The side is ${String(wish.side)}; write buy or sell`);
  const style = styleOf(wish, ground);
  const reduceOnly = reducesOnly(wish, ground);
  const amount = amountOn(instrument, wish.size);
  mustFitAmount(wish.side, { style, amount }, ground);
  const intent: OrderIntent = { instrument, clientOrderId, side: wish.side, style, amount, effect: reduceOnly ? "reduce-only" : "any" };
  mustBeWorthIt(intent, ground);
  return intent;
}

/** The exact change of an order that is there. Throws UsageError like `orderIntent`, and for what the venue cannot change. */
export function orderChange(intent: OrderIntent, wish: ChangeWish, forms: OrderForms): OrderChange {
  const { instrument, style } = intent;
  mustKnowMembers("change", wish, ["price", "size", "triggerPrice"]);
  const named = { price: wish.price, size: wish.size, trigger: wish.triggerPrice };
  const wanted = (["price", "size", "trigger"] as const).filter((each) => named[each] !== undefined);
  if (wanted.length === 0) throw badForm(`The change of ${intent.clientOrderId} names neither price, size nor trigger`);
  for (const each of wanted) mustBeOffered(instrument, { what: "way to change an order's", given: each, offered: forms.amend });
  if (wish.price !== undefined && (style.kind === "market" || style.price === undefined))
    throw badForm("A market order has no price to change");
  if (wish.triggerPrice !== undefined && !("trigger" in style)) throw badForm("The order waits for no trigger that could be changed");
  const change: OrderChange = {
    ...(wish.price === undefined ? {} : { price: priceOn(instrument, "price", wish.price) }),
    ...(wish.size === undefined ? {} : { size: changedSize(instrument, wish.size) }),
    ...(wish.triggerPrice === undefined ? {} : { triggerPrice: priceOn(instrument, "trigger price", wish.triggerPrice) }),
  };
  const price = change.price ?? (style.kind === "market" ? undefined : style.price);
  const size = change.size ?? (intent.amount.kind === "size" ? intent.amount.size : undefined);
  if (intent.effect === "any" && price !== undefined && size !== undefined) mustReachMinimum(instrument, price, size);
  return change;
}

function changedSize(instrument: Instrument, given: SizeInput): SizeUnits {
  if (isQuote(given)) throw badForm("An order's size is changed in base coins or contracts, not in quote coins");
  return sizeOn(instrument, given);
}

function styleOf(wish: OrderWish, { instrument, forms }: SizingGround): OrderStyle {
  const { trigger, timeInForce } = wish;
  if (trigger !== undefined && wish.type === undefined) throw badForm("An order with a trigger is a stop or a take-profit; write its type");
  const kind = mustBeOffered(instrument, {
    what: "orders of type",
    given: wish.type ?? (wish.price === undefined ? "market" : "limit"),
    offered: forms.styles,
  });
  const price = wish.price === undefined ? undefined : priceOn(instrument, "price", wish.price);
  switch (kind) {
    case "limit": {
      if (price === undefined) throw badForm("A limit order needs a price");
      if (trigger !== undefined) throw badForm("A limit order has no trigger; write the type stop or take-profit");
      const inForce = mustBeOffered(instrument, { what: "time in force", given: timeInForce ?? "gtc", offered: forms.timesInForce });
      return { kind, price, timeInForce: inForce };
    }
    case "market":
      if (price !== undefined || trigger !== undefined) throw badForm("A market order has no price and no trigger");
      mustHaveNoTime(timeInForce);
      return { kind };
    case "stop":
    case "take-profit": {
      if (trigger === undefined) throw badForm(`A ${kind} order needs a trigger`);
      mustKnowMembers("trigger", trigger, TRIGGER_MEMBERS);
      mustHaveNoTime(timeInForce);
      const given = trigger.by ?? (forms.triggersBy.includes("last") ? "last" : (forms.triggersBy[0] ?? "last"));
      const by = mustBeOffered(instrument, { what: "triggers by the price", given, offered: forms.triggersBy });
      return { kind, trigger: { price: priceOn(instrument, "trigger price", trigger.price), by }, price };
    }
  }
}

function mustHaveNoTime(timeInForce: TimeInForce | undefined): void {
  if (timeInForce !== undefined) throw badForm("Only a limit order has a time in force");
}

/** A word in the place of a truth value would be taken for true. */
function reducesOnly({ reduceOnly = false }: OrderWish, { instrument, forms }: SizingGround): boolean {
  if (typeof reduceOnly !== "boolean") throw badForm(`reduceOnly is ${String(reduceOnly)}; write true or false`);
  if (reduceOnly && !forms.reduceOnly) throw notOffered(instrument, "no reduce-only orders");
  return reduceOnly;
}

function mustFitAmount(
  side: Side,
  { style, amount }: { readonly style: OrderStyle; readonly amount: OrderAmount },
  { instrument, forms }: SizingGround,
): void {
  const isMarketBuy = style.kind === "market" && side === "buy" && instrument.kind === "spot";
  if (amount.kind === "quote" && !(isMarketBuy && forms.quoteBuys !== "no")) {
    const where = forms.quoteBuys === "no" ? "no orders in quote coins" : "orders in quote coins for market buys only";
    throw new UsageError(
      "quote-not-offered",
      `${instrument.venue} ${instrument.product} has ${where}; the order on ${instrument.symbol} was not sent.`,
      { hint: `write the size in ${instrument.base}` },
    );
  }
  if (amount.kind === "size" && isMarketBuy && forms.quoteBuys === "only") {
    throw new UsageError(
      "market-buy-needs-quote",
      `A market buy on ${instrument.venue} spends an amount of ${instrument.quote}, and cannot name a size; the order on ${instrument.symbol} was not sent.`,
      { hint: `write size: { quote: "…" } with the ${instrument.quote} to spend, or a limit order with timeInForce "ioc"` },
    );
  }
}

/** The least value of an order, before the venue refuses it. What only reduces is the venue's to judge: a remainder must be closable. */
function mustBeWorthIt({ instrument, style, amount, effect }: OrderIntent, { marketPrice }: SizingGround): void {
  const { minNotional, quote } = instrument;
  if (minNotional === undefined || effect === "reduce-only") return;
  if (amount.kind === "quote") {
    if (compare(decimal(amount.quote), decimal(minNotional)) >= 0) return;
    throw new UsageError(
      "below-minimum-notional",
      `An order for ${amount.quote} ${quote} on ${instrument.symbol} is below the least of ${minNotional} ${quote}; nothing was sent.`,
    );
  }
  const price = statedPrice(style) ?? marketPrice;
  if (price !== undefined) mustReachMinimum(instrument, price, amount.size);
}

/** The price that an order names for its value; a conditional market order its trigger, a market order none. */
export function statedPrice(style: OrderStyle): PriceUnits | undefined {
  switch (style.kind) {
    case "limit":
      return style.price;
    case "market":
      return undefined;
    case "stop":
    case "take-profit":
      return style.price ?? style.trigger.price;
  }
}

function mustReachMinimum(instrument: Instrument, price: PriceUnits, size: SizeUnits): void {
  const { minNotional, quote, lot, priceScale } = instrument;
  if (minNotional === undefined) return;
  const value = notional(instrument, price, size);
  if (compare(value, decimal(minNotional)) >= 0) return;
  const enough = lotsWorth(notional(instrument, price, lot), decimal(minNotional)) * BigInt(lot);
  throw new UsageError(
    "below-minimum-notional",
    `${decimalText(baseCoins(instrument, size))} ${instrument.base} at ${decimalText(fromUnits(price, priceScale))} is worth ${decimalText(value)} ${quote}, and the least on ${instrument.symbol} is ${minNotional} ${quote}: at that price ${quantity(instrument, [enough])}; nothing was sent.`,
    { context: { instrument: instrument.symbol, nearest: quantity(instrument, [enough]) } },
  );
}

/** How many lots of a value reach another value, rounded up. */
function lotsWorth(lot: ExactDecimal, wanted: ExactDecimal): bigint {
  const decimals = Math.max(lot.decimals, wanted.decimals);
  const each = lot.mantissa * 10n ** BigInt(decimals - lot.decimals);
  const all = wanted.mantissa * 10n ** BigInt(decimals - wanted.decimals);
  return each === 0n ? 0n : (all + each - 1n) / each;
}
