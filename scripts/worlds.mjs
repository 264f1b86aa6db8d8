// `npm run worlds`: many simulated worlds, or one again with `-- --seed N`. Runs the sources, so that a failure names their lines.

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const { status } = spawnSync(
  process.execPath,
  ["--conditions=truebook-source", "--import", "tsx", join(ROOT, "test/simulation/run-worlds.ts"), ...process.argv.slice(2)],
  { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] },
);
process.exitCode = status ?? 1;
