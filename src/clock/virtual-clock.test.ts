import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";

test("time moves only when it is moved, wall and steady time together", () => {
  const clock = new VirtualClock(1_000);
  clock.advance(250.5);
  expect([clock.now(), clock.monotonic()]).toEqual([1_250, 250.5]);
});

test("timers fire in the order of their times, and in that of their setting when those are alike", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (delays) => {
      const clock = new VirtualClock();
      const fired: number[] = [];
      for (const [index, delayMs] of delays.entries()) clock.after(delayMs, () => fired.push(index));
      clock.advance(20);
      const expected = delays.map((delayMs, index) => ({ delayMs, index })).sort((a, b) => a.delayMs - b.delayMs || a.index - b.index);
      expect(fired).toEqual(expected.map(({ index }) => index));
      expect(clock.pendingTimers).toBe(0);
    }),
  );
});

test("a timer sees its own time, and what it sets within reach fires too", () => {
  const clock = new VirtualClock();
  const seen: number[] = [];
  clock.after(10, () => {
    seen.push(clock.monotonic());
    clock.after(5, () => seen.push(clock.monotonic()));
    clock.after(50, () => seen.push(clock.monotonic()));
  });
  clock.advance(20);
  expect(seen).toEqual([10, 15]);
  expect(clock.monotonic()).toBe(20);
});

test("a cancelled timer does not fire, whenever and however often it was cancelled", () => {
  const clock = new VirtualClock();
  let fired = 0;
  const timer = clock.after(10, () => {
    fired += 1;
  });
  timer.cancel();
  timer.cancel();
  clock.advance(100);
  const done = clock.after(1, () => {
    fired += 1;
  });
  clock.advance(1);
  done.cancel();
  expect([fired, clock.pendingTimers]).toEqual([1, 0]);
});

test("a step fires one timer, at most up to its limit", () => {
  const clock = new VirtualClock();
  clock.after(5, () => undefined);
  clock.after(9, () => undefined);
  expect(clock.step(7)).toBe(true);
  expect([clock.monotonic(), clock.step(7), clock.monotonic()]).toEqual([5, false, 5]);
  expect([clock.step(), clock.step()]).toEqual([true, false]);
});

test("a jump of the wall moves labels alone, and another machine's clock not at all", () => {
  const clock = new VirtualClock(0);
  const elsewhere = clock.elsewhere();
  clock.jumpWall(3_600_000);
  clock.advance(10);
  expect([clock.now(), clock.monotonic(), elsewhere.now(), elsewhere.monotonic()]).toEqual([3_600_010, 10, 10, 10]);
});

test("a sleep passes without a timer, and what fell due in it fires late", () => {
  const clock = new VirtualClock();
  let firedAt: number | undefined;
  clock.after(1_000, () => {
    firedAt = clock.monotonic();
  });
  clock.sleep(8 * 3_600_000);
  expect(firedAt).toBeUndefined();
  clock.advance(0);
  expect(firedAt).toBe(8 * 3_600_000);
});
