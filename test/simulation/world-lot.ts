// A lot: worlds of one way of speaking, told apart by their seeds, of which some hold an account and some trade.

import { expectedAccountIds, expectedIds, expectedOrderIds } from "./expected-ids.ts";
import { runOrderWorld } from "./order-world.ts";
import { addWorld, emptyTally, fail, type Tally } from "./tally.ts";
import { runWorld, type WorldResult } from "./world.ts";
import { WORLD_VENUES, type WorldVenue } from "./world-venues.ts";

/** Every so many seeds one is run twice and must give the same bytes (I13). */
const REPEAT_EVERY = 50;
/** The same for those of the worlds that trade, which are few. */
const TRADING_REPEAT_EVERY = 20;

export interface Lot {
  /** A key of `WORLD_VENUES`. */
  readonly venue: string;
  /** The first seed. */
  readonly from: number;
  readonly worlds: number;
  /** Every so many seeds one holds an account, and one trades; 0 for none. */
  readonly accountEvery: number;
  readonly tradingEvery: number;
}

/** How worlds treat the lot's venue. Throws RangeError for one that they do not know. */
export function treatmentOf({ venue }: Lot): WorldVenue {
  const treatment = WORLD_VENUES[venue];
  if (treatment === undefined) throw new RangeError(`--venue takes ${Object.keys(WORLD_VENUES).join(", ")}.`);
  return treatment;
}

/** Runs the lot's worlds, or as many of them as `part` tells. */
export function runLot(lot: Lot, part: { readonly from: number; readonly worlds: number } = lot): Tally {
  const tally = emptyTally();
  for (let seed = part.from; seed < part.from + part.worlds; seed += 1) {
    try {
      runInto(tally, lot, seed);
    } catch (error) {
      // One that ends in the middle is a broken one like any other: its seed is named, and the rest is run.
      fail(tally, { seed, plan: [], lastEvents: [] }, [
        `it threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      ]);
    }
  }
  return tally;
}

function runInto(tally: Tally, lot: Lot, seed: number): void {
  const result = runSeed(lot, seed);
  addWorld(tally, result);
  if (!isRepeated(lot, seed)) return;
  tally.repeats += 1;
  if (runSeed(lot, seed).digest !== result.digest) fail(tally, result, ["I13: the same seed gave other bytes"]);
}

function runSeed(lot: Lot, seed: number): WorldResult {
  const { accountEvery, tradingEvery } = lot;
  const options = { venue: treatmentOf(lot).venue, as: lot.venue, seed, accountEvery, tradingEvery };
  return trades(lot, seed) ? runOrderWorld(options) : runWorld(options);
}

const trades = ({ tradingEvery }: Lot, seed: number): boolean => tradingEvery > 0 && seed % tradingEvery === 0;

const isRepeated = (lot: Lot, seed: number): boolean =>
  seed % REPEAT_EVERY === 0 || (trades(lot, seed) && (seed / lot.tradingEvery) % TRADING_REPEAT_EVERY === 0);

/** Every fault that strikes in a lot that is large enough. */
export function expectedOf(lot: Lot): readonly string[] {
  const { venue, without, account } = treatmentOf(lot);
  const { id } = venue.description;
  const ids = new Set([
    ...expectedIds(id, without),
    ...(account === false || lot.accountEvery === 0 ? [] : expectedAccountIds(id, without)),
    ...(lot.tradingEvery === 0 ? [] : expectedOrderIds(id, without)),
  ]);
  return [...ids];
}
