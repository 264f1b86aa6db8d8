// One limit as a person wrote it, read strictly: what is missing, misspelled, zero or no number is an error before anything is armed,
// never a limit that is not there.

import { type RiskAction } from "#core/account/risk";
import { parseDecimal } from "#core/decimal";
import { type ExactDecimal } from "#core/decimal-arithmetic";
import { ConfigError } from "#core/error";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";

/** A limit that holds: what is allowed, and what happens to more than that. */
export interface Limit {
  readonly max: ExactDecimal;
  /** As it was written. */
  readonly text: string;
  readonly action: RiskAction;
  /** How long a halt by this limit lasts; undefined until a person resumes. */
  readonly coolDownMs: number | undefined;
}

/** What a figure of a limit may be. */
export type Figure = "amount" | "count" | "basis-points";

const ACTIONS: readonly RiskAction[] = ["refuse", "halt", "reduce", "flatten"];
const PARTS = ["max", "action", "coolDownMs"] as const;
const EXPECTED: Readonly<Record<Figure, string>> = {
  amount: 'decimal text above zero, such as "1000"',
  count: 'a whole number above zero as text, such as "10"',
  "basis-points": 'basis points as text, above zero and below 10000, such as "200"',
};

/** Reads the limit of `key`. Undefined is `"none"`, written out. Throws ConfigError for everything that is not exactly a limit. */
export function readLimit(
  key: string,
  value: unknown,
  expected: { readonly figure: Figure; readonly action: RiskAction },
): Limit | undefined {
  const { figure, action } = expected;
  if (typeof value === "string") return withMax(key, value, { figure, action, coolDownMs: undefined });
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badLimit(key, value, `${EXPECTED[figure]}, or "none"`);
  const parts = new Map<string, unknown>(Object.entries(value));
  for (const part of parts.keys()) refuseUnknown(key, part, PARTS);
  const chosen = parts.get("action") === undefined ? action : actionOf(key, parts.get("action"));
  const coolDownMs = parts.get("coolDownMs") === undefined ? undefined : wholeMs(`${key}.coolDownMs`, parts.get("coolDownMs"));
  if (chosen === "refuse" && coolDownMs !== undefined) {
    throw new ConfigError("invalid-limit", `The risk limit ${key} has a cool-down and only refuses; name the action that it is for.`, {
      hint: 'Write action "halt", "reduce" or "flatten", or leave coolDownMs out.',
    });
  }
  return withMax(`${key}.max`, parts.get("max"), { figure, action: chosen, coolDownMs });
}

/** Milliseconds as a whole number above zero. Throws ConfigError for anything else. */
export function wholeMs(key: string, value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  throw badLimit(key, value, "a whole number of milliseconds above zero");
}

/** Throws ConfigError with the nearest name when `name` is none of the known ones. */
export function refuseUnknown(place: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const meant = nearest(name, known);
  throw new ConfigError("unknown-limit", `${place} has no part named "${printable(name)}"; nothing was armed.`, {
    hint: meant === undefined ? `Use one of: ${known.join(", ")}.` : `Did you mean ${meant}?`,
  });
}

/** The error of a limit that is none. */
export function badLimit(key: string, value: unknown, expected: string): ConfigError {
  return value === undefined
    ? new ConfigError("missing-limit", `The risk limit ${key} is missing; nothing is unlimited unless "none" is written out.`, {
        hint: `Set ${key} to ${expected}.`,
      })
    : new ConfigError("invalid-limit", `The risk limit ${key} is ${shape(value)}; nothing was armed.`, {
        hint: `Set ${key} to ${expected}.`,
      });
}

function withMax(
  key: string,
  text: unknown,
  rest: { readonly figure: Figure; readonly action: RiskAction; readonly coolDownMs: number | undefined },
): Limit | undefined {
  const { figure, action, coolDownMs } = rest;
  const expected = `${EXPECTED[figure]}, or "none"`;
  if (typeof text !== "string") throw badLimit(key, text, expected);
  if (text === "none") return undefined;
  const max = parseDecimal(text);
  if (max === undefined || max.mantissa <= 0n || !fits(max, figure)) throw badLimit(key, text, expected);
  return { max, text, action, coolDownMs };
}

function fits(max: ExactDecimal, figure: Figure): boolean {
  switch (figure) {
    case "amount":
      return true;
    case "count":
      return max.mantissa % 10n ** BigInt(max.decimals) === 0n;
    case "basis-points":
      return max.mantissa < 10_000n * 10n ** BigInt(max.decimals);
  }
}

function actionOf(key: string, value: unknown): RiskAction {
  const action = ACTIONS.find((known) => known === value);
  if (action !== undefined) return action;
  const meant = typeof value === "string" ? nearest(value, ACTIONS) : undefined;
  throw new ConfigError("invalid-limit", `The action of the risk limit ${key} is ${shape(value)}; nothing was armed.`, {
    hint: meant === undefined ? `Use one of: ${ACTIONS.join(", ")}.` : `Did you mean ${meant}?`,
  });
}

/** What a value is, for people; long texts are cut. */
function shape(value: unknown): string {
  if (typeof value === "string") return value === "" ? "empty text" : `the text "${printable(value.slice(0, 40))}"`;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return `the ${typeof value} ${String(value)}`;
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `of type ${typeof value}`;
}
