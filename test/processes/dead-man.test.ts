// What becomes of resting orders when the process that placed them is gone, frozen, blocked or cut off: real processes, real sockets,
// and the simulated venue's own table as the judge. All of it side by side; about 15 s.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, type TestContext, test, vi } from "vitest";
import { startSimulator } from "#assemblies/simulator";
import { startCutLine } from "./cut-line.ts";

vi.setConfig({ testTimeout: 60_000 });

const CHILD = join(import.meta.dirname, "watched-child.mjs");
const ORDERS = 5;
const MARKETS = {
  lmex: { product: "futures", symbol: "BTC-PERP" },
  lbank: { product: "spot", symbol: "btc_usdt" },
} as const;

/** A simulated venue, a process that rests orders there behind a dead man, and a line between them. */
async function stage({ onTestFinished }: TestContext, venue: keyof typeof MARKETS, choice: "auto" | "watchdog" = "watchdog") {
  const folder = mkdtempSync(join(tmpdir(), "truebook-dead-man-"));
  const simulator = await startSimulator({ port: 0, venues: [venue], seed: "7", mood: "quiet" });
  const line = await startCutLine(simulator.url);
  const { product, symbol } = MARKETS[venue];
  const account = simulator.exchange.venue(venue)?.accounts?.all[0];
  const market = simulator.exchange.marketOf({ venue, symbol, product });
  if (account === undefined || market === undefined) throw new Error("no account");
  const { instrument } = market;
  const bid = market.picture(0).bids[0]?.[0] ?? 0;
  const price = Math.floor((bid * 0.97) / instrument.tick) * instrument.tick;
  const size = Math.max(instrument.minSize, instrument.lot * 20);
  const orders = { price, size, count: ORDERS };
  const settings = { venue, product, symbol, url: line.url, keys: account.credentials, folder, orders, choice };
  const child = spawn(process.execPath, [CHILD, JSON.stringify(settings)], { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const said: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on("line", (words) => {
    said.push(JSON.parse(words) as Record<string, unknown>);
    for (const look of waiting) look();
  });
  const log = (): string => {
    const path = join(folder, "watchdog.ndjson");
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  };
  onTestFinished(async () => {
    child.kill("SIGKILL");
    // Its watchdog goes when it has proven that nothing is left; before that it may not lose the venue.
    if (log() !== "") await vi.waitFor(() => expect(log()).toContain("watchdog-over"), 20_000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    line.close();
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const heard = (word: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = said.find((words) => word in words);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      child.once("exit", () => reject(new Error(`the process ended before it said ${word}`)));
      look();
    });
  const open = (): number => account.openOrders().length;
  const { withinMs, kind } = await heard("ready");
  expect(open()).toBe(ORDERS);
  return {
    child,
    line,
    said,
    heard,
    open,
    kind,
    withinMs: Number(withinMs),
    log,
    tell: (words: string) => void child.stdin.write(`${words}\n`),
    /** How long it took until nothing rested any more. */
    async gone(): Promise<number> {
      const startedAt = performance.now();
      while (open() > 0) {
        if (performance.now() - startedAt > 40_000) throw new Error(`${open()} orders still rest`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return performance.now() - startedAt;
    },
  };
}

test.concurrent("kill -9: the watchdog cancels within the printed time, proves it, and writes down what it did", async (context) => {
  const { child, gone, withinMs, kind, log } = await stage(context, "lbank", "auto");
  expect(kind).toBe("watchdog");
  child.kill("SIGKILL");
  expect(await gone()).toBeLessThan(withinMs);
  await vi.waitFor(() => expect(log()).toContain("watchdog-acted"), 10_000);
  const acted = log()
    .split("\n")
    .filter((words) => words.includes("watchdog-acted"))
    .map((words) => JSON.parse(words) as Record<string, unknown>);
  expect(acted.at(-1)).toMatchObject({ proven: true, left: [] });
});

test.concurrent("SIGSTOP: frozen for longer than the dead man's time, the orders are gone within the printed time", async (context) => {
  const { child, gone, withinMs, heard } = await stage(context, "lbank");
  child.kill("SIGSTOP");
  expect(await gone()).toBeLessThan(withinMs);
  child.kill("SIGCONT");
  await heard("fired");
});

test.concurrent("a blocked loop is a stopped heart, also where the venue has a switch of its own", async (context) => {
  const { tell, gone, withinMs, kind } = await stage(context, "lmex", "auto");
  expect(kind).toBe("venue");
  tell("block");
  expect(await gone()).toBeLessThan(withinMs + 1_000);
});

test.concurrent("a blocked loop: the watchdog acts", async (context) => {
  const { tell, gone, withinMs } = await stage(context, "lmex");
  tell("block");
  expect(await gone()).toBeLessThan(withinMs);
});

test.concurrent("a cut network: the venue's own switch fires", async (context) => {
  const { line, gone, withinMs, heard, said } = await stage(context, "lmex", "auto");
  line.cut();
  expect(await gone()).toBeLessThan(withinMs + 1_000);
  await heard("fired");
  expect(said.some(({ trouble }) => typeof trouble === "string" && trouble.includes("could not be renewed"))).toBe(true);
});

test.concurrent("a venue that the process says it cannot reach: the watchdog goes another way", async (context) => {
  const { tell, gone, withinMs } = await stage(context, "lbank");
  tell("lose");
  expect(await gone()).toBeLessThan(withinMs);
});

test.concurrent("a Ctrl+C that ends the whole group of the process does not end its watchdog", async (context) => {
  const { child, gone, withinMs } = await stage(context, "lbank");
  process.kill(-(child.pid ?? Number.NaN), "SIGINT");
  expect(await gone()).toBeLessThan(withinMs);
});

test.concurrent("taken off, the watchdog goes and touches nothing", async (context) => {
  const { child, tell, heard, open } = await stage(context, "lbank");
  tell("disarm");
  expect(await heard("proved")).toEqual({ proved: true });
  tell("exit");
  await once(child, "exit");
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(open()).toBe(ORDERS);
});
