import { type WorldResult } from "./world.ts";

/** Sums over many worlds, small enough to travel between processes. */
export interface Tally {
  worlds: number;
  frames: number;
  handOuts: number;
  virtualMs: number;
  firedById: Record<string, number>;
  sometimes: Record<string, number>;
  repeats: number;
  failures: { seed: number; words: readonly string[]; plan: readonly string[]; lastEvents: readonly string[] }[];
}

/** Failures that are told in full; the rest is only counted by its exit code. */
const FAILURES_MAX = 5;

export function emptyTally(): Tally {
  return { worlds: 0, frames: 0, handOuts: 0, virtualMs: 0, firedById: {}, sometimes: {}, repeats: 0, failures: [] };
}

/** Adds one world. */
export function addWorld(tally: Tally, result: WorldResult): void {
  tally.worlds += 1;
  tally.frames += result.frames;
  tally.handOuts += result.handOuts;
  tally.virtualMs += result.virtualMs;
  for (const [id, count] of result.firedById) tally.firedById[id] = (tally.firedById[id] ?? 0) + count;
  for (const [name, count] of Object.entries(result.sometimes)) tally.sometimes[name] = (tally.sometimes[name] ?? 0) + count;
  if (result.violations.length > 0)
    fail(
      tally,
      result,
      result.violations.map(({ invariant, words, atMs }) => `${invariant} at ${Math.round(atMs)} ms: ${words}`),
    );
}

/** Notes a failed world. */
export function fail(tally: Tally, result: Pick<WorldResult, "seed" | "plan" | "lastEvents">, words: readonly string[]): void {
  if (tally.failures.length < FAILURES_MAX)
    tally.failures.push({ seed: result.seed, words, plan: result.plan, lastEvents: result.lastEvents });
}

export function addTally(total: Tally, part: Tally): void {
  total.worlds += part.worlds;
  total.frames += part.frames;
  total.handOuts += part.handOuts;
  total.virtualMs += part.virtualMs;
  total.repeats += part.repeats;
  for (const [id, count] of Object.entries(part.firedById)) total.firedById[id] = (total.firedById[id] ?? 0) + count;
  for (const [name, count] of Object.entries(part.sometimes)) total.sometimes[name] = (total.sometimes[name] ?? 0) + count;
  total.failures.push(...part.failures);
}

/** What one has to say to have the same worlds again. */
export interface RunWords {
  readonly venue: string;
  readonly accountEvery: number;
  readonly tradingEvery: number;
}

/** The report that a person reads. */
export function tallyWords(tally: Tally, ids: readonly string[], run: RunWords): string {
  const hours = (tally.virtualMs / 3_600_000).toFixed(1);
  const counts = ids.map((id) => `${id} ${tally.firedById[id] ?? 0}`).join(" · ");
  const sometimes = Object.entries(tally.sometimes)
    .map(([name, count]) => `${name} ${count}`)
    .join(" · ");
  const failures = tally.failures.map((failure) => failureWords(failure, run)).join("\n");
  return [
    `${tally.worlds} worlds · ${tally.frames} frames · ${tally.handOuts} hand-outs · ${hours} virtual hours · ${tally.repeats} repeated`,
    `faults: ${counts}`,
    `sometimes: ${sometimes}`,
    failures,
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function failureWords(failure: Tally["failures"][number], { venue, accountEvery, tradingEvery }: RunWords): string {
  return [
    `seed ${failure.seed} broke a promise:`,
    ...failure.words.map((line) => `  ${line}`),
    "  fault plan:",
    ...failure.plan.map((line) => `    ${line}`),
    "  last events:",
    ...failure.lastEvents.map((line) => `    ${line}`),
    `  repeat: npm run worlds -- --venue ${venue} --seed ${failure.seed} --account-every ${accountEvery} --trading-every ${tradingEvery}`,
  ].join("\n");
}
