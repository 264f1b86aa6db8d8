// What a watched book costs in memory, with everything that belongs to it: the memory with all books there, less the memory with the
// same connection and the same list of instruments before.

import { type ConsumerTask } from "#apps/cli/bench/consumer";
import { systemClock } from "#clock/system-clock";
import { basesOf } from "./many-books.ts";
import { connectChangedLmex } from "./roomy-lmex.ts";

const SWEEP_MS = 50;

export interface BookMemoryReport {
  readonly books: number;
  readonly levels: number;
  readonly bytesPerBook: number;
}

/** Books of `depth` levels a side, each heard with a callback. */
export async function measureBookMemory(task: ConsumerTask & { readonly depth: number }): Promise<BookMemoryReport> {
  const { depth } = task;
  const connection = await connectChangedLmex(task.address, { topicsMax: 10_000, depth });
  const bases = basesOf(task);
  const before = await occupied();
  let heard = 0;
  let levels = 0;
  await new Promise<void>((resolve) => {
    for (const base of bases) {
      connection.watchBook(`${base}-PERP`, { depth, deliver: "every" }).onEach((view) => {
        heard += 1;
        levels = view.bids.length;
        if (heard === bases.length + task.messages) resolve();
      });
    }
  });
  const bytesPerBook = ((await occupied()) - before) / bases.length;
  await connection.close();
  return { books: bases.length, levels, bytesPerBook };
}

/** The swept heap and what lies outside of it, typed arrays above all; these are given back a moment after the sweep. */
async function occupied(): Promise<number> {
  for (let sweep = 0; sweep < 3; sweep += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => systemClock.after(SWEEP_MS, () => resolve(undefined)));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
