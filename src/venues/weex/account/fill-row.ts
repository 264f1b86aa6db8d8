// A trade of ours. Pushes and V2 tell size and value and no price; V3 over REST tells all three.

import { type FillReport } from "#core/account/account-event";
import { baseCoins } from "#core/account/notional";
import { venueOrderId } from "#core/account/order";
import { averageOf, figureOf, nameOf, sizeOf, timeOf, UNREADABLE } from "#core/account/row-fields";
import { decimal, decimalText, times } from "#core/decimal-arithmetic";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type JsonObject } from "#core/json/json-fallback";
import { asBoolean, field } from "#core/json/json-value";
import { instrumentIn, type RowReading } from "#venues/weex/account/order-row";
import { sideOf } from "#venues/weex/account/words";

/** Reads a row. Undefined when anything is missing that a fill cannot be without. */
export function readFillRow(row: JsonObject, reading: RowReading): FillReport | undefined {
  const instrument = instrumentIn(row, reading);
  const tradeId = nameOf(row, "tradeId", "id");
  const order = nameOf(row, "orderId");
  const side = fillSide(row);
  const venueTime = timeOf(row, "createdTime", "time");
  if (instrument === undefined || tradeId === undefined || order === undefined || side === undefined) return undefined;
  const size = sizeOf(row, instrument, "fillSize", "qty");
  if (venueTime === undefined || size === undefined || size === UNREADABLE || size === 0) return undefined;
  const told = figureOf(row, "fillValue", "quoteQty");
  const price = figureOf(row, "price") ?? averageOf(told, figureOf(row, "fillSize", "qty"));
  if (price === undefined) return undefined;
  return {
    kind: "fill",
    instrument,
    tradeId,
    venueOrderId: venueOrderId(order),
    clientOrderId: undefined,
    side,
    price,
    size,
    value: told ?? decimalText(times(decimal(price), baseCoins(instrument, size))),
    fee: feeOf(row, instrument, side),
    liquidity: liquidityOf(row),
    realisedPnl: figureOf(row, "realizePnl", "realizedPnl"),
    venueTime,
    origin: reading.origin,
  };
}

function fillSide(row: JsonObject): Side | undefined {
  const isBuyer = asBoolean(field(row, "isBuyer"));
  if (isBuyer !== undefined) return isBuyer ? "buy" : "sell";
  return sideOf(nameOf(row, "orderSide", "side") ?? "");
}

/** Contracts pay in what they settle in; on spot the fee is taken from what the trade brings. Positive is paid. */
function feeOf(row: JsonObject, instrument: Instrument, side: Side): FillReport["fee"] {
  const amount = figureOf(row, "fillFee", "commission");
  if (amount === undefined) return undefined;
  const received = instrument.kind === "spot" && side === "buy" ? instrument.base : (instrument.settle ?? instrument.quote);
  return { amount, currency: nameOf(row, "commissionAsset") ?? received };
}

function liquidityOf(row: JsonObject): FillReport["liquidity"] {
  const maker = asBoolean(field(row, "maker"));
  if (maker !== undefined) return maker ? "maker" : "taker";
  switch (nameOf(row, "direction")) {
    case "MAKER":
      return "maker";
    case "TAKER":
      return "taker";
    default:
      return undefined;
  }
}
