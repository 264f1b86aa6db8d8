// Run as a process of its own: one consumer, one task, one line of JSON.

import { bareSocket } from "#apps/cli/bench/bare-socket";
import { type Consumer, type ConsumerTask } from "#apps/cli/bench/consumer";
import { ownPath } from "#apps/cli/bench/own-path";
import { systemClock } from "#assemblies/command-line";

const CONSUMERS: Readonly<Record<string, Consumer>> = { socket: bareSocket("unread"), floor: bareSocket("parsed"), truebook: ownPath() };

const [name = "", task = "{}"] = process.argv.slice(2);
const consumer = CONSUMERS[name];
if (consumer === undefined) throw new RangeError(`There is no consumer ${name}.`);
const report = await consumer(JSON.parse(task) as ConsumerTask, systemClock);
process.stdout.write(`${JSON.stringify(report)}\n`);
