import { type BookFrame } from "#apps/terminal/model/book-frame";
import { ageText, bpsText, priceText } from "#apps/terminal/view/number-text";

/** A state with its sign, so that colour is never alone. */
export interface StateView {
  readonly kind: "live" | "resyncing" | "stale" | "waiting";
  readonly word: string;
  readonly sign: "live" | "busy" | "broken";
}

export interface MarketRow {
  readonly name: string;
  readonly chosen: boolean;
  /** The last print's price; empty while nothing has traded. */
  readonly last: string;
  /** Which side traded last. */
  readonly lastSide: "buy" | "sell" | undefined;
  readonly spreadBps: string;
  readonly age: string;
  readonly state: StateView;
}

/** One market as the list needs it. */
export interface MarketFacts {
  readonly name: string;
  readonly book: BookFrame;
  readonly last: { readonly price: number; readonly side: "buy" | "sell" } | undefined;
}

/** How a book's state is told. A book that waits for its first snapshot is not broken. */
export function stateView(book: BookFrame): StateView {
  if (book.state === "live") return { kind: "live", word: "live", sign: "live" };
  if (book.reason === "waiting") return { kind: "waiting", word: "waiting", sign: "busy" };
  return book.state === "resyncing"
    ? { kind: "resyncing", word: "RESYNC", sign: "busy" }
    : { kind: "stale", word: "STALE", sign: "broken" };
}

/** The list of markets. */
export function marketsView(markets: readonly MarketFacts[], chosen: number): readonly MarketRow[] {
  return markets.map(({ name, book, last }, index) => ({
    name,
    chosen: index === chosen,
    last: last === undefined ? "" : priceText(last.price, book.priceScale),
    lastSide: last?.side,
    spreadBps: spreadText(book),
    age: ageText(book.ageMs),
    state: stateView(book),
  }));
}

function spreadText(book: BookFrame): string {
  const bid = book.bids[0];
  const ask = book.asks[0];
  if (bid === undefined || ask === undefined) return "";
  return bpsText(((ask.price - bid.price) * 20_000) / (ask.price + bid.price));
}
