// Which instruments a simulated venue lists. Their rules and prices are invented, realistic simulator data, keyed by venue.

import { type PriceUnits, priceUnits, type SizeUnits, sizeUnits, venueSymbol } from "#core/brand";
import { textToUnits } from "#core/decimal";
import { UsageError } from "#core/error";
import { type Instrument, type InstrumentKind, type Product, unifiedId, type VenueId } from "#core/instrument";
import { type Cadence } from "#sim/market/simulated-market";

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

/** A listing as a person writes it: decimal texts, with places as the venue prints them. */
interface ListingText {
  readonly product: Product;
  readonly kind: InstrumentKind;
  readonly symbol: string;
  readonly base: string;
  readonly priceScale: number;
  readonly sizeScale: number;
  readonly tick: string;
  readonly lot: string;
  readonly minSize: string;
  readonly maxSize: string;
  /** Coins in a contract; absent where sizes are coins. */
  readonly contractSize?: string;
  readonly startPrice: string;
  readonly usualSize: string;
}

const LMEX: readonly ListingText[] = [
  {
    product: "futures",
    kind: "perpetual",
    symbol: "BTC-PERP",
    base: "BTC",
    priceScale: 1,
    sizeScale: 0,
    tick: "0.1",
    lot: "1",
    minSize: "1",
    maxSize: "100000",
    contractSize: "0.001",
    startPrice: "64250.0",
    usualSize: "400",
  },
  {
    product: "futures",
    kind: "perpetual",
    symbol: "ETH-PERP",
    base: "ETH",
    priceScale: 2,
    sizeScale: 0,
    tick: "0.05",
    lot: "1",
    minSize: "1",
    maxSize: "60000",
    contractSize: "0.01",
    startPrice: "3120.45",
    usualSize: "900",
  },
  {
    product: "spot",
    kind: "spot",
    symbol: "BTC-USDT",
    base: "BTC",
    priceScale: 1,
    sizeScale: 5,
    tick: "0.1",
    lot: "0.00001",
    minSize: "0.00001",
    maxSize: "2000",
    startPrice: "64245.0",
    usualSize: "0.25",
  },
  {
    product: "spot",
    kind: "spot",
    symbol: "ETH-USDT",
    base: "ETH",
    priceScale: 2,
    sizeScale: 4,
    tick: "0.01",
    lot: "0.0001",
    minSize: "0.0001",
    maxSize: "5000",
    startPrice: "3120.20",
    usualSize: "3",
  },
];

const LBANK: readonly ListingText[] = [
  {
    product: "spot",
    kind: "spot",
    symbol: "btc_usdt",
    base: "BTC",
    priceScale: 2,
    sizeScale: 5,
    tick: "0.01",
    lot: "0.00001",
    minSize: "0.00003",
    maxSize: "2000",
    startPrice: "64246.50",
    usualSize: "0.25",
  },
  {
    product: "spot",
    kind: "spot",
    symbol: "eth_usdt",
    base: "ETH",
    priceScale: 2,
    sizeScale: 4,
    tick: "0.01",
    lot: "0.0001",
    minSize: "0.001",
    maxSize: "5000",
    startPrice: "3120.30",
    usualSize: "3",
  },
  {
    product: "contract",
    kind: "perpetual",
    symbol: "BTCUSDT",
    base: "BTC",
    priceScale: 1,
    sizeScale: 0,
    tick: "0.1",
    lot: "1",
    minSize: "1",
    maxSize: "1000000",
    contractSize: "0.0001",
    startPrice: "64252.0",
    usualSize: "4000",
  },
  {
    product: "contract",
    kind: "perpetual",
    symbol: "ETHUSDT",
    base: "ETH",
    priceScale: 2,
    sizeScale: 0,
    tick: "0.01",
    lot: "1",
    minSize: "1",
    maxSize: "600000",
    contractSize: "0.001",
    startPrice: "3120.60",
    usualSize: "9000",
  },
];

