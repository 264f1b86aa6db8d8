// The fault sheet against ccxt: the same simulator, the same faults, the same oracle. What it did is measured and printed, never
// asserted: it made no promise.

import { startSimulator } from "#assemblies/simulator";
import { SCENARIOS } from "../sockets/fault-sheet.ts";
import { StallWatch } from "../sockets/host-stalls.ts";
import { pause } from "../sockets/rig.ts";
import { notApplicable, type Scenario, type Strike } from "../sockets/scenario.ts";
import { SHEET_VENUES, type SheetVenue } from "../sockets/sheet-venue.ts";
import { type Peer, watchingPeer } from "./peer.ts";
import { type PeerReport, PeerWatch } from "./peer-watch.ts";
import { type PeerSubject } from "./truth.ts";

/** How ccxt spells the market that each venue's sheet strikes. */
const UNIFIED = { lbank: "BTC/USDT", weex: "BTC/USDT:USDT" } as const;
const OPEN_WITHIN_MS = 20_000;
/** Hand-outs before a fault: the book is there and moves. */
const SETTLED = 3;
const NEXT_START_MS = 220;
const CLOSE_WITHIN_MS = 2_000;
/** Bombs are watched for so long, one after the other, because they stop everything else in their process. */
const BOMB_MS = 5_000;
const BOMBS = ["N10", "N11"];

export type PeerVenue = keyof typeof UNIFIED;

/** What ccxt did under one fault of the sheet. Where a fault has several forms, it is the worst of them. */
export interface PeerRow extends PeerReport {
  readonly fault: string;
  readonly venue: PeerVenue;
  readonly ids: readonly string[];
  /** How long it was watched after the fault, in ms. */
  readonly watchedMs: number;
  /** Handshakes after the fault. */
  readonly connects: number;
  /** The longest time in which its process, which the simulator shares, did nothing else; told for bombs alone. */
  readonly stalledMs: number | undefined;
  /** What came of a read, where one was asked. */
  readonly read: string | undefined;
  /** Why there is nothing to tell. */
  readonly failed: string | undefined;
}

interface Run {
  readonly scenario: Pick<Scenario, "fault" | "ids">;
  readonly strikes: readonly Strike[];
  readonly id: PeerVenue;
  readonly forMs: number;
}

/** Runs every fault of the sheet that means something to the venue; rows come in the order of the sheet. */
export async function runPeerSheet(
  id: PeerVenue,
  options: { readonly forMs: number; readonly only?: string },
): Promise<readonly PeerRow[]> {
  const venue = sheetVenue(id);
  const { forMs, only = "" } = options;
  const scenarios = SCENARIOS.filter((scenario) => notApplicable(scenario, venue) === undefined && scenario.strikes !== undefined).filter(
    ({ fault, ids }) => fault.includes(only) || ids.includes(only),
  );
  const runs = scenarios.flatMap((scenario) =>
    (scenario.strikes ?? []).map((strikes): Run => ({ scenario, strikes, id, forMs: isBomb(scenario) ? BOMB_MS : forMs })),
  );
  const beside = runs.filter(({ scenario }) => !isBomb(scenario));
  const rows = await Promise.all(
    beside.map(async (run, at) => {
      await pause(at * NEXT_START_MS);
      return runPeer(run);
    }),
  );
  for (const run of runs.filter(({ scenario }) => isBomb(scenario))) rows.push(await runPeer(run));
  return scenarios.flatMap(({ fault }) => worst(rows.filter((row) => row.fault === fault)) ?? []);
}

const isBomb = ({ ids }: Pick<Scenario, "ids">): boolean => ids.some((id) => BOMBS.includes(id));

function sheetVenue(id: PeerVenue): SheetVenue {
  const venue = SHEET_VENUES.find((one) => one.id === id);
  if (venue === undefined) throw new RangeError(`The sheet has no ${id}.`);
  return venue;
}

function worst(rows: readonly PeerRow[]): PeerRow | undefined {
  return rows.toSorted((one, other) => other.wrongMs - one.wrongMs || other.oldMs - one.oldMs || other.errors - one.errors)[0];
}

