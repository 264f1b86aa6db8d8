// A hundred rounds of kill -9 over processes that keep order journals, four accounts side by side. Costs about 8 s, nearly all of it
// starts of Node.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type JournalEntry } from "#core/account/order-journal";
import { seededRandom } from "#core/random";
import { readOrderJournal } from "#trading/intent-journal/order-journal";

const CHILD = join(import.meta.dirname, "journal-child.mjs");
const ACCOUNTS = 4;
const ROUNDS = 25;
const RESTART_MS_MAX = 2_000;

/** An entry by its kind and order. */
function nameOf(entry: JournalEntry): string {
  if (entry.kind === "intent") return `intent ${entry.intent.clientOrderId}`;
  return "clientOrderId" in entry ? `${entry.kind} ${String(entry.clientOrderId)}` : entry.kind;
}

/** Lets a process run, kills it some ms after its first word or after its start, and returns everything that it said. */
async function killedRun(args: readonly string[], kill: { readonly afterMs: number; readonly from: "start" | "word" }): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, [CHILD, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let failure = "";
  let armed = false;
  const arm = (): void => {
    if (armed) return;
    armed = true;
    setTimeout(() => child.kill("SIGKILL"), kill.afterMs);
  };
  if (kill.from === "start") arm();
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    arm();
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    failure += text;
  });
  await once(child, "close");
  expect(failure).toBe("");
  // A line that was cut off was not said.
  return said.split("\n").slice(0, -1);
}

interface Tally {
  acknowledged: number;
  slowestMs: number;
  opened: number;
}

async function account(index: number, folder: string): Promise<Tally> {
  const random = seededRandom(String(7_000 + index));
  /** Everything that was acknowledged of orders that are not ended. */
  const open = new Set<string>();
  const tally: Tally = { acknowledged: 0, slowestMs: 0, opened: 0 };
  let session = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = random.chance(0.25) ? "start" : "word";
    const durable = random.chance(0.2) ? "durable" : "plain";
    const afterMs = from === "start" ? random.integer(30, 120) : random.integer(0, 12);
    const said = await killedRun([folder, String(round), durable], { afterMs, from });
    const [first, ...acknowledged] = said;
    const known = readOrderJournal(folder).map(nameOf);
    expect(new Set(known).size, `round ${round}: no entry twice`).toBe(known.length);
    const present = new Set(known);
    const lost = [...open, ...acknowledged].filter((name) => name !== "done" && !present.has(name));
    expect(lost, `round ${round}: acknowledged and not there`).toEqual([]);
    // Of what was not acknowledged, at most the entry stands there whose word the kill cut off.
    const own = known.filter((name) => name.includes(` r${round}-`));
    expect(own.length - acknowledged.length, `round ${round}`).toBeLessThanOrEqual(1);
    for (const name of own) if (/-\d*0$/.test(name)) open.add(name);
    tally.acknowledged += acknowledged.length;
    if (first === undefined) continue;
    const [, number = "", ms = ""] = first.split(" ");
    expect(Number(number)).toBeGreaterThan(session);
    session = Number(number);
    tally.opened += 1;
    tally.slowestMs = Math.max(tally.slowestMs, Number(ms));
  }
  return tally;
}

test("after a hundred kills no acknowledged entry is lost, none is doubled, and each restart is open within 2 s", {
  timeout: 120_000,
}, async () => {
  const root = mkdtempSync(join(tmpdir(), "truebook-kills-"));
  try {
    const runs = Array.from({ length: ACCOUNTS }, (_, index) => account(index, join(root, String(index))));
    // The folder stays until the last of them is through, so that what went wrong in the first is what is told.
    await Promise.allSettled(runs);
    const tallies = await Promise.all(runs);
    expect(tallies.reduce((sum, { acknowledged }) => sum + acknowledged, 0)).toBeGreaterThan(ACCOUNTS * ROUNDS);
    expect(tallies.reduce((sum, { opened }) => sum + opened, 0)).toBeGreaterThan((ACCOUNTS * ROUNDS) / 2);
    expect(Math.max(...tallies.map(({ slowestMs }) => slowestMs))).toBeLessThan(RESTART_MS_MAX);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
