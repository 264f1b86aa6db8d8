import { expect, test } from "vitest";
import { RateMeter } from "#apps/terminal/model/rate-meter";

test("growth is told per second, however often it is asked", () => {
  const meter = new RateMeter();
  for (let ms = 0; ms <= 3_000; ms += 60) meter.sample(ms / 10, ms);
  expect(meter.history.map(Math.round)).toEqual([102, 102, 96]);
});

test("a silence longer than a second is spread over it", () => {
  const meter = new RateMeter();
  meter.sample(0, 0);
  meter.sample(400, 4_000);
  expect(meter.latest).toBe(100);
});

test("a counter that restarts does not show a negative rate", () => {
  const meter = new RateMeter();
  meter.sample(500, 0);
  meter.sample(3, 1_000);
  expect(meter.latest).toBe(0);
});

test("history is a minute at most", () => {
  const meter = new RateMeter();
  for (let second = 0; second < 500; second += 1) meter.sample(second, second * 1_000);
  expect(meter.history).toHaveLength(60);
});
