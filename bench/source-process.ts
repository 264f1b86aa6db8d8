// Run as a process of its own: the source, in all dialects, until it is stopped.

import { startFrameSource } from "#apps/cli/bench/frame-source";
import { lmexBench } from "#apps/cli/bench/lmex-dialect";
import { systemClock } from "#clock/system-clock";
import { bybitBench } from "./bybit-dialect.ts";
import { stampUs } from "./consumers/latency.ts";
import { lbankBench } from "./lbank-dialect.ts";
import { weexBench } from "./weex-dialect.ts";

const source = await startFrameSource({ dialects: [lmexBench, bybitBench, lbankBench, weexBench], clock: systemClock, stampUs });
process.stdout.write(`${JSON.stringify({ address: source.address })}\n`);
