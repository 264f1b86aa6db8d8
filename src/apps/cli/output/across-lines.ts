// The lines of several venues together, which programs may rely on as on the others: prices and sizes are exact decimal text, sizes here in
// base coins, what is unknown is null. A venue whose book is not live has no price in any of them.

import { type ConsolidatedBook, type CrossSpread, type VenueQuote, type VenueTop } from "#client/across/views";

export interface QuoteFields {
  readonly venue: string;
  readonly symbol: string;
  readonly price: string;
  readonly size: string;
  readonly proof: VenueQuote["proof"];
  readonly ageMs: number;
}

/** One venue's part of a consolidated line. */
export interface VenueFields {
  readonly venue: string;
  readonly symbol: string;
  readonly state: VenueTop["state"];
  /** Only while not live. */
  readonly reason?: string;
  readonly proof: VenueTop["proof"];
  readonly ageMs: number | null;
  readonly bid: readonly [price: string, size: string] | null;
  readonly ask: readonly [price: string, size: string] | null;
}

export interface ConsolidatedLine {
  readonly v: 1;
  readonly kind: "consolidated";
  readonly instrument: string;
  /** `tied` are other venues at exactly that price. */
  readonly bestBid: (QuoteFields & { readonly tied: readonly string[] }) | null;
  readonly bestAsk: (QuoteFields & { readonly tied: readonly string[] }) | null;
  /** Best ask minus best bid; negative when crossed. */
  readonly spread: string | null;
  readonly spreadBps: number | null;
  readonly crossed: boolean;
  readonly venues: readonly VenueFields[];
  readonly leftOut: readonly string[];
  readonly merged: number;
}

/** The best of several venues. */
export function consolidatedLine(book: ConsolidatedBook): ConsolidatedLine {
  const { bestBid, bestAsk } = book;
  return {
    v: 1,
    kind: "consolidated",
    instrument: book.instrument,
    bestBid: bestBid === undefined ? null : { ...quoteFields(bestBid), tied: bestBid.tied },
    bestAsk: bestAsk === undefined ? null : { ...quoteFields(bestAsk), tied: bestAsk.tied },
    spread: book.spread === undefined ? null : String(book.spread),
    spreadBps: book.spreadBps === undefined ? null : rounded(book.spreadBps),
    crossed: book.crossed,
    venues: book.venues.map(venueFields),
    leftOut: book.leftOut.map(({ venue }) => venue),
    merged: book.merged,
  };
}

export interface SpreadLine {
  readonly v: 1;
  readonly kind: "spread";
  readonly state: CrossSpread["state"];
  /** Null, like every number here, unless both sides are live. */
  readonly bid: QuoteFields | null;
  readonly ask: QuoteFields | null;
  /** Bid minus ask: positive means crossed. */
  readonly spread: string | null;
  readonly spreadBps: number | null;
  readonly crossed: boolean;
  /** The lesser size of the two, in base coins. */
  readonly size: string | null;
  /** Why there is no number: one sentence for each side that lacks it. */
  readonly missing: readonly string[];
  readonly merged: number;
}

/** The bid on one venue minus the ask on another. */
export function spreadLine(spread: CrossSpread): SpreadLine {
  const head = { v: 1, kind: "spread", state: spread.state } as const;
  if (spread.state === "unknown") {
    const { missing, merged } = spread;
    return { ...head, bid: null, ask: null, spread: null, spreadBps: null, crossed: false, size: null, missing, merged };
  }
  return {
    ...head,
    bid: quoteFields(spread.bid),
    ask: quoteFields(spread.ask),
    spread: String(spread.spread),
    spreadBps: rounded(spread.spreadBps),
    crossed: spread.crossed,
    size: String(spread.size),
    missing: [],
    merged: spread.merged,
  };
}

function quoteFields({ venue, instrument, price, size, proof, ageMs }: VenueQuote): QuoteFields {
  return { venue, symbol: instrument.symbol, price: String(price), size: String(size), proof, ageMs: Math.round(ageMs) };
}

function venueFields({ venue, instrument, state, reason, proof, ageMs, bid, ask }: VenueTop): VenueFields {
  const pair = (quote: VenueQuote | undefined): VenueFields["bid"] =>
    quote === undefined ? null : [String(quote.price), String(quote.size)];
  return {
    venue,
    symbol: instrument.symbol,
    state,
    ...(state === "live" ? {} : { reason: reason ?? "waiting" }),
    proof,
    ageMs: Number.isFinite(ageMs) ? Math.round(ageMs) : null,
    bid: pair(bid),
    ask: pair(ask),
  };
}

/** A ratio to four decimals: what is beyond is the float's own. */
const rounded = (bps: number): number => Math.round(bps * 10_000) / 10_000;
