// "Wrong reads" is measured here, not claimed: every live hand-out is held against the market's own book at the sequence that the
// hand-out tells, or at the time of its image. What the market no longer remembers is counted as unchecked, never as right.

import { type BookLevel, type BookView } from "#client/api";
import { type EpochMs } from "#core/brand";
import { rescale } from "#core/decimal";
import { type Product } from "#core/instrument";

/** A market's own book at a sequence, best first, in units of its own scales. */
export interface TrueBook {
  readonly priceScale: number;
  readonly sizeScale: number;
  readonly bids: readonly (readonly [price: number, size: number])[];
  readonly asks: readonly (readonly [price: number, size: number])[];
}

/** Asks the simulated market itself; undefined when it does not remember that book. */
export type TruthOracle = (query: {
  readonly venue: string;
  readonly product: Product;
  readonly symbol: string;
  /** The number that the book is at; of an image, which has none, the venue's time of it. */
  readonly at: { readonly sequence: string } | { readonly venueTime: EpochMs };
}) => TrueBook | undefined;

/** What a hand-out turned out to be. `silent` is one that is not live: it promises nothing. */
export type Finding = "right" | "wrong" | "unchecked" | "silent";

/** What was compared so far. */
export interface TruthTally {
  readonly compared: number;
  readonly wrong: number;
  /** Live hand-outs that could not be compared. */
  readonly unchecked: number;
}

/** Counts hand-outs that were right, wrong, or could not be checked. */
export class TruthCheck {
  readonly #oracle: TruthOracle;
  #compared = 0;
  #wrong = 0;
  #unchecked = 0;

  constructor(oracle: TruthOracle) {
    this.#oracle = oracle;
  }

  get tally(): TruthTally {
    return { compared: this.#compared, wrong: this.#wrong, unchecked: this.#unchecked };
  }

  /** Compares one hand-out and counts what it was. */
  handedOut(view: BookView): Finding {
    if (view.state !== "live") return "silent";
    const { venue, product, symbol } = view.instrument;
    const at = positionOf(view);
    const truth = at === undefined ? undefined : this.#oracle({ venue, product, symbol, at });
    if (truth === undefined) {
      this.#unchecked += 1;
      return "unchecked";
    }
    this.#compared += 1;
    const right =
      agrees(view.bids, { levels: truth.bids, truth, depth: view.depth }) &&
      agrees(view.asks, { levels: truth.asks, truth, depth: view.depth });
    if (!right) this.#wrong += 1;
    return right ? "right" : "wrong";
  }
}

function positionOf({ sequence, venueTime, proof }: BookView): Parameters<TruthOracle>[0]["at"] | undefined {
  if (sequence !== undefined) return { sequence };
  return proof === "image" && venueTime !== undefined ? { venueTime } : undefined;
}

interface TrueSide {
  readonly levels: readonly (readonly [price: number, size: number])[];
  readonly truth: TrueBook;
  readonly depth: number;
}

/** Level by level, exactly; a side may be shorter than `depth` only when the true side is as short. */
function agrees(ours: readonly BookLevel[], { levels, truth, depth }: TrueSide): boolean {
  if (ours.length !== Math.min(levels.length, depth)) return false;
  return ours.every(({ price, size }, rank) => {
    const [truePrice, trueSize] = levels[rank] ?? [Number.NaN, Number.NaN];
    return (
      price.units === rescale(truePrice, truth.priceScale, price.scale) && size.units === rescale(trueSize, truth.sizeScale, size.scale)
    );
  });
}
