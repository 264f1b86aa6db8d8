import { type FillReport } from "#core/account/account-event";
import { venueOrderId } from "#core/account/order";
import { figureOf, nameOf, timeOf } from "#core/account/row-fields";
import { sizeUnits } from "#core/brand";
import { type InstrumentTable } from "#core/instrument";
import { type JsonObject } from "#core/json/json-fallback";
import { currencyOf, instrumentField, truthField, unitsOf } from "#venues/lbank/account/fields";

/** Reads a row of `transaction_history`. Undefined when any part of what was traded is missing. */
export function readFillRow(row: JsonObject, table: InstrumentTable): FillReport | undefined {
  const instrument = instrumentField(row, table);
  const [tradeId, order] = [nameOf(row, "id"), nameOf(row, "orderId")];
  const [price, value, fee] = [figureOf(row, "price"), figureOf(row, "quoteQty"), figureOf(row, "commission")];
  const [isBuyer, isMaker] = [truthField(row, "isBuyer"), truthField(row, "isMaker")];
  const venueTime = timeOf(row, "time");
  if (instrument === undefined || tradeId === undefined || order === undefined || venueTime === undefined) return undefined;
  const size = unitsOf(figureOf(row, "qty"), instrument.sizeScale);
  if (price === undefined || value === undefined || isBuyer === undefined || size === undefined || size === 0) return undefined;
  return {
    kind: "fill",
    instrument,
    tradeId,
    venueOrderId: venueOrderId(order),
    clientOrderId: undefined,
    side: isBuyer ? "buy" : "sell",
    price,
    size: sizeUnits(size),
    value,
    // Taken from what the trade brings.
    fee: fee === undefined ? undefined : { amount: fee, currency: currencyOf(isBuyer ? instrument.base : instrument.quote) },
    liquidity: isMaker === undefined ? undefined : isMaker ? "maker" : "taker",
    realisedPnl: undefined,
    venueTime,
    origin: "query",
  };
}
