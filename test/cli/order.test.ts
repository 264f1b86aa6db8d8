// The commands that place, change, explain and cancel orders, and the kill switch, as a user meets them. About 30 s.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type CommandEnd, type RunningSimulator, run, startSimulator } from "./command.ts";

vi.setConfig({ testTimeout: 90_000 });

const folder = mkdtempSync(join(tmpdir(), "truebook-order-"));
const CONFIG = join(folder, "truebook.toml");
let simulator: RunningSimulator;
let price = "";

beforeAll(async () => {
  simulator = await startSimulator();
  const socket = simulator.url.replace("http", "ws");
  writeFileSync(
    CONFIG,
    `[risk]
max-order-notional = "3000"
max-position-notional = "10000"
max-exposure-notional = "20000"
max-open-orders = "20"
max-daily-loss = "500"
max-drawdown = "500"
[profiles.money.venues.lmex.hosts.live]
rest = "${simulator.url}/api.lmex.io"
market = "${socket}/ws.lmex.io"
oss = "${socket}/ws.lmex.io"
`,
  );
  const [book] = (await run(`get book lmex BTC-PERP --depth 1 --json --sim-url ${simulator.url}`)).lines;
  const [[best = "0"] = []] = (book?.["bids"] ?? []) as [string, string][];
  // One in a hundred below: inside the collar, away from every trade.
  price = (Math.floor(Number(best) * 0.99 * 2) / 2).toFixed(1);
}, 40_000);

