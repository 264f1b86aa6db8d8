// What worlds draw by chance, beside what a generator itself can.

import { type Random } from "#core/port";
import { type FaultKind } from "#sim/faults/fault-kind";
import { type FaultValue } from "#sim/faults/fault-types";

/** Parameters of a fault, each between its bounds. */
export function drawParams(kind: FaultKind, random: Random): Record<string, FaultValue> {
  const drawn: Record<string, FaultValue> = {};
  for (const [name, parameter] of Object.entries(kind.parameters)) {
    drawn[name] =
      parameter.kind === "number"
        ? random.integer(Math.ceil(parameter.low), Math.floor(parameter.high))
        : random.pick([...parameter.choices]);
  }
  return drawn;
}

/** The same things in another order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = random.integer(0, at);
    [copy[at], copy[other]] = [copy[other] as T, copy[at] as T];
  }
  return copy;
}
