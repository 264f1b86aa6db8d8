// A process that takes request numbers as fast as it can until it is killed, and says each of them.

import { writeSync } from "node:fs";
import { blockFor } from "#clock/block-for";
import { systemClock } from "#clock/system-clock";
import { thisProcess } from "#config/this-process";
import { sharedNonces } from "#trading/nonces";

const nonces = sharedNonces({ path: process.argv[2], self: thisProcess(), clock: systemClock, pause: blockFor });
for (;;) writeSync(1, `${Array.from({ length: 20 }, () => nonces.next(1_000)).join("\n")}\n`);
