// Whether a run proved what it set out to show. A run that saw no gap proved nothing about gaps, and says so.

import { type WatchedMarkets } from "#apps/terminal/model/watched-markets";
import { frameTotal, gapTotals } from "#apps/terminal/view/health-view";
import { type Health } from "#client/api";

/** What a run is judged by. */
export interface RunFacts {
  readonly frames: number;
  readonly handOuts: number;
  readonly gaps: { readonly seen: number; readonly healed: number; readonly open: number };
  readonly wrongReads: number;
  readonly compared: number;
}

/** `failed` is anything that neither the network nor a gap explains. */
export type Verdict =
  | { readonly kind: "ok" }
  | { readonly kind: "unreachable" | "integrity" | "failed"; readonly reason: string; readonly hint: string };

/** Collects what a run is judged by. */
export function runFacts(watched: WatchedMarkets, health: readonly Health[] = watched.health()): RunFacts {
  const { truth } = watched;
  return {
    frames: frameTotal(health),
    handOuts: watched.handOuts,
    gaps: gapTotals(health),
    wrongReads: truth?.wrong ?? 0,
    compared: truth?.compared ?? 0,
  };
}

/** Judges a run. `gapExpected` is false when it ended before anything was broken. */
export function judgeRun(facts: RunFacts, gapExpected: boolean): Verdict {
  const { gaps } = facts;
  if (facts.frames === 0) return { kind: "unreachable", reason: "no frame came from the simulator", hint: "truebook doctor" };
  if (facts.wrongReads > 0) {
    return {
      kind: "integrity",
      reason: `${facts.wrongReads} live books differed from the market's own`,
      hint: "truebook sim run --seed SEED --json",
    };
  }
  if (gaps.open > 0) return { kind: "integrity", reason: `${gaps.open} gaps were still open at the end`, hint: "truebook demo --for 60s" };
  if (facts.handOuts === 0) return { kind: "failed", reason: "frames came, but no book was handed out", hint: "truebook doctor" };
  if (facts.compared === 0)
    return { kind: "failed", reason: "no hand-out could be compared with the market's own book", hint: "truebook demo --for 60s" };
  if (gapExpected && gaps.seen === 0)
    return { kind: "failed", reason: "a message was dropped, but no gap was seen", hint: "truebook demo --for 60s" };
  if (gaps.healed < gaps.seen)
    return { kind: "integrity", reason: `${gaps.seen - gaps.healed} gaps did not heal`, hint: "truebook demo --for 60s" };
  return { kind: "ok" };
}
