// Limits that are not exactly limits are errors before anything is armed. Costs nothing.

import { expect, test } from "vitest";
import { type RiskLimitsInput } from "#core/account/risk-limits";
import { ConfigError } from "#core/error";
import { instrumentTable } from "#core/instrument";
import { checkLimitedInstruments, riskLimits } from "#risk/limits";

const whole: RiskLimitsInput = {
  maxOrderNotional: "1000",
  maxPositionNotional: "5000.50",
  maxExposureNotional: "none",
  maxOpenOrders: "20",
  maxDailyLoss: { max: "100", action: "flatten" },
  maxDrawdown: { max: "200", action: "halt", coolDownMs: 60_000 },
};

function refusal(over: Readonly<Record<string, unknown>>): ConfigError {
  try {
    // Plain data from a program without types, or from a file.
    riskLimits({ ...whole, ...over } as RiskLimitsInput);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("It was taken.");
}

test("what is left out has its default, and what was written stands exactly", () => {
  const limits = riskLimits(whole);
  expect(limits).toMatchObject({
    positionNotional: { max: { mantissa: 500050n, decimals: 2 }, action: "refuse", coolDownMs: undefined },
    exposureNotional: undefined,
    dailyLoss: { text: "100", action: "flatten" },
    drawdown: { action: "halt", coolDownMs: 60_000 },
    ordersPerSecond: { text: "10", action: "refuse" },
    priceCollarBps: { text: "200", action: "refuse" },
    repeatsPerMinute: { text: "20", action: "halt" },
    rejectsPerMinute: { text: "10", action: "halt" },
    freshMs: 5_000,
  });
});

const required = [
  "maxOrderNotional",
  "maxPositionNotional",
  "maxExposureNotional",
  "maxOpenOrders",
  "maxDailyLoss",
  "maxDrawdown",
] as const;
test.each(required)("without %s nothing is armed: no limit is unlimited by silence", (name) => {
  expect(refusal({ [name]: undefined })).toMatchObject({ code: "missing-limit", message: expect.stringContaining(name) as string });
});

const wrong: readonly unknown[] = [
  "0",
  "-5",
  "0.0",
  "NaN",
  "Infinity",
  "",
  " 5",
  "5 USDT",
  "1,000",
  "None",
  1000,
  0,
  Number.NaN,
  null,
  true,
  [],
  ["5"],
  { max: "0" },
  { max: 5 },
  {},
  { max: "5", action: "stop" },
  { max: "5", action: "halt", coolDownMs: 0 },
  { max: "5", action: "halt", coolDownMs: 1.5 },
  { max: "5", action: "halt", coolDownMs: "60" },
  { max: "5", coolDownMs: 5 },
];
test.each(wrong)("%j is no limit, and the message names the key and what is expected", (value) => {
  const error = refusal({ maxOrderNotional: value });
  expect(error.message).toContain("maxOrderNotional");
  expect(error.code).toMatch(/^(invalid|missing)-limit$/);
  expect(error.hint).not.toBe(undefined);
});

test("counts are whole, basis points are below all of it, and ages are whole milliseconds", () => {
  expect(riskLimits({ ...whole, maxOpenOrders: "20.0" }).openOrders?.text).toBe("20.0");
  for (const over of [
    { maxOpenOrders: "2.5" },
    { ordersPerSecond: "0.5" },
    { priceCollarBps: "10000" },
    { freshMs: 0 },
    { freshMs: "5" },
  ]) {
    expect(refusal(over).code).toBe("invalid-limit");
  }
});

test("a misspelled name is refused with the nearest one, also inside a limit", () => {
  expect(refusal({ maxPostionNotional: "5" })).toMatchObject({ code: "unknown-limit", hint: "Did you mean maxPositionNotional?" });
  expect(refusal({ maxDrawdown: { max: "5", cooldownMs: 5 } })).toMatchObject({ hint: "Did you mean coolDownMs?" });
  expect(refusal({ maxDrawdown: { max: "5", action: "flaten" } })).toMatchObject({ hint: "Did you mean flatten?" });
  expect(refusal({ "\u001b[2J": "5" }).message).not.toContain("\u001b");
});

test("a size limit of an instrument that is not listed is refused, and two figures for one are", () => {
  const limits = riskLimits({ ...whole, maxOrderSize: { "BTC/USDC": "1" } });
  expect(() => checkLimitedInstruments(limits, instrumentTable([]))).toThrow(/btc\/usdc/);
  expect(refusal({ maxOrderSize: { "BTC/USDT": "1", "btc/usdt": "2" } }).code).toBe("invalid-limit");
  expect(refusal({ maxOrderSize: { "BTC/USDT": "0" } }).message).toContain('maxOrderSize["BTC/USDT"]');
  expect(refusal({ maxOrderSize: "1" }).code).toBe("invalid-limit");
});
