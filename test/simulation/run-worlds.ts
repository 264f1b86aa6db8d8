// Runs many worlds in several processes and judges them together: no broken promise, every fault id counted, the same seed twice
// the same bytes. `npm run worlds -- --worlds 20000`, `--venue lbank` for another venue, or `--seed 7` to repeat one.

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { expectedAccountIds, expectedIds, expectedOrderIds } from "./expected-ids.ts";
import { runOrderWorld } from "./order-world.ts";
import { addTally, addWorld, emptyTally, fail, type Tally, tallyWords } from "./tally.ts";
import { ACCOUNT_EVERY, runWorld, type WorldResult } from "./world.ts";
import { WORLD_VENUES } from "./world-venues.ts";

/** Every so many seeds one is run twice and must give the same bytes (I13). */
const REPEAT_EVERY = 50;
/** The same for those of the worlds that trade, which are few. */
const TRADING_REPEAT_EVERY = 20;

/** Nearly everything in a world dies young: with room for it a world takes a third less. In MiB. */
const ROOMY = ["--min-semi-space-size=128", "--max-semi-space-size=128"];

const { values } = parseArgs({
  options: {
    worlds: { type: "string" },
    from: { type: "string" },
    processes: { type: "string" },
    seed: { type: "string" },
    venue: { type: "string", default: "lmex" },
    "account-every": { type: "string", default: String(ACCOUNT_EVERY) },
    "trading-every": { type: "string", default: "0" },
    part: { type: "boolean" },
  },
});

const treatment = WORLD_VENUES[values.venue];
if (treatment === undefined) throw new RangeError(`--venue takes ${Object.keys(WORLD_VENUES).join(", ")}.`);
const { venue, without, account } = treatment;

const accountEvery = Number(values["account-every"]);
const tradingEvery = Number(values["trading-every"]);
const trades = (seed: number): boolean => tradingEvery > 0 && seed % tradingEvery === 0;

function run(seed: number): WorldResult {
  const options = { venue, as: values.venue, seed, accountEvery, tradingEvery };
  return trades(seed) ? runOrderWorld(options) : runWorld(options);
}

function runRange(from: number, count: number): Tally {
  const tally = emptyTally();
  for (let seed = from; seed < from + count; seed += 1) {
    const result = run(seed);
    addWorld(tally, result);
    if (seed % REPEAT_EVERY !== 0 && !(trades(seed) && (seed / tradingEvery) % TRADING_REPEAT_EVERY === 0)) continue;
    tally.repeats += 1;
    if (run(seed).digest !== result.digest) fail(tally, result, ["I13: the same seed gave other bytes"]);
  }
  return tally;
}

function runPart(from: number, count: number): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const range = ["--from", String(from), "--worlds", String(count)];
    const child = fork(
      fileURLToPath(import.meta.url),
      ["--part", "--venue", values.venue, "--account-every", String(accountEvery), "--trading-every", String(tradingEvery), ...range],
      {
        stdio: ["ignore", "inherit", "inherit", "ipc"],
        execArgv: [...ROOMY, ...process.execArgv],
      },
    );
    let tally: Tally | undefined;
    child.on("message", (message) => {
      tally = message as Tally;
    });
    child.on("exit", (code) => (tally === undefined ? reject(new Error(`a part ended with ${code}`)) : resolve(tally)));
  });
}

async function main(): Promise<number> {
  if (values.seed !== undefined) {
    const tally = runRange(Number(values.seed), 1);
    console.log(tallyWords(tally, [], { venue: values.venue, accountEvery, tradingEvery }));
    return tally.failures.length;
  }
  const worlds = Number(values.worlds ?? process.env["TRUEBOOK_WORLDS"] ?? 2_000);
  const from = Number(values.from ?? 1);
  if (values.part === true) {
    process.send?.(runRange(from, worlds));
    return 0;
  }
  const processes = Number(values.processes ?? 2);
  const startedAt = performance.now();
  const each = Math.ceil(worlds / processes);
  const parts = Array.from({ length: processes }, (_, part) => runPart(from + part * each, Math.min(each, worlds - part * each)));
  const total = emptyTally();
  for (const part of await Promise.all(parts)) addTally(total, part);
  const ids = new Set([
    ...expectedIds(venue.description.id, without),
    ...(account === false || accountEvery === 0 ? [] : expectedAccountIds(venue.description.id, without)),
    ...(tradingEvery === 0 ? [] : expectedOrderIds(venue.description.id, without)),
  ]);
  console.log(tallyWords(total, [...ids], { venue: values.venue, accountEvery, tradingEvery }));
  const zero = [...ids].filter((id) => (total.firedById[id] ?? 0) === 0);
  if (zero.length > 0) console.log(`never fired: ${zero.join(", ")}`);
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(1)} s on ${processes} processes`);
  return total.failures.length + zero.length;
}

process.exitCode = (await main()) === 0 ? 0 : 1;
