// `npm run faults`: the fault sheet over real sockets, as one table. Runs the sources, so that a failure names their lines.

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const { status } = spawnSync(
  process.execPath,
  ["--conditions=truebook-source", "--import", "tsx", join(ROOT, "test/sockets/run-fault-sheet.ts"), ...process.argv.slice(2)],
  { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] },
);
process.exitCode = status ?? 1;
