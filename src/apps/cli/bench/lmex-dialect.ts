import { type BenchDialect } from "#apps/cli/bench/frame-source";
import { lmexBenchFrame, lmexBenchReply } from "#assemblies/self-benchmark";

/** LMEX as far as the benchmark needs it. */
export const lmexBench: BenchDialect = {
  name: "lmex",
  frame: lmexBenchFrame,
  counters: ["seqNum", "prevSeqNum", "timestamp"],
  stamp: "timestamp",
  subscribed: (message) => {
    if (!message.includes('"subscribe"')) return undefined;
    const topics = [...message.matchAll(/update:[A-Z0-9]+-PERP_0/g)].map(([topic]) => topic);
    const bases = topics.map((topic) => topic.slice("update:".length, -"-PERP_0".length));
    return { bases, answers: [JSON.stringify({ event: "subscribe", channel: topics })] };
  },
  reply: lmexBenchReply,
};
