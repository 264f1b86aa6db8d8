// A position. REST calls it `symbol`, `size`, `side`; the stream `marketName`, `totalContracts`, `orderModeName`, and tells a closed one
// once, with zero contracts and no direction. Positions of the isolated mode, of which a market may have several, are not read.

import { type AccountOrigin, type PositionReport } from "#core/account/account-event";
import { figureNotZero, figureOf, nameOf, sizeOf, UNREADABLE } from "#core/account/row-fields";
import { sizeUnits } from "#core/brand";
import { type InstrumentTable, type Product } from "#core/instrument";
import { type JsonObject } from "#core/json/json-fallback";
import { asText, field } from "#core/json/json-value";
import { instrumentIn, sideOf, timeOf } from "#venues/lmex/account/fields";

export interface PositionRowReading {
  readonly table: InstrumentTable;
  readonly product: Product;
  readonly origin: AccountOrigin;
}

/** Reads a row. Undefined when it does not tell which position it is, how large, or which way. */
export function readPositionRow(row: JsonObject, reading: PositionRowReading): PositionReport | undefined {
  const instrument = instrumentIn(row, reading, "symbol", "marketName");
  if (instrument === undefined) return undefined;
  const size = sizeOf(row, instrument, "totalContracts", "totalContract", "size");
  const leg = legOf(row);
  if (size === undefined || size === UNREADABLE || leg === undefined) return undefined;
  const direction = sideOf(row, "side", "orderModeName", "orderMode");
  if (size > 0 && (direction === undefined || direction === UNREADABLE)) return undefined;
  const side = size === 0 ? "flat" : direction === "buy" ? "long" : "short";
  if (leg !== "net" && side !== "flat" && side !== leg) return undefined;
  const isFlat = size === 0;
  return {
    kind: "position",
    instrument,
    leg,
    side,
    size: sizeUnits(size),
    entryPrice: isFlat ? undefined : figureNotZero(row, "entryPrice"),
    markPrice: figureNotZero(row, "markPrice", "markedPrice"),
    unrealisedPnl: isFlat ? undefined : figureOf(row, "unrealizedProfitLoss"),
    liquidationPrice: figureNotZero(row, "liquidationPrice"),
    leverage: figureNotZero(row, "isolatedLeverage"),
    marginMode: marginModeOf(row),
    venueTime: timeOf(row, "timestamp"),
    origin: reading.origin,
  };
}

function legOf(row: JsonObject): PositionReport["leg"] | undefined {
  switch (asText(field(row, "positionMode"))) {
    case undefined:
    case "ONE_WAY":
      return "net";
    case "HEDGE": {
      // A closed leg has no direction any more; its id still ends in it.
      const named = nameOf(row, "positionDirection") ?? nameOf(row, "positionId")?.split("|")[1];
      return named === "LONG" ? "long" : named === "SHORT" ? "short" : undefined;
    }
    default:
      return undefined;
  }
}

/** 91 is cross, 92 isolated. */
function marginModeOf(row: JsonObject): PositionReport["marginMode"] {
  switch (asText(field(row, "marginType"))) {
    case "91":
      return "cross";
    case "92":
      return "isolated";
    default:
      return undefined;
  }
}
