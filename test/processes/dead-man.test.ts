// What becomes of resting orders when the program that placed them is gone, frozen, blocked or cut off: a program of a user's, real
// sockets, and the simulated venue's own table as the judge. All of it side by side, the longest first; about 17 s.

import { once } from "node:events";
import { expect, type TestContext, test, vi } from "vitest";
import { type Stage, tradingStage, type Wish } from "./trading-stage.ts";

vi.setConfig({ testTimeout: 90_000 });

const ORDERS = 5;
/** The venue's own switch acts when the time is over, not before: looking at it takes a moment more. */
const SWITCH_MORE_MS = 1_000;

async function stage(context: TestContext, venue: "lmex" | "lbank", wish: Partial<Wish> = {}): Promise<Stage> {
  const stage = await tradingStage(context, venue, { count: ORDERS, ...wish });
  expect(stage.deadMan.kind).toBe(venue === "lmex" ? "venue" : "watchdog");
  expect(stage.open()).toBe(ORDERS);
  return stage;
}

test.concurrent("a program that cannot reach the venue, whose watchdog can: the orders are gone, and it knows of it", async (context) => {
  const { line, goneAfter, deadMan, heard } = await stage(context, "lbank");
  // Until the silence of the venue counts as one, five seconds pass.
  expect(await goneAfter(() => line.cut("truebook-watchdog"))).toBeLessThan(deadMan.withinMs + 5_000);
  await heard("dead-man-fired");
});

test.concurrent("SIGSTOP: frozen for longer than the dead man's time, the orders are gone within the printed time", async (context) => {
  const { child, goneAfter, deadMan, heard, tell, said } = await stage(context, "lbank");
  expect(await goneAfter(() => child.kill("SIGSTOP"))).toBeLessThan(deadMan.withinMs);
  child.kill("SIGCONT");
  await heard("dead-man-fired");
  // What it believed before is proven anew.
  await vi.waitFor(async () => {
    const since = said.length;
    tell("open");
    expect(await heard("open", since)).toMatchObject({ open: 0 });
  }, 15_000);
});

test.concurrent("a blocked loop is a stopped heart: the watchdog acts", async (context) => {
  const { tell, goneAfter, deadMan } = await stage(context, "lbank");
  expect(await goneAfter(() => tell("block"))).toBeLessThan(deadMan.withinMs);
});

test.concurrent("a blocked loop, and then kill -9: the venue's own switch counts from the block", async (context) => {
  const { tell, child, goneAfter, deadMan } = await stage(context, "lmex");
  const goneMs = await goneAfter(() => {
    tell("block");
    setTimeout(() => child.kill("SIGKILL"), 3_000);
  });
  expect(goneMs).toBeLessThan(deadMan.withinMs + SWITCH_MORE_MS);
});

test.concurrent("a cut network: the venue's own switch fires, and the program says that nobody renews it", async (context) => {
  const { line, goneAfter, deadMan, heard, said } = await stage(context, "lmex");
  expect(await goneAfter(() => line.cut())).toBeLessThan(deadMan.withinMs + SWITCH_MORE_MS);
  await heard("dead-man-fired");
  expect(said.some(({ "dead-man": trouble }) => typeof trouble === "string" && trouble.includes("could not be renewed"))).toBe(true);
});

test.concurrent("kill -9 of the whole group: the watchdog cancels within the printed time, proves it, and writes down what it did", async (context) => {
  const { child, goneAfter, deadMan, watchdogLog } = await stage(context, "lbank");
  expect(await goneAfter(() => process.kill(-(child.pid ?? Number.NaN), "SIGKILL"))).toBeLessThan(deadMan.withinMs);
  await vi.waitFor(() => expect(watchdogLog()).toContain("watchdog-acted"), 10_000);
  const acted = watchdogLog()
    .split("\n")
    .filter((words) => words.includes("watchdog-acted"))
    .map((words) => JSON.parse(words) as Record<string, unknown>);
  expect(acted.at(-1)).toMatchObject({ proven: true, left: [] });
});

test.concurrent("orders that are left by choice stay: the watchdog is taken off and goes, and nothing keeps the process", async (context) => {
  const { child, tell, open, watchdogLog } = await stage(context, "lbank", { onClose: "leave" });
  tell("close");
  expect(await once(child, "exit")).toEqual([0, null]);
  await vi.waitFor(() => expect(watchdogLog()).toContain("watchdog-over"), 10_000);
  expect([watchdogLog().includes("watchdog-acting"), open()]).toEqual([false, ORDERS]);
});
