// `npm test`: types of the tests, then worlds, and every test beside them: tests that wait for sockets leave the machine idle, and what
// computes takes that time at the lowest priority, so that no deadline of theirs suffers. Its words come after the tests', in one piece.
// Arguments go to vitest, and then nothing else runs: `npm test -- src/core` is a quick look. Ends with one plain line that sums up.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { constants, setPriority, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { plainLine } from "./plain-reporter.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const [, , ...picked] = process.argv;
const counts = { passed: 0, failed: 0, skipped: 0 };

const running = new Set();

/** Runs a Node program of the checkout, in this terminal or `aside`. Resolves with whether it ended well and what it said aside. */
function start(args, { env = {}, aside = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: aside ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    running.add(child);
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => said.push(chunk));
    if (aside) giveWay(child);
    const end = (passed, words = "") => {
      running.delete(child);
      resolve({ passed, words: Buffer.concat(said).toString("utf8") + words });
    };
    child.on("error", ({ message }) => end(false, `${message}\n`));
    child.on("close", (code) => end(code === 0));
  });
}

/** Lets everything else go first. A machine that refuses runs it all the same. */
function giveWay({ pid }) {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It ended already, or its priority is not ours to set.
  }
}

/** Runs a step that is no vitest test, aside, and counts it as one test. Returns its words. */
async function step(name, args, env) {
  const { passed, words } = await start(args, { env, aside: true });
  counts[passed ? "passed" : "failed"] += 1;
  return passed ? words : `${words}failed: ${name}\n`;
}

/** What needs the processor and no clock: one after the other. */
async function computing() {
  const types = await step("types of the tests", [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.test.json"]);
  const worlds = await step("worlds", [join(ROOT, "scripts/worlds.mjs")], { TRUEBOOK_WORLDS: process.env.TRUEBOOK_WORLDS ?? "2000" });
  return `${types}${worlds}`;
}

async function vitest() {
  const folder = mkdtempSync(join(tmpdir(), "truebook-counts-"));
  const file = join(folder, "counts.json");
  const { passed, words } = await start([join(ROOT, "node_modules/vitest/vitest.mjs"), "run", ...picked], {
    env: { TRUEBOOK_TEST_COUNTS: file },
  });
  process.stderr.write(words);
  const found = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { passed: 0, failed: 1, skipped: 0 };
  rmSync(folder, { recursive: true, force: true });
  for (const key of Object.keys(counts)) counts[key] += found[key];
  // A run that failed for a reason that no test carries is a failure all the same.
  if (!passed && found.failed === 0) counts.failed += 1;
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    for (const child of running) child.kill(signal);
    process.exit(signal === "SIGINT" ? 130 : 143);
  });
}

const aside = picked.length === 0 ? computing() : Promise.resolve("");
await vitest();
process.stdout.write(await aside);

process.stdout.write(`\n${plainLine(counts)}\n`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
