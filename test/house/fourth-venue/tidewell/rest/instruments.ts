import { priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { decimalPlaces, textToUnits } from "#core/decimal";
import { type Instrument, unifiedId } from "#core/instrument";
import { type RestCall } from "#transport/rest-call";
import { everyLine, linesCall } from "#venues/tidewell/rest/answer";

export const instrumentsCall = (): RestCall<readonly Instrument[]> =>
  linesCall({ name: "instruments", path: "markets", query: [], decode: (lines) => everyLine(lines, readMarket) });

/** `MARKET BTC.USDT BTC USDT 0.1 0.001 0.001`: symbol, base, quote, price step, size step, least size. */
function readMarket([kind, symbol, base, quote, step = "", lot = "", least = ""]: readonly string[]): Instrument | undefined {
  const [priceScale, sizeScale] = [decimalPlaces(step), decimalPlaces(lot)];
  if (kind !== "MARKET" || symbol === undefined || base === undefined || quote === undefined) return undefined;
  if (priceScale === undefined || sizeScale === undefined) return undefined;
  const [tick, lotUnits, minSize] = [textToUnits(step, priceScale), textToUnits(lot, sizeScale), textToUnits(least, sizeScale)];
  if (tick === undefined || lotUnits === undefined || minSize === undefined) return undefined;
  return {
    venue: "tidewell",
    product: "swap",
    kind: "perpetual",
    symbol: venueSymbol(symbol),
    id: unifiedId({ base, quote, settle: quote }),
    base,
    quote,
    settle: quote,
    priceScale,
    sizeScale,
    tick: priceUnits(tick),
    lot: sizeUnits(lotUnits),
    minSize: sizeUnits(minSize),
    sizeUnit: "base",
    contractSize: "1",
    status: "trading",
  };
}
