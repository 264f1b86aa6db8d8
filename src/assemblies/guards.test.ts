import { expect, test } from "vitest";
import { guardedLog, guardedSink } from "#assemblies/guards";
import { epochMs, monotonicMs } from "#core/brand";
import { createMetrics } from "#observe/metrics";

const broken = (): never => {
  throw new Error("mine");
};

test("a log that throws is counted and stops nothing", () => {
  const metrics = createMetrics();
  const log = guardedLog({ write: broken, enabled: broken }, metrics);
  log.write("info", "gap");
  expect(log.enabled("info")).toBe(false);
  expect(metrics.value("truebook_log_failures_total")).toBe(2);
});

test("a trace that throws is counted and stops nothing", () => {
  const metrics = createMetrics();
  const sink = guardedSink({ received: broken, sent: broken }, metrics);
  sink.received({ bytes: new Uint8Array(), connectionId: "a/1", receivedTime: epochMs(0), receivedMonotonic: monotonicMs(0) });
  sink.sent("a/1", "ping", epochMs(0));
  expect(metrics.value("truebook_trace_failures_total")).toBe(2);
});
