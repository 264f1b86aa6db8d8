// Placing as LBank takes it, whoever asks: REST, a batch, or the article's socket. Parameters are looked at in their order of complaint.

import { type OrderAmount, type OrderStyle, type TimeInForce } from "#core/account/order";
import { type PriceUnits, priceUnits, sizeUnits } from "#core/brand";
import { parseDecimal, textToUnits } from "#core/decimal";
import { compare, ZERO } from "#core/decimal-arithmetic";
import { type Instrument } from "#core/instrument";
import { type AccountOrder, type AccountView, type PlaceRefusal, type PlaceWish } from "#venues/account-dialect";
import { type ExchangeView } from "#venues/dialect";
import { given, type Parameters } from "#venues/lbank/dialect/account/parameters";

/** Client ids are taken up to this length: what other clients send, not what is told. */
const OWN_ID_MAX = 50;

export type Entered = { readonly kind: "placed"; readonly order: AccountOrder } | { readonly kind: "refused"; readonly code: number };

const refused = (code: number): { readonly kind: "refused"; readonly code: number } => ({ kind: "refused", code });

/** The market of a pair; a code when it is missing or not listed. */
export function marketOf(pair: string | undefined, exchange: ExchangeView): Instrument | number {
  if (pair === undefined) return 10001;
  return exchange.market("spot", pair)?.instrument ?? 10008;
}

/** Places an order, unless `only` asks whether it could be written at all. */
export function enterOrder(parameters: Parameters, desk: { readonly account: AccountView; readonly exchange: ExchangeView }): Entered {
  const wish = wishOf(parameters, desk.exchange);
  if (wish.kind === "refused") return wish;
  const verdict = desk.account.place(wish.wish);
  return verdict.kind === "placed" ? verdict : refused(CODES[verdict.why]);
}

/** What an order asks for, or the code of what is wrong with it. */
export function wishOf(
  parameters: Parameters,
  exchange: ExchangeView,
): { readonly kind: "wish"; readonly wish: PlaceWish } | { readonly kind: "refused"; readonly code: number } {
  const type = given(parameters, "type");
  const instrument = marketOf(given(parameters, "symbol"), exchange);
  if (typeof instrument === "number") return refused(instrument);
  if (type === undefined) return refused(10001);
  const [, side, kind] = TYPE.exec(type) ?? [];
  if (side !== "buy" && side !== "sell") return refused(10015);
  const clientOrderId = given(parameters, "custom_id");
  if (clientOrderId !== undefined && clientOrderId.length > OWN_ID_MAX) return refused(10003);
  const terms =
    kind === "market" ? marketTerms(parameters, side, instrument) : limitTerms(parameters, KINDS.get(kind) ?? "gtc", instrument);
  if (typeof terms === "number") return refused(terms);
  return { kind: "wish", wish: { instrument, side, ...terms, clientOrderId, reduceOnly: false } };
}

const TYPE = /^(buy|sell)(?:_(market|maker|ioc|fok))?$/;
const KINDS: ReadonlyMap<string | undefined, TimeInForce> = new Map([
  ["maker", "post-only"],
  ["ioc", "ioc"],
  ["fok", "fok"],
]);

interface Terms {
  readonly style: OrderStyle;
  readonly amount: OrderAmount;
}

/** A market buy names what it spends where others name their price. */
function marketTerms(parameters: Parameters, side: "buy" | "sell", instrument: Instrument): Terms | number {
  if (side === "buy") {
    const quote = given(parameters, "price");
    if (quote === undefined) return 10011;
    return isPositive(quote) ? { style: { kind: "market" }, amount: { kind: "quote", quote } } : 10003;
  }
  const text = given(parameters, "amount");
  if (text === undefined) return 10012;
  const amount = sizeIn(text, instrument);
  return typeof amount === "number" ? amount : { style: { kind: "market" }, amount };
}

function limitTerms(parameters: Parameters, timeInForce: TimeInForce, instrument: Instrument): Terms | number {
  const [priceText, sizeText] = [given(parameters, "price"), given(parameters, "amount")];
  if (priceText === undefined || sizeText === undefined) return 10009;
  if (!isPositive(priceText)) return 10003;
  const price = textToUnits(priceText, instrument.priceScale);
  if (price === undefined) return CODES["price-off-tick"];
  const amount = sizeIn(sizeText, instrument);
  if (typeof amount === "number") return amount;
  const limit: PriceUnits = priceUnits(price);
  return { style: { kind: "limit", price: limit, timeInForce }, amount };
}

/** Too many digits are refused here; one vendor says that the real venue cuts them off. */
function sizeIn(text: string, instrument: Instrument): OrderAmount | number {
  if (!isPositive(text)) return 10003;
  const size = textToUnits(text, instrument.sizeScale);
  return size === undefined ? CODES["size-off-lot"] : { kind: "size", size: sizeUnits(size) };
}

function isPositive(text: string): boolean {
  const parsed = parseDecimal(text);
  return parsed !== undefined && compare(parsed, ZERO) > 0;
}

/** The venue's code for what the engine refuses. */
const CODES: Readonly<Record<PlaceRefusal, number>> = {
  "insufficient-funds": 10016,
  "post-only-would-trade": 10033,
  "fok-unfillable": 10033,
  "price-off-tick": 10021,
  "price-outside-band": 10108,
  "size-off-lot": 10127,
  "size-below-minimum": 10013,
  "size-above-maximum": 10128,
  "below-minimum-notional": 10120,
  "duplicate-client-order-id": 10036,
  "no-position-to-reduce": 10033,
  "too-many-open-orders": 10033,
  "position-mode": 10033,
  halted: 10106,
  maintenance: 10116,
  style: 10015,
};
