import fc from "fast-check";
import { expect, test } from "vitest";
import { SlidingWindow } from "#transport/limits/sliding-window";

test("Taking only when nothing is to wait never fills any window above its capacity", () => {
  const steps = fc.array(fc.record({ gapMs: fc.integer({ min: 0, max: 300 }), weight: fc.integer({ min: 0, max: 4 }) }), {
    maxLength: 150,
  });
  fc.assert(
    fc.property(steps, fc.integer({ min: 4, max: 12 }), (plan, capacity) => {
      const window = new SlidingWindow({ capacity, perMs: 1_000 });
      const taken: { at: number; weight: number }[] = [];
      let now = 0;
      for (const { gapMs, weight } of plan) {
        now += gapMs;
        const waitMs = window.waitMs(now, weight);
        now += waitMs;
        expect(window.waitMs(now, weight)).toBe(0);
        window.take(now, weight);
        taken.push({ at: now, weight });
        expect(window.used(now)).toBe(taken.filter(({ at }) => at > now - 1_000).reduce((sum, entry) => sum + entry.weight, 0));
        expect(window.used(now)).toBeLessThanOrEqual(capacity);
      }
    }),
    { numRuns: 60 },
  );
});

test("A weight above what is usable never fits", () => {
  const window = new SlidingWindow({ capacity: 4, perMs: 1_000 });
  expect(window.waitMs(0, 5)).toBe(Number.POSITIVE_INFINITY);
  expect(window.waitMs(0, 4, 1)).toBe(Number.POSITIVE_INFINITY);
  expect(window.waitMs(0, 3, 1)).toBe(0);
});
