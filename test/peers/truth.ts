// The simulator's truth in the peer's words: numbers where the venues have decimals.

import { epochMs } from "#core/brand";
import { unitsToText } from "#core/decimal";
import { type Product } from "#core/instrument";
import { parseSequence } from "#core/sequence";
import { type PublicMarket } from "#sim/market/public-market";
import { type SimulatedExchange } from "#sim/world";
import { type BookPicture, type MarketPrint, type PublishedLevel } from "#venues/dialect";
import { type PeerBook, type PeerCandle, type PeerTrade } from "./peer.ts";

/** How far a zone's clock text is from what it says, once it is read as UTC: ccxt reads LBank's so. */
export const ZONE_MS = 8 * 3_600_000;

/** One market: the venue's id, and the spelling of both sides. */
export interface PeerSubject {
  readonly venue: "lbank" | "weex";
  readonly product: Product;
  readonly symbol: string;
  /** As ccxt spells it. */
  readonly unified: string;
}

export function marketOf(exchange: SimulatedExchange, subject: PeerSubject): PublicMarket {
  const market = exchange.marketOf(subject);
  if (market === undefined) throw new RangeError(`The simulator lists no ${subject.product} ${subject.symbol}.`);
  return market;
}

type Pairs = readonly (readonly [number, number])[];

/** The venue's book at the place in time that a book of ccxt claims: its sequence, or the time of its image. */
export function claimedBook(exchange: SimulatedExchange, subject: PeerSubject, book: PeerBook): BookPicture | undefined {
  if (book.nonce !== undefined) {
    const sequence = parseSequence(String(book.nonce));
    return sequence === undefined ? undefined : exchange.trueBook({ ...subject, sequence });
  }
  // The wire tells whole milliseconds, the market's clock may stand between two.
  return book.timestamp === undefined ? undefined : marketOf(exchange, subject).pictureAtTime(0, epochMs(book.timestamp - ZONE_MS + 0.999));
}

/** A picture's sides as ccxt would tell them. */
export function sidesOf(market: PublicMarket, picture: BookPicture | undefined): { readonly bids: Pairs; readonly asks: Pairs } {
  const { priceScale, sizeScale } = market.instrument;
  const side = (levels: readonly PublishedLevel[]): Pairs =>
    levels.map(([price, size]) => [Number(unitsToText(price, priceScale)), Number(unitsToText(size, sizeScale))]);
  return { bids: side(picture?.bids ?? []), asks: side(picture?.asks ?? []) };
}

/** A book of ccxt as plain pairs. */
export function pairsOf(book: PeerBook): { readonly bids: Pairs; readonly asks: Pairs } {
  const side = (levels: Pairs): Pairs => levels.map(([price, size]) => [price, size]);
  return { bids: side(book.bids), asks: side(book.asks) };
}

/** A print as ccxt would tell it. */
export function tradeOf(market: PublicMarket, print: MarketPrint): PeerTrade {
  const { priceScale, sizeScale } = market.instrument;
  const price = Number(unitsToText(print.price, priceScale));
  return { timestamp: Math.floor(print.venueTime), side: print.side, price, amount: Number(unitsToText(print.size, sizeScale)) };
}

/** The market's candle that opens at a time, as ccxt would tell it; undefined when there is none. */
export function candleAt(market: PublicMarket, openTime: number): PeerCandle | undefined {
  const { priceScale, sizeScale } = market.instrument;
  const [candle] = market.candles("1m", { startTime: epochMs(openTime), endTime: epochMs(openTime) });
  if (candle === undefined) return undefined;
  const price = (units: number): number => Number(unitsToText(units, priceScale));
  const { open, high, low, close } = candle;
  return [openTime, price(open), price(high), price(low), price(close), Number(unitsToText(Number(candle.volume), sizeScale))];
}
