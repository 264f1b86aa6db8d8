import { type BookFrame } from "#apps/terminal/model/book-frame";
import { ageText, bpsText, priceText } from "#apps/terminal/view/number-text";
import { type Health } from "#client/api";

/** A state with its sign, so that colour is never alone. */
export interface StateView {
  readonly kind: "live" | "resyncing" | "stale" | "waiting";
  readonly word: string;
  readonly sign: "live" | "busy" | "broken";
}

export interface MarketRow {
  readonly venue: string;
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
  readonly venue: string;
  readonly name: string;
  /** The name with its venue, where there are several. */
  readonly label: string;
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
  return markets.map(({ venue, name, book, last }, index) => ({
    venue,
    name,
    chosen: index === chosen,
    last: last === undefined ? "" : priceText(last.price, book.priceScale),
    lastSide: last?.side,
    spreadBps: spreadText(book),
    age: ageText(book.ageMs),
    state: stateView(book),
  }));
}

/** One venue above its markets: its health in a word, and how its books are proven. */
export interface VenueRow {
  readonly name: string;
  readonly state: StateView;
  readonly proof: string;
}

/** The venues in the order of their markets. */
export function venuesView(
  health: readonly Health[],
  books: readonly { readonly venue: string; readonly proof: "sequence" | "image" }[],
): readonly VenueRow[] {
  return health.map(({ venue, state }) => ({
    name: venue,
    state: healthState(state),
    proof: [...new Set(books.filter((book) => book.venue === venue).map(({ proof }) => proof))].join(", "),
  }));
}

function healthState(state: Health["state"]): StateView {
  switch (state) {
    case "ready":
      return { kind: "live", word: "ready", sign: "live" };
    case "connecting":
      return { kind: "waiting", word: "connecting", sign: "busy" };
    case "degraded":
      return { kind: "resyncing", word: "degraded", sign: "busy" };
    case "maintenance":
    case "failed":
    case "closed":
      return { kind: "stale", word: state, sign: "broken" };
  }
}

function spreadText(book: BookFrame): string {
  const bid = book.bids[0];
  const ask = book.asks[0];
  if (bid === undefined || ask === undefined) return "";
  return bpsText(((ask.price - bid.price) * 20_000) / (ask.price + bid.price));
}
