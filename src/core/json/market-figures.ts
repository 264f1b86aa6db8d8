// Figures that a venue tells of a market, as far as a market can have them. A price of -5 or 0 and a volume below nothing are decimals,
// but whoever handed them on would show a wrong number that looks right.

import { parseDecimal } from "#core/decimal";
import { compare, decimal } from "#core/decimal-arithmetic";
import { type TickerEvent } from "#core/event";
import { decimalField, plainDecimal } from "#core/json/decimal-field";
import { type JsonObject } from "#core/json/json-fallback";

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

/** NaN for what is no decimal. */
function signOf(plain: string | undefined): number {
  const mantissa = plain === undefined ? undefined : parseDecimal(plain)?.mantissa;
  return mantissa === undefined ? Number.NaN : mantissa > 0n ? 1 : mantissa < 0n ? -1 : 0;
}

type Figure = Exclude<keyof TickerEvent, "kind" | "instrument" | "venueTime" | "origin">;

const AMOUNTS: ReadonlySet<string> = new Set<Figure>(["volume24h", "turnover24h", "openInterest"]);
const SIGNED: ReadonlySet<string> = new Set<Figure>(["changeFraction24h", "fundingRate"]);

/** The figures of a ticker's row, under the wire names that `names` gives them. What is none is left out. */
export function tickerFigures(row: JsonObject, names: Readonly<Partial<Record<Figure, string>>>): Partial<Record<Figure, string>> {
  const figures: Record<string, string> = {};
  for (const [figure, name] of Object.entries(names)) {
    const text = decimalField(row, name);
    const known = SIGNED.has(figure) ? text : AMOUNTS.has(figure) ? amountText(text) : priceText(text);
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
