import { expect, test } from "vitest";
import { closeRule, refusalRule } from "#transport/life/close-codes";

test.each([
  [1000, "line", 0],
  [1006, "line", 0],
  [1001, "restart", 500],
  [1012, "restart", 1_000],
  [1013, "restart", 5_000],
  [1007, "protocol", 2_000],
  [1009, "protocol", 2_000],
  [1002, "protocol", 2_000],
  [1008, "policy", 10_000],
  [4001, "policy", 2_000],
])("Close code %i is of class %s and waits at least %i ms", (code, kind, minDelayMs) => {
  expect(closeRule(code)).toEqual({ class: kind, minDelayMs });
});

test.each([
  [429, "limited"],
  [418, "limited"],
  [401, "policy"],
  [403, "policy"],
  [503, "restart"],
  [200, "protocol"],
  [302, "protocol"],
])("A handshake answered with %i is of class %s", (status, kind) => {
  expect(refusalRule(status).class).toBe(kind);
});
