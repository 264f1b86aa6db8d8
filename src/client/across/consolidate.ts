import { type BestQuote, type ConsolidatedBook, type CrossSpread, type VenueQuote, type VenueTop } from "#client/across/views";
import { type BookLevel, type BookView } from "#client/api";
import { type InstrumentId } from "#core/brand";
import { UsageError } from "#core/error";
import { baseSize } from "#core/instrument";
import { Decimal } from "#core/quantity";

/** The best bid and ask over books of one instrument, at this moment. Pure; a book that is not live is not read. */
export function consolidate(books: readonly BookView[], merged = 0): ConsolidatedBook {
  const venues = books.map(topOf);
  const bestBid = best(
    venues.map(({ bid }) => bid),
    higher,
  );
  const bestAsk = best(
    venues.map(({ ask }) => ask),
    lower,
  );
  const spread = bestBid === undefined || bestAsk === undefined ? undefined : distance(bestAsk, bestBid);
  return {
    kind: "consolidated",
    instrument: oneInstrument(venues),
    bestBid,
    bestAsk,
    spread: spread?.units,
    spreadBps: spread?.bps,
    crossed: spread !== undefined && spread.units.mantissa <= 0n,
    venues,
    leftOut: venues.filter(({ state }) => state !== "live"),
    merged,
  };
}

/** The bid of one book minus the ask of another, at this moment. Pure. Throws UsageError for books of different pairs. */
export function crossSpread(bidBook: BookView, askBook: BookView, merged = 0): CrossSpread {
  const bidOn = topOf(bidBook);
  const askOn = topOf(askBook);
  const [one, other] = [bidOn.instrument, askOn.instrument];
  if (one.base !== other.base || one.quote !== other.quote) {
    throw new UsageError("different-instruments", `${named(bidOn)} and ${named(askOn)} are not of one pair; no spread was made.`, {
      hint: "choose two markets of the same base and quote currency",
    });
  }
  const { bid } = bidOn;
  const { ask } = askOn;
  if (bid === undefined || ask === undefined) {
    const missing = [...(bid === undefined ? [whyNo("bid", bidOn)] : []), ...(ask === undefined ? [whyNo("ask", askOn)] : [])];
    return { kind: "spread", state: "unknown", bidOn, askOn, missing, merged };
  }
  const { units, bps } = distance(bid, ask);
  const size = bid.size.compare(ask.size) < 0 ? bid.size : ask.size;
  return { kind: "spread", state: "known", bid, ask, spread: units, spreadBps: bps, crossed: units.mantissa > 0n, size, merged };
}

/** One venue's part at this moment. What is read of a live view belongs to one turn. */
export function topOf(book: BookView): VenueTop {
  const { venue, instrument, state, reason, proof, ageMs } = book;
  const live = state === "live";
  const quote = (level: BookLevel | undefined): VenueQuote | undefined =>
    level === undefined ? undefined : { venue, instrument, price: level.price, size: baseSize(instrument, level.size), proof, ageMs };
  const bid = live ? quote(book.bestBid) : undefined;
  const ask = live ? quote(book.bestAsk) : undefined;
  return { venue, instrument, state, reason: live ? undefined : reason, proof, ageMs, bid, ask };
}

const higher = (one: Decimal, other: Decimal): number => one.compare(other);
const lower = (one: Decimal, other: Decimal): number => other.compare(one);

function best(quotes: readonly (VenueQuote | undefined)[], better: (one: Decimal, other: Decimal) => number): BestQuote | undefined {
  let found: VenueQuote | undefined;
  let tied: VenueQuote[] = [];
  for (const quote of quotes) {
    if (quote === undefined) continue;
    const order = found === undefined ? 1 : better(Decimal.of(quote.price), Decimal.of(found.price));
    if (order < 0) continue;
    tied = order > 0 ? [quote] : [...tied, quote];
    if (order > 0 || found === undefined || quote.size.compare(found.size) > 0) found = quote;
  }
  return found === undefined ? undefined : { ...found, tied: tied.filter((quote) => quote !== found).map(({ venue }) => venue) };
}

/** The first price minus the second, exactly, and as a share of the middle between them. */
function distance(one: VenueQuote, other: VenueQuote): { readonly units: Decimal; readonly bps: number } {
  const [first, second] = [Decimal.of(one.price), Decimal.of(other.price)];
  const units = first.minus(second);
  return { units, bps: (units.toNumber() * 20_000) / first.plus(second).toNumber() };
}

function oneInstrument(venues: readonly VenueTop[]): InstrumentId {
  const [first, ...others] = venues;
  if (first === undefined) throw new UsageError("nothing-to-combine", "Nothing was given to consolidate; give books of one instrument.");
  const stranger = others.find(({ instrument }) => instrument.id !== first.instrument.id);
  if (stranger === undefined) return first.instrument.id;
  throw new UsageError(
    "different-instruments",
    `${named(first)} and ${named(stranger)} are not one instrument; nothing was consolidated.`,
    {
      hint: "use the unified spelling, for example BTC/USDT:USDT; for two kinds of one pair, a spread",
    },
  );
}

function whyNo(side: "bid" | "ask", { venue, state, reason }: VenueTop): string {
  return state === "live" ? `${venue} has no ${side}: that side of its book is empty` : `${venue} is ${state} (${reason ?? "unknown"})`;
}

const named = ({ venue, instrument }: VenueTop): string => `${venue} ${instrument.id}`;
