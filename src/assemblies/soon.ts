// For tests over a simulated world: promises there are kept in the world's time.

import { type SimulatedWorld } from "#assemblies/simulated";

const STEP_MS = 10;
/** Promises of the client and of the test take some turns of microtasks; real time plays no part. */
const TURNS = 20;

/** What a promise comes to, with the world moving on until it does, or for `withinMs`. */
export async function soon<Value>(world: Pick<SimulatedWorld, "advance">, promise: Promise<Value>, withinMs = 40_000): Promise<Value> {
  let done = false;
  const settled = promise.finally(() => {
    done = true;
  });
  settled.catch(() => undefined);
  for (let passedMs = 0; passedMs < withinMs && !done; passedMs += STEP_MS) {
    world.advance(STEP_MS);
    for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
  }
  return settled;
}
