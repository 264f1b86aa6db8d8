// A row about one of our orders: pushed, listed or asked for, in any generation. Their names differ, their meaning does not, so one
// reader knows all spellings; what a row leaves out stays unsaid.

import { type AccountOrigin, type OrderReport, type OrderStatus } from "#core/account/account-event";
import { clientOrderId, venueOrderId } from "#core/account/order";
import { averageOf, figureNotZero, figureOf, nameOf, priceOf, sizeOf, timeOf, UNREADABLE } from "#core/account/row-fields";
import { type Side } from "#core/event";
import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";
import { type JsonObject } from "#core/json/json-fallback";
import { asBoolean, field } from "#core/json/json-value";
import { closesLeg, directionOf, orderStatus, planStatus, type Style, sideOf, styleOf } from "#venues/weex/account/words";
import { shortWords } from "#venues/weex/decode/control";

/** Where a row was found. */
export interface RowReading {
  readonly table: InstrumentTable;
  readonly product: Product;
  readonly origin: AccountOrigin;
}

/** The instrument of a row; pushes of V2 write the symbol into `contractId`. */
export function instrumentIn(row: JsonObject, reading: Pick<RowReading, "table" | "product">): Instrument | undefined {
  const symbol = nameOf(row, "symbol", "contractId");
  return symbol === undefined ? undefined : reading.table.bySymbol(reading.product, symbol);
}

/** Reads a row. Undefined when it names no order of a known instrument, or holds a word or a figure that cannot be. */
export function readOrderRow(row: JsonObject, reading: RowReading): OrderReport | undefined {
  const instrument = instrumentIn(row, reading);
  const id = nameOf(row, "id", "orderId", "order_id", "algoId");
  if (instrument === undefined || id === undefined) return undefined;
  const standing = standingOf(row, id);
  const terms = termsOf(row, instrument);
  if (standing === undefined || terms === undefined) return undefined;
  const own = nameOf(row, "clientOrderId", "client_oid", "clientAlgoId");
  return {
    kind: "order",
    instrument,
    venueOrderId: venueOrderId(id),
    clientOrderId: own === undefined ? undefined : clientOrderId(own),
    ...standing,
    ...terms,
    averagePrice: averagePriceOf(row),
    // V2's answers tell no other time than that of placing.
    venueTime: timeOf(row, "updatedTime", "updateTime", "time", "createdTime", "createTime"),
    origin: reading.origin,
  };
}

function standingOf(row: JsonObject, id: string): Pick<OrderReport, "status" | "words"> | undefined {
  const algo = nameOf(row, "algoStatus");
  if (algo === "TRIGGERED") return triggered(nameOf(row, "actualOrderId"), id);
  const word = algo ?? nameOf(row, "status") ?? "";
  const isPlan = nameOf(row, "order_id") !== undefined && nameOf(row, "triggerPrice", "trigger_price") !== undefined;
  const status = isPlan ? planStatus(word) : orderStatus(word);
  return status === undefined ? undefined : { status, words: wordsOf(row) };
}

/** What a conditional order became. Under its own id it goes on; under another one that order goes on, and this one has ended. */
function triggered(actual: string | undefined, id: string): { readonly status: OrderStatus; readonly words: string | undefined } {
  if (actual === undefined || actual === "0") return { status: "pending", words: undefined };
  return actual === id ? { status: "open", words: undefined } : { status: "cancelled", words: `triggered as order ${shortWords(actual)}` };
}

function wordsOf(row: JsonObject): string | undefined {
  const reason = nameOf(row, "cancelReason");
  return reason === undefined || reason === "UNKNOWN_ORDER_CANCEL_REASON" ? undefined : shortWords(reason);
}

type Terms = Pick<OrderReport, "side" | "style" | "price" | "size" | "filledSize" | "reduceOnly">;

function termsOf(row: JsonObject, instrument: Instrument): Terms | undefined {
  const whole = sizeOf(row, instrument, "size", "origQty", "quantity");
  const filledSize = sizeOf(row, instrument, "cumFillSize", "executedQty", "filled_qty");
  const price = priceOf(row, instrument, "price");
  const manner = mannerOf(row, price !== undefined);
  if (manner === undefined || whole === UNREADABLE || filledSize === UNREADABLE || price === UNREADABLE) return undefined;
  const { side, style, reduceOnly } = manner;
  // Zero stands where there is nothing: an order that names quote coins has no size.
  return { side, style, reduceOnly, price: style === "market" ? undefined : price, size: whole === 0 ? undefined : whole, filledSize };
}

interface Manner {
  readonly side: Side;
  readonly style: Style | undefined;
  readonly reduceOnly: boolean | undefined;
}

/** Which way, how, and whether only to close. V2's answers say the first and the last in one word, and limit or market not at all. */
function mannerOf(row: JsonObject, hasPrice: boolean): Manner | undefined {
  const type = nameOf(row, "orderType", "type") ?? "";
  const direction = directionOf(nameOf(row, "type") ?? "");
  if (direction !== undefined) {
    const isPlan = nameOf(row, "triggerPrice", "trigger_price") !== undefined;
    return { side: direction.side, reduceOnly: direction.closes, style: isPlan ? undefined : hasPrice ? "limit" : "market" };
  }
  const side = sideOf(nameOf(row, "orderSide", "side") ?? "");
  if (side === undefined) return undefined;
  const flag = asBoolean(field(row, "reduceOnly"));
  const reduceOnly = flag === true ? true : (closesLeg(side, nameOf(row, "positionSide") ?? "") ?? flag);
  return { side, style: styleOf(type), reduceOnly };
}

/** Value by size is exact where a row has both; its own average may be rounded. */
function averagePriceOf(row: JsonObject): string | undefined {
  const filled = figureNotZero(row, "cumFillSize", "executedQty", "filled_qty");
  if (filled === undefined) return undefined;
  const value = figureOf(row, "cumFillValue", "cumQuote", "cummulativeQuoteQty");
  return averageOf(value, filled) ?? figureNotZero(row, "avgPrice", "price_avg");
}
