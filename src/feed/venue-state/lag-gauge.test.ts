import { expect, test } from "vitest";
import { epochMs, monotonicMs } from "#core/brand";
import { LagGauge } from "#feed/venue-state/lag-gauge";

const sample = (at: number, venueTime: number, errorMs: number) => ({ at: monotonicMs(at), venueTime: epochMs(venueTime), errorMs });
const behind = (gauge: LagGauge, venueTime: number, at: number): boolean => gauge.behind(epochMs(venueTime), monotonicMs(at));

function gauge(): { readonly gauge: LagGauge; readonly suspected: () => number } {
  let suspected = 0;
  const made = new LagGauge(5_000, () => {
    suspected += 1;
  });
  return { gauge: made, suspected: () => suspected };
}

test("without a measured offset nothing is late, and nothing is counted", () => {
  const made = gauge();
  expect(behind(made.gauge, 0, 1e9)).toBe(false);
  expect([made.gauge.latency.total, made.suspected(), made.gauge.venueNow(monotonicMs(5))]).toEqual([0, 0, undefined]);
});

test("a message is late when it is further behind than allowed, even by the error of the measure", () => {
  const made = gauge();
  made.gauge.measured(sample(100, 1_000_000, 40));
  expect([behind(made.gauge, 1_000_000, 5_139), behind(made.gauge, 1_000_000, 5_141)]).toEqual([false, true]);
  expect(made.suspected()).toBe(1);
  expect(made.gauge.venueNow(monotonicMs(350.4))).toBe(1_000_250);
});

test("a measure that is too rough is not taken", () => {
  const made = gauge();
  made.gauge.measured(sample(0, 1_000_000, 2_501));
  expect(made.gauge.sample).toBeUndefined();
});

test("a worse measure that agrees does not replace a better one, until that is old", () => {
  const made = gauge();
  const good = sample(0, 1_000_000, 10);
  made.gauge.measured(good);
  made.gauge.measured(sample(1_000, 1_001_020, 50));
  expect(made.gauge.sample).toBe(good);
  const later = sample(301_000, 1_301_000, 50);
  made.gauge.measured(later);
  expect(made.gauge.sample).toBe(later);
});

test("two measures that cannot both be true say that a clock stepped: the new one counts", () => {
  const made = gauge();
  made.gauge.measured(sample(0, 1_000_000, 10));
  const stepped = sample(1_000, 1_004_000, 50);
  made.gauge.measured(stepped);
  expect(made.gauge.sample).toBe(stepped);
});

test("a time more than a minute ahead of the measured clock is no message's, and unmeasured none is", () => {
  const made = gauge();
  const ahead = (time: number): boolean => made.gauge.ahead(epochMs(time), monotonicMs(100));
  expect(ahead(1e13)).toBe(false);
  made.gauge.measured(sample(100, 1_000_000, 40));
  expect([ahead(1_060_000), ahead(1_060_001), made.suspected()]).toEqual([false, true, 1]);
});
