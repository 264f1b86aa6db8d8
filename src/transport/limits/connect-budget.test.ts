import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { monotonicMs } from "#core/brand";
import { createConnectBudget } from "#transport/limits/connect-budget";

test("Connects of a venue are granted in order and never faster than its limit, however many connections ask", () => {
  const clock = new VirtualClock();
  const budget = createConnectBudget({ clock, limit: { max: 3, perMs: 10_000 } });
  const grants: string[] = [];
  for (let at = 0; at < 8; at += 1) budget.acquire(() => grants.push(`${at} @${clock.monotonic()}`)).opened();
  expect(budget.waiting).toBe(5);
  clock.advance(20_000);
  expect(grants).toEqual(["0 @0", "1 @0", "2 @0", "3 @10000", "4 @10000", "5 @10000", "6 @20000", "7 @20000"]);
  expect(clock.pendingTimers).toBe(0);
});

test("A word of the venue to stay away holds every connection, and a shorter word does not shorten it", () => {
  const clock = new VirtualClock();
  const budget = createConnectBudget({ clock, limit: undefined });
  const grants: number[] = [];
  budget.blockUntil(monotonicMs(30_000));
  budget.blockUntil(monotonicMs(5_000));
  const first = budget.acquire(() => grants.push(clock.monotonic()));
  budget.acquire(() => grants.push(clock.monotonic()));
  clock.advance(29_999);
  expect(grants).toEqual([]);
  clock.advance(1);
  first.opened();
  expect(grants).toEqual([30_000, 30_000]);
});

test("A connection that gives up its turn is not granted and keeps nobody waiting", () => {
  const clock = new VirtualClock();
  const budget = createConnectBudget({ clock, limit: { max: 1, perMs: 1_000 } });
  const grants: string[] = [];
  budget.acquire(() => grants.push("a")).opened();
  const second = budget.acquire(() => grants.push("b"));
  second.cancel();
  second.cancel();
  expect(clock.pendingTimers).toBe(0);
  budget.acquire(() => grants.push("c"));
  clock.advance(1_000);
  expect(grants).toEqual(["a", "c"]);
});

test("The first connect goes alone, and so does the first after a word to stay away; what ends without opening lets the next one try", () => {
  const clock = new VirtualClock();
  const budget = createConnectBudget({ clock, limit: undefined });
  const grants: string[] = [];
  const [a, b, c] = ["a", "b", "c"].map((name) => budget.acquire(() => grants.push(name)));
  expect(grants).toEqual(["a"]);
  a?.cancel();
  expect(grants).toEqual(["a", "b"]);
  b?.opened();
  expect(grants).toEqual(["a", "b", "c"]);
  budget.blockUntil(monotonicMs(1_000));
  const d = budget.acquire(() => grants.push("d"));
  budget.acquire(() => grants.push("e"));
  c?.cancel();
  clock.advance(1_000);
  expect(grants).toEqual(["a", "b", "c", "d"]);
  d.opened();
  expect(grants).toEqual(["a", "b", "c", "d", "e"]);
});
