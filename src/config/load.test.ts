import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type EnvironmentSettings, readEnvironment } from "#config/environment";
import { loadSettings } from "#config/load";
import { type Settings } from "#config/settings";
import { ConfigError } from "#core/error";

const BARE: EnvironmentSettings = { noColor: false, dumbTerminal: false };
const VENUES = ["lmex", "lbank", "weex"];
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "truebook-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function load(toml: string, more: { profile?: string; environment?: EnvironmentSettings } = {}): Promise<Settings> {
  const file = join(folder, "truebook.toml");
  writeFileSync(file, toml, { mode: 0o600 });
  return loadSettings({ file, environment: BARE, venues: VENUES, ...more });
}

async function refusal(loading: Promise<Settings>): Promise<ConfigError> {
  const error = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ConfigError) return error;
  throw new Error("It was accepted.");
}

test("a file sets the defaults, a profile lies over it and the environment over both", async () => {
  const toml = `
    environment = "live"
    output = "ndjson"
    log-level = "info"
    timeout = "5s"
    [venues.lmex]
    environment = "test"
    [venues.lmex.hosts.test]
    rest = "https://rest.example"
    oss = "wss://oss.example"
    [profiles.lab]
    simulator = "http://127.0.0.1:7421/"
    output = "json"
    [profiles.lab.venues.lmex.hosts.live]
    rest = "http://localhost:9"
  `;
  const settings = await load(toml, { profile: "lab", environment: { ...BARE, output: "csv" } });
  expect(settings).toMatchObject({
    environment: "live",
    output: "csv",
    logLevel: "info",
    timeout: "5s",
    simulator: "http://127.0.0.1:7421/",
  });
  expect(settings.venues["lmex"]).toMatchObject({
    environment: "test",
    hosts: { test: { rest: "https://rest.example", oss: "wss://oss.example" }, live: { rest: "http://localhost:9" } },
  });
});

test("without a file the settings are empty, and a file that was named must exist", async () => {
  const missing = join(folder, "none.toml");
  expect((await loadSettings({ environment: BARE, venues: VENUES })).source).toBeUndefined();
  expect((await refusal(loadSettings({ file: missing, environment: BARE, venues: VENUES }))).code).toBe("config-unreadable");
});

test.each([
  ['environmnt = "test"', "environmnt", 'Did you mean "environment"?'],
  ['[profiles.lab]\nsimulatr = "http://127.0.0.1:1"', "profiles.lab.simulatr", 'Did you mean "simulator"?'],
  ['[venues.lmx]\nenvironment = "test"', "venues.lmx", 'Did you mean "lmex"?'],
  ["[venues.lmex]\nhost = 1", "venues.lmex.host", 'Did you mean "hosts"?'],
])("an unknown key is refused with its name, its file and the nearest: %s", async (toml, key, hint) => {
  const error = await refusal(load(toml));
  expect(error.code).toBe("unknown-key");
  expect(error.message).toContain(`"${key}"`);
  expect(error.message).toContain("truebook.toml");
  expect(error.hint).toBe(hint);
});

test.each([
  'apiKey = "CANARY-0001"',
  'api_secret = "CANARY-0001"',
  '[venues.lmex]\npassphrase = "CANARY-0001"',
  '[profiles.x]\nLMEX_API_KEY = "CANARY-0001"',
  '[[accounts]]\nprivate-key = "CANARY-0001"',
])("a literal secret is refused with a reason and its value is shown nowhere: %s", async (toml) => {
  const error = await refusal(load(toml));
  expect(error.code).toBe("literal-secret");
  expect(JSON.stringify([error.message, error.hint, error.context, error.stack])).not.toContain("CANARY");
});

test("a line that is not TOML is named by its number and never quoted", async () => {
  const error = await refusal(load('output = "json"\nsecret = "CANARY-0001'));
  expect(error.code).toBe("config-syntax");
  expect(error.message).toContain("line 2");
  expect(`${error.message}${error.stack}`).not.toContain("CANARY");
});

test.each([
  ["simulator = 'http://10.0.0.5:7421'", "in the clear"],
  ["[venues.lmex.hosts.live]\noss = 'ws://ws.lmex.io'", "in the clear"],
  ["[venues.lmex.hosts.live]\nrest = 'http://127.0.0.1.evil.example'", "in the clear"],
  ["[venues.lmex.hosts.live]\nrest = 'https://user:hunter2@api.example'", "user name or password"],
  ["[venues.lmex.hosts.live]\nrest = 'ftp://api.example'", "scheme ftp:"],
  ["simulator = 'localhost'", "is not an address"],
])("an address that is not safe is refused: %s", async (toml, why) => {
  const error = await refusal(load(toml));
  expect(error.code).toBe("invalid-address");
  expect(error.message).toContain(why);
  expect(error.message).not.toContain("hunter2");
});

test("a value of the wrong form names its key", async () => {
  expect((await refusal(load("timeout = 5"))).message).toContain("timeout in ");
  expect((await refusal(load('output = "xml"'))).message).toContain("output in ");
});

test("an unknown profile names the nearest one", async () => {
  const error = await refusal(load('[profiles.lab]\noutput = "json"', { profile: "lba" }));
  expect(error.hint).toBe("Did you mean --profile lab?");
});

test("a proxy password that others can read is warned about; a private file is not", async () => {
  const toml = 'proxy = "http://user:CANARY@proxy.example:3128"';
  expect((await load(toml)).warnings).toEqual([]);
  const file = join(folder, "truebook.toml");
  chmodSync(file, 0o644);
  const { warnings } = await loadSettings({ file, environment: BARE, venues: VENUES });
  expect(warnings).toHaveLength(1);
  expect(warnings.join()).not.toContain("CANARY");
});

test("only truebook's own variables are read, and a mistyped one is refused with the nearest", () => {
  expect(readEnvironment({ HTTPS_PROXY: "http://x", https_proxy: "http://x", TRUEBOOK_ENV: "test", TRUEBOOK_TAPE: "x" })).toEqual({
    environment: "test",
    noColor: false,
    dumbTerminal: false,
  });
  expect(readEnvironment({ NO_COLOR: "1", TERM: "dumb" })).toEqual({ noColor: true, dumbTerminal: true });
  expect(() => readEnvironment({ TRUEBOOK_ENVIRONMENT: "test" })).toThrow(ConfigError);
  expect(() => readEnvironment({ TRUEBOOK_OUTPT: "json" })).toThrow("TRUEBOOK_OUTPT");
});

test("a variable with a value that does not exist is refused", async () => {
  const error = await refusal(loadSettings({ environment: { ...BARE, output: "jsn" }, venues: VENUES }));
  expect(error.hint).toBe("Did you mean json?");
});
