// A trade of ours: `fillsV2` writes its figures as text and calls it `price`, `size`; `trade_history` as numbers, and there `price` and
// `size` are the order's. The same `tradeId` stands in both and makes it count once.

import { type AccountOrigin, type FillReport } from "#core/account/account-event";
import { baseCoins } from "#core/account/notional";
import { clientOrderId, venueOrderId } from "#core/account/order";
import { figureNotZero, figureOf, nameOf, sizeOf, UNREADABLE } from "#core/account/row-fields";
import { decimal, decimalText, times } from "#core/decimal-arithmetic";
import { type InstrumentTable, type Product } from "#core/instrument";
import { type JsonObject } from "#core/json/json-fallback";
import { asBoolean, field } from "#core/json/json-value";
import { instrumentIn, sideOf, timeOf } from "#venues/lmex/account/fields";

export interface FillRowReading {
  readonly table: InstrumentTable;
  readonly product: Product;
  readonly origin: AccountOrigin;
}

/** Reads a row. Undefined when anything is missing that a fill cannot be without. */
export function readFillRow(row: JsonObject, reading: FillRowReading): FillReport | undefined {
  const instrument = instrumentIn(row, reading, "symbol");
  const tradeId = nameOf(row, "tradeId");
  const order = nameOf(row, "orderId", "orderID");
  const side = sideOf(row, "side");
  const venueTime = timeOf(row, "timestamp");
  if (instrument === undefined || tradeId === undefined || order === undefined || venueTime === undefined) return undefined;
  const price = figureNotZero(row, "filledPrice", "price");
  const size = sizeOf(row, instrument, "filledSize", "filledBaseSize", "size");
  if (side === undefined || side === UNREADABLE || price === undefined || size === undefined || size === UNREADABLE || size === 0) {
    return undefined;
  }
  const own = nameOf(row, "clOrderID", "clOrderId");
  const amount = figureOf(row, "feeAmount", "freeAmount");
  const currency = nameOf(row, "feeCurrency");
  const maker = asBoolean(field(row, "maker"));
  return {
    kind: "fill",
    instrument,
    tradeId,
    venueOrderId: venueOrderId(order),
    clientOrderId: own === undefined ? undefined : clientOrderId(own),
    side,
    price,
    size,
    value: decimalText(times(decimal(price), baseCoins(instrument, size))),
    fee: amount === undefined || currency === undefined ? undefined : { amount, currency },
    liquidity: maker === undefined ? undefined : maker ? "maker" : "taker",
    realisedPnl: figureOf(row, "realizedPnl"),
    venueTime,
    origin: reading.origin,
  };
}
