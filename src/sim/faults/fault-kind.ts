// One row of the fault catalogue: a name, the ids it stands for, what can be set, and how to begin it.

import { type VenueId } from "#core/instrument";
import { type Clock, type Random } from "#core/port";
import { type FaultEffect, type FaultOrder, type FaultValue } from "#sim/faults/fault-types";

export type FaultParameter =
  | { readonly kind: "number"; readonly initial: number; readonly low: number; readonly high: number; readonly words: string }
  | { readonly kind: "choice"; readonly initial: string; readonly choices: readonly [string, ...string[]]; readonly words: string };

/**
 * Where in the simulator a fault acts. `bytes` exists only where there are bytes: in the real server. `account`: at private requests
 * and private streams, wherever they pass. `order`: at requests that place, change or cancel orders.
 */
export type FaultPlace = "frame" | "subscription" | "socket" | "handshake" | "request" | "venue" | "account" | "order" | "bytes";

export interface FaultSettings {
  number(name: string): number;
  choice(name: string): string;
  readonly random: Random;
  readonly clock: Clock;
}

export interface FaultKind {
  readonly name: string;
  /** Rows of the fault catalogue that it commits. */
  readonly ids: readonly [string, ...string[]];
  readonly at: FaultPlace;
  /** `once`: until it struck `times` (default 1). `lasting`: whatever matches within `durationMs`. */
  readonly life: "once" | "lasting";
  /** The venues that can have it; all when left out. */
  readonly venues?: readonly VenueId[];
  readonly words: string;
  readonly parameters: Readonly<Record<string, FaultParameter>>;
  begin(settings: FaultSettings): FaultEffect;
}

/** A number between bounds; the bounds are what a random plan draws from, not what a caller may ask. */
export function numberParameter(initial: number, bounds: readonly [low: number, high: number], words: string): FaultParameter {
  return { kind: "number", initial, low: bounds[0], high: bounds[1], words };
}

/** One of some words; the first is the usual one. */
export function choiceParameter(choices: readonly [string, ...string[]], words: string): FaultParameter {
  return { kind: "choice", initial: choices[0], choices, words };
}

/** The largest number that a parameter takes: a day in milliseconds, 100 MiB in bytes, and far beyond any count. */
const NUMBER_MAX = 1_000_000_000;

/** Reads the values of an order. Returns the words of what is wrong with them, if anything is. */
export function readSettings(
  kind: FaultKind,
  order: FaultOrder,
  sources: { readonly random: Random; readonly clock: Clock },
): FaultSettings | { readonly wrong: string } {
  const values = new Map<string, FaultValue>();
  for (const [name, parameter] of Object.entries(kind.parameters)) values.set(name, parameter.initial);
  for (const [name, value] of Object.entries(order.params ?? {})) {
    const parameter = Object.hasOwn(kind.parameters, name) ? kind.parameters[name] : undefined;
    if (parameter === undefined) {
      const known = Object.keys(kind.parameters).join(", ");
      return { wrong: `The fault ${kind.name} has no parameter of that name; it has ${known === "" ? "none" : known}.` };
    }
    const read = readValue(parameter, value);
    if (read === undefined) return { wrong: `The parameter ${name} of ${kind.name} is ${expected(parameter)}.` };
    values.set(name, read);
  }
  return {
    number: (name) => Number(values.get(name) ?? 0),
    choice: (name) => String(values.get(name) ?? ""),
    ...sources,
  };
}

function readValue(parameter: FaultParameter, value: FaultValue): FaultValue | undefined {
  if (parameter.kind === "choice") return parameter.choices.includes(String(value)) ? String(value) : undefined;
  const read = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof read === "number" && Math.abs(read) <= NUMBER_MAX ? read : undefined;
}

function expected(parameter: FaultParameter): string {
  return parameter.kind === "choice" ? `one of ${parameter.choices.join(", ")}` : `a number of at most ${NUMBER_MAX}`;
}