/** One fault, or none: a calm run shows that the peer and the oracle agree. */
export async function runPeer(run: Run): Promise<PeerRow> {
  const { scenario, strikes, id, forMs } = run;
  const venue = sheetVenue(id);
  const subject: PeerSubject = { venue: id, product: venue.product, symbol: venue.symbol, unified: UNIFIED[id] };
  const simulator = await startSimulator({ port: 0, seed: `${scenario.fault} ${strikes.length}`, mood: "busy", venues: [id] });
  const post = (wanted: readonly Strike[]): void => {
    for (const { name, params = {} } of wanted) simulator.postFault({ name, symbol: venue.symbol, params });
  };
  const peer = await watchingPeer(id, simulator.url);
  const watch = { peer, simulator, subject, depth: venue.depth };
  try {
    await peer.loadMarkets();
    return { ...(await observe({ ...watch, strikes, post, forMs })), fault: scenario.fault, venue: id, ids: scenario.ids };
  } finally {
    // It may wait for a socket that never answers; the process ends anyway.
    await Promise.race([peer.close().catch(() => undefined), pause(CLOSE_WITHIN_MS)]);
    await Promise.race([simulator.close(), pause(CLOSE_WITHIN_MS)]);
  }
}

interface Scene {
  readonly peer: Peer;
  readonly simulator: Awaited<ReturnType<typeof startSimulator>>;
  readonly subject: PeerSubject;
  readonly depth: number;
  readonly strikes: readonly Strike[];
  readonly forMs: number;
  post(strikes: readonly Strike[]): void;
}

async function observe(scene: Scene): Promise<Omit<PeerRow, "fault" | "venue" | "ids">> {
  const { peer, simulator, strikes, post, forMs } = scene;
  const before = strikes.filter(({ beforeMs }) => beforeMs !== undefined);
  await pause(Math.max(0, ...before.map(({ beforeMs = 0 }) => beforeMs)));
  post(before);
  const watch = new PeerWatch(peer, simulator.exchange, scene);
  if (before.length > 0) watch.strike();
  else if (!(await settled(watch))) return { ...watch.end(), ...NOTHING, failed: `no book within ${OPEN_WITHIN_MS} ms` };
  const stalls = new StallWatch();
  const struckAt = Date.now();
  if (before.length === 0) watch.strike();
  post(strikes.filter(({ beforeMs }) => beforeMs === undefined));
  const read = strikes.some(({ isRead }) => isRead === true) ? timedRead(peer, scene.subject.unified, forMs) : undefined;
  await pause(forMs);
  stalls.stop();
  const report = watch.end();
  const isBombed = strikes.some(({ name }) => name === "huge-frame" || name === "compression-bomb");
  const fired = simulator.exchange.desk.firedByName;
  const unfired = strikes.filter(({ name }) => (fired.get(name) ?? 0) === 0).map(({ name }) => name);
  const handshakes = simulator.exchange.log.last().filter(({ event, at }) => event === "handshake" && at >= struckAt).length;
  return {
    ...report,
    watchedMs: forMs,
    // Where the fault was there first, the first handshake is how it began.
    connects: before.length > 0 ? Math.max(0, handshakes - 1) : handshakes,
    stalledMs: isBombed ? Math.round(stalls.longestSince(0)) : undefined,
    read: await read,
    failed: unfired.length === 0 ? undefined : `${unfired.join(", ")} did not happen`,
  };
}

const NOTHING = { watchedMs: 0, connects: 0, stalledMs: undefined, read: undefined } as const;

async function settled(watch: PeerWatch): Promise<boolean> {
  const endsMs = performance.now() + OPEN_WITHIN_MS;
  while (watch.handOuts < SETTLED && performance.now() < endsMs) await pause(20);
  return watch.handOuts >= SETTLED;
}

async function timedRead(peer: Peer, symbol: string, forMs: number): Promise<string> {
  const startedMs = performance.now();
  const reading = peer.fetchTicker(symbol).then(
    () => "answered",
    (error: unknown) => (error instanceof Error ? error.constructor.name : String(error)),
  );
  const outcome = await Promise.race([reading, pause(forMs).then(() => undefined)]);
  const afterMs = Math.round(performance.now() - startedMs);
  return outcome === undefined ? `still waiting after ${afterMs} ms` : `${outcome} after ${afterMs} ms`;
}

/** What ccxt did, in words. */
export function peerWords(row: PeerRow): string {
  const seconds = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);
  if (row.failed !== undefined) return row.failed;
  const words: string[] = [];
  if (row.read !== undefined) words.push(`read: ${row.read}`);
  if (row.noticed === undefined) words.push(`no error in ${seconds(row.watchedMs)}`);
  else {
    words.push(`${row.noticed.by} after ${seconds(row.noticed.afterMs)}`);
    words.push(row.rightAgainMs === undefined ? "no right book since" : `right again ${seconds(row.rightAgainMs)} later`);
  }
  if (row.backwards > 0) words.push(`${row.backwards} × back in time`);
  if (row.connects > 0) words.push(`${row.connects} connects`);
  if (row.stalledMs !== undefined) words.push(`its process, the simulator in it, stood still ${row.stalledMs} ms`);
  return words.join(" · ");
}
