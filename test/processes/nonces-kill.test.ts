// Request numbers over processes that are killed while they take them, most often with the lock in hand. Costs about 1 s, nearly all of it
// starts of Node.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { lstatSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blockFor } from "#clock/block-for";
import { systemClock } from "#clock/system-clock";
import { thisProcess } from "#config/this-process";
import { sharedNonces } from "#trading/nonces";

const CHILD = join(import.meta.dirname, "nonces-child.mjs");
const ROUNDS = 6;

/** Two processes at once, killed some ms after both have taken numbers; returns the numbers that they said whole. */
async function killedPair(path: string, afterMs: number): Promise<number[]> {
  const said = ["", ""];
  const children = said.map((_, index): ChildProcess => {
    const child = spawn(process.execPath, [CHILD, path], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout?.setEncoding("latin1").on("data", (text: string) => {
      said[index] += text;
    });
    return child;
  });
  const closed = children.map((child) => once(child, "close"));
  await expect.poll(() => said.every((each) => each !== ""), { timeout: 15_000, interval: 5 }).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(closed);
  return said.flatMap((each) => each.split("\n").slice(0, -1)).map(Number);
}

test("processes that share a key never get a number twice, and one that is killed with the lock in hand keeps nobody waiting", {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "truebook-nonce-kills-"));
  try {
    const path = join(folder, "lmex-live-default");
    const own = sharedNonces({ path, self: thisProcess(), clock: systemClock, pause: blockFor });
    const seen: number[] = [];
    let left = 0;
    let slowestMs = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const numbers = await killedPair(path, 2 + round);
      seen.push(...numbers);
      if (lstatSync(`${path}.lock`, { throwIfNoEntry: false }) !== undefined) left += 1;
      const asked = performance.now();
      const next = own.next(1_000);
      slowestMs = Math.max(slowestMs, performance.now() - asked);
      expect(next).toBeGreaterThan(Math.max(...numbers));
      seen.push(next);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(left, "locks that a kill left behind").toBeGreaterThan(0);
    expect(slowestMs).toBeLessThan(150);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
