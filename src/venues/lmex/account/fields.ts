// What LMEX's private rows spell in a way of their own: sides, times, instruments. Everything else of a row is read by core.

import { firstField, nameOf, UNREADABLE, type Unreadable } from "#core/account/row-fields";
import { type EpochMs, epochMs } from "#core/brand";
import { type Side } from "#core/event";
import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";
import { type JsonObject } from "#core/json/json-fallback";
import { asText, asWhole } from "#core/json/json-value";
import { instrumentOf } from "#venues/lmex/topic";

/** `BUY`, `MODE_BUY` or 66; undefined for the empty side of a refused order. */
export function sideOf(row: JsonObject, ...names: readonly string[]): Side | undefined | Unreadable {
  const text = asText(firstField(row, names));
  switch (text) {
    case undefined:
    case "":
      return undefined;
    case "BUY":
    case "MODE_BUY":
    case "66":
      return "buy";
    case "SELL":
    case "MODE_SELL":
    case "83":
      return "sell";
    default:
      return UNREADABLE;
  }
}

/** A time in milliseconds, bare or quoted. */
export function timeOf(row: JsonObject, ...names: readonly string[]): EpochMs | undefined {
  const ms = asWhole(firstField(row, names));
  return ms === undefined ? undefined : epochMs(ms);
}

/** The instrument of a row in any of the venue's spellings. */
export function instrumentIn(
  row: JsonObject,
  where: { readonly table: InstrumentTable; readonly product: Product },
  ...names: readonly string[]
): Instrument | undefined {
  const symbol = nameOf(row, ...names);
  return symbol === undefined ? undefined : instrumentOf(where.table, where.product, symbol);
}
