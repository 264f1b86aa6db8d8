// What a row of the fault sheet is made of: a fault, its budget, a script over real sockets, and findings that can be right or wrong.

import { type Simulator } from "#assemblies/simulator";
import { LiveOracle, type OracleReport } from "./live-oracle.ts";
import { Rig, type RigBook, type RigOptions } from "./rig.ts";
import { type SheetVenue } from "./sheet-venue.ts";

/** One thing that was measured. */
export interface Finding {
  readonly words: string;
  readonly ok: boolean;
}

/** A fault of the simulator's, as another client meets it. */
export interface Strike {
  readonly name: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** Posted before the client connects, once the market has moved for so long; else when its book has come. */
  readonly beforeMs?: number;
  /** A ticker is read over REST as soon as it is posted. */
  readonly isRead?: boolean;
}

/** One fault over real sockets. */
export interface Scenario {
  readonly fault: string;
  /** Rows of the fault catalogue that must have happened. */
  readonly ids: readonly [string, ...string[]];
  readonly budget: string;
  /** What differs where books are images without a sequence: the budget, or why the fault does not apply. */
  readonly onImages?: { readonly budget: string } | { readonly notApplicable: string };
  /** Why it does not apply where books are proved by a sequence. */
  readonly onSequences?: { readonly notApplicable: string };
  /** The same fault for a client of other people's making, one list a run; absent where it would say nothing more. */
  readonly strikes?: readonly (readonly Strike[])[];
  run(stage: Stage): Promise<readonly Finding[]>;
}

/** Why a scenario says nothing of a venue; undefined when it does. */
export function notApplicable({ onImages, onSequences }: Scenario, venue: SheetVenue): string | undefined {
  if (venue.proof === "sequence") return onSequences?.notApplicable;
  return onImages !== undefined && "notApplicable" in onImages ? onImages.notApplicable : undefined;
}

export function budgetOf({ budget, onImages }: Scenario, venue: SheetVenue): string {
  return venue.proof === "image" && onImages !== undefined && "budget" in onImages ? onImages.budget : budget;
}

/** Everything that a scenario opened; it is judged together and closed together. */
export class Stage {
  readonly venue: SheetVenue;
  readonly #rigs: Rig[] = [];
  readonly #foreign: { readonly simulator: Simulator; readonly oracle: LiveOracle }[] = [];

  constructor(venue: SheetVenue) {
    this.venue = venue;
  }

  async open(options: RigOptions): Promise<Rig> {
    const rig = await Rig.open(this.venue, options);
    this.#rigs.push(rig);
    return rig;
  }

  /** A simulator whose client lives elsewhere: its hand-outs come to the oracle that is returned. */
  adopt(simulator: Simulator): LiveOracle {
    const oracle = new LiveOracle(simulator.exchange);
    this.#foreign.push({ simulator, oracle });
    return oracle;
  }

  /** How often an id of the catalogue happened. */
  fired(id: string): number {
    return this.#simulators().reduce((sum, { exchange }) => sum + (exchange.desk.firedById.get(id) ?? 0), 0);
  }

  report(): OracleReport {
    const reports = [...this.#rigs, ...this.#foreign].map(({ oracle }) => oracle.report());
    return {
      compared: reports.reduce((sum, { compared }) => sum + compared, 0),
      wrongMs: reports.reduce((sum, { wrongMs }) => sum + wrongMs, 0),
      words: reports.flatMap(({ words }) => words),
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#rigs.map((rig) => rig.close()), ...this.#foreign.map(({ simulator }) => simulator.close())]);
  }

  #simulators(): readonly Simulator[] {
    return [...this.#rigs, ...this.#foreign].map(({ simulator }) => simulator);
  }
}

/** Something took so long, or never came (undefined). */
export function within(what: string, ms: number | undefined, mostMs: number): Finding {
  if (ms === undefined) return { words: `${what} not at all`, ok: false };
  return { words: `${what} ${roundMs(ms)} ms`, ok: ms <= mostMs };
}

/** Something was counted. */
export function atMost(what: string, count: number, most: number): Finding {
  return { words: `${count} ${what}`, ok: count <= most };
}

/** Something holds, or does not. */
export function holds(words: string, ok: boolean, otherwise = `not: ${words}`): Finding {
  return { words: ok ? words : otherwise, ok };
}

export function roundMs(ms: number): number {
  return ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms);
}

/** The longest of some measured times; undefined when one never came. */
export function longest(times: readonly (number | undefined)[]): number | undefined {
  return times.some((ms) => ms === undefined) ? undefined : Math.max(...times.map(Number));
}

/** How long a book was away from live after a moment, in ms: until it left, and from then until it was back. */
export async function awayAndBack(
  rig: Rig,
  book: RigBook,
  how: { readonly afterMs: number; readonly leavesWithinMs: number; readonly returnsWithinMs: number },
): Promise<{ readonly leftMs: number | undefined; readonly backMs: number | undefined; readonly reason: string }> {
  const left = await rig.turned(book, "not live", { afterMs: how.afterMs, withinMs: how.leavesWithinMs });
  if (left === undefined) return { leftMs: undefined, backMs: undefined, reason: "" };
  const back = await rig.turned(book, "live", { afterMs: left.atMs, withinMs: how.returnsWithinMs });
  return { leftMs: left.atMs - how.afterMs, backMs: back === undefined ? undefined : back.atMs - left.atMs, reason: left.reason ?? "" };
}
