import { UsageError } from "#core/error";

/** A number that a user gave. Throws UsageError below the least, and for NaN. */
export function atLeast(least: number, name: string, given: number): number {
  if (given >= least) return given;
  throw badOption(name, given, `a number of at least ${least}`);
}

/** The same for counts: a fraction of a level would read between two of them. */
export function wholeAtLeast(least: number, name: string, given: number): number {
  if (given >= least && Number.isInteger(given)) return given;
  throw badOption(name, given, `a whole number of at least ${least}`);
}

function badOption(name: string, given: number, wanted: string): UsageError {
  return new UsageError("bad-option", `The option ${name} is ${String(given)}; use ${wanted}.`);
}
