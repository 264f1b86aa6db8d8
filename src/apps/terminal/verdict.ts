// Whether a run proved what it set out to show. A run that saw no gap proved nothing about gaps, and says so.

import { type WatchedMarkets } from "#apps/terminal/model/watched-markets";
import { frameTotal, gapTotals } from "#apps/terminal/view/health-view";
import { type Health } from "#client/api";

/** What one venue showed. */
export interface VenueFacts {
  readonly venue: string;
  readonly frames: number;
  readonly handOuts: number;
  readonly compared: number;
  readonly gapsSeen: number;
}

/** What a run is judged by. */
export interface RunFacts {
  readonly frames: number;
  readonly handOuts: number;
  readonly gaps: { readonly seen: number; readonly healed: number; readonly open: number };
  readonly wrongReads: number;
  readonly compared: number;
  readonly venues: readonly VenueFacts[];
  /** Markets whose book is not live. */
  readonly notLive: readonly string[];
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
    venues: health.map((venue) => venueFacts(watched, venue)),
    notLive: watched.markets.filter(({ books }) => books.latestAllowStale.state !== "live").map(({ label }) => label),
  };
}

function venueFacts({ markets }: WatchedMarkets, health: Health): VenueFacts {
  const own = markets.filter(({ venue }) => venue === health.venue);
  return {
    venue: health.venue,
    frames: frameTotal([health]),
    handOuts: own.reduce((sum, market) => sum + market.handOuts, 0),
    compared: own.reduce((sum, market) => sum + market.compared, 0),
    gapsSeen: health.gaps.seen,
  };
}

/** Judges a run. `broken` are the venues on which a message was dropped long enough ago for a gap to be seen. */
export function judgeRun(facts: RunFacts, broken: readonly string[]): Verdict {
  const { gaps } = facts;
  const silent = named(facts, ({ frames }) => frames === 0);
  if (silent !== "") return { kind: "unreachable", reason: `no frame came from ${silent}`, hint: "truebook doctor" };
  if (facts.wrongReads > 0) {
    return {
      kind: "integrity",
      reason: `${facts.wrongReads} live books differed from the market's own`,
      hint: "truebook sim run --seed SEED --json",
    };
  }
  if (gaps.open > 0) return { kind: "integrity", reason: `${gaps.open} gaps were still open at the end`, hint: "truebook demo --for 60s" };
  const bookless = named(facts, ({ handOuts }) => handOuts === 0);
  if (bookless !== "") return { kind: "failed", reason: `frames came, but no book of ${bookless} was handed out`, hint: "truebook doctor" };
  const unproven = named(facts, ({ compared }) => compared === 0);
  if (unproven !== "")
    return {
      kind: "failed",
      reason: `no hand-out of ${unproven} could be compared with the market's own book`,
      hint: "truebook demo --for 60s",
    };
  const deaf = named(facts, ({ venue, gapsSeen }) => broken.includes(venue) && gapsSeen === 0);
  if (deaf !== "")
    return { kind: "failed", reason: `a message of ${deaf} was dropped, but no gap was seen`, hint: "truebook demo --for 60s" };
  if (facts.notLive.length > 0) {
    const [first] = facts.notLive;
    return {
      kind: "integrity",
      reason: `${facts.notLive.length} books were not live at the end, ${first} first`,
      hint: "truebook demo --for 60s",
    };
  }
  if (gaps.healed < gaps.seen)
    return { kind: "integrity", reason: `${gaps.seen - gaps.healed} gaps did not heal`, hint: "truebook demo --for 60s" };
  return { kind: "ok" };
}

function named({ venues }: RunFacts, is: (facts: VenueFacts) => boolean): string {
  return venues
    .filter(is)
    .map(({ venue }) => venue)
    .join(" and ");
}
