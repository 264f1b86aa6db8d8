import { expect, test } from "vitest";
import { QuickClock } from "#clock/quick-clock";
import { VirtualClock } from "#clock/virtual-clock";

test("a quick clock's wall, steady time and timers run as much faster as was asked, from the moment of its making", () => {
  const base = new VirtualClock(1_000);
  base.advance(7);
  const quick = new QuickClock(base, { speed: 20, aheadMs: 500 });
  let firedAt: number | undefined;
  quick.after(60_000, () => {
    firedAt = quick.monotonic();
  });
  expect([quick.now(), quick.monotonic()]).toEqual([1_507, 0]);
  base.advance(2_999);
  expect(firedAt).toBeUndefined();
  base.advance(1);
  expect([firedAt, quick.now()]).toEqual([60_000, 61_507]);
});

test("a timer of a quick clock can be taken back", () => {
  const base = new VirtualClock();
  new QuickClock(base, { speed: 2 })
    .after(10, () => {
      throw new Error("A cancelled timer fired.");
    })
    .cancel();
  base.advance(100);
  expect(base.pendingTimers).toBe(0);
});
