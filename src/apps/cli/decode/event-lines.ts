import { trimDecimal, unitsToText } from "#core/decimal";
import { type BookEvent, type BookImage, type MarketEvent, type TradeEvent } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type LevelColumn } from "#core/level-buffer";

/** How a message wrote its numbers, by their shortest form. */
export type Spelling = ReadonlyMap<string, string>;

/** An event in the venue's own units, as text. Book levels are copied: the event's own buffer is reused. */
export function eventLine(event: MarketEvent, spelling: Spelling): object {
  switch (event.kind) {
    case "book-snapshot":
    case "book-delta":
    case "book-image":
      return bookEventLine(event, spelling);
    case "trade":
      return tradeEventLine(event, spelling);
    case "ticker":
    case "candle":
    case "funding":
    case "instrument-status": {
      const { instrument, ...rest } = event;
      return { ...rest, symbol: instrument.symbol };
    }
  }
}

function bookEventLine(event: BookEvent, spelling: Spelling): object {
  const { kind, instrument, group, sequence, previous, venueTime, levels } = event;
  return {
    kind,
    symbol: instrument.symbol,
    group,
    sequence: sequence === undefined ? null : String(sequence),
    previous: previous === undefined ? null : String(previous),
    venueTime: venueTime ?? null,
    bids: columnPairs(levels.bids, instrument, spelling),
    asks: columnPairs(levels.asks, instrument, spelling),
  };
}

function columnPairs(column: LevelColumn, instrument: Instrument, spelling: Spelling): readonly (readonly [price: string, size: string])[] {
  return Array.from({ length: column.length }, (_, at) => pair([column.prices[at] ?? 0, column.sizes[at] ?? 0], instrument, spelling));
}

function pair(
  [price, size]: readonly [price: number, size: number],
  instrument: Instrument,
  spelling: Spelling,
): readonly [price: string, size: string] {
  const spelled = (units: number, scale: number): string => {
    const exact = unitsToText(units, scale);
    return spelling.get(trimDecimal(exact)) ?? exact;
  };
  return [spelled(price, instrument.priceScale), spelled(size, instrument.sizeScale)];
}

/** A public print. */
export function tradeEventLine(event: TradeEvent, spelling: Spelling): object {
  const { kind, instrument, tradeId, price, size, side, venueTime } = event;
  const [priceText, sizeText] = pair([price, size], instrument, spelling);
  return { kind, symbol: instrument.symbol, tradeId: tradeId ?? null, price: priceText, size: sizeText, side, venueTime };
}

/** A book read over REST, best first. */
export function bookImageLine(image: BookImage, spelling: Spelling): object {
  const { instrument, sequence, venueTime } = image;
  return {
    kind: "book",
    symbol: instrument.symbol,
    sequence: sequence === undefined ? null : String(sequence),
    venueTime: venueTime ?? null,
    bids: image.bids.map((level) => pair(level, instrument, spelling)),
    asks: image.asks.map((level) => pair(level, instrument, spelling)),
  };
}
