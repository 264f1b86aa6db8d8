// What a person reads on the normal screen after quitting: what was proved, and what to try next.

import { type WatchedMarkets } from "#apps/terminal/model/watched-markets";
import { runFacts, type Verdict } from "#apps/terminal/verdict";
import { ageText, countText, milliText } from "#apps/terminal/view/number-text";

export interface SummaryFacts {
  readonly watched: WatchedMarkets;
  readonly verdict: Verdict;
  readonly elapsedMs: number;
  readonly seed: string;
  readonly scenario: string;
  /** How a command of ours is called here: "npx truebook". */
  readonly program: string;
}

/** The summary as lines without colour. */
export function summaryText(facts: SummaryFacts): string {
  const { watched, verdict, program } = facts;
  const health = watched.health();
  const run = runFacts(watched, health);
  const latency = health.flatMap((venue) => venue.latencyMs ?? []).sort((one, other) => other.p99 - one.p99)[0];
  const drops = health.reduce((sum, venue) => sum + venue.drops, 0);
  const malformed = health.reduce((sum, venue) => sum + venue.malformed, 0);
  const compared =
    run.compared > 0
      ? `${run.wrongReads} wrong of ${countText(run.compared)} live hand-outs compared with the market's own book`
      : "none compared";
  const unchecked = watched.truth?.unchecked ?? 0;
  return [
    `truebook demo, ${ageText(facts.elapsedMs)} (seed ${facts.seed}, ${facts.scenario})`,
    "",
    `  venues     ${run.venues.map(({ venue, frames }) => `${venue} ${countText(frames)}`).join(", ")} messages`,
    `  messages   ${countText(run.frames)} received, ${countText(drops)} dropped, ${countText(malformed)} unreadable`,
    `  gaps       ${run.gaps.seen} seen, ${run.gaps.healed} healed, ${run.gaps.open} open${watched.slowestHealMs > 0 ? `, slowest ${Math.round(watched.slowestHealMs)} ms` : ""}`,
    `  reads      ${compared}${unchecked > 0 ? `, ${countText(unchecked)} too old to compare` : ""}`,
    `  latency    ${latency === undefined ? "not measured" : `p50 ${milliText(latency.p50)} ms, p99 ${milliText(latency.p99)} ms from the venue to here${run.venues.length > 1 ? ", the slowest one" : ""}`}`,
    `  sockets    ${watched.reconnects} ${watched.reconnects === 1 ? "reconnect" : "reconnects"}`,
    ...(verdict.kind === "ok" ? [] : ["", `  NOT OK: ${verdict.reason}. Try: ${program} ${verdict.hint.replace(/^truebook /, "")}`]),
    "",
    "Next:",
    `  ${program} sim run --seed ${facts.seed}`,
    `  ${program} watch lmex BTC-PERP --sim        (beside it, in another window)`,
    `  ${program} watch lmex:BTC-USDT lbank:btc_usdt weex/spot:BTCUSDT --channel consolidated --sim`,
    `  ${program} sim fault drop-delta`,
    "",
  ].join("\n");
}
