// Run as a process of its own: the source, in both dialects, until it is stopped.

import { startFrameSource } from "#apps/cli/bench/frame-source";
import { lmexBench } from "#apps/cli/bench/lmex-dialect";
import { systemClock } from "#clock/system-clock";
import { bybitBench } from "./bybit-dialect.ts";
import { stampUs } from "./consumers/latency.ts";

const source = await startFrameSource({ dialects: [lmexBench, bybitBench], clock: systemClock, stampUs });
process.stdout.write(`${JSON.stringify({ address: source.address })}\n`);
