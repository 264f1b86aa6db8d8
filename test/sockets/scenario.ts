// What a row of the fault sheet is made of: a fault, its budget, a script over real sockets, and findings that can be right or wrong.

import { type Simulator } from "#assemblies/simulator";
import { LiveOracle, type OracleReport } from "./live-oracle.ts";
import { Rig, type RigBook, type RigOptions } from "./rig.ts";

/** One thing that was measured. */
export interface Finding {
  readonly words: string;
  readonly ok: boolean;
}

/** One fault over real sockets. */
export interface Scenario {
  readonly fault: string;
  /** Rows of the fault catalogue that must have happened. */
  readonly ids: readonly [string, ...string[]];
  readonly budget: string;
  run(stage: Stage): Promise<readonly Finding[]>;
}

/** Everything that a scenario opened; it is judged together and closed together. */
export class Stage {
  readonly #rigs: Rig[] = [];
  readonly #foreign: { readonly simulator: Simulator; readonly oracle: LiveOracle }[] = [];

  async open(options: RigOptions): Promise<Rig> {
    const rig = await Rig.open(options);
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
