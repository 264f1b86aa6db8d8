import { type BenchDialect } from "#apps/cli/bench/frame-source";
import { BENCH_SYMBOL, lmexBenchFrame, lmexBenchReply } from "#assemblies/self-benchmark";

const TOPIC = `update:${BENCH_SYMBOL}_0`;

/** LMEX as far as the benchmark needs it. */
export const lmexBench: BenchDialect = {
  name: "lmex",
  frame: lmexBenchFrame,
  counters: ["seqNum", "prevSeqNum", "timestamp"],
  stamp: "timestamp",
  subscribed: (message) => (message.includes('"subscribe"') ? [JSON.stringify({ event: "subscribe", channel: [TOPIC] })] : undefined),
  reply: lmexBenchReply,
};
