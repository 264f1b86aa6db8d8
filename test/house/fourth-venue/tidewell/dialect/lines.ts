import { unitsToText } from "#core/decimal";
import { type Instrument } from "#core/instrument";
import { type MarketPrint, type PublishedLevel } from "#venues/dialect";

/** `64250.0*0.400 …`. */
export function levelWords(levels: readonly PublishedLevel[], { priceScale, sizeScale }: Instrument): string {
  return levels.map(([price, size]) => ` ${unitsToText(price, priceScale)}*${unitsToText(size, sizeScale)}`).join("");
}

export function dealLine({ symbol, priceScale, sizeScale }: Instrument, print: MarketPrint): string {
  const side = print.side === "buy" ? "B" : "S";
  const figures = `${unitsToText(print.price, priceScale)} ${unitsToText(print.size, sizeScale)}`;
  return `DEAL ${symbol} ${print.tradeId} ${print.venueTime} ${side} ${figures}`;
}
