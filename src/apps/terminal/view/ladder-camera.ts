// Where the ladder looks. Prices stand still on the screen while the market moves a little: the camera follows only when the mid
// leaves the middle, and then row by row. The price step of a row also changes rarely, so that bars keep their meaning.

import { type BookFrame, type FrameLevel } from "#apps/terminal/model/book-frame";

/** What the ladder looks at. All in price units, but for `barSize`, in size units. */
export interface Camera {
  /** Prices between two rows. A multiple of the tick. */
  readonly step: number;
  /** The price of the middle row: a multiple of `step`. */
  readonly centre: number;
  /** The size that fills a bar. */
  readonly barSize: number;
}

/** The mid may wander over this share of the rows around the middle before the camera follows. */
const CALM_SHARE = 0.2;
/** Beyond this share it jumps: following row by row would take too long. */
const JUMP_SHARE = 1;
/** A bar's full size falls this much a frame when the book thins, so that bars do not flicker; it rises at once. */
const BAR_DECAY = 0.97;
/** How many levels of each side a window of n rows should show: rows ÷ 2 × this. */
const LEVELS_PER_ROW = 1;
/** The step changes only when the wanted one is off by more than this factor. */
const STEP_SLACK = 1.7;

/** The next camera for a book in a window of `rows`. Undefined while a side is empty and there was none before. */
export function moveCamera(before: Camera | undefined, book: BookFrame, rows: number): Camera | undefined {
  const bid = book.bids[0];
  const ask = book.asks[0];
  if (bid === undefined || ask === undefined || rows < 1) return before;
  const step = chooseStep(before?.step, book, rows);
  const mid = (bid.price + ask.price) / 2;
  const target = Math.round(mid / step) * step;
  const centre = before === undefined || before.step !== step ? target : follow(before.centre, { target, step, rows });
  return { step, centre, barSize: barSize(before?.step === step ? before.barSize : 0, { book, step, rows }) };
}

function follow(centre: number, aim: { readonly target: number; readonly step: number; readonly rows: number }): number {
  const offRows = (aim.target - centre) / aim.step;
  const distance = Math.abs(offRows);
  if (distance <= Math.max(1, aim.rows * CALM_SHARE)) return centre;
  return distance > (aim.rows / 2) * JUMP_SHARE ? aim.target : centre + Math.sign(offRows) * aim.step;
}

/** The smallest round multiple of the tick with which the window reaches as many levels as it has rows. */
function chooseStep(before: number | undefined, book: BookFrame, rows: number): number {
  const wantedLevels = Math.max(1, Math.floor((rows / 2) * LEVELS_PER_ROW));
  const span = Math.max(spanOf(book.bids, wantedLevels), spanOf(book.asks, wantedLevels), book.tick);
  const ideal = Math.max(1, span / Math.max(1, rows / 2) / book.tick);
  if (before !== undefined && before % book.tick === 0) {
    const kept = before / book.tick;
    if (kept <= ideal * STEP_SLACK && kept >= ideal / STEP_SLACK) return before;
  }
  return roundMultiple(ideal) * book.tick;
}

/** From the best level to the one at `rank`, or to the last. */
function spanOf(levels: readonly FrameLevel[], rank: number): number {
  const best = levels[0];
  const far = levels[Math.min(rank, levels.length) - 1];
  return best === undefined || far === undefined ? 0 : Math.abs(far.price - best.price);
}

/** The nearest of 1, 2, 5, 10, 20, 50 … by ratio. */
function roundMultiple(ideal: number): number {
  const power = 10 ** Math.floor(Math.log10(ideal));
  const share = ideal / power;
  const digit = share < 1.5 ? 1 : share < 3.2 ? 2 : share < 7.1 ? 5 : 10;
  return Math.max(1, Math.round(digit * power));
}

function barSize(before: number, window: { readonly book: BookFrame; readonly step: number; readonly rows: number }): number {
  const reach = (window.rows / 2) * window.step;
  const largest = Math.max(largestBucket(window.book.bids, window.step, reach), largestBucket(window.book.asks, window.step, reach), 1);
  return Math.max(largest, before * BAR_DECAY);
}

function largestBucket(levels: readonly FrameLevel[], step: number, reach: number): number {
  const best = levels[0]?.price ?? 0;
  const sizes = new Map<number, number>();
  for (const level of levels) {
    if (Math.abs(level.price - best) > reach) break;
    const bucket = Math.floor(level.price / step);
    sizes.set(bucket, (sizes.get(bucket) ?? 0) + level.size);
  }
  return Math.max(0, ...sizes.values());
}
