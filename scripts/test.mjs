// `npm test`: types of the tests, every test, then worlds. Arguments go to vitest, and then nothing else runs:
// `npm test -- src/core` is a quick look. Ends with one plain line that sums everything up.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { plainLine } from "./plain-reporter.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const [, , ...picked] = process.argv;
const counts = { passed: 0, failed: 0, skipped: 0 };

/** Runs a Node program of the checkout in this terminal. Returns whether it ended well. */
function passes(args, env = {}) {
  const { status, error } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  if (error !== undefined) process.stderr.write(`${error.message}\n`);
  return status === 0;
}

/** Counts a step that is no vitest test as one test. */
function step(name, args, env) {
  const passed = passes(args, env);
  counts[passed ? "passed" : "failed"] += 1;
  if (!passed) process.stdout.write(`failed: ${name}\n`);
}

function vitest() {
  const folder = mkdtempSync(join(tmpdir(), "truebook-counts-"));
  const file = join(folder, "counts.json");
  const passed = passes([join(ROOT, "node_modules/vitest/vitest.mjs"), "run", ...picked], { TRUEBOOK_TEST_COUNTS: file });
  const found = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { passed: 0, failed: 1, skipped: 0 };
  rmSync(folder, { recursive: true, force: true });
  for (const key of Object.keys(counts)) counts[key] += found[key];
  // A run that failed for a reason that no test carries is a failure all the same.
  if (!passed && found.failed === 0) counts.failed += 1;
}

if (picked.length === 0) step("types of the tests", [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.test.json"]);
vitest();
if (picked.length === 0) step("worlds", [join(ROOT, "scripts/worlds.mjs")], { TRUEBOOK_WORLDS: process.env.TRUEBOOK_WORLDS ?? "2000" });

process.stdout.write(`\n${plainLine(counts)}\n`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
