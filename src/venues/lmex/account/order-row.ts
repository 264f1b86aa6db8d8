// A row about one of our orders, wherever it stood: the result of what we sent, a notification, an answer to a question. Futures and
// spot name sizes differently, and so did older generations; all names are read, and what a row leaves out stays unsaid.

import { type AccountOrigin, type OrderReport, type OrderStatus } from "#core/account/account-event";
import { clientOrderId, venueOrderId } from "#core/account/order";
import { figureNotZero, firstField, nameOf, priceOf, sizeOf, UNREADABLE } from "#core/account/row-fields";
import { type SizeUnits, sizeUnits } from "#core/brand";
import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";
import { type JsonObject, parseJsonText } from "#core/json/json-fallback";
import { asBoolean, asObject, asText, field } from "#core/json/json-value";
import { instrumentIn, sideOf, timeOf } from "#venues/lmex/account/fields";
import { openOrderStatus, orderStatus } from "#venues/lmex/account/status";
import { shortWords } from "#venues/lmex/decode/control";

/** How a row is read: `moment` rows tell what just happened, `query` rows how an order stands. */
export interface OrderRowReading {
  readonly table: InstrumentTable;
  readonly product: Product;
  readonly origin: AccountOrigin;
  readonly row: "moment" | "query";
}

/** Reads a row. Undefined when it names no order of a known instrument or holds a figure that cannot be. */
export function readOrderRow(row: JsonObject, reading: OrderRowReading): OrderReport | undefined {
  const instrument = instrumentIn(row, reading, "symbol");
  const id = nameOf(row, "orderID", "orderId");
  const status = reading.row === "query" ? openOrderStatus(row) : orderStatus(asText(field(row, "status")) ?? "");
  if (instrument === undefined || id === undefined || status === undefined) return undefined;
  const side = sideOf(row, "side", "orderModeName", "orderMode");
  const style = styleOf(row);
  const terms = termsOf(row, instrument, { status, row: reading.row, style });
  if (side === UNREADABLE || terms === undefined) return undefined;
  const own = nameOf(row, "clOrderID", "clOrderId");
  return {
    kind: "order",
    instrument,
    venueOrderId: venueOrderId(id),
    clientOrderId: own === undefined ? undefined : clientOrderId(own),
    status,
    side,
    style,
    ...terms,
    averagePrice: figureNotZero(row, "avgFilledPrice", "avgFillPrice", "averageFillPrice"),
    reduceOnly: asBoolean(field(row, "reduceOnly")),
    words: wordsOf(row),
    venueTime: timeOf(row, "timestamp"),
    origin: reading.origin,
  };
}

type Style = OrderReport["style"];

/** 76 is limit, 77 market. What waits for a price says so in `type` (1 stop, 2 trigger) or in `triggerOrderType` (1001, 1002). */
function styleOf(row: JsonObject): Style {
  const transaction = asText(firstField(row, ["txType", "type"]));
  const trigger = asText(field(row, "triggerOrderType"));
  if (transaction === "1" || transaction === "STOP" || trigger === "1001") return "stop";
  if (transaction === "2" || transaction === "TRIGGER" || trigger === "1002") return "take-profit";
  switch (asText(field(row, "orderType"))) {
    case "76":
      return "limit";
    case "77":
      return "market";
    default:
      return undefined;
  }
}

type Terms = Pick<OrderReport, "price" | "size" | "filledSize">;

const SIZE = ["currentOrderSize", "currentOrderBaseSize", "size"];
const REMAINING = ["remainingSize", "remainingOrderBaseSize"];
const FILLED = ["totalFilledSize", "totalFilledBaseSize"];

function termsOf(
  row: JsonObject,
  instrument: Instrument,
  about: { readonly status: OrderStatus; readonly row: "moment" | "query"; readonly style: Style },
): Terms | undefined {
  const told = sizeOf(row, instrument, ...SIZE);
  const remaining = sizeOf(row, instrument, ...REMAINING);
  const filled = sizeOf(row, instrument, ...FILLED);
  if (told === UNREADABLE || remaining === UNREADABLE || filled === UNREADABLE) return undefined;
  // A refused order has no sizes: all are zero.
  const size: SizeUnits | undefined = told === 0 ? undefined : told;
  const filledSize = filled ?? filledOf(row, about.status, size);
  // What has traded already carries the price of the trade, and market orders carry something else.
  const traded = about.row === "moment" && (about.status === "filled" || (filled !== undefined && filled > 0));
  if (traded || about.style === "market" || asText(field(row, "orderType")) === "77") return { price: undefined, size, filledSize };
  const price = priceOf(row, instrument, "price");
  return price === UNREADABLE ? undefined : { price, size, filledSize };
}

const NOTHING = sizeUnits(0);
/** What was just inserted, as an order or as one that waits for a trigger. */
const INSERTED: ReadonlySet<string> = new Set(["2", "9"]);

/**
 * Rows of older generations tell no total, and their `fillSize` may be one trade's or the sum: only a whole fill is certain then, and
 * that nothing is filled of what was just inserted.
 */
function filledOf(row: JsonObject, status: OrderStatus, size: SizeUnits | undefined): SizeUnits | undefined {
  if (status === "filled") return size;
  const isNew = INSERTED.has(asText(field(row, "status")) ?? "") && figureNotZero(row, "fillSize") === undefined;
  return isNew ? NOTHING : undefined;
}

/** `message` is text, or JSON text with the words in it. */
function wordsOf(row: JsonObject): string | undefined {
  const message = asText(field(row, "message"));
  if (message === undefined || message === "") return undefined;
  const parsed = message.startsWith("{") ? parseJsonText(message) : undefined;
  const object = parsed?.kind === "value" ? asObject(parsed.value) : undefined;
  if (object === undefined) return shortWords(message);
  const key = asText(field(object, "msgKey"));
  const said = asText(field(object, "default_msg"));
  return shortWords([key, said].filter((part) => part !== undefined && part !== "").join(": "));
}
