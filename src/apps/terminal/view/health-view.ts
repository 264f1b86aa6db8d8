import { type TruthTally } from "#apps/terminal/model/truth-check";
import { ageText, countText, milliText } from "#apps/terminal/view/number-text";
import { type Health } from "#client/api";

export interface ConnectionRow {
  readonly name: string;
  readonly state: string;
  readonly good: boolean;
  readonly frames: string;
  readonly age: string;
}

export interface HealthView {
  /** Those that are down come first. */
  readonly connections: readonly ConnectionRow[];
  readonly sockets: string;
  readonly socketsDown: boolean;
  readonly frames: string;
  /** Frames of each of the last seconds as a share of the busiest, 0 to 1. */
  readonly rateShares: readonly number[];
  readonly gaps: string;
  readonly gapsOpen: boolean;
  /** Undefined where nobody can tell. */
  readonly truth: string | undefined;
  readonly truthBroken: boolean;
  readonly latency: string;
  readonly clock: string;
  readonly losses: string;
  readonly lossesSeen: boolean;
  readonly requests: string;
}

export interface HealthFacts {
  readonly health: readonly Health[];
  readonly framesPerSecond: number | undefined;
  readonly rateHistory: readonly number[];
  readonly truth: TruthTally | undefined;
}

const GOOD_STATES: ReadonlySet<string> = new Set(["ready", "open", "connected", "live"]);

/** The figures that tell whether what is on the screen may be believed. */
export function healthView(facts: HealthFacts): HealthView {
  const { health, truth } = facts;
  const gaps = gapTotals(health);
  const drops = sum(health, (venue) => venue.drops);
  const malformed = sum(health, (venue) => venue.malformed);
  const connections = health
    .flatMap((venue) => venue.connections.map((connection) => connectionRow(connection, health.length > 1 ? "" : `${venue.venue} `)))
    .sort((left, right) => Number(left.good) - Number(right.good));
  const busiest = Math.max(1, ...facts.rateHistory);
  return {
    connections,
    sockets: `sockets ${connections.filter((row) => row.good).length} of ${connections.length} up`,
    socketsDown: connections.some((row) => !row.good),
    frames: `frames ${countText(frameTotal(health))}${facts.framesPerSecond === undefined ? "" : `  ${countText(facts.framesPerSecond)}/s`}`,
    rateShares: facts.rateHistory.map((count) => count / busiest),
    gaps: `gaps ${gaps.seen} seen  ${gaps.healed} healed  ${gaps.open} open`,
    gapsOpen: gaps.open > 0,
    truth: truth === undefined ? undefined : `${truth.wrong} wrong of ${countText(truth.compared)} reads compared`,
    truthBroken: truth !== undefined && truth.wrong > 0,
    latency: latencyText(health),
    clock: clockText(health),
    losses: `dropped ${countText(drops)}  unreadable ${countText(malformed)}`,
    lossesSeen: drops + malformed > 0,
    requests: requestsText(health),
  };
}

/** Gaps of all venues together. */
export function gapTotals(health: readonly Health[]): { readonly seen: number; readonly healed: number; readonly open: number } {
  return {
    seen: sum(health, (venue) => venue.gaps.seen),
    healed: sum(health, (venue) => venue.gaps.healed),
    open: sum(health, (venue) => venue.gaps.open),
  };
}

/** Frames that all connections received. */
export function frameTotal(health: readonly Health[]): number {
  return sum(health, (venue) => venue.connections.reduce((frames, connection) => frames + connection.frames, 0));
}

/** `prefix` is the venue's name, which need not be said where there is only one. */
function connectionRow(connection: Health["connections"][number], prefix: string): ConnectionRow {
  return {
    name: connection.name.startsWith(prefix) ? connection.name.slice(prefix.length) : connection.name,
    state: connection.state,
    good: GOOD_STATES.has(connection.state),
    frames: countText(connection.frames),
    age: connection.lastFrameAgeMs === undefined ? "" : ageText(connection.lastFrameAgeMs),
  };
}

/** The worst venue's figures: an average over venues would hide it. */
function latencyText(health: readonly Health[]): string {
  const known = health.flatMap((venue) => (venue.latencyMs === undefined ? [] : [venue.latencyMs]));
  if (known.length === 0) return "latency not measured yet";
  return `latency p50 ${milliText(Math.max(...known.map(({ p50 }) => p50)))}  p99 ${milliText(Math.max(...known.map(({ p99 }) => p99)))} ms`;
}

function clockText(health: readonly Health[]): string {
  const known = health.flatMap((venue) => (venue.clock === undefined ? [] : [venue.clock]));
  const worst = known.reduce<(typeof known)[number] | undefined>(
    (found, next) => (found === undefined || Math.abs(next.offsetMs) > Math.abs(found.offsetMs) ? next : found),
    undefined,
  );
  if (worst === undefined) return "clock offset not measured yet";
  return `clock ${worst.offsetMs < 0 ? "-" : "+"}${milliText(Math.abs(worst.offsetMs))} ms, within ${milliText(worst.errorMs)}`;
}

function requestsText(health: readonly Health[]): string {
  const requests = sum(health, (venue) => venue.rate.requests);
  const retries = sum(health, (venue) => venue.rate.retries);
  const limited = sum(health, (venue) => venue.rate.rateLimited);
  return `requests ${countText(requests)}  retried ${countText(retries)}  limited ${countText(limited)}`;
}

function sum(health: readonly Health[], figure: (venue: Health) => number): number {
  return health.reduce((total, venue) => total + figure(venue), 0);
}
