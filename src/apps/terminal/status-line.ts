// What the demo says to programs: one line of JSON a second, and one at the end. The fields are promised in the documentation.

import { type WatchedMarkets } from "#apps/terminal/model/watched-markets";
import { type RunFacts, runFacts, type Verdict } from "#apps/terminal/verdict";
import { type Health } from "#client/api";
import { jsonLine } from "#core/text/printable";

/** The line of every second: venues with their books, gaps, and what was lost. */
export function statusLine(watched: WatchedMarkets): string {
  const health = watched.health();
  const facts = runFacts(watched, health);
  return jsonLine({
    v: 1,
    kind: "status",
    venues: Object.fromEntries(health.map((venue) => [venue.venue, venueFields(watched, venue)])),
    gaps: gapFields(facts),
    drops: dropsOf(health),
  });
}

/** The last line: `ok` says whether the run proved what it should, `reason` why not. */
export function summaryLine(watched: WatchedMarkets, verdict: Verdict, elapsedMs: number): string {
  const health = watched.health();
  const facts = runFacts(watched, health);
  return jsonLine({
    v: 1,
    kind: "summary",
    ok: verdict.kind === "ok",
    ...(verdict.kind === "ok" ? {} : { reason: verdict.reason, hint: verdict.hint }),
    elapsedMs: Math.round(elapsedMs),
    messages: facts.frames,
    books: { handedOut: facts.handOuts, compared: facts.compared, unchecked: watched.truth?.unchecked ?? 0 },
    gaps: gapFields(facts),
    slowestHealMs: Math.round(watched.slowestHealMs),
    drops: dropsOf(health),
    malformed: health.reduce((sum, venue) => sum + venue.malformed, 0),
    reconnects: watched.reconnects,
    venues: Object.fromEntries(
      facts.venues.map(({ venue, frames, handOuts, compared }) => [venue, { messages: frames, handedOut: handOuts, compared }]),
    ),
    latencyMs: latencyFields(slowest(health)),
  });
}

function venueFields(watched: WatchedMarkets, venue: Health): object {
  return {
    state: venue.state,
    proof: proofOf(watched, venue.venue),
    gaps: venue.gaps,
    messages: venue.connections.reduce((sum, connection) => sum + connection.frames, 0),
    books: Object.fromEntries(
      watched.markets
        .filter((market) => market.venue === venue.venue)
        .map((market) => [market.name, bookFields(market.books.latestAllowStale)]),
    ),
    latencyMs: latencyFields(venue),
  };
}

/** How the venue's books are known to be true; the weaker proof where its markets differ. */
function proofOf({ markets }: WatchedMarkets, venue: string): "sequence" | "image" {
  const own = markets.filter((market) => market.venue === venue);
  return own.every(({ books }) => books.latestAllowStale.proof === "sequence") ? "sequence" : "image";
}

function bookFields(view: { readonly state: string; readonly ageMs: number; readonly sequence: string | undefined }): object {
  return { state: view.state, ageMs: Number.isFinite(view.ageMs) ? Math.round(view.ageMs) : null, sequence: view.sequence ?? null };
}

/** In tenths of a millisecond: the histogram behind it is no finer. */
function latencyFields(venue: Health | undefined): object | null {
  const known = venue?.latencyMs;
  return known === undefined ? null : { p50: Math.round(known.p50 * 10) / 10, p99: Math.round(known.p99 * 10) / 10 };
}

/** An average over venues would hide the slow one. */
function slowest(health: readonly Health[]): Health | undefined {
  return health.reduce<Health | undefined>(
    (worst, venue) => ((venue.latencyMs?.p99 ?? -1) > (worst?.latencyMs?.p99 ?? -1) ? venue : worst),
    undefined,
  );
}

function gapFields(facts: RunFacts): object {
  return { seen: facts.gaps.seen, healed: facts.gaps.healed, open: facts.gaps.open, wrongReads: facts.wrongReads };
}

function dropsOf(health: readonly Health[]): number {
  return health.reduce((sum, venue) => sum + venue.drops, 0);
}
