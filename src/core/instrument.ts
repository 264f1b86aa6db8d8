import { type InstrumentId, instrumentId, type PriceUnits, type SizeUnits, type VenueSymbol } from "#core/brand";
import { parseDecimal } from "#core/decimal";
import { InvariantError } from "#core/error";
import { Decimal, type Size, type SizeUnit } from "#core/quantity";

/** A venue's short name: `lmex`, `lbank`, `weex`, or one that a user adds. */
export type VenueId = string;

/** A venue's own word for a family of instruments: `futures`, `spot`, `contract`, or what a further venue calls its own. */
export type Product = string;

export type InstrumentKind = "spot" | "perpetual" | "dated-future";

export type InstrumentStatus = "trading" | "halted" | "delisted" | "unrecognized";

/** One tradable thing on one venue, with the rules that make its numbers exact. */
export interface Instrument {
  readonly venue: VenueId;
  readonly product: Product;
  readonly kind: InstrumentKind;
  /** The venue's own spelling. */
  readonly symbol: VenueSymbol;
  /** The unified spelling: `BTC/USDT` (spot), `BTC/USDT:USDT` (perpetual), `BTC/USDT:USDT-260925` (dated). */
  readonly id: InstrumentId;
  readonly base: string;
  readonly quote: string;
  /** The currency that profit is paid in; absent for spot. */
  readonly settle?: string;
  /** Decimal places of every price of this instrument, 0 to 22. */
  readonly priceScale: number;
  /** Decimal places of every size of this instrument, 0 to 22. */
  readonly sizeScale: number;
  /** The price step, in price units. */
  readonly tick: PriceUnits;
  /** The size step, in size units. */
  readonly lot: SizeUnits;
  readonly minSize: SizeUnits;
  readonly maxSize?: SizeUnits;
  /** The least value of an order in the quote currency, decimal text. */
  readonly minNotional?: string;
  readonly sizeUnit: SizeUnit;
  /** Base coins in one unit of size, decimal text; "1" where sizes are base coins. */
  readonly contractSize: string;
  readonly status: InstrumentStatus;
}

/** Writes the unified spelling. `expiry` is YYMMDD and only for dated futures. */
export function unifiedId(parts: { base: string; quote: string; settle?: string; expiry?: string }): InstrumentId {
  const pair = `${parts.base}/${parts.quote}`;
  const settled = parts.settle === undefined ? pair : `${pair}:${parts.settle}`;
  return instrumentId(parts.expiry === undefined ? settled : `${settled}-${parts.expiry}`);
}

/** What a number of units means. */
export type Scales = Pick<Instrument, "priceScale" | "sizeScale">;

/** Whether a number of units means the same in both. */
export function sameScales(one: Scales, other: Scales): boolean {
  return one.priceScale === other.priceScale && one.sizeScale === other.sizeScale;
}

/**
 * A size in base coins, exactly: what venues with contracts of different sizes are compared in. A size that carries its own contract size
 * keeps it; `instrument` tells it for the others.
 */
export function baseSize(instrument: Instrument, size: Size): Decimal {
  if (size.unit === "base") return Decimal.of(size);
  const coins = parseDecimal(size.contractSize ?? instrument.contractSize);
  if (coins === undefined) {
    throw new InvariantError("bad-contract-size", `${instrument.venue} ${instrument.id} has a contract size that is no number.`);
  }
  return Decimal.of(size).times(Decimal.of(coins));
}

/** The instruments of one connection, found by either spelling. */
export interface InstrumentTable {
  readonly all: readonly Instrument[];
  /** By the venue's spelling within one product; undefined when the venue has no such symbol. */
  bySymbol(product: Product, symbol: string): Instrument | undefined;
  /**
   * By either spelling over all products: none, one, or several when products share the name. Upper and lower case are the same; a symbol
   * without marks, in another case than its own, may also mean one that has marks between its parts.
   */
  find(name: string): readonly Instrument[];
}

/** Builds an immutable table. Later entries win over earlier ones of the same product and symbol. */
export function instrumentTable(instruments: Iterable<Instrument>): InstrumentTable {
  const byKey = new Map<string, Instrument>();
  for (const instrument of instruments) byKey.set(`${instrument.product} ${instrument.symbol}`, instrument);
  const all = [...byKey.values()];
  const byName = new Map<string, Instrument[]>();
  const byLetters = new Map<string, Instrument[]>();
  for (const instrument of all) {
    for (const name of new Set([instrument.symbol.toLowerCase(), instrument.id.toLowerCase()])) added(byName, name, instrument);
    added(byLetters, lettersOf(instrument.symbol), instrument);
  }
  return {
    all,
    bySymbol: (product, symbol) => byKey.get(`${product} ${symbol}`),
    find(name) {
      const lower = name.toLowerCase();
      const found = byName.get(lower) ?? [];
      const letters = lettersOf(name);
      if (letters !== lower || found.length === 0 || found.some(({ symbol, id }) => symbol === name || id.toLowerCase() === lower))
        return found;
      // `btcusdt` is no symbol where contracts are BTCUSDT and spot is btc_usdt: whoever writes it may mean either.
      return [...new Set([...found, ...(byLetters.get(letters) ?? [])])];
    },
  };
}

const lettersOf = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

function added(map: Map<string, Instrument[]>, name: string, instrument: Instrument): void {
  const known = map.get(name);
  if (known === undefined) map.set(name, [instrument]);
  else known.push(instrument);
}
