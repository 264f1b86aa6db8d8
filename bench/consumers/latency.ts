// From the source's write to the consumer's callback, by the steady clock that all processes of a machine share.

import { WebSocket } from "ws";
import { type ConsumerTask } from "#apps/cli/bench/consumer";
import { spreadOf } from "#apps/cli/bench/rounds";
import { BENCH_SYMBOL, connectOwnPath } from "#assemblies/self-benchmark";

const STAMP_BASE = 1_000_000_000_000;
const US_PER_MS = 1_000n;

export interface LatencyReport {
  readonly medianUs: number;
  readonly p99Us: number;
}

/** Microseconds of the steady clock with thirteen digits. */
export const stampUs = (): number => STAMP_BASE + Number(process.hrtime.bigint() / US_PER_MS);

export async function latencyOwn(task: ConsumerTask): Promise<LatencyReport> {
  const connection = await connectOwnPath(task.address);
  const watch = connection.watchBook(BENCH_SYMBOL, { depth: 5, deliver: "every" });
  const waits: number[] = [];
  await new Promise<void>((resolve) => {
    let updates = -1;
    watch.onEach((view) => {
      updates += 1;
      if (updates > task.warmup) waits.push(stampUs() - (view.venueTime ?? Number.NaN));
      if (updates === task.messages) resolve();
    });
  });
  await connection.close();
  return reportOf(waits);
}

export function latencyFloor(task: ConsumerTask): Promise<LatencyReport> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${task.address}`);
    const waits: number[] = [];
    let messages = -2;
    socket.on("error", reject);
    socket.on("open", () => socket.send(JSON.stringify({ op: "subscribe", args: [`update:${BENCH_SYMBOL}_0`] })));
    socket.on("message", (message: Buffer) => {
      const parsed = JSON.parse(message.toString()) as { readonly data?: { readonly timestamp?: number } };
      messages += 1;
      if (messages > task.warmup) waits.push(stampUs() - (parsed.data?.timestamp ?? Number.NaN));
      if (messages < task.messages) return;
      socket.terminate();
      resolve(reportOf(waits));
    });
  });
}

function reportOf(waits: readonly number[]): LatencyReport {
  const sorted = [...waits].sort((one, other) => one - other);
  return { medianUs: spreadOf(sorted).median, p99Us: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN };
}
