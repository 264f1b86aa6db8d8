import { type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { type BookImage } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type RestCall } from "#transport/rest-call";
import { readLevels, readTime } from "#venues/tidewell/decode";
import { linesCall } from "#venues/tidewell/rest/answer";

type Level = readonly [price: PriceUnits, size: SizeUnits];

/** `AT <ms>`, then `b …` and `a …`, best first. */
export const bookCall = (instrument: Instrument, depth: number): RestCall<BookImage> =>
  linesCall({
    name: `book ${instrument.symbol}`,
    path: "book",
    query: [
      ["market", instrument.symbol],
      ["depth", String(depth)],
    ],
    decode: ([at = "", bidLine = "", askLine = ""]) => {
      const venueTime = readTime(at.split(" ")[1]);
      const bids = side(bidLine, instrument);
      const asks = side(askLine, instrument);
      if (venueTime === undefined || bids === undefined || asks === undefined) return undefined;
      return { instrument, bids, asks, sequence: undefined, venueTime };
    },
  });

function side(line: string, { priceScale, sizeScale }: Instrument): readonly Level[] | undefined {
  const levels: Level[] = [];
  for (const [priceText, sizeText] of readLevels(line.split(" ").slice(1)) ?? [["", ""]]) {
    const [price, size] = [textToUnits(priceText, priceScale), textToUnits(sizeText, sizeScale)];
    if (price === undefined || size === undefined || price <= 0 || size <= 0) return undefined;
    levels.push([priceUnits(price), sizeUnits(size)]);
  }
  return levels;
}
