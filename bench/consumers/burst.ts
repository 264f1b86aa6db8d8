// Ten thousand messages in one write: how long does everything else in the process wait?

import { type ConsumerTask } from "#apps/cli/bench/consumer";
import { BENCH_SYMBOL, connectOwnPath } from "#assemblies/self-benchmark";

export interface BurstReport {
  readonly updates: number;
  /** The longest time between two turns of the event loop while the burst was handled. */
  readonly longestTurnMs: number;
  readonly tookMs: number;
}

export async function burstOwn(task: ConsumerTask): Promise<BurstReport> {
  const connection = await connectOwnPath(task.address);
  const watch = connection.watchBook(BENCH_SYMBOL, { depth: 5, deliver: "every" });
  let updates = -1;
  let longestTurnMs = 0;
  let firstAt = 0;
  let lastTurnAt = 0;
  let done = false;
  const turn = (): void => {
    const now = performance.now();
    if (updates > task.warmup) longestTurnMs = Math.max(longestTurnMs, now - lastTurnAt);
    lastTurnAt = now;
    if (!done) setImmediate(turn);
  };
  const tookMs = await new Promise<number>((resolve) => {
    watch.onEach(() => {
      updates += 1;
      if (updates === 0) turn();
      if (updates === task.warmup + 1) firstAt = performance.now();
      if (updates === task.messages) resolve(performance.now() - firstAt);
    });
  });
  await new Promise((resolve) => setImmediate(resolve));
  done = true;
  await connection.close();
  return { updates, longestTurnMs, tookMs };
}
