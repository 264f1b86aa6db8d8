import fc from "fast-check";
import { expect, test } from "vitest";
import { LatencyHistogram } from "#core/latency-histogram";

test("there is no quantile before the first duration", () => {
  expect(new LatencyHistogram().quantile(0.5)).toBeUndefined();
});

test("a quantile is never too low, and at most a fifth too high", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.2, max: 50_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (durations, fraction) => {
        const histogram = new LatencyHistogram();
        for (const ms of durations) histogram.add(ms);
        const sorted = [...durations].sort((one, other) => one - other);
        const exact = sorted[Math.ceil(fraction * sorted.length) - 1] ?? 0;
        const told = histogram.quantile(fraction) ?? 0;
        expect(told).toBeGreaterThanOrEqual(exact);
        expect(told).toBeLessThanOrEqual(exact * 1.2);
        expect(histogram.total).toBe(durations.length);
      },
    ),
  );
});

test("what no bucket holds is kept in the outermost ones", () => {
  const histogram = new LatencyHistogram();
  for (const ms of [-40, 0, 1e12, Number.POSITIVE_INFINITY]) histogram.add(ms);
  expect(histogram.total).toBe(4);
  expect(histogram.quantile(0.25)).toBeCloseTo(0.1, 9);
  expect(histogram.quantile(1)).toBeGreaterThan(50_000);
});
