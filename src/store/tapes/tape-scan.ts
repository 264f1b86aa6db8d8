// A tape says nowhere how fine its prices are, so it is read once before it is played: scales are the most decimal places that any
// number needs, tick and lot the greatest common divisor of the book's prices and sizes.

import { priceUnits, sizeUnits } from "#core/brand";
import { type ParsedDecimal, parseDecimal } from "#core/decimal";
import { UsageError } from "#core/error";
import { type SourceRules } from "#core/market-source";
import { badRow, readBookRows, readTradeRows, shown } from "#store/tapes/tape-rows";

/** More places than any market has; beyond, units would pass 2^53 at once. */
const SCALE_MAX = 12;

export interface TapePaths {
  readonly book: string;
  readonly trades?: string;
}

/** Reads a tape from end to end and tells its scales and steps. Throws UsageError for the first row that cannot be played, and for a tape without a book. */
export async function scanTape(paths: TapePaths): Promise<SourceRules> {
  const prices = new Grid();
  const sizes = new Grid();
  let isEmpty = true;
  for await (const row of readBookRows(paths.book)) {
    prices.see(positive(paths.book, row.line, row.price), "grid");
    sizes.see(decimal(paths.book, row.line, row.amount), "grid");
    isEmpty = false;
  }
  if (isEmpty) throw new UsageError("tape-empty", `Tape ${paths.book} has no rows, so there is no book to play.`);
  if (paths.trades !== undefined) {
    for await (const row of readTradeRows(paths.trades)) {
      prices.see(positive(paths.trades, row.line, row.price), "scale");
      sizes.see(positive(paths.trades, row.line, row.amount), "scale");
    }
  }
  prices.checkExact("price");
  sizes.checkExact("amount");
  return {
    priceScale: prices.scale,
    sizeScale: sizes.scale,
    tick: priceUnits(prices.step()),
    lot: sizeUnits(sizes.step()),
  };
}

interface ReadNumber extends ParsedDecimal {
  readonly text: string;
  readonly path: string;
  readonly line: number;
}

/** The finest grid that numbers seen so far lie on. */
class Grid {
  scale = 0;
  #divisor = 0n;
  /** The largest number seen, and its units at the scale. */
  #largest: ReadNumber | undefined = undefined;
  #largestUnits = 0n;
  /** Book prices repeat; a text seen before teaches nothing. */
  readonly #seen = new Set<string>();

  see(number: ReadNumber, teaches: "grid" | "scale"): void {
    if (this.#seen.has(number.text)) return;
    if (this.#seen.size >= SEEN_MAX) this.#seen.clear();
    this.#seen.add(number.text);
    const { mantissa, decimals } = trimmed(number);
    if (decimals > this.scale) {
      const finer = 10n ** BigInt(decimals - this.scale);
      this.#divisor *= finer;
      this.#largestUnits *= finer;
      this.scale = decimals;
    }
    const units = mantissa * 10n ** BigInt(this.scale - decimals);
    if (teaches === "grid") this.#divisor = greatestCommonDivisor(this.#divisor, units);
    if (units > this.#largestUnits) {
      this.#largestUnits = units;
      this.#largest = number;
    }
  }

  /** Throws UsageError for a number that has no exact units at the final scale. */
  checkExact(what: "price" | "amount"): void {
    if (this.#largest === undefined || this.#largestUnits <= BigInt(Number.MAX_SAFE_INTEGER)) return;
    const { path, line, text } = this.#largest;
    throw badRow(path, line, `${what} ${shown(text)} passes 2^53 units at the tape's ${this.scale} decimal places`);
  }

  /** The grid's step in units of its scale; 1 when only zeros were seen. */
  step(): number {
    return this.#divisor === 0n ? 1 : Number(this.#divisor);
  }
}

/** Texts that a grid remembers before it begins anew. */
const SEEN_MAX = 100_000;

function greatestCommonDivisor(one: bigint, other: bigint): bigint {
  let [larger, smaller] = [one, other];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

function trimmed({ mantissa, decimals }: ParsedDecimal): ParsedDecimal {
  if (mantissa === 0n) return { mantissa, decimals: 0 };
  let whole = mantissa;
  let places = decimals;
  while (places > 0 && whole % 10n === 0n) {
    whole /= 10n;
    places -= 1;
  }
  return { mantissa: whole, decimals: places };
}

function decimal(path: string, line: number, text: string): ReadNumber {
  const parsed = parseDecimal(text);
  if (parsed === undefined || parsed.mantissa < 0n) throw badRow(path, line, `${shown(text)} is no decimal number of 0 or more`);
  if (trimmed(parsed).decimals > SCALE_MAX) throw badRow(path, line, `${shown(text)} has more than ${SCALE_MAX} decimal places`);
  return { ...parsed, text, path, line };
}

function positive(path: string, line: number, text: string): ReadNumber {
  const parsed = decimal(path, line, text);
  if (parsed.mantissa === 0n) throw badRow(path, line, "a price and a trade's amount must be above 0");
  return parsed;
}
