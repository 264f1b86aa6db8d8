import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freshSeed } from "#clock/entropy";
import { systemClock } from "#clock/system-clock";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a timer longer than Node's longest fires once, at its time", () => {
  let fired = 0;
  const days = 40 * 86_400_000;
  systemClock.after(days, () => {
    fired += 1;
  });
  vi.advanceTimersByTime(days - 1);
  expect(fired).toBe(0);
  vi.advanceTimersByTime(1);
  expect(fired).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

test("a cancelled timer is taken back from Node too, also in its second piece", () => {
  const timer = systemClock.after(40 * 86_400_000, () => {
    throw new Error("A cancelled timer fired.");
  });
  vi.advanceTimersByTime(30 * 86_400_000);
  timer.cancel();
  timer.cancel();
  expect(vi.getTimerCount()).toBe(0);
});

test("wall time and steady time are the machine's", () => {
  const [wall, steady] = [systemClock.now(), systemClock.monotonic()];
  vi.advanceTimersByTime(1_234);
  expect([systemClock.now() - wall, Math.round(systemClock.monotonic() - steady)]).toEqual([1_234, 1_234]);
});

test("fresh seeds differ", () => {
  const seeds = Array.from({ length: 50 }, freshSeed);
  expect(new Set(seeds).size).toBe(50);
  for (const seed of seeds) expect(seed).toMatch(/^[0-9a-f]{12}$/);
});
