// Figures that a venue tells of a market, as far as a market can have them. A price of -5 or 0 and a volume below nothing are decimals,
// but whoever handed them on would show a wrong number that looks right.

import { compare, decimal, ZERO } from "#core/decimal-arithmetic";
import { type TickerEvent } from "#core/event";
import { decimalField, plainDecimal } from "#core/json/decimal-field";
import { type JsonObject } from "#core/json/json-fallback";
import { asText, field } from "#core/json/json-value";

/** A price as plain decimal text. Undefined when it is absent, no decimal, or not positive. */
export function priceText(text: string | undefined): string | undefined {
  const plain = text === undefined ? undefined : plainDecimal(text);
  return signOf(plain) > 0 ? plain : undefined;
}

/** A volume or a turnover as plain decimal text, also 0. Undefined when it is absent, no decimal, or negative. */
export function amountText(text: string | undefined): string | undefined {
  const plain = text === undefined ? undefined : plainDecimal(text);
  return signOf(plain) >= 0 ? plain : undefined;
}

/** A member as a price: see `priceText`. */
export function priceField(object: JsonObject, name: string): string | undefined {
  return priceText(asText(field(object, name)));
}

/** A member as a volume or a turnover: see `amountText`. */
export function amountField(object: JsonObject, name: string): string | undefined {
  return amountText(asText(field(object, name)));
}

/** NaN for what is no decimal. */
function signOf(plain: string | undefined): number {
  return plain === undefined ? Number.NaN : compare(decimal(plain), ZERO);
}

type Figure = Exclude<keyof TickerEvent, "kind" | "instrument" | "venueTime" | "origin">;

const AMOUNTS: ReadonlySet<string> = new Set<Figure>(["volume24h", "turnover24h", "openInterest"]);
const SIGNED: ReadonlySet<string> = new Set<Figure>(["changeFraction24h", "fundingRate"]);

/** The figures of a ticker's row, under the wire names that `names` gives them. What is none is left out. */
export function tickerFigures(row: JsonObject, names: Readonly<Partial<Record<Figure, string>>>): Partial<Record<Figure, string>> {
  const figures: Record<string, string> = {};
  for (const [figure, name] of Object.entries(names)) {
    const read = SIGNED.has(figure) ? decimalField : AMOUNTS.has(figure) ? amountField : priceField;
    const known = read(row, name);
    if (known !== undefined) figures[figure] = known;
  }
  return figures;
}

/** The prices of a candle. */
interface CandlePrices {
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
}

/** Open, high, low and close, in this order. Undefined when one of them is no price, or the highest is below the lowest. */
export function candlePrices(texts: readonly (string | undefined)[]): CandlePrices | undefined {
  const [open, high, low, close] = texts.map(priceText);
  if (open === undefined || high === undefined || low === undefined || close === undefined) return undefined;
  return compare(decimal(high), decimal(low)) < 0 ? undefined : { open, high, low, close };
}
