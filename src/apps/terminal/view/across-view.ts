import { ageText, bpsText } from "#apps/terminal/view/number-text";
import { type BestQuote, type ConsolidatedBook } from "#client/across/views";

/** One side over the venues: who holds the best price, how much of it in base coins, and how old that is. */
export interface AcrossSide {
  readonly price: string;
  readonly venue: string;
  readonly size: string;
  readonly age: string;
}

/** One instrument over the venues that are watched. */
export interface AcrossView {
  readonly instrument: string;
  /** Venues that have a part in it, of those that are watched. */
  readonly live: number;
  readonly asked: number;
  readonly bid: AcrossSide | undefined;
  readonly ask: AcrossSide | undefined;
  /** `0.5 0.08bp`, or what the prices of different venues are crossed by. */
  readonly spread: string;
  readonly crossed: boolean;
  /** Venues whose book is not live, and why. */
  readonly leftOut: readonly { readonly venue: string; readonly reason: string }[];
}

/** Puts the best of several venues into words. A venue that is not live has no number here, only its name. */
export function acrossView(book: ConsolidatedBook): AcrossView {
  const { spread, spreadBps, crossed, venues, leftOut } = book;
  return {
    instrument: book.instrument,
    live: venues.length - leftOut.length,
    asked: venues.length,
    bid: sideOf(book.bestBid),
    ask: sideOf(book.bestAsk),
    spread:
      spread === undefined || spreadBps === undefined
        ? "no spread"
        : `${crossed ? "crossed" : "spread"} ${String(spread).replace("-", "")} ${bpsText(Math.abs(spreadBps))}bp`,
    crossed,
    leftOut: leftOut.map(({ venue, reason }) => ({ venue, reason: reason ?? "not live" })),
  };
}

function sideOf(quote: BestQuote | undefined): AcrossSide | undefined {
  if (quote === undefined) return undefined;
  const { price, venue, size, ageMs, tied } = quote;
  return { price: String(price), venue: tied.length === 0 ? venue : `${venue}+${tied.length}`, size: String(size), age: ageText(ageMs) };
}
