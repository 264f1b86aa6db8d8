// An order as REST tells it, and as the socket pushes it.

import { type OrderReport } from "#core/account/account-event";
import { averageOf, nameOf, timeOf } from "#core/account/row-fields";
import { type InstrumentTable } from "#core/instrument";
import { type JsonObject } from "#core/json/json-fallback";
import { asText, field } from "#core/json/json-value";
import { instrumentField } from "#venues/lbank/account/fields";
import { orderReport } from "#venues/lbank/account/order-words";

/** Reads a row of REST. Undefined when it is not certain which order it is, or where it stands. */
export function readOrderRow(row: JsonObject, table: InstrumentTable): OrderReport | undefined {
  const instrument = instrumentField(row, table);
  if (instrument === undefined) return undefined;
  const filled = asText(field(row, "executedQty"));
  return orderReport({
    instrument,
    id: nameOf(row, "orderId"),
    ownId: nameOf(row, "clientOrderId"),
    type: asText(field(row, "type")),
    status: asText(field(row, "status")),
    price: asText(field(row, "price")),
    amount: asText(field(row, "origQty")),
    filled,
    // REST tells the sum and not the average.
    average: averageOf(asText(field(row, "cummulativeQuoteQty")), filled),
    // Cut to whole seconds, so that a push of the same second is newer.
    time: timeOf(row, "updateTime") ?? timeOf(row, "time"),
    origin: "query",
  });
}

/**
 * Reads an `orderUpdate`. `remainAmt` is not read: it is base coins for a sale and quote coins for a buy. `price`, `amount` and `txUuid`
 * are the last trade's; a fill comes from REST, because nothing proves that `txUuid` begins the trade's id there.
 */
export function readOrderPush(push: JsonObject, table: InstrumentTable): OrderReport | undefined {
  const instrument = instrumentField(push, table);
  if (instrument === undefined) return undefined;
  return orderReport({
    instrument,
    id: nameOf(push, "uuid"),
    ownId: nameOf(push, "customerID"),
    type: asText(field(push, "type")),
    status: asText(field(push, "orderStatus")),
    price: asText(field(push, "orderPrice")),
    amount: asText(field(push, "orderAmt")),
    filled: asText(field(push, "accAmt")),
    average: asText(field(push, "avgPrice")),
    time: timeOf(push, "updateTime"),
    origin: "stream",
  });
}
