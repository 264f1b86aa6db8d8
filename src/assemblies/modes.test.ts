// Mode, keys and limits agree, or nothing is opened; by the compiler and at run time. A few milliseconds.

import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "#assemblies/connect";
import { isLive } from "#assemblies/modes";

const limits = {
  maxOrderNotional: "5000",
  maxPositionNotional: "10000",
  maxExposureNotional: "20000",
  maxOpenOrders: "10",
  maxDailyLoss: "500",
  maxDrawdown: "500",
} as const;
const credentials = { apiKey: "k", apiSecret: "s" };
const whole = { mode: "live", credentials, limits, onClose: "cancel-all" } as const;

test("a connection sees unless it is told to trade, and trades when everything that it needs is there", () => {
  expect([isLive({}), isLive({ mode: "data" }), isLive({ credentials }), isLive(whole)]).toEqual([false, false, false, true]);
});

test.each([
  ["limits are missing", { ...whole, limits: undefined }, "no-limits"],
  ["the end is not said", { ...whole, onClose: undefined }, "no-on-close"],
  ["the end is no word", { ...whole, onClose: "maybe" }, "no-on-close"],
  ["keys are missing", { ...whole, credentials: undefined }, "no-credentials"],
  ["the mode is paper", { ...whole, mode: "paper" }, "no-paper"],
  ["the mode is misspelt", { ...whole, mode: "Live" }, "bad-mode"],
  ["limits stand in a connection that only sees", { credentials, limits }, "mode-disagrees"],
  ["an end stands in a connection that only sees", { mode: "data", onClose: "leave" }, "mode-disagrees"],
])("where %s nothing is opened", async (_what, options, code) => {
  expect(() => isLive(options as never)).toThrow(expect.objectContaining({ code }));
  await expect(connect("lmex" as string, options as never)).rejects.toMatchObject({ code });
});

test.each([
  ["zero", { ...limits, maxOrderNotional: "0" }],
  ["negative", { ...limits, maxDailyLoss: "-5" }],
  ["no number", { ...limits, maxDrawdown: "NaN" }],
  ["a JavaScript number", { ...limits, maxOpenOrders: 10 }],
  ["left out", { ...limits, maxExposureNotional: undefined }],
  ["misspelt", { ...limits, maxPostionNotional: "1" }],
])("a limit that is %s refuses to arm, with no implicit unlimited", async (_what, given) => {
  const stateDir = join(tmpdir(), `truebook-modes-${process.pid}`);
  const options = { ...whole, limits: given, stateDir, deadMan: "none", environment: "test" };
  await expect(connect("lmex" as string, options as never)).rejects.toMatchObject({ name: "ConfigError" });
  expect(existsSync(stateDir)).toBe(false);
});

/** Read by the compiler only. */
async function typed(computed: string): Promise<readonly unknown[]> {
  const onLmex = await connect("lmex", whole);
  const anywhere = await connect(computed, whole);
  const { limits: _limits, ...unlimited } = whole;
  const { onClose: _onClose, ...endless } = whole;
  const { credentials: _credentials, ...keyless } = whole;
  return [
    onLmex.submit({ instrument: "BTC-PERP", side: "buy", size: "0.01" }),
    onLmex.watchBook("BTC-PERP", { depth: 50 }),
    anywhere.submit({ instrument: "BTC-PERP", side: "buy", size: "0.01" }),
    // @ts-expect-error without limits nothing trades
    connect("lmex", unlimited),
    // @ts-expect-error without a choice for the end nothing trades
    connect("lmex", endless),
    // @ts-expect-error without keys nothing trades
    connect("lmex", keyless),
    // @ts-expect-error there is no paper
    connect("lmex", { ...whole, mode: "paper" }),
    // @ts-expect-error a connection that only sees sends nothing
    (await connect("lmex", { credentials })).submit({ instrument: "BTC-PERP", side: "buy", size: "0.01" }),
    // @ts-expect-error LMEX has no such environment
    connect("lmex", { ...whole, environment: "sim" }),
    // @ts-expect-error a float is no size
    onLmex.submit({ instrument: "BTC-PERP", side: "buy", size: 0.01 }),
    // @ts-expect-error a float is no price
    onLmex.submit({ instrument: "BTC-PERP", side: "buy", size: "0.01", price: 61_000 }),
  ];
}

test("what must not trade does not compile", () => {
  expect(typed).toBeTypeOf("function");
});
