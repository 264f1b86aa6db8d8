import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadSettings } from "#config/load";
import { type Settings } from "#config/settings";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "truebook-risk-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(toml: string, profile?: string): Promise<Settings> {
  const file = join(folder, "truebook.toml");
  writeFileSync(file, toml, { mode: 0o600 });
  const environment = { noColor: false, dumbTerminal: false };
  return loadSettings({ file, environment, venues: ["lmex", "weex"], ...(profile === undefined ? {} : { profile }) });
}

test("limits of a venue lie over those of all, key by key, and a profile over both", async () => {
  const toml = `
    [risk]
    max-order-notional = "1000"
    max-daily-loss = { max = "200", action = "flatten", cool-down-ms = 60000 }
    [venues.lmex.risk]
    max-order-notional = "250"
    [venues.lmex.risk.max-order-size]
    BTC-PERP = "0.5"
    [profiles.small.risk]
    max-daily-loss = "20"
  `;
  const usual = await load(toml);
  expect(usual.risk).toEqual({ maxOrderNotional: "1000", maxDailyLoss: { max: "200", action: "flatten", coolDownMs: 60_000 } });
  expect(usual.venues["lmex"]?.risk).toEqual({ ...usual.risk, maxOrderNotional: "250", maxOrderSize: { "BTC-PERP": "0.5" } });
  const small = await load(toml, "small");
  expect(small.venues["lmex"]?.risk).toMatchObject({ maxOrderNotional: "250", maxDailyLoss: "20" });
});

test("a number without quotes is refused, because it would pass through a float", async () => {
  await expect(load("[risk]\nmax-order-notional = 0.1")).rejects.toThrow(/risk\.max-order-notional .* quotes/);
});

test("a limit that does not exist is refused with the nearest one", async () => {
  await expect(load('[risk]\nmax-postion-notional = "5"')).rejects.toMatchObject({
    message: expect.stringContaining("risk.max-postion-notional") as string,
    hint: expect.stringContaining("max-position-notional") as string,
  });
  await expect(load('[venues.lmex.risk]\nmax-drawdwn = "5"')).rejects.toMatchObject({
    hint: expect.stringContaining("max-drawdown") as string,
  });
});
