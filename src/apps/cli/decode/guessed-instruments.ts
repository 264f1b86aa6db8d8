// Frames without a venue to ask: a book message does not say how many decimals its instrument has, so they are taken from the numbers
// of the message itself. Every symbol is believed to exist.

import { instrumentId, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { decimalPlaces, trimDecimal } from "#core/decimal";
import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";
import { type SizeUnit } from "#core/quantity";

/** More decimals than this do not fit any instrument; such a number then fails as it would in a feed. */
const SCALE_MAX = 22;
const NODES_MAX = 200_000;
const PRICE_KEYS = new Set(["price", "last", "open", "high", "low", "close"]);
const SIZE_KEYS = new Set(["size", "volume"]);

export interface GuessedScales {
  readonly price: number;
  readonly size: number;
  /** How a message wrote its numbers, by their shortest form: one scale for all would otherwise add zeros that nobody sent. */
  readonly spelling: ReadonlyMap<string, string>;
}

/** The scales of a message without numbers. */
export const NO_SCALES: GuessedScales = { price: 0, size: 0, spelling: new Map() };

/** The decimals of the prices and of the sizes that a JSON text holds; zero where it holds none, or is no JSON. */
export function guessScales(text: string): GuessedScales {
  const scales = { price: 0, size: 0, spelling: new Map<string, string>() };
  try {
    // Numbers are read as text first: a double has already forgotten trailing zeros.
    visit(JSON.parse(text.replace(/([[:,]\s*)(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=\s*[,\]}])/g, '$1"$2"')), scales, { nodes: 0 });
  } catch {
    // The codec says what is wrong with it.
  }
  return { ...scales, price: Math.min(scales.price, SCALE_MAX), size: Math.min(scales.size, SCALE_MAX) };
}

/** The same with the most decimals of any number for both: for messages whose figures have names of their own. */
export function widestScales(text: string): GuessedScales {
  const numbers = [...text.matchAll(/-?\d+\.(\d+)/g)];
  const widest = numbers.reduce((most, [, places = ""]) => Math.max(most, places.length), 0);
  const spelling = new Map(numbers.map(([number]) => [trimDecimal(number), number]));
  return { price: Math.min(widest, SCALE_MAX), size: Math.min(widest, SCALE_MAX), spelling };
}

/** A table in which every symbol exists, at the same scales. Two questions for one symbol get the same instrument. */
export function guessedTable(guess: {
  readonly venue: string;
  readonly sizeUnit: SizeUnit;
  readonly scales: GuessedScales;
}): InstrumentTable {
  const known = new Map<string, Instrument>();
  return {
    all: [],
    find: () => [],
    bySymbol(product, symbol) {
      const found = known.get(symbol) ?? guessedInstrument(product, symbol, guess);
      known.set(symbol, found);
      return found;
    },
  };
}

/** An instrument of which nothing is known but its symbol and the numbers of a message. */
export function guessedInstrument(
  product: Product,
  symbol: string,
  guess: { readonly venue: string; readonly sizeUnit: SizeUnit; readonly scales: GuessedScales },
): Instrument {
  const [base = symbol, quote = ""] = symbol.split(/[-_]/);
  return {
    venue: guess.venue,
    product,
    kind: product === "spot" ? "spot" : "perpetual",
    symbol: venueSymbol(symbol),
    id: instrumentId(symbol),
    base,
    quote,
    priceScale: guess.scales.price,
    sizeScale: guess.scales.size,
    tick: priceUnits(1),
    lot: sizeUnits(1),
    minSize: sizeUnits(1),
    sizeUnit: guess.sizeUnit,
    contractSize: "1",
    status: "trading",
  };
}

interface Found {
  price: number;
  size: number;
  readonly spelling: Map<string, string>;
}

/** Pairs are price and size; named values are what their name says. */
function visit(value: unknown, found: Found, seen: { nodes: number }): void {
  seen.nodes += 1;
  if (typeof value !== "object" || value === null || seen.nodes > NODES_MAX) return;
  if (Array.isArray(value)) {
    const [price, size] = value;
    if (value.length === 2 && typeof price === "string" && typeof size === "string") {
      note(found, "price", price);
      note(found, "size", size);
    } else for (const inner of value) visit(inner, found, seen);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== "string") visit(inner, found, seen);
    else if (PRICE_KEYS.has(key)) note(found, "price", inner);
    else if (SIZE_KEYS.has(key)) note(found, "size", inner);
  }
}

function note(found: Found, what: "price" | "size", text: string): void {
  const decimals = decimalPlaces(text);
  if (decimals === undefined) return;
  // Zeros at the end count: what is printed should look like what came.
  const written = /^\d+\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
  found[what] = Math.max(found[what], decimals, written);
  found.spelling.set(trimDecimal(text), text);
}
