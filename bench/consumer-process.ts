// Run as a process of its own: one piece of work, one line of JSON.

import { type ConsumerTask } from "#apps/cli/bench/consumer";
import { systemClock } from "#clock/system-clock";
import { type OrderTask } from "./consumers/order.ts";

const [work = "", json = "{}"] = process.argv.slice(2);
const task = JSON.parse(json) as ConsumerTask;

/** Loads only what the work needs: memory and start are measured here too. */
const WORKS: Readonly<Record<string, () => Promise<unknown>>> = {
  deliver: async () => (await import("./consumers/delivery.ts")).deliverOwn(task),
  "deliver-ccxt": async () => (await import("./consumers/delivery.ts")).deliverPeer(task),
  latency: async () => (await import("./consumers/latency.ts")).latencyOwn(task),
  "latency-floor": async () => (await import("./consumers/latency.ts")).latencyFloor(task),
  burst: async () => (await import("./consumers/burst.ts")).burstOwn(task),
  memory: async () => (await import("./consumers/memory.ts")).memoryOwn(task),
  "memory-ccxt": async () => (await import("./consumers/memory.ts")).memoryPeer(task),
  "book-memory": async () =>
    (await import("./consumers/book-memory.ts")).measureBookMemory(JSON.parse(json) as ConsumerTask & { readonly depth: number }),
  sides: async () => (await import("./consumers/book-sides.ts")).measureSides(JSON.parse(json) as { depths: number[]; changes: number }),
  "order-bare": async () => (await import("./consumers/bare-order.ts")).answerBarely(JSON.parse(json) as OrderTask),
  order: async () => (await import("./consumers/order.ts")).answerChanges(JSON.parse(json) as OrderTask),
};

const consume = async (): Promise<unknown> => {
  const { CONSUMERS, MANY_CONSUMERS, VENUE_CONSUMERS } = await import("./consumers/all.ts");
  return (CONSUMERS[work] ?? MANY_CONSUMERS[work] ?? VENUE_CONSUMERS[work])?.consume(task, systemClock);
};
const answer = WORKS[work] ?? consume;
const result = await answer();
if (result === undefined) throw new RangeError(`There is no work ${work}.`);
process.stdout.write(`${JSON.stringify(result)}\n`);
