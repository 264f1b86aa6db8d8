import { expect, test } from "vitest";
import { createMetrics } from "#observe/metrics";

test("Counters add, gauges replace, and labels tell series apart in any order", () => {
  const metrics = createMetrics();
  metrics.count("frames", 2, { venue: "lmex", product: "spot" });
  metrics.count("frames", 1, { product: "spot", venue: "lmex" });
  metrics.count("frames");
  metrics.gauge("depth", 5);
  metrics.gauge("depth", 3);
  expect(metrics.snapshot()).toEqual([
    { name: "frames", kind: "counter", labels: { venue: "lmex", product: "spot" }, value: 3 },
    { name: "frames", kind: "counter", labels: {}, value: 1 },
    { name: "depth", kind: "gauge", labels: {}, value: 3 },
  ]);
  expect(metrics.value("nothing")).toBe(0);
});

test("Labels without bound are counted together instead of growing, and the total stays right", () => {
  const metrics = createMetrics();
  for (let at = 0; at < 10_000; at += 1) metrics.count("topics", 1, { topic: `t${at}` });
  const samples = metrics.snapshot();
  expect(samples.length).toBe(65);
  expect(samples.reduce((sum, sample) => sum + sample.value, 0)).toBe(10_000);
  expect(metrics.value("topics", { overflow: "true" })).toBe(10_000 - 64);
  expect(metrics.overflows).toBe(10_000 - 64);
});

test("Names without bound are dropped and counted", () => {
  const metrics = createMetrics();
  for (let at = 0; at < 600; at += 1) metrics.count(`name-${at}`);
  expect(metrics.snapshot().length).toBe(512);
  expect(metrics.overflows).toBe(88);
});

test("A label called like a part of Object is only a label", () => {
  const metrics = createMetrics();
  metrics.count("x", 1, JSON.parse('{"__proto__":"y","constructor":"z"}'));
  expect(metrics.snapshot()[0]?.value).toBe(1);
  expect(metrics.value("__proto__")).toBe(0);
});
