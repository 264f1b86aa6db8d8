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
/** The part of the rows that should hold levels: the rest is the spread and holes between them. */
const FILLED_SHARE = 0.7;
/** The best levels must stand within this share of the window, whatever the step was. */
const BEST_WITHIN_SHARE = 0.7;
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

/** A round multiple of the tick with which the window shows the spread and a good part of the levels around it. */
function chooseStep(before: number | undefined, book: BookFrame, rows: number): number {
  const half = Math.max(1, rows / 2);
  const rank = Math.max(1, Math.floor(half * FILLED_SHARE));
  const ideal = Math.max(1, reachOf(book, rank) / half / book.tick);
  if (before !== undefined && before % book.tick === 0) {
    const kept = before / book.tick;
    const bestInSight = reachOf(book, 1) <= half * BEST_WITHIN_SHARE * before;
    if (bestInSight && kept <= ideal * STEP_SLACK && kept >= ideal / STEP_SLACK) return before;
  }
  return roundMultiple(ideal) * book.tick;
}

/** How far from the mid the level of a rank stands, on the side where it stands farther. The last level counts where there are fewer. */
function reachOf(book: BookFrame, rank: number): number {
  const bid = book.bids[Math.min(rank, book.bids.length) - 1];
  const ask = book.asks[Math.min(rank, book.asks.length) - 1];
  const best = [book.bids[0], book.asks[0]] as const;
  if (bid === undefined || ask === undefined || best[0] === undefined || best[1] === undefined) return 0;
  const mid = (best[0].price + best[1].price) / 2;
  return Math.max(mid - bid.price, ask.price - mid);
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
