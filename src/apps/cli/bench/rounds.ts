// Interleaved rounds: every consumer has its turn in every round, so that a machine that becomes slower becomes slower for all. What is
// compared are ratios within one round.

/** The middle of some figures and where their outer quarters begin. */
export interface Spread {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** Runs each task once a round, each round in another order. `done` hears of every one. */
export async function interleaved<Result>(
  rounds: number,
  tasks: ReadonlyMap<string, () => Promise<Result>>,
  done: (name: string, round: number) => void = () => undefined,
): Promise<ReadonlyMap<string, readonly Result[]>> {
  const names = [...tasks.keys()];
  const results = new Map(names.map((name): [string, Result[]] => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const turn = round % Math.max(1, names.length);
    for (const name of [...names.slice(turn), ...names.slice(0, turn)]) {
      const task = tasks.get(name);
      if (task !== undefined) results.get(name)?.push(await task());
      done(name, round);
    }
  }
  return results;
}

/** Median and quartiles, interpolated. All are NaN for no figures. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = [...figures].sort((one, other) => one - other);
  const at = (fraction: number): number => {
    const place = (sorted.length - 1) * fraction;
    const below = sorted[Math.floor(place)] ?? Number.NaN;
    const above = sorted[Math.ceil(place)] ?? below;
    return below + (above - below) * (place - Math.floor(place));
  };
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
}

/** The ratios of two rows of figures, round by round. */
export function ratios(above: readonly number[], below: readonly number[]): Spread {
  return spreadOf(above.map((figure, round) => figure / (below[round] ?? Number.NaN)));
}