afterAll(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

const env = (name: string): Record<string, string> => ({ TRUEBOOK_STATE_DIR: join(folder, name) });
const simulated = (words: string, name = "usual"): Promise<CommandEnd> =>
  run(`${words} --json -c ${CONFIG} --sim-url ${simulator.url}`, { env: env(name) });
const place = (more: string, name?: string): Promise<CommandEnd> =>
  simulated(`order place lmex BTC-PERP buy 0.01 --limit ${price} ${more}`, name);
const errorOf = ({ stderr }: CommandEnd): Record<string, unknown> => {
  const line = stderr.split("\n").find((each) => each.startsWith('{"v":1,"error"')) ?? "{}";
  return (JSON.parse(line) as { error?: Record<string, unknown> }).error ?? {};
};

test("a dry run shows the signed request without what signs it, the size in both units and every rule, and sends nothing", async () => {
  const { exit, lines, stdout, stderr } = await place("--dry-run");
  expect([exit, stderr]).toEqual([0, ""]);
  expect(lines[0]).toMatchObject({ kind: "dry-run", size: { base: "0.01", venue: "10", unit: "contracts" }, refused: null });
  const { request, checks } = lines[0] as {
    request: { body: string; headers: Record<string, string> };
    checks: { rule: string; passed: boolean }[];
  };
  expect(request.body).toContain('"size":10');
  expect(stdout).not.toContain("demo-of-lmex");
  expect(request.headers["request-sign"]).not.toMatch(/[0-9a-f]{20}/);
  expect(checks.map(({ rule }) => rule)).toContain("price-collar");
  expect(checks.every(({ passed }) => passed)).toBe(true);
  expect((await simulated("order show lmex BTC-PERP")).lines).toEqual([]);
});

test("an order is placed once, shown, explained, changed, and cancelled with proof", async () => {
  const placed = await place("--post-only --client-id mine-1");
  expect([placed.exit, placed.lines[0]]).toEqual([0, expect.objectContaining({ outcome: "accepted", clientOrderId: "mine-1" })]);
  const again = await place("--post-only --client-id mine-1");
  expect([again.exit, again.lines[0]?.["orderId"]]).toEqual([0, placed.lines[0]?.["orderId"]]);
  const shown = await simulated("order show lmex BTC-PERP");
  expect(shown.lines).toMatchObject([{ kind: "order", clientOrderId: "mine-1", status: "open", size: "10" }]);
  const why = await simulated("order why lmex mine-1");
  const kinds = ((why.lines[0]?.["entries"] ?? []) as { kind: string }[]).map(({ kind }) => kind);
  expect(kinds.slice(0, 3)).toEqual(["intent", "sent", "outcome"]);
  const changed = await simulated(`order amend lmex mine-1 --size 0.02`);
  expect([changed.exit, changed.lines[0]?.["outcome"]]).toEqual([0, "accepted"]);
  const gone = await simulated("order cancel lmex BTC-PERP mine-1");
  expect([gone.exit, gone.lines[0]]).toEqual([0, expect.objectContaining({ kind: "cancelled", proven: true, gone: 1 })]);
  expect((await simulated("order show lmex BTC-PERP")).lines).toEqual([]);
});

test("cancelling a misspelt name says that no open order had it", async () => {
  const { exit, lines } = await simulated("order cancel lmex BTC-PERP mine-one");
  expect([exit, lines[0]]).toEqual([0, expect.objectContaining({ gone: 0, notListed: ["mine-one"] })]);
});

test("what became of an order is the exit code also where nobody reads the line: refused stays 7", async () => {
  const words = `order place lmex BTC-PERP buy 1 --limit ${price} --json -c ${CONFIG} --sim-url ${simulator.url}`;
  const unread = await run(words, { env: env("usual"), with: (child) => child.stdout?.destroy() });
  expect(unread.exit).toBe(7);
});

test("an order that trades at once is explained with its fill, and reduced away", async () => {
  const bought = await simulated("order place lmex BTC-PERP buy 0.01 --market --client-id took-1", "trades");
  expect([bought.exit, bought.lines[0]?.["outcome"]]).toEqual([0, "accepted"]);
  const why = await simulated("order why lmex took-1", "trades");
  const entries = (why.lines[0]?.["entries"] ?? []) as { kind: string; size?: string; status?: string }[];
  expect(entries.filter(({ kind }) => kind === "fill").reduce((sum, { size }) => sum + Number(size), 0)).toBe(10);
  expect(entries.find(({ kind }) => kind === "ended")).toMatchObject({ status: "filled" });
  const sold = await simulated("order place lmex BTC-PERP sell 0.01 --market --reduce-only", "trades");
  expect([sold.exit, (await simulated("account positions lmex", "trades")).lines]).toEqual([0, []]);
});

test("what must not leave is refused by name: our limit, the venue's lot, no price, contradictions, money without a word for it", async () => {
  const [large, lot, bare, both, live, scripted] = await Promise.all([
    simulated(`order place lmex BTC-PERP buy 5 --limit ${price}`, "one"),
    simulated(`order place lmex BTC-PERP buy 0.0105 --limit ${price}`, "two"),
    simulated("order place lmex BTC-PERP buy 0.01", "three"),
    simulated("order place lmex BTC-PERP buy 0.01 --market --live", "four"),
    run(`order place lmex BTC-PERP buy 0.01 --market --live --json -c ${CONFIG}`, { env: env("five") }),
    run(`order place lmex BTC-PERP buy 0.01 --market --live --yes --json -c ${CONFIG}`, { env: env("six") }),
  ]);
  expect([large?.exit, large?.lines[0]]).toEqual([
    7,
    expect.objectContaining({ outcome: "refused", rule: "order-notional", limit: "3000 USDT" }),
  ]);
  expect([lot?.exit, String(errorOf(lot as CommandEnd)["message"])]).toEqual([2, expect.stringMatching(/0\.010?\b.*0\.011\b/)]);
  expect([bare, both, live, scripted].map((end) => [end?.exit, errorOf(end as CommandEnd)["code"]])).toEqual([
    [2, "missing-price"],
    [2, "conflicting-options"],
    [2, "not-confirmed"],
    [2, "not-confirmed"],
  ]);
});

test("with --live, --yes and TRUEBOOK_LIVE an order leaves with the keys of the environment, and no key in any byte", async () => {
  const keys = simulator.ready["credentials"] as Record<string, { apiKey: string; secret: string }>;
  const { apiKey = "", secret = "" } = keys["lmex"] ?? {};
  const live = { ...env("live"), LMEX_API_KEY: apiKey, LMEX_API_SECRET: secret, TRUEBOOK_LIVE: "1" };
  const words = `order place lmex BTC-PERP buy 0.01 --limit ${price} --client-id real-1 --live --yes --json -v --trace --profile money -c ${CONFIG}`;
  const placed = await run(words, { env: live });
  expect([placed.exit, placed.lines[0]?.["outcome"]]).toEqual([0, "accepted"]);
  const journal = readFileSync(join(folder, "live", "trading", "lmex-live-default", "journal.tbj"), "latin1");
  for (const text of [placed.stdout, placed.stderr, journal]) expect(text).not.toContain(secret);
  const gone = await run(`order cancel-all lmex BTC-PERP --json --profile money -c ${CONFIG}`, { env: live });
  expect([gone.exit, gone.lines[0]]).toEqual([0, expect.objectContaining({ proven: true, gone: 1 })]);
});

test("a kill cancels, holds over restarts, lets nothing new out, and is released by a person", async () => {
  await place("--client-id before", "killed");
  const killed = await simulated("risk kill lmex --reason a-test", "killed");
  expect([killed.exit, killed.lines[0]]).toEqual([0, expect.objectContaining({ proven: true, thrown: true, gone: 1 })]);
  const after = await place("--client-id after", "killed");
  expect([after.exit, after.lines[0]?.["rule"]]).toEqual([7, "killed"]);
  const shown = await simulated("risk show lmex", "killed");
  expect([shown.exit, shown.lines[0]?.["killed"]]).toEqual([10, expect.objectContaining({ reason: "a-test" })]);
  const resumed = await simulated("risk resume lmex", "killed");
  expect([resumed.exit, resumed.lines[0]?.["killed"]]).toEqual([0, null]);
  const free = await place("--client-id free", "killed");
  expect([free.exit, free.lines[0]?.["outcome"]]).toEqual([0, "accepted"]);
  expect((await simulated("order cancel-all lmex", "killed")).lines[0]).toMatchObject({ proven: true, gone: 1 });
});

test("leverage is set where it may be, and shown as the venue has it", async () => {
  const set = await simulated("account leverage lmex BTC-PERP --set 7 --margin cross", "settings");
  expect([set.exit, set.lines[0]]).toEqual([0, expect.objectContaining({ kind: "leverage", longLeverage: "7", marginMode: "cross" })]);
  const bare = await run(`account leverage lmex BTC-PERP --set 7 --json -c ${CONFIG}`, { env: env("settings") });
  expect([bare.exit, errorOf(bare)["code"]]).toEqual([2, "no-dry-run"]);
});

test("what we believe and what the venue says is laid side by side", async () => {
  const { exit, stderr } = await simulated("order reconcile lmex --product futures", "proof");
  expect([exit, stderr]).toEqual([0, expect.stringContaining("Nothing is open")]);
});

// The last one: the market stays closed to new orders after it.
test("a kill that shall close positions ends with 10 while one is open", async () => {
  expect((await simulated("order place lmex BTC-PERP buy 0.01 --market", "flat")).exit).toBe(0);
  await run(
    `sim fault market-mode --venue lmex --symbol BTC-PERP --param mode=cancel-only --param durationMs=600000 --sim-url ${simulator.url}`,
  );
  const held = await simulated("risk kill lmex --flatten", "flat");
  expect([held.exit, held.lines[0]]).toEqual([
    10,
    expect.objectContaining({ proven: true, positions: expect.stringContaining("Still open") }),
  ]);
});
