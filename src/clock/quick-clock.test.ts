import { expect, test } from "vitest";
import { QuickClock } from "#clock/quick-clock";
import { VirtualClock } from "#clock/virtual-clock";

test("a quick clock's wall, steady time and timers run as much faster as was asked, from that moment on", () => {
  const base = new VirtualClock(1_000);
  base.advance(7);
  const quick = new QuickClock(base, { aheadMs: 500 });
  base.advance(10);
  expect([quick.now(), quick.monotonic()]).toEqual([1_517, 10]);
  quick.hurry(20);
  let firedAt: number | undefined;
  quick.after(60_000, () => {
    firedAt = quick.monotonic();
  });
  base.advance(2_999);
  expect(firedAt).toBeUndefined();
  base.advance(1);
  expect([firedAt, quick.now()]).toEqual([60_010, 61_517]);
});

test("a timer of a quick clock can be taken back", () => {
  const base = new VirtualClock();
  const fails = (): void => {
    throw new Error("A cancelled timer fired.");
  };
  new QuickClock(base).after(10, fails).cancel();
  base.advance(100);
  expect(base.pendingTimers).toBe(0);
});
