// At what price something is counted. Never the kindest: mark and own mid, whichever is worse, and for a market order the far side of the
// book with the collar on top. A price that cannot be known is undefined, and what needs it does not pass.

import { type BookCitation, type RiskView } from "#core/account/risk";
import { type MonotonicMs, type PriceUnits } from "#core/brand";
import { compare, decimal, type ExactDecimal, fromUnits, plus, times } from "#core/decimal-arithmetic";
import { type Side } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type Clock } from "#core/port";

/** How long the last price of an instrument stands in for one that is missing for a moment, while its book is resyncing say. */
export const PRICE_KEPT_MS = 60_000;
/** Instruments whose last price is kept; the one kept longest makes room. */
const PRICES_MAX = 4_096;

/** The least and the largest of the prices by which an instrument is valued. */
export interface PriceRange {
  readonly low: ExactDecimal;
  readonly high: ExactDecimal;
}

/** The name under which an instrument is one and the same, also after its rules were read again. */
export function instrumentKey(instrument: Instrument): string {
  return `${instrument.product} ${instrument.symbol}`;
}

/** The larger of two decimals. */
export function larger(one: ExactDecimal, other: ExactDecimal): ExactDecimal {
  return compare(one, other) >= 0 ? one : other;
}

/** The price of an instrument's units, exact. */
export function exactPrice(instrument: Instrument, price: PriceUnits): ExactDecimal {
  return fromUnits(price, instrument.priceScale);
}

/** The middle of a live book with both sides, exact; else undefined. */
export function midOf(instrument: Instrument, book: BookCitation): ExactDecimal | undefined {
  if (book.state !== "live" || book.bestBid === undefined || book.bestAsk === undefined) return undefined;
  return { mantissa: (BigInt(book.bestBid) + BigInt(book.bestAsk)) * 5n, decimals: instrument.priceScale + 1 };
}

/** 1 + basis points / 10 000, or 1 − that; 1 without a collar. */
export function collarFactor(bps: ExactDecimal | undefined, direction: "above" | "below"): ExactDecimal {
  const part = bps ?? { mantissa: 0n, decimals: 0 };
  const share = { mantissa: direction === "above" ? part.mantissa : -part.mantissa, decimals: part.decimals + 4 };
  return plus({ mantissa: 1n, decimals: 0 }, share);
}

/** Prices of one account's instruments, as the view tells them now. */
export class Valuation {
  readonly #view: RiskView;
  readonly #clock: Clock;
  readonly #collarBps: ExactDecimal | undefined;
  readonly #kept = new Map<string, { readonly range: PriceRange; readonly at: MonotonicMs }>();

  constructor(options: { readonly view: RiskView; readonly clock: Clock; readonly collarBps: ExactDecimal | undefined }) {
    this.#view = options.view;
    this.#clock = options.clock;
    this.#collarBps = options.collarBps;
  }

  /** Mark and own mid, or what they were up to a minute ago; undefined when nothing is known. */
  range(instrument: Instrument): PriceRange | undefined {
    const key = instrumentKey(instrument);
    const mark = this.#view.mark(instrument);
    const mid = midOf(instrument, this.#view.book(instrument));
    const one = mark === undefined ? mid : decimal(mark);
    const now = this.#clock.monotonic();
    if (one === undefined) {
      const kept = this.#kept.get(key);
      return kept === undefined || now - kept.at > PRICE_KEPT_MS ? undefined : kept.range;
    }
    const other = mid ?? one;
    const range = compare(one, other) <= 0 ? { low: one, high: other } : { low: other, high: one };
    if (!this.#kept.has(key) && this.#kept.size >= PRICES_MAX)
      for (const oldest of this.#kept.keys()) {
        this.#kept.delete(oldest);
        break;
      }
    this.#kept.set(key, { range, at: now });
    return range;
  }

  /** The mark price, else the mid, else the last of them; what profit is counted at. */
  mark(instrument: Instrument): ExactDecimal | undefined {
    const mark = this.#view.mark(instrument);
    return mark === undefined ? midOf(instrument, this.#view.book(instrument)) : decimal(mark);
  }

  /** What a market order may come to trade at: the best price of the other side with the collar on top; else the range with it. */
  market(instrument: Instrument, side: Side): ExactDecimal | undefined {
    const book = this.#view.book(instrument);
    const best = side === "buy" ? book.bestAsk : book.bestBid;
    const price = best === undefined ? this.range(instrument)?.high : exactPrice(instrument, best);
    return price === undefined ? undefined : this.withCollar(price);
  }

  /** The best bid of a book that knows one. */
  bestBid(instrument: Instrument): ExactDecimal | undefined {
    const { bestBid } = this.#view.book(instrument);
    return bestBid === undefined ? undefined : exactPrice(instrument, bestBid);
  }

  /** A price with the collar on top. */
  withCollar(price: ExactDecimal): ExactDecimal {
    return times(price, collarFactor(this.#collarBps, "above"));
  }
}
