// When processes die: at any moment, after a line of the journal and before the bytes, after the bytes and before the answer.

import { type JournalEntry } from "#core/account/order-journal";
import { type Clock, type Random } from "#core/port";
import { changesOrders } from "#sim/faults/effects/account/request-kind";
import { destinationOf } from "#sim/virtual-network";
import { type DialectRequest } from "#venues/dialect";
import { type MortalProcess } from "./mortal-process.ts";

export type CrashMoment = "any" | "journalled" | "before-send" | "after-send";

export interface Crash {
  /** Armed from here on, within the storm. */
  readonly atMs: number;
  readonly moment: CrashMoment;
  /** So many orders pass before it strikes. */
  readonly passes: number;
  /** How long nobody runs. */
  readonly downMs: number;
}

const MOMENTS: readonly [CrashMoment, ...CrashMoment[]] = ["any", "journalled", "before-send", "after-send"];

/** None in half of the worlds, else one or two. */
export function drawnCrashes(random: Random, stormMs: number): readonly Crash[] {
  const count = random.chance(0.5) ? 0 : random.integer(1, 2);
  return Array.from({ length: count }, (_, index) => ({
    atMs: random.integer(4_000, stormMs / 2) + (index * stormMs) / 2,
    moment: random.pick(MOMENTS),
    passes: random.integer(0, 3),
    downMs: random.integer(300, 5_000),
  })).filter(({ atMs }) => atMs < stormMs - 1_000);
}

/** Lets a process die as planned, before `untilMs`. Returns what the journal has to call after every line. */
export function armCrash(process: MortalProcess, crash: Crash & { readonly untilMs: number }, clock: Clock): (entry: JournalEntry) => void {
  let armed = false;
  let left = crash.passes;
  const strikes = (): boolean => {
    if (clock.monotonic() >= crash.untilMs) return false;
    if (!armed || left > 0) {
      if (armed) left -= 1;
      return false;
    }
    return true;
  };
  clock.after(Math.max(0, crash.atMs - clock.monotonic()), () => {
    armed = true;
    if (crash.moment === "any") process.die();
  });
  if (crash.moment === "before-send" || crash.moment === "after-send") {
    process.fatal = {
      moment: crash.moment,
      at: ({ method, url }) => changesOrders({ method, path: destinationOf(url)?.path ?? "" } as DialectRequest) && strikes(),
    };
  }
  return (entry) => {
    if (crash.moment === "journalled" && (entry.kind === "intent" || entry.kind === "sent") && strikes()) process.die();
  };
}
