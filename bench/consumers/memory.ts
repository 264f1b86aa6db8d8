// What stays behind: the heap after many messages against the heap after some, both swept, and the memory of the whole process.

import { type ConsumerTask } from "#apps/cli/bench/consumer";
import { BENCH_SYMBOL, connectOwnPath, viewText } from "#assemblies/self-benchmark";
import { connectPeer, followPeer, peerText } from "./ccxt-bybit.ts";

export interface MemoryReport {
  readonly messages: number;
  readonly heapBytesPerMessage: number;
  readonly rssBytes: number;
  readonly book: string;
}

const sweep = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

export async function memoryOwn(task: ConsumerTask): Promise<MemoryReport> {
  const connection = await connectOwnPath(task.address);
  const watch = connection.watchBook(BENCH_SYMBOL, { depth: 50, deliver: "every" });
  let updates = -1;
  let best = 0;
  let before = 0;
  const report = await new Promise<MemoryReport>((resolve) => {
    watch.onEach((view) => {
      best += view.bestBid?.price.units ?? 0;
      updates += 1;
      if (updates === task.warmup) before = sweep();
      if (updates === task.messages) resolve(reportOf(task, before, viewText(view)));
    });
  });
  await connection.close();
  return best > 0 ? report : { ...report, book: "" };
}

export async function memoryPeer(task: ConsumerTask): Promise<MemoryReport> {
  const peer = await connectPeer(task.address);
  let before: number | undefined;
  let report: MemoryReport | undefined;
  await followPeer(peer, (message, book) => {
    if (message >= task.warmup) before ??= sweep();
    if (message < task.messages) return true;
    report = reportOf(task, before ?? 0, peerText(book));
    return false;
  });
  await peer.close();
  if (report === undefined) throw new RangeError("The peer showed no book.");
  return report;
}

function reportOf(task: ConsumerTask, before: number, book: string): MemoryReport {
  const rssBytes = process.memoryUsage.rss();
  return { messages: task.messages, heapBytesPerMessage: (sweep() - before) / (task.messages - task.warmup), rssBytes, book };
}
