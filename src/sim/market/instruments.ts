// The instruments of a simulated venue, made from what its dialect lists.

import { type PriceUnits, priceUnits, type SizeUnits, sizeUnits, venueSymbol } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { UsageError } from "#core/error";
import { type Instrument, type Product, unifiedId } from "#core/instrument";
import { type Cadence } from "#sim/market/simulated-market";
import { type Dialect, type ListedInstrument } from "#venues/dialect";

/** An instrument and where its simulated market begins. */
export interface Listing {
  readonly instrument: Instrument;
  readonly startPrice: PriceUnits;
  /** A usual order's size. */
  readonly usualSize: SizeUnits;
  /** How the venue publishes its books, where not as markets do by default. */
  readonly cadence?: Cadence;
  readonly windowLevels?: number;
}

/** The most further markets that one simulated venue lists. */
export const EXTRA_MARKETS_MAX = 1_000;

/** How many markets a venue lists, and of what. */
export interface ListingWish {
  /** Further markets like the first, named `SIM001-PERP` and so on. Default none. */
  readonly further?: number;
  /** Only markets of this product; all when left out. */
  readonly product?: Product;
}

/** What a dialect's venue lists. */
export function listings(dialect: Pick<Dialect, "venue" | "listings" | "publication">, wish: ListingWish = {}): readonly Listing[] {
  const { further: extra = 0, product } = wish;
  if (!Number.isInteger(extra) || extra < 0 || extra > EXTRA_MARKETS_MAX) {
    throw new UsageError("markets", `Cannot list ${extra} further markets; use a whole number from 0 to ${EXTRA_MARKETS_MAX}.`);
  }
  const texts = dialect.listings.filter((text) => product === undefined || text.product === product);
  const [model] = texts;
  const further = model === undefined ? [] : Array.from({ length: extra }, (_, index) => furtherMarket(model, index + 1));
  return [...texts, ...further].map((text) => listing(dialect, text));
}

/** A market like the venue's first one, with a price and a name of its own. */
function furtherMarket(model: ListedInstrument, number: number): ListedInstrument {
  const base = `SIM${String(number).padStart(3, "0")}`;
  // In the case that the venue writes: `SIM001-PERP`, `sim001_usdt`.
  const symbol = model.symbol.replace(new RegExp(model.base, "i"), (found) => (found === found.toLowerCase() ? base.toLowerCase() : base));
  return { ...model, base, symbol, startPrice: `${500 + ((number * 37) % 1_000)}.0` };
}

function listing({ venue, publication }: Pick<Dialect, "venue" | "publication">, text: ListedInstrument): Listing {
  const { product, kind, base, quote = "USDT", priceScale, sizeScale } = text;
  const isContract = text.contractSize !== undefined;
  const price = (decimal: string): PriceUnits => priceUnits(units(decimal, priceScale));
  const size = (decimal: string): SizeUnits => sizeUnits(units(decimal, sizeScale));
  const instrument: Instrument = {
    venue,
    product,
    kind,
    symbol: venueSymbol(text.symbol),
    id: unifiedId(kind === "spot" ? { base, quote } : { base, quote, settle: quote }),
    base,
    quote,
    ...(kind === "spot" ? {} : { settle: quote }),
    priceScale,
    sizeScale,
    tick: price(text.tick),
    lot: size(text.lot),
    minSize: size(text.minSize),
    maxSize: size(text.maxSize),
    sizeUnit: isContract ? "contract" : "base",
    contractSize: text.contractSize ?? "1",
    status: "trading",
  };
  const market = { instrument, startPrice: price(text.startPrice), usualSize: size(text.usualSize) };
  if (publication === undefined) return market;
  return { ...market, windowLevels: publication.windowLevels, cadence: { kind: "conflated", everyMs: publication.everyMs } };
}

function units(decimal: string, scale: number): number {
  const exact = textToUnits(decimal, scale);
  if (exact === undefined)
    throw new UsageError("listing", `The listing's number ${decimal} does not fit scale ${scale}; mend the listing.`);
  return exact;
}
