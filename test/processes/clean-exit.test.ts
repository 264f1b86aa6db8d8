// Processes that end, over real sockets, with the simulated venue's own table as the judge: orders cancelled and proven, what could not be
// named and exit 11; and a kill from another process, after which nothing new leaves. Side by side; about 12 s.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, type TestContext, test, vi } from "vitest";
import { loadVenue } from "#assemblies/live";
import { remoteKill } from "#assemblies/remote-kill";
import { startSimulator } from "#assemblies/simulator";
import { startCutLine } from "./cut-line.ts";

vi.setConfig({ testTimeout: 90_000 });

const CHILD = join(import.meta.dirname, "ending-child.mjs");
const MARKETS = {
  lmex: { product: "futures", symbol: "BTC-PERP" },
  lbank: { product: "spot", symbol: "btc_usdt" },
} as const;

interface Wish {
  readonly count: number;
  readonly busy?: boolean;
  readonly exitWithinMs?: number;
}

async function stage({ onTestFinished }: TestContext, venue: keyof typeof MARKETS, wish: Wish) {
  const folder = mkdtempSync(join(tmpdir(), "truebook-exit-"));
  const simulator = await startSimulator({ port: 0, venues: [venue], seed: "7", mood: "quiet" });
  const line = await startCutLine(simulator.url);
  const { product, symbol } = MARKETS[venue];
  const account = simulator.exchange.venue(venue)?.accounts?.all[0];
  const market = simulator.exchange.marketOf({ venue, symbol, product });
  if (account === undefined || market === undefined) throw new Error("no account");
  const { instrument } = market;
  const price = Math.floor(((market.picture(0).bids[0]?.[0] ?? 0) * 0.97) / instrument.tick) * instrument.tick;
  const orders = { ...wish, price, size: Math.max(instrument.minSize, instrument.lot * 2) };
  const keys = account.credentials;
  const child = spawn(process.execPath, [CHILD, JSON.stringify({ venue, product, symbol, url: line.url, keys, folder, orders })], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const said: Record<string, unknown>[] = [];
  createInterface({ input: child.stdout }).on("line", (words) =>
    said.push({ ...(JSON.parse(words) as Record<string, unknown>), at: performance.now() }),
  );
  const watchdogLog = (): string => {
    const path = join(folder, "watchdog.ndjson");
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  };
  onTestFinished(async () => {
    child.kill("SIGKILL");
    if (watchdogLog() !== "") await vi.waitFor(() => expect(watchdogLog()).toContain("watchdog-over"), 20_000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    line.close();
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const ended = once(child, "exit") as Promise<[number | null]>;
  const until = performance.now() + 45_000;
  while (!said.some((words) => "ready" in words)) {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`The process is not ready. ${stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    child,
    line,
    folder,
    instrument,
    account,
    url: simulator.url,
    said,
    open: () => account.openOrders().length,
    stderr: () => stderr,
    /** Does something and waits for the end. */
    async end(act: () => void): Promise<{ readonly exit: number | null; readonly elapsedMs: number }> {
      const startedAt = performance.now();
      act();
      const [exit] = await ended;
      return { exit, elapsedMs: performance.now() - startedAt };
    },
  };
}

test.concurrent("SIGTERM with 50 resting orders: all cancelled and proven within 5 s, exit 143", async (context) => {
  const { child, end, open } = await stage(context, "lmex", { count: 50 });
  expect(open()).toBe(50);
  const { exit, elapsedMs } = await end(() => child.kill("SIGTERM"));
  expect([exit, open()]).toEqual([143, 0]);
  expect(elapsedMs).toBeLessThanOrEqual(5_000);
});

test.concurrent("an error that nobody caught ends the process in order too, and is told", async (context) => {
  const { child, end, open, stderr } = await stage(context, "lbank", { count: 5 });
  const { exit } = await end(() => child.stdin.write("throw\n"));
  expect([exit, open()]).toEqual([1, 0]);
  expect(stderr()).toContain("a strategy broke");
});

test.concurrent("a venue that cannot be reached at the end: exit 11, each order is named, and the dead man acts", async (context) => {
  const { child, end, open, stderr, line, account } = await stage(context, "lmex", { count: 3, exitWithinMs: 4_000 });
  const names = account.openOrders().map(({ clientOrderId }) => clientOrderId ?? "?");
  line.cut();
  const { exit, elapsedMs } = await end(() => child.kill("SIGINT"));
  expect(exit).toBe(11);
  expect(elapsedMs).toBeLessThanOrEqual(6_500);
  for (const name of names) expect(stderr()).toContain(name);
  await vi.waitFor(() => expect(open()).toBe(0), 10_000);
});

test.concurrent("a second signal hurries, and the report comes all the same", async (context) => {
  const { child, end, stderr, line } = await stage(context, "lmex", { count: 3 });
  line.cut();
  const { exit, elapsedMs } = await end(() => {
    child.kill("SIGINT");
    setTimeout(() => child.kill("SIGINT"), 300);
  });
  expect(exit).toBe(11);
  expect(elapsedMs).toBeLessThanOrEqual(5_000);
  expect(stderr()).toContain("3 orders remain or are unknown");
});

test.concurrent("a kill from another process: nothing new leaves after it, and what rested is gone", async (context) => {
  const { folder, url, account, open, said, instrument } = await stage(context, "lmex", { count: 3, busy: true });
  const placed: number[] = [];
  account.onStep(({ cause }) => {
    if (cause === "placed") placed.push(performance.now());
  });
  const { apiKey, secret } = account.credentials;
  const lmex = await loadVenue("lmex");
  const { orders, notThrown } = await remoteKill(lmex, {
    by: "a test",
    reason: "to see",
    simulator: url,
    stateDir: folder,
    credentials: { apiKey, apiSecret: secret },
    instruments: [instrument],
  });
  expect([notThrown, orders.proven, open()]).toEqual([undefined, true, 0]);
  const refusedAt = (): number => Number(said.find(({ refused }) => refused === "killed")?.["at"]);
  await vi.waitFor(() => expect(refusedAt()).toBeGreaterThan(0), 5_000);
  // It sends one order after the other: when one was refused, the one before had its answer, and nothing may come after it.
  expect(placed.filter((at) => at > refusedAt())).toEqual([]);
  expect(placed.length).toBeGreaterThan(0);
});
