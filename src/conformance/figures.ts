// The venue's own figures in the words of the client's rows, so that the two can be compared.

import { type Candle, figuresOf, type PublicMarket } from "#assemblies/simulated-ground/truth";
import { epochMs } from "#core/brand";
import { unitsToText } from "#core/decimal";

export { figuresOfTrade } from "#conformance/staged-trades";

/** The newest prints of a market, oldest first, as figures. */
export function printFigures(market: PublicMarket, limit: number): readonly string[] {
  return market
    .prints({ limit })
    .map((print) => figuresOf(print))
    .reverse();
}

/** What a candle has otherwise than the venue; undefined when they are equal. Decimal texts may end in different zeros. */
export function candleDifference(market: PublicMarket, candle: Candle): string | undefined {
  const { openTime } = candle;
  const [truth] = market.candles(candle.interval, { startTime: epochMs(openTime), endTime: epochMs(openTime) });
  if (truth === undefined) return "the venue has none";
  const { priceScale, sizeScale } = market.instrument;
  for (const part of ["open", "high", "low", "close"] as const) {
    const wanted = unitsToText(truth[part], priceScale);
    if (Number(candle[part]) !== Number(wanted)) return `${part} is ${candle[part]}, the venue's ${wanted}`;
  }
  const volume = unitsToText(truth.volume, sizeScale);
  if (candle.volume !== undefined && Number(candle.volume) !== Number(volume)) return `volume is ${candle.volume}, the venue's ${volume}`;
  return undefined;
}
