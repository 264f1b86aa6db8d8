// The `[risk]` tables of truebook.toml: what may be risked, as text, so that no amount is ever a float. Whether a figure makes sense
// is for the risk rules to say.

import { z } from "zod";
import { type LimitInput, type RiskLimitsInput } from "#core/account/risk-limits";

/** Limits under the names that `connect` takes. What is left out is not set. */
export type RiskSettings = Partial<RiskLimitsInput>;

const ACTIONS = ["refuse", "halt", "reduce", "flatten"] as const;

/** A limit in the words of the file. */
type WrittenLimit =
  | string
  | { readonly max: string; readonly action?: (typeof ACTIONS)[number] | undefined; readonly "cool-down-ms"?: number | undefined };

const amount: z.ZodType<string> = z.string({ error: 'it takes text, so that it is exact: write "1000" in quotes' }).min(1).max(60);
const limit: z.ZodType<WrittenLimit> = z.union(
  [
    amount,
    z.strictObject({
      max: amount,
      action: z.enum(ACTIONS).optional(),
      "cool-down-ms": z.number().int().positive().optional(),
    }),
  ],
  { error: 'it takes text in quotes ("1000") or { max = "1000", action = "halt", cool-down-ms = 60000 }' },
);

type LimitKey =
  | "max-order-notional"
  | "max-position-notional"
  | "max-exposure-notional"
  | "max-open-orders"
  | "max-daily-loss"
  | "max-drawdown"
  | "orders-per-second"
  | "price-collar-bps"
  | "repeats-per-minute"
  | "rejects-per-minute";

const LIMITS: Readonly<Record<LimitKey, keyof RiskLimitsInput>> = {
  "max-order-notional": "maxOrderNotional",
  "max-position-notional": "maxPositionNotional",
  "max-exposure-notional": "maxExposureNotional",
  "max-open-orders": "maxOpenOrders",
  "max-daily-loss": "maxDailyLoss",
  "max-drawdown": "maxDrawdown",
  "orders-per-second": "ordersPerSecond",
  "price-collar-bps": "priceCollarBps",
  "repeats-per-minute": "repeatsPerMinute",
  "rejects-per-minute": "rejectsPerMinute",
};
const LIMIT_KEYS = Object.keys(LIMITS) as LimitKey[];

/** The keys of a `[risk]` table. */
export const RISK_KEYS: readonly string[] = [...LIMIT_KEYS, "max-order-size", "fresh-ms"];

type Written = { readonly [Key in LimitKey]?: WrittenLimit | undefined } & {
  readonly "max-order-size"?: Readonly<Record<string, WrittenLimit>> | undefined;
  readonly "fresh-ms"?: number | undefined;
};

/** The shape of a `[risk]` table. */
export const riskTable: z.ZodType<Written> = z.strictObject({
  ...(Object.fromEntries(LIMIT_KEYS.map((key) => [key, limit.optional()])) as Record<LimitKey, z.ZodOptional<typeof limit>>),
  "max-order-size": z.record(z.string(), limit).optional(),
  "fresh-ms": z.number().int().positive().optional(),
});

/** A table as it was read, under the names that `connect` takes; later tables over earlier ones, key by key. */
export function riskSettings(...tables: readonly (Written | undefined)[]): RiskSettings {
  const merged: Written = Object.assign({}, ...tables);
  const limits = LIMIT_KEYS.flatMap((key) => {
    const written = merged[key];
    return written === undefined ? [] : [[LIMITS[key], limitOf(written)] as const];
  });
  const sizes = Object.entries(merged["max-order-size"] ?? {}).map(([instrument, written]) => [instrument, limitOf(written)] as const);
  const freshMs = merged["fresh-ms"];
  return {
    ...Object.fromEntries(limits),
    ...(sizes.length === 0 ? {} : { maxOrderSize: Object.fromEntries(sizes) }),
    ...(freshMs === undefined ? {} : { freshMs }),
  };
}

function limitOf(written: WrittenLimit): LimitInput {
  if (typeof written === "string") return written;
  const { max, action, "cool-down-ms": coolDownMs } = written;
  return { max, ...(action === undefined ? {} : { action }), ...(coolDownMs === undefined ? {} : { coolDownMs }) };
}
