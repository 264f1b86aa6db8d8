// What a venue looks at before an order touches its book. Each check answers with the reason of a refusal, or nothing.

import { notional } from "#core/account/notional";
import { type PriceUnits, priceUnits } from "#core/brand";
import { compare, decimal, type ExactDecimal, fromUnits, minus, times, ZERO } from "#core/decimal-arithmetic";
import { type Side } from "#core/event";
import { type AccountRules, type PlaceRefusal, type PlaceWish } from "#venues/account-dialect";
import { type MarketView } from "#venues/dialect";

/** What the checks need to know of the moment. */
export interface PlaceScene {
  readonly rules: AccountRules;
  readonly market: MarketView;
  readonly openOrders: number;
  readonly positionMode: "one-way" | "hedge";
  /** What a reduce-only order of that side and leg could still close. */
  readonly closable: number;
  readonly known: (clientOrderId: string) => boolean;
}

/** Looks at everything but money. */
export function refusalOf(wish: PlaceWish, scene: PlaceScene): PlaceRefusal | undefined {
  const { instrument } = scene.market;
  if (instrument.status === "halted") return "halted";
  if (instrument.kind === "spot" && wish.reduceOnly) return "style";
  if (wish.amount.kind === "quote" && (instrument.kind !== "spot" || wish.side !== "buy" || wish.style.kind !== "market")) return "style";
  if ((wish.leg !== undefined) !== (scene.positionMode === "hedge") && instrument.kind !== "spot") return "position-mode";
  return sizeRefusal(wish, scene) ?? priceRefusal(wish, scene) ?? accountRefusal(wish, scene);
}

function sizeRefusal(wish: PlaceWish, { market, rules }: PlaceScene): PlaceRefusal | undefined {
  const { instrument } = market;
  if (wish.amount.kind === "quote") {
    const least = rules.minNotional;
    return least !== undefined && compare(decimal(wish.amount.quote), decimal(least)) < 0 ? "below-minimum-notional" : undefined;
  }
  const { size } = wish.amount;
  if (size % instrument.lot !== 0) return "size-off-lot";
  if (size < instrument.minSize) return "size-below-minimum";
  return instrument.maxSize !== undefined && size > instrument.maxSize ? "size-above-maximum" : undefined;
}

function priceRefusal(wish: PlaceWish, { market, rules }: PlaceScene): PlaceRefusal | undefined {
  const price = wish.style.kind === "market" ? undefined : wish.style.price;
  if (price === undefined) return undefined;
  const { instrument } = market;
  if (price <= 0 || price % instrument.tick !== 0) return "price-off-tick";
  if (rules.minNotional !== undefined && wish.amount.kind === "size") {
    if (compare(notional(instrument, price, wish.amount.size), decimal(rules.minNotional)) < 0) return "below-minimum-notional";
  }
  const last = market.day().last;
  if (rules.priceBandFraction === undefined || last === undefined) return undefined;
  const away = wish.side === "buy" ? price - last : last - price;
  return away > last * rules.priceBandFraction ? "price-outside-band" : undefined;
}

function accountRefusal(wish: PlaceWish, scene: PlaceScene): PlaceRefusal | undefined {
  const { rules } = scene;
  if (wish.clientOrderId !== undefined && rules.duplicateClientOrderId === "refused" && scene.known(wish.clientOrderId)) {
    return "duplicate-client-order-id";
  }
  if (rules.openOrdersMax !== undefined && scene.openOrders >= rules.openOrdersMax) return "too-many-open-orders";
  return wish.reduceOnly && scene.closable <= 0 ? "no-position-to-reduce" : undefined;
}

/** The worst price that a market order of a size would reach in the book as published; the best one when the book is empty beyond. */
export function worstPrice(market: MarketView, side: Side, size: number): PriceUnits {
  const { bids, asks } = market.picture(0);
  let left = size;
  let worst = market.day().last ?? priceUnits(0);
  for (const [price, there] of side === "buy" ? asks : bids) {
    worst = price;
    left -= there;
    if (left <= 0) break;
  }
  return worst;
}

/** How many size units an amount of quote coins buys from the book as published, in whole lots. */
export function sizeForQuote(market: MarketView, quote: string): number {
  const { instrument } = market;
  let left: ExactDecimal = decimal(quote);
  let size = 0;
  for (const [price, there] of market.picture(0).asks) {
    const lotValue = notional(instrument, price, instrument.lot);
    const lots = Math.min(Math.floor(there / instrument.lot), wholeParts(left, lotValue));
    size += lots * instrument.lot;
    left = minus(left, times(lotValue, fromUnits(lots, 0)));
    if (lots * instrument.lot < there) break;
  }
  return size;
}

function wholeParts(amount: ExactDecimal, part: ExactDecimal): number {
  if (compare(amount, ZERO) <= 0) return 0;
  const decimals = Math.max(amount.decimals, part.decimals);
  const up = (one: ExactDecimal): bigint => one.mantissa * 10n ** BigInt(decimals - one.decimals);
  return Number(up(amount) / up(part));
}
