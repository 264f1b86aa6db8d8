// Run as a process of its own: the source, until it is stopped.

import { startFrameSource } from "#apps/cli/bench/frame-source";
import { lmexBench } from "#apps/cli/bench/lmex-dialect";
import { systemClock } from "#assemblies/command-line";

const source = await startFrameSource({ dialects: [lmexBench], clock: systemClock });
process.stdout.write(`${JSON.stringify({ address: source.address })}\n`);
