// Runs lots of worlds in several processes and judges each lot as a whole: no broken promise, every fault id counted, the same seed
// twice the same bytes. `npm run worlds -- --worlds 20000`, `--venue lbank` for another venue, or `--seed 7` to repeat one; several lots
// at once as `--lots` with their JSON.

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { addTally, emptyTally, type Tally, tallyWords } from "./tally.ts";
import { ACCOUNT_EVERY } from "./world.ts";
import { expectedOf, type Lot, runLot, treatmentOf } from "./world-lot.ts";

/**
 * Nearly everything in a world dies young: with room for it, in MiB, a world takes a third less. Each process has a core of its own, on
 * which threads that collect beside it only take turns; and what a world throws on purpose needs no stack, which `--seed` shows.
 */
const ROOMY = ["--min-semi-space-size=128", "--max-semi-space-size=128", "--single-threaded-gc", "--stack-trace-limit=0"];
/** Worlds that a process takes at a time: few enough that all processes end at nearly the same moment. */
const PART_WORLDS = 40;

/** What a process is asked for; it answers with a tally. */
interface Part {
  readonly lot: Lot;
  readonly from: number;
  readonly worlds: number;
}

const { values } = parseArgs({
  options: {
    worlds: { type: "string" },
    from: { type: "string", default: "1" },
    processes: { type: "string", default: "2" },
    seed: { type: "string" },
    venue: { type: "string", default: "lmex" },
    "account-every": { type: "string", default: String(ACCOUNT_EVERY) },
    "trading-every": { type: "string", default: "0" },
    lots: { type: "string" },
    parts: { type: "boolean" },
  },
});

/** A process that runs parts, one after the other, for as long as it is asked. */
class Worker {
  readonly #child: ChildProcess = fork(fileURLToPath(import.meta.url), ["--parts"], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: [...ROOMY, ...process.execArgv],
  });

  run(part: Part): Promise<Tally> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`a process of worlds ended with ${code}`));
      this.#child.once("exit", ended);
      this.#child.once("message", (tally) => {
        this.#child.off("exit", ended);
        resolve(tally as Tally);
      });
      this.#child.send(part);
    });
  }

  end(): void {
    this.#child.disconnect();
  }
}

const partsOf = (lot: Lot): readonly Part[] =>
  Array.from({ length: Math.ceil(lot.worlds / PART_WORLDS) }, (_, part) => {
    const done = part * PART_WORLDS;
    return { lot, from: lot.from + done, worlds: Math.min(PART_WORLDS, lot.worlds - done) };
  });

/** Tells how a lot went. Returns whether every promise held and every fault struck. */
function judge(lot: Lot, total: Tally): boolean {
  const ids = expectedOf(lot);
  const never = ids.filter((id) => (total.firedById[id] ?? 0) === 0);
  console.log(`\n${lot.venue}\n${tallyWords(total, ids, lot)}`);
  if (never.length > 0) console.log(`never fired: ${never.join(", ")}`);
  return total.failures.length === 0 && never.length === 0;
}

async function runLots(lots: readonly Lot[], processes: number): Promise<boolean> {
  const startedAt = performance.now();
  const left = lots.flatMap(partsOf);
  const totals = new Map(lots.map((lot) => [lot, emptyTally()]));
  const work = async (): Promise<void> => {
    const worker = new Worker();
    for (let part = left.shift(); part !== undefined; part = left.shift()) {
      const tally = await worker.run(part);
      const total = totals.get(part.lot);
      if (total !== undefined) addTally(total, tally);
    }
    worker.end();
  };
  await Promise.all(Array.from({ length: processes }, work));
  const held = lots.map((lot) => judge(lot, totals.get(lot) ?? emptyTally()));
  console.log(`\n${((performance.now() - startedAt) / 1000).toFixed(1)} s on ${processes} processes`);
  return held.every(Boolean);
}

function lotOfWords(): Lot {
  const [accountEvery, tradingEvery] = [Number(values["account-every"]), Number(values["trading-every"])];
  const worlds = Number(values.worlds ?? process.env["TRUEBOOK_WORLDS"] ?? 2_000);
  return { venue: values.venue, from: Number(values.from), worlds, accountEvery, tradingEvery };
}

function runOne(seed: number): boolean {
  const lot = { ...lotOfWords(), from: seed, worlds: 1 };
  const tally = runLot(lot);
  console.log(tallyWords(tally, [], lot));
  return tally.failures.length === 0;
}

if (values.parts === true) process.on("message", (part: Part) => process.send?.(runLot(part.lot, part)));
else {
  const lots = values.lots === undefined ? [lotOfWords()] : (JSON.parse(values.lots) as readonly Lot[]);
  // One that is not known is told before anything is begun.
  for (const lot of lots) treatmentOf(lot);
  const held = values.seed === undefined ? await runLots(lots, Number(values.processes)) : runOne(Number(values.seed));
  process.exitCode = held ? 0 : 1;
}
