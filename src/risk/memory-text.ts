// What risk remembers, as text: versioned, every amount an exact decimal. A memory that cannot be read is an error for a person: a loss
// that is forgotten could be made twice.

import { RISK_RULES } from "#core/account/risk";
import { type EpochMs, epochMs } from "#core/brand";
import { parseDecimal } from "#core/decimal";
import { decimalText, type ExactDecimal } from "#core/decimal-arithmetic";
import { ConfigError } from "#core/error";
import { type JsonObject, type JsonValue, parseJsonText } from "#core/json/json-fallback";
import { asArray, asBoolean, asObject, asText, asWhole, field } from "#core/json/json-value";
import { type Halt } from "#risk/latches";
import { type CurrencySum, type Holding, type ProfitState } from "#risk/profit/profit-state";

/** The form that this version writes, and the only one that it reads. */
const VERSION = 2;
const HALTING = ["halt", "reduce", "flatten"] as const;

export interface Remembered {
  readonly profit: ProfitState;
  readonly halts: readonly Halt[];
}

/** Writes everything that must survive a restart. */
export function memoryText({ profit, halts }: Remembered): string {
  return JSON.stringify({
    version: VERSION,
    since: profit.since,
    day: profit.day,
    bitten: profit.bitten,
    feesUnknown: profit.feesUnknown,
    sums: [...profit.sums].map(([currency, { cash, dayStart, peak }]) => ({
      currency,
      cash: decimalText(cash),
      dayStart: decimalText(dayStart),
      peak: decimalText(peak),
    })),
    holdings: [...profit.holdings].map(([key, { product, quote, base, coins, mark, adopted }]) => ({
      key,
      product,
      quote,
      base,
      coins: decimalText(coins),
      mark: decimalText(mark),
      ...(adopted === undefined ? {} : { adopted: { coins: decimalText(adopted.coins), mark: decimalText(adopted.mark), at: adopted.at } }),
    })),
    fills: [...profit.fills].map(([id, at]) => ({ id, at })),
    forgottenUntil: profit.forgottenUntil,
    begun: [...profit.begun],
    halts,
  });
}

/** Reads it again. Throws ConfigError when a part is missing or is not what was written. */
export function readMemory(text: string): Remembered {
  const reading = parseJsonText(text);
  if (reading.kind === "malformed") throw unreadable(reading.reason);
  const whole = need("the memory", asObject(reading.value));
  const version = asWhole(field(whole, "version"));
  if (version !== VERSION) throw unreadable(`its version is ${String(version)}, and this truebook reads ${VERSION}`);
  const profit: ProfitState = {
    since: time(whole, "since"),
    day: need("day", asWhole(field(whole, "day"))),
    bitten: need("bitten", asBoolean(field(whole, "bitten"))),
    // Not written by those that did not count them.
    feesUnknown: asWhole(field(whole, "feesUnknown")) ?? 0,
    sums: new Map(rows(whole, "sums").map((row) => [words(row, "currency"), sumOf(row)])),
    holdings: new Map(rows(whole, "holdings").map((row) => [words(row, "key"), holdingOf(row)])),
    fills: new Map(rows(whole, "fills").map((row) => [words(row, "id"), time(row, "at")])),
    forgottenUntil: time(whole, "forgottenUntil"),
    begun: new Set(list(whole, "begun").map((product) => need("begun", textOf(product)))),
  };
  return { profit, halts: rows(whole, "halts").map(haltOf) };
}

function sumOf(row: JsonObject): CurrencySum {
  return { cash: amount(row, "cash"), dayStart: amount(row, "dayStart"), peak: amount(row, "peak") };
}

function holdingOf(row: JsonObject): Holding {
  const written = field(row, "adopted");
  const adopted = written === undefined ? undefined : need("adopted", asObject(written));
  return {
    product: words(row, "product"),
    quote: words(row, "quote"),
    base: words(row, "base"),
    coins: amount(row, "coins"),
    mark: amount(row, "mark"),
    oddSince: undefined,
    adopted: adopted && { coins: amount(adopted, "coins"), mark: amount(adopted, "mark"), at: time(adopted, "at") },
  };
}

function haltOf(row: JsonObject): Halt {
  const [rule, action] = [words(row, "rule"), words(row, "action")];
  return {
    rule: need(
      "rule",
      RISK_RULES.find((known) => known === rule),
    ),
    action: need(
      "action",
      HALTING.find((known) => known === action),
    ),
    since: time(row, "since"),
    until: field(row, "until") === undefined ? undefined : time(row, "until"),
    words: words(row, "words"),
  };
}

const list = (row: JsonObject, name: string): readonly JsonValue[] => need(name, asArray(field(row, name)));
const rows = (row: JsonObject, name: string): readonly JsonObject[] => list(row, name).map((one) => need(name, asObject(one)));
const textOf = (value: JsonValue | undefined): string | undefined => (typeof value === "string" ? value : undefined);
const words = (row: JsonObject, name: string): string => need(name, textOf(field(row, name)));
const time = (row: JsonObject, name: string): EpochMs => epochMs(need(name, asWhole(field(row, name))));

function amount(row: JsonObject, name: string): ExactDecimal {
  const text = asText(field(row, name));
  return need(name, text === undefined ? undefined : parseDecimal(text));
}

function need<Value>(name: string, value: Value | undefined): Value {
  if (value === undefined) throw unreadable(`${name} is missing or is not what was written`);
  return value;
}

function unreadable(why: string): ConfigError {
  return new ConfigError("risk-memory-unreadable", `What risk remembers of this account cannot be read: ${why}; nothing was armed.`, {
    hint: "look at the account's losses of today, then move the file away",
  });
}
