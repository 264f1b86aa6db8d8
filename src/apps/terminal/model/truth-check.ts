// "Wrong reads" is measured here, not claimed: every live hand-out is held against the market's own book at the sequence that the
// hand-out tells. A hand-out whose sequence the market no longer remembers is counted as unchecked, never as right.

import { type BookLevel, type BookView } from "#client/api";
import { trimDecimal } from "#core/decimal";

/** A market's own book at a sequence, as decimal texts, best first. */
export interface TrueBook {
  readonly bids: readonly (readonly [price: string, size: string])[];
  readonly asks: readonly (readonly [price: string, size: string])[];
}

/** Asks the simulated market itself; undefined when it does not remember that sequence. */
export type TruthOracle = (query: {
  readonly venue: string;
  readonly product: string;
  readonly symbol: string;
  readonly sequence: string;
}) => TrueBook | undefined;

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

  /** Compares one hand-out. Only live ones promise anything. Returns false when it was wrong. */
  handedOut(view: BookView): boolean {
    if (view.state !== "live") return true;
    const { venue, product, symbol } = view.instrument;
    const truth = view.sequence === undefined ? undefined : this.#oracle({ venue, product, symbol, sequence: view.sequence });
    if (truth === undefined) {
      this.#unchecked += 1;
      return true;
    }
    this.#compared += 1;
    const right = agrees(view.bids, truth.bids, view.depth) && agrees(view.asks, truth.asks, view.depth);
    if (!right) this.#wrong += 1;
    return right;
  }
}

/** Level by level, exactly; a side may be shorter than `depth` only when the true side is as short. */
function agrees(ours: readonly BookLevel[], truth: readonly (readonly [string, string])[], depth: number): boolean {
  if (ours.length !== Math.min(truth.length, depth)) return false;
  return ours.every((level, rank) => {
    const [price, size] = truth[rank] ?? ["", ""];
    return sameDecimal(level.price.toString(), price) && sameDecimal(level.size.toString(), size);
  });
}

/** Equal texts, or equal but for zeros behind the point. */
function sameDecimal(ours: string, theirs: string): boolean {
  return ours === theirs || (ours.includes(".") || theirs.includes(".") ? trimDecimal(ours) === trimDecimal(theirs) : false);
}