/** Symbols of contracts as V3 writes them; the same symbol on spot is another market, on purpose. */
const WEEX: readonly ListingText[] = [
  {
    product: "contract",
    kind: "perpetual",
    symbol: "BTCUSDT",
    base: "BTC",
    priceScale: 1,
    sizeScale: 4,
    tick: "0.1",
    lot: "0.0001",
    minSize: "0.0001",
    maxSize: "1200",
    startPrice: "64260.0",
    usualSize: "0.4",
  },
  {
    product: "contract",
    kind: "perpetual",
    symbol: "ETHUSDT",
    base: "ETH",
    priceScale: 2,
    sizeScale: 3,
    tick: "0.01",
    lot: "0.001",
    minSize: "0.001",
    maxSize: "50000",
    startPrice: "3120.60",
    usualSize: "9",
  },
  {
    product: "contract",
    kind: "perpetual",
    symbol: "ADAUSDT",
    base: "ADA",
    priceScale: 4,
    sizeScale: 0,
    tick: "0.0001",
    lot: "1",
    minSize: "1",
    maxSize: "9000000",
    startPrice: "0.8125",
    usualSize: "15000",
  },
  {
    product: "spot",
    kind: "spot",
    symbol: "BTCUSDT",
    base: "BTC",
    priceScale: 2,
    sizeScale: 5,
    tick: "0.01",
    lot: "0.00001",
    minSize: "0.00001",
    maxSize: "500",
    startPrice: "64251.00",
    usualSize: "0.25",
  },
  {
    product: "spot",
    kind: "spot",
    symbol: "ETHUSDT",
    base: "ETH",
    priceScale: 2,
    sizeScale: 5,
    tick: "0.01",
    lot: "0.00001",
    minSize: "0.0001",
    maxSize: "8000",
    startPrice: "3119.90",
    usualSize: "3",
  },
  {
    product: "spot",
    kind: "spot",
    symbol: "ADAUSDT",
    base: "ADA",
    priceScale: 4,
    sizeScale: 1,
    tick: "0.0001",
    lot: "0.1",
    minSize: "1",
    maxSize: "2000000",
    startPrice: "0.8123",
    usualSize: "4000",
  },
];

/** By venue. A further venue adds its own listings here. */
const DEFAULTS: ReadonlyMap<VenueId, readonly ListingText[]> = new Map([
  ["lmex", LMEX],
  ["lbank", LBANK],
  ["weex", WEEX],
]);

/** How a venue publishes its books. WEEX tells what changed in half a second at once, of 200 levels a side. */
const PUBLICATION: ReadonlyMap<VenueId, Pick<Listing, "cadence" | "windowLevels">> = new Map([
  ["weex", { cadence: { kind: "conflated", everyMs: 500 }, windowLevels: 200 }],
]);

/** The most further markets that one simulated venue lists. */
export const EXTRA_MARKETS_MAX = 1_000;

/** What a venue lists by default, and `extra` further perpetuals named `SIM001-PERP` and so on. Venues without data list nothing. */
export function listings(venue: VenueId, extra = 0): readonly Listing[] {
  if (!Number.isInteger(extra) || extra < 0 || extra > EXTRA_MARKETS_MAX) {
    throw new UsageError("markets", `Cannot list ${extra} further markets; use a whole number from 0 to ${EXTRA_MARKETS_MAX}.`);
  }
  const texts = DEFAULTS.get(venue);
  const model = texts?.[0];
  if (texts === undefined || model === undefined) return [];
  const further = Array.from({ length: extra }, (_, index) => furtherMarket(model, index + 1));
  return [...texts, ...further].map((text) => listing(venue, text));
}

/** A market like the venue's first one, with a price and a name of its own. */
function furtherMarket(model: ListingText, number: number): ListingText {
  const base = `SIM${String(number).padStart(3, "0")}`;
  return { ...model, base, symbol: model.symbol.replace(model.base, base), startPrice: `${500 + ((number * 37) % 1_000)}.0` };
}

function listing(venue: VenueId, text: ListingText): Listing {
  const { product, kind, base, priceScale, sizeScale } = text;
  const quote = "USDT";
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
  return { instrument, startPrice: price(text.startPrice), usualSize: size(text.usualSize), ...PUBLICATION.get(venue) };
}

function units(decimal: string, scale: number): number {
  const exact = textToUnits(decimal, scale);
  if (exact === undefined)
    throw new UsageError("listing", `The listing's number ${decimal} does not fit scale ${scale}; mend the listing.`);
  return exact;
}
