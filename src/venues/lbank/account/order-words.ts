// LBank's words for orders, which are the same over REST, on the socket and in the article's language.

import { type OrderReport, type OrderStatus } from "#core/account/account-event";
import { clientOrderId, venueOrderId } from "#core/account/order";
import { type EpochMs, priceUnits, sizeUnits } from "#core/brand";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";
import { figure, unitsOf } from "#venues/lbank/account/fields";

const STATUSES: ReadonlyMap<string, OrderStatus> = new Map<string, OrderStatus>([
  ["-1", "cancelled"],
  ["0", "open"],
  // Partly filled, and still open.
  ["1", "open"],
  ["2", "filled"],
  // Partly filled, then cancelled. The pages list it for REST only.
  ["3", "cancelled"],
  // The pages say "in progress"; one client of another house reads "closed".
  ["4", "cancelling"],
]);

/** What a status number means; undefined for one that nobody told us, which is never guessed. */
export const orderStatus = (code: string): OrderStatus | undefined => STATUSES.get(code);

/** An order's `type`: `buy`, `sell_market`, `buy_maker`. The side is the owner's own. */
export interface OrderType {
  readonly side: Side;
  /** Undefined for a kind that nobody told us. */
  readonly style: "limit" | "market" | undefined;
}

const LIMIT_KINDS: ReadonlySet<string | undefined> = new Set([undefined, "maker", "ioc", "fok"]);

/** Reads a type; undefined when it begins with no side. */
export function orderType(text: string): OrderType | undefined {
  const [side, kind] = text.split("_", 2);
  if (side !== "buy" && side !== "sell") return undefined;
  return { side, style: kind === "market" ? "market" : LIMIT_KINDS.has(kind) ? "limit" : undefined };
}

/** What one message says of an order, in the venue's texts. */
export interface OrderTexts {
  readonly instrument: Instrument;
  readonly id: string | undefined;
  readonly ownId: string | undefined;
  readonly type: string | undefined;
  readonly status: string | undefined;
  readonly price: string | undefined;
  /** Base coins; for a market buy the quote coins to spend. */
  readonly amount: string | undefined;
  /** Base coins; undefined where the message is of the kind that does not tell. */
  readonly filled: string | undefined;
  readonly average: string | undefined;
  readonly time: EpochMs | undefined;
  readonly origin: OrderReport["origin"];
}

/** Makes a report of texts. Undefined when it is not certain which order they are about, where it stands, or how large it is. */
export function orderReport(texts: OrderTexts): OrderReport | undefined {
  const { instrument, id, ownId } = texts;
  const type = orderType(texts.type ?? "");
  const status = orderStatus(texts.status ?? "");
  if (id === undefined || type === undefined || status === undefined) return undefined;
  const { side, style } = type;
  const isQuoteBuy = style === "market" && side === "buy";
  const told = { size: isQuoteBuy ? undefined : texts.amount, filled: texts.filled, price: style === "limit" ? texts.price : undefined };
  const size = unitsOf(told.size, instrument.sizeScale);
  const filled = unitsOf(told.filled, instrument.sizeScale);
  const price = unitsOf(told.price, instrument.priceScale);
  // A figure that stands there and cannot be read is no figure to leave out.
  const isUnread = (text: string | undefined, units: number | undefined): boolean => text !== undefined && units === undefined;
  if (isUnread(told.size, size) || isUnread(told.filled, filled) || isUnread(told.price, price)) return undefined;
  return {
    kind: "order",
    instrument,
    venueOrderId: venueOrderId(id),
    clientOrderId: ownId === undefined ? undefined : clientOrderId(ownId),
    status,
    side,
    style,
    price: price === undefined || price === 0 ? undefined : priceUnits(price),
    size: size === undefined || size === 0 ? undefined : sizeUnits(size),
    filledSize: filled === undefined ? undefined : sizeUnits(filled),
    averagePrice: filled === undefined || filled === 0 ? undefined : figure(texts.average ?? ""),
    reduceOnly: undefined,
    words: undefined,
    venueTime: texts.time,
    origin: texts.origin,
  };
}
