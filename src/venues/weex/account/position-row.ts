// One leg of a position. The entry price is not told: it is what the open part cost by its size.

import { type PositionReport } from "#core/account/account-event";
import { averageOf, figureNotZero, figureOf, nameOf, sizeOf, timeOf, UNREADABLE } from "#core/account/row-fields";
import { type JsonObject } from "#core/json/json-fallback";
import { instrumentIn, type RowReading } from "#venues/weex/account/order-row";

/**
 * Reads a row. Undefined when it does not tell which leg it is or how large, and for positions that are held apart order by order
 * (`SEPARATED`): a leg then has several, which truebook does not tell from each other.
 */
export function readPositionRow(row: JsonObject, reading: RowReading): PositionReport | undefined {
  const instrument = instrumentIn(row, reading);
  const leg = legOf(nameOf(row, "side"));
  if (instrument === undefined || leg === undefined) return undefined;
  if ((nameOf(row, "separatedMode", "separated_mode") ?? "COMBINED") !== "COMBINED") return undefined;
  const size = sizeOf(row, instrument, "size");
  if (size === undefined || size === UNREADABLE) return undefined;
  return {
    kind: "position",
    instrument,
    leg,
    side: size === 0 ? "flat" : leg,
    size,
    entryPrice: averageOf(figureOf(row, "openValue", "open_value"), figureOf(row, "size")),
    markPrice: undefined,
    unrealisedPnl: size === 0 ? undefined : figureOf(row, "unrealizePnl"),
    liquidationPrice: figureNotZero(row, "liquidatePrice"),
    leverage: figureNotZero(row, "leverage"),
    marginMode: marginModeOf(nameOf(row, "marginMode", "margin_mode", "marginType")),
    venueTime: timeOf(row, "updatedTime", "updated_time"),
    origin: reading.origin,
  };
}

function legOf(word: string | undefined): "long" | "short" | undefined {
  return word === "LONG" ? "long" : word === "SHORT" ? "short" : undefined;
}

/** `SHARED` of V2 is `CROSSED` of V3. */
export function marginModeOf(word: string | undefined): "cross" | "isolated" | undefined {
  switch (word) {
    case "SHARED":
    case "CROSSED":
      return "cross";
    case "ISOLATED":
      return "isolated";
    default:
      return undefined;
  }
}
