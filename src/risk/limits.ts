// What may be risked, read from plain data. Required limits must be there; `"none"` has to be written; every other word is an error.

import { type RiskAction } from "#core/account/risk";
import { type RequiredLimit, type RiskLimitsInput } from "#core/account/risk-limits";
import { compare } from "#core/decimal-arithmetic";
import { ConfigError } from "#core/error";
import { type Instrument, type InstrumentTable } from "#core/instrument";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";
import { badLimit, type Figure, type Limit, readLimit, refuseUnknown, wholeMs } from "#risk/limit-text";

/** Every limit as the rules read it; undefined is one that was set to `"none"`. */
export interface RiskLimits {
  readonly orderNotional: Limit | undefined;
  readonly positionNotional: Limit | undefined;
  readonly exposureNotional: Limit | undefined;
  readonly openOrders: Limit | undefined;
  readonly dailyLoss: Limit | undefined;
  readonly drawdown: Limit | undefined;
  /** By instrument in lower case, in either spelling, in base coins. */
  readonly orderSize: ReadonlyMap<string, Limit>;
  readonly ordersPerSecond: Limit | undefined;
  readonly priceCollarBps: Limit | undefined;
  readonly repeatsPerMinute: Limit | undefined;
  readonly rejectsPerMinute: Limit | undefined;
  readonly freshMs: number;
}

/** How a limit is written, what it does unless told otherwise, and what it is when it is left out; without one it is required. */
export interface LimitForm {
  readonly figure: Figure;
  readonly action: RiskAction;
  readonly fallback?: string;
}

/** The limits that are one figure, as `RiskLimitsInput` names them. */
type LimitName = Exclude<keyof RiskLimitsInput, "maxOrderSize" | "freshMs">;

/** How each of them is read; docs/risk.md says the same. */
export const LIMIT_FORMS: Readonly<
  Record<RequiredLimit, LimitForm & { readonly fallback?: never }> &
    Record<Exclude<LimitName, RequiredLimit>, LimitForm & { readonly fallback: string }>
> = {
  maxOrderNotional: { figure: "amount", action: "refuse" },
  maxPositionNotional: { figure: "amount", action: "refuse" },
  maxExposureNotional: { figure: "amount", action: "refuse" },
  maxOpenOrders: { figure: "count", action: "refuse" },
  maxDailyLoss: { figure: "amount", action: "refuse" },
  maxDrawdown: { figure: "amount", action: "refuse" },
  ordersPerSecond: { figure: "count", action: "refuse", fallback: "10" },
  priceCollarBps: { figure: "basis-points", action: "refuse", fallback: "200" },
  repeatsPerMinute: { figure: "count", action: "halt", fallback: "20" },
  rejectsPerMinute: { figure: "count", action: "halt", fallback: "10" },
};

/** How old the last proof of a book may be unless it is set, in ms. */
export const FRESH_MS_DEFAULT = 5_000;

const NAMES: readonly string[] = [...Object.keys(LIMIT_FORMS), "maxOrderSize", "freshMs"];

/** Reads limits. Throws ConfigError for one that is missing, unknown, zero, negative, no exact decimal, or of another type. */
export function riskLimits(input: RiskLimitsInput): RiskLimits {
  if (typeof input !== "object" || input === null) throw badLimit("limits", input, "an object of limits");
  const given = new Map<string, unknown>(Object.entries(input));
  for (const name of given.keys()) refuseUnknown("limits", name, NAMES);
  const read = (name: LimitName): Limit | undefined => {
    const form: LimitForm = LIMIT_FORMS[name];
    const written = given.get(name);
    return readLimit(name, written === undefined ? form.fallback : written, form);
  };
  const freshMs = given.get("freshMs");
  return {
    orderNotional: read("maxOrderNotional"),
    positionNotional: read("maxPositionNotional"),
    exposureNotional: read("maxExposureNotional"),
    openOrders: read("maxOpenOrders"),
    dailyLoss: read("maxDailyLoss"),
    drawdown: read("maxDrawdown"),
    orderSize: orderSizes(given.get("maxOrderSize")),
    ordersPerSecond: read("ordersPerSecond"),
    priceCollarBps: read("priceCollarBps"),
    repeatsPerMinute: read("repeatsPerMinute"),
    rejectsPerMinute: read("rejectsPerMinute"),
    freshMs: freshMs === undefined ? FRESH_MS_DEFAULT : wholeMs("freshMs", freshMs),
  };
}

/** Throws ConfigError when a size limit names an instrument that the venue does not list: a misspelled name would limit nothing. */
export function checkLimitedInstruments(limits: RiskLimits, instruments: InstrumentTable): void {
  for (const name of limits.orderSize.keys()) {
    if (instruments.find(name).length > 0) continue;
    const meant = nearest(
      name,
      instruments.all.flatMap((known) => [known.id, known.symbol]),
    );
    throw new ConfigError("unknown-limit", `limits.maxOrderSize names "${printable(name)}", which the venue does not list.`, {
      hint: meant === undefined ? "Use a spelling that the venue lists." : `Did you mean ${meant}?`,
    });
  }
}

/** The size limit of an instrument, in base coins: the smaller one where both spellings have one. */
export function orderSizeLimit(limits: RiskLimits, instrument: Instrument): Limit | undefined {
  const byId = limits.orderSize.get(instrument.id.toLowerCase());
  const bySymbol = limits.orderSize.get(instrument.symbol.toLowerCase());
  if (byId === undefined || bySymbol === undefined) return byId ?? bySymbol;
  return compare(byId.max, bySymbol.max) <= 0 ? byId : bySymbol;
}

function orderSizes(value: unknown): ReadonlyMap<string, Limit> {
  const limits = new Map<string, Limit>();
  if (value === undefined) return limits;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badLimit("maxOrderSize", value, 'base coins by instrument, such as { "BTC/USDT": "0.5" }');
  }
  for (const [name, size] of Object.entries(value)) {
    const limit = readLimit(`maxOrderSize["${printable(name)}"]`, size, { figure: "amount", action: "refuse" });
    if (limit === undefined) continue;
    if (limits.has(name.toLowerCase()))
      throw badLimit(`maxOrderSize["${printable(name)}"]`, size, "one figure an instrument; it is there twice");
    limits.set(name.toLowerCase(), limit);
  }
  return limits;
}
