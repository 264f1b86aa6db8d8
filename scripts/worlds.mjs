// `npm run worlds`: many simulated worlds, or one again with `-- --seed N`. Many run what was built, which is faster; one runs the
// sources, so that a failure names their lines.

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const wanted = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [
    ...(wanted.includes("--seed") ? ["--conditions=truebook-source"] : []),
    "--import",
    "tsx",
    join(ROOT, "test/simulation/run-worlds.ts"),
    ...wanted,
  ],
  { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] },
);
process.exitCode = status ?? 1;
