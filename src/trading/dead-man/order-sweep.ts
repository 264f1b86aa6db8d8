// Cancels what rests and proves by REST that it is gone, every product at the same time.

import { ProductSweep } from "#trading/dead-man/product-sweep";
import { type ProductEnd, type SweepEnd, type SweepOptions, type SweepWish } from "#trading/dead-man/sweep-wish";

/** Cancels and proves. `settled` is called once, never in this turn. Returns what stops it unheard. */
export function sweepOrders(options: SweepOptions, wish: SweepWish, settled: (end: SweepEnd) => void): { stop(): void } {
  const { clock, parts } = options;
  const startedAt = clock.monotonic();
  const ends: ProductEnd[] = [];
  const finish = (end: ProductEnd): void => {
    ends.push(end);
    if (ends.length === parts.length) settled(summed(ends, clock.monotonic() - startedAt));
  };
  const sweeps = parts.map((words) => new ProductSweep({ ...options, words, wish, settled: finish }));
  if (sweeps.length === 0) clock.after(0, () => settled(summed([], 0)));
  for (const sweep of sweeps) sweep.start();
  return {
    stop() {
      for (const sweep of sweeps) sweep.stop();
    },
  };
}

function summed(ends: readonly ProductEnd[], elapsedMs: number): SweepEnd {
  return {
    proven: ends.every(({ proven }) => proven),
    left: ends.flatMap(({ left }) => left),
    gone: ends.reduce((sum, { gone }) => sum + gone, 0),
    foreign: ends.reduce((sum, { foreign }) => sum + foreign, 0),
    unread: ends.flatMap(({ unread }) => unread),
    elapsedMs,
  };
}
