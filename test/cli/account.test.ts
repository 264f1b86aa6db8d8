// The account commands as a user meets them, and what becomes of keys on the way: found nowhere in any byte that is written. About 5 s.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type CommandEnd, type RunningSimulator, run, startSimulator } from "./command.ts";

vi.setConfig({ testTimeout: 40_000 });

const CANARY = "canary7f3a9b21c0ffee00".concat("decafbad5eed");
const folder = mkdtempSync(join(tmpdir(), "truebook-account-"));
const stateDir = join(folder, "state");
let simulator: RunningSimulator;

beforeAll(async () => {
  simulator = await startSimulator();
  const front = simulator.url;
  // The venue's own hosts lead to the simulator, so that keys of the environment are used and not the simulator's.
  const socket = front.replace("http", "ws");
  writeFileSync(
    join(folder, "truebook.toml"),
    `log-level = "trace"\n[venues.lmex.hosts.live]\nrest = "${front}/api.lmex.io"\nmarket = "${socket}/ws.lmex.io"\noss = "${socket}/ws.lmex.io"\n`,
  );
}, 20_000);

afterAll(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

const simulated = (words: string): Promise<CommandEnd> =>
  run(`${words} --json --sim-url ${simulator.url}`, { env: { TRUEBOOK_STATE_DIR: stateDir } });
const withKeys = (words: string, env: Record<string, string>): Promise<CommandEnd> =>
  run(`${words} --json -v --trace -c ${join(folder, "truebook.toml")}`, { env: { TRUEBOOK_STATE_DIR: stateDir, ...env } });
const errorOf = ({ stderr }: CommandEnd): Record<string, unknown> => {
  const line = stderr.split("\n").find((each) => each.startsWith('{"v":1,"error"')) ?? "{}";
  return (JSON.parse(line) as { error?: Record<string, unknown> }).error ?? {};
};

/** The spellings in which a key might leave. */
const spellings = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString("hex"),
    bytes.toString("base64").replace(/=+$/, ""),
    encodeURIComponent(secret),
    [...secret].reverse().join(""),
  ];
};

test("every venue's balances, orders and fees are read with the simulated account", async () => {
  const [balances, orders, fees] = await Promise.all([
    simulated("account balances lmex"),
    simulated("account orders lmex"),
    simulated("account fees lmex BTC-PERP"),
  ]);
  expect([balances.exit, orders.exit, fees.exit]).toEqual([0, 0, 0]);
  expect(balances.lines[0]).toMatchObject({ v: 1, kind: "balance", venue: "lmex", currency: "USDT" });
  expect(fees.lines[0]).toMatchObject({ v: 1, kind: "fees", symbol: "BTC-PERP", takerFraction: "0.0006" });
});

test("an account that is followed is synced and ends with exit 0", async () => {
  const { exit, lines, stderr } = await simulated("account balances lmex --watch --for 4s");
  expect(exit).toBe(0);
  expect(lines.length).toBeGreaterThan(0);
  expect(stderr).toContain("futures synced");
});

test("no key, half a key, a key of another environment and a wrong key are told apart by name and exit code", async () => {
  const none = withKeys("account balances lmex", {});
  const half = withKeys("account balances lmex", { LMEX_API_KEY: CANARY });
  const other = withKeys("account balances lmex", { LMEX_TEST_API_KEY: CANARY, LMEX_TEST_API_SECRET: CANARY });
  const wrong = withKeys("account balances lmex", { LMEX_API_KEY: CANARY, LMEX_API_SECRET: `${CANARY}-secret` });
  const followed = withKeys("account orders lmex --watch --for 30s", { LMEX_API_KEY: CANARY, LMEX_API_SECRET: `${CANARY}-secret` });
  const ends = await Promise.all([none, half, other, wrong, followed]);
  expect(ends.map(({ exit }) => exit)).toEqual([4, 3, 4, 4, 4]);
  expect(ends.map((end) => errorOf(end)["code"])).toEqual([
    "no-credentials",
    "missing-credentials",
    "no-credentials",
    "venue-auth",
    "venue-auth",
  ]);
  for (const { stdout, stderr } of ends) {
    for (const form of spellings(CANARY)) {
      expect(stdout).not.toContain(form);
      expect(stderr).not.toContain(form);
    }
  }
});

test("a venue that refuses every number, and a key that is revoked, are told apart by name and exit code", async () => {
  const own = await startSimulator();
  const fault = (words: string): Promise<CommandEnd> => run(`sim fault ${words} --venue lmex --sim-url ${own.url}`);
  const read = (): Promise<CommandEnd> =>
    run(`account balances lmex --product futures --json --sim-url ${own.url}`, { env: { TRUEBOOK_STATE_DIR: stateDir } });
  expect((await fault("refused-number --param numbers=9")).exit).toBe(0);
  const clock = await read();
  expect([clock.exit, errorOf(clock)["code"]]).toEqual([8, "venue-clock"]);
  for (let left = 0; left < 6 && (await read()).exit !== 0; left += 1);
  expect((await fault("key-revoked")).exit).toBe(0);
  const revoked = await read();
  expect(revoked.exit).toBe(4);
  expect(["venue-auth", "venue-permission"]).toContain(errorOf(revoked)["code"]);
  await own.stop();
});

test("every venue's account is read by its own keys", async () => {
  const reads = await Promise.all(["lbank", "weex"].map((venue) => simulated(`account balances ${venue}`)));
  expect(reads.map(({ exit }) => exit)).toEqual([0, 0]);
  for (const { lines } of reads) expect(lines[0]).toMatchObject({ v: 1, kind: "balance" });
  const foreign = await run("account balances weex", { env: { WEEX_API_KEY: CANARY, WEEX_SECRET_KEY: CANARY } });
  expect([foreign.exit, foreign.stderr.includes("WEEX_API_SECRET"), foreign.stderr.includes(CANARY)]).toEqual([3, true, false]);
});

test("a sound key is in no byte that is written: not on stdout or stderr at the loudest level, not in any file", async () => {
  const { apiKey, secret } = (simulator.ready["credentials"] as Record<string, { apiKey: string; secret: string }>)["lmex"] ?? {
    apiKey: "",
    secret: "",
  };
  const env = { LMEX_API_KEY: apiKey, LMEX_API_SECRET: secret };
  const ends: CommandEnd[] = [];
  // One after the other: together they would pass the venue's limit on queries, and wait.
  for (const words of ["balances lmex", "orders lmex", "fills lmex BTC-PERP", "orders lmex --watch --for 4s"]) {
    ends.push(await withKeys(`account ${words}`, env));
  }
  expect(ends.map(({ exit }) => exit)).toEqual([0, 0, 0, 0]);
  const traced = ends[3]?.stderr ?? "";
  // The login went over the traced socket: it is there, without what opens the account.
  expect(traced).toContain("authKeyExpires");
  const written = [...ends.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...filesUnder(stateDir)];
  for (const text of written) for (const form of [...spellings(apiKey), ...spellings(secret)]) expect(text).not.toContain(form);
  expect(traced).not.toMatch(/[0-9a-f]{96}/);
});

function filesUnder(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name} ${readFileSync(join(entry.parentPath, entry.name), "utf8")}`);
}
