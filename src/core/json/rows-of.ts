import { type Instrument } from "#core/instrument";
import { type JsonObject, type JsonValue } from "#core/json/json-fallback";
import { asObject, asText, field } from "#core/json/json-value";

/** The rows of a list that speak of the instruments asked for, by their `symbol`: one for each, in the list's order. Undefined for no list. */
export function rowsOf(
  instruments: readonly Instrument[],
  rows: readonly JsonValue[] | undefined,
): readonly { readonly instrument: Instrument; readonly row: JsonObject }[] | undefined {
  const wanted = new Map<string, Instrument>(instruments.map((instrument) => [instrument.symbol, instrument]));
  return rows?.flatMap((value) => {
    const row = asObject(value);
    const symbol = row === undefined ? undefined : asText(field(row, "symbol"));
    const instrument = symbol === undefined ? undefined : wanted.get(symbol);
    if (row === undefined || instrument === undefined) return [];
    // A second row of the same symbol would contradict the first.
    wanted.delete(instrument.symbol);
    return [{ instrument, row }];
  });
}
