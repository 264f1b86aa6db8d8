import { type Spread } from "#apps/cli/bench/rounds";

/** One line of the result. A budget is missed only when its better quartile misses it too. */
export interface Row {
  readonly id: string;
  readonly what: string;
  /** What was seen, in words with units. */
  readonly seen: string;
  readonly budget: string;
  readonly verdict: "met" | "missed" | "informative";
}

/** A figure that must not be above its budget. */
export function atMost(spread: Spread, budget: number): Row["verdict"] {
  return spread.lower <= budget ? "met" : "missed";
}

/** A figure that must not be below its budget. */
export function atLeast(spread: Spread, budget: number): Row["verdict"] {
  return spread.upper >= budget ? "met" : "missed";
}

/** `0.44 (0.43–0.46)`. */
export function spreadText({ lower, median, upper }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${lower.toFixed(digits)}–${upper.toFixed(digits)})`;
}

/** A verdict over something that either holds or does not. */
export const held = (holds: boolean): Row["verdict"] => (holds ? "met" : "missed");
