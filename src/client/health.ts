import { type Health } from "#client/api";
import { type EpochMs } from "#core/brand";
import { type Clock } from "#core/port";
import { type Feed } from "#feed/feed";

/** What only the client knows of its connection. */
export interface HealthFacts {
  readonly clock: Clock;
  readonly environment: string;
  readonly state: "connecting" | "open" | "failed" | "closed";
  readonly drops: number;
  readonly rate: Health["rate"];
  readonly now: EpochMs;
}

/** Gathers a connection's figures at this moment. */
export function gatherHealth(feed: Feed, facts: HealthFacts): Health {
  const { clock } = facts;
  const now = clock.monotonic();
  const sessions = feed.sessions;
  const books = feed.watchedBooks.map((book) => ({
    instrument: book.instrument.id,
    product: book.instrument.product,
    state: book.state().kind,
    ageMs: book.ageMs(),
    updates: book.counters.updates,
    gaps: book.counters.gaps,
    healed: book.counters.healed,
    lastDivergence: book.lastDivergence,
  }));
  const seen = books.reduce((sum, book) => sum + book.gaps, 0);
  const healed = books.reduce((sum, book) => sum + book.healed, 0);
  const { latency, sample } = feed.lag;
  const p50 = latency.quantile(0.5);
  const p99 = latency.quantile(0.99);
  return {
    venue: feed.venue.description.id,
    environment: facts.environment,
    state: overall(feed, facts, books),
    connections: sessions.map(({ connection, topics }) => ({
      name: connection.name,
      state: connection.state,
      lastFrameAgeMs: connection.lastFrameAt === undefined ? undefined : now - connection.lastFrameAt,
      lastAnswerAgeMs: connection.lastAnswerAt === undefined ? undefined : now - connection.lastAnswerAt,
      reconnects: Math.max(0, connection.counters.opened - 1),
      attempts: connection.counters.attempts,
      frames: connection.counters.frames,
      topics,
    })),
    books,
    gaps: { seen, healed, open: seen - healed },
    drops: facts.drops,
    malformed: sessions.reduce((sum, session) => sum + session.counters.malformed, 0),
    unknownFields: unknownFields(feed),
    rate: facts.rate,
    clock: sample === undefined ? undefined : { offsetMs: sample.venueTime + (now - sample.at) - facts.now, errorMs: sample.errorMs },
    latencyMs: p50 === undefined || p99 === undefined ? undefined : { p50, p99 },
  };
}

function overall(feed: Feed, facts: HealthFacts, books: readonly { readonly state: string }[]): Health["state"] {
  if (facts.state !== "open") return facts.state;
  if (feed.underMaintenance) return "maintenance";
  return books.some((book) => book.state !== "live") ||
    feed.readsFail ||
    feed.sessions.some((session) => session.connection.state !== "ready")
    ? "degraded"
    : "ready";
}

function unknownFields(feed: Feed): Readonly<Record<string, number>> {
  const total = new Map<string, number>();
  for (const { reader } of feed.sessions) {
    for (const [name, count] of reader.counters.unknownFields) total.set(name, (total.get(name) ?? 0) + count);
  }
  return Object.fromEntries(total);
}
