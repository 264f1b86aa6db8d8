// When faults happen. A plan is data, made from a seed: printed after a failed world, and followed again to repeat it.

import { UsageError } from "#core/error";
import { type Clock, type Random, type Timer } from "#core/port";
import { nearest } from "#core/text/nearest";
import { FAULT_CATALOGUE } from "#sim/faults/catalogue";
import { type FaultDesk } from "#sim/faults/fault-desk";
import { type FaultKind } from "#sim/faults/fault-kind";
import { type FaultOrder, type FaultTarget, type FaultValue } from "#sim/faults/fault-types";

export interface PlannedFault {
  /** From the start of the plan. */
  readonly atMs: number;
  readonly order: FaultOrder;
}

/** A fault by name, and how often a minute; without a rate it happens once. */
export interface FaultRate {
  readonly name: string;
  readonly perMinute: number | undefined;
}

/** The most faults a minute that a list may ask for. */
const PER_MINUTE_MAX = 600;

/** Reads `drop-delta@6,close@0.5,mute-topic` or `none`. Throws UsageError for a name or a rate that does not exist. */
export function parseFaultRates(text: string, catalogue: readonly FaultKind[] = FAULT_CATALOGUE): readonly FaultRate[] {
  const names = catalogue.map((kind) => kind.name);
  const parts = text.split(",").map((part) => part.trim());
  return parts
    .filter((part) => part !== "" && part !== "none")
    .map((part) => {
      const [name = "", rate] = part.split("@");
      if (!names.includes(name)) {
        const meant = nearest(name, names);
        const hint = meant === undefined ? "truebook sim scenarios lists them" : `did you mean ${meant}?`;
        throw new UsageError("fault-name", `No fault has the name ${JSON.stringify(name.slice(0, 40))}; ${hint}`);
      }
      const perMinute = rate === undefined ? undefined : Number(rate);
      if (perMinute !== undefined && !(perMinute > 0 && perMinute <= PER_MINUTE_MAX)) {
        throw new UsageError("fault-rate", `The rate of ${name} is above 0 and at most ${PER_MINUTE_MAX} a minute.`);
      }
      return { name, perMinute };
    });
}

/** A running plan. */
export interface RunningPlan {
  /** Posts nothing more. */
  stop(): void;
}

/** Posts faults at their rates until stopped. The first of each comes 2 to 6 seconds after the start, so that there is something to break. */
export function runFaultRates(
  rates: readonly FaultRate[],
  parts: { readonly desk: FaultDesk; readonly clock: Clock; readonly random: Random },
): RunningPlan {
  const timers = new Map<FaultRate, Timer>();
  for (const rate of rates) {
    const random = parts.random.fork(rate.name);
    const later = (delayMs: number): void => {
      const timer = parts.clock.after(delayMs, () => {
        parts.desk.post({ name: rate.name });
        if (rate.perMinute !== undefined) later((60_000 / rate.perMinute) * (0.5 + random.unit()));
      });
      timers.set(rate, timer);
    };
    later(random.integer(2_000, 6_000));
  }
  return stopping(timers.values());
}

/** Posts planned faults at their times until stopped. */
export function runPlan(plan: readonly PlannedFault[], parts: { readonly desk: FaultDesk; readonly clock: Clock }): RunningPlan {
  const timers = plan.map(({ atMs, order }) => parts.clock.after(atMs, () => parts.desk.post(order)));
  return stopping(timers);
}

function stopping(timers: Iterable<Timer>): RunningPlan {
  return {
    stop() {
      for (const timer of timers) timer.cancel();
    },
  };
}

export interface RandomPlanOptions {
  readonly random: Random;
  /** The faults to draw from. */
  readonly catalogue: readonly FaultKind[];
  /** Targets that each fault is aimed at by chance; an empty one aims at everything. */
  readonly targets: readonly [FaultTarget, ...FaultTarget[]];
  /** The time in which faults happen; what lasts ends within it. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** How many kinds of fault a plan holds. Default 3 to 6. */
  readonly kinds?: readonly [low: number, high: number];
  /** How often each kind is posted. Default 1 to 3. */
  readonly repeats?: readonly [low: number, high: number];
}

/** Draws a plan: some kinds of fault, at random times, of random strength, in order of time. The same generator gives the same plan. */
export function randomPlan(options: RandomPlanOptions): readonly PlannedFault[] {
  const { random, fromMs, untilMs } = options;
  const pool = [...options.catalogue];
  const [low, high] = options.kinds ?? [3, 6];
  const plan: PlannedFault[] = [];
  for (let left = Math.min(pool.length, random.integer(low, high)); left > 0; left -= 1) {
    const [kind] = pool.splice(random.integer(0, pool.length - 1), 1);
    if (kind === undefined) break;
    const [fewest, most] = options.repeats ?? [1, 3];
    for (let repeat = random.integer(fewest, most); repeat > 0; repeat -= 1) {
      const atMs = random.integer(fromMs, untilMs);
      const order = { ...random.pick(options.targets), name: kind.name, params: drawnParameters(kind, random, untilMs - atMs) };
      plan.push({ atMs, order });
    }
  }
  return plan.sort((one, other) => one.atMs - other.atMs);
}

function drawnParameters(kind: FaultKind, random: Random, leftMs: number): Readonly<Record<string, FaultValue>> {
  const drawn: Record<string, FaultValue> = {};
  for (const [name, parameter] of Object.entries(kind.parameters)) {
    const value = parameter.kind === "choice" ? random.pick(parameter.choices) : random.integer(parameter.low, parameter.high);
    const bounded = name === "durationMs" && typeof value === "number" ? Math.min(value, leftMs) : value;
    drawn[name] = bounded;
  }
  return drawn;
}
