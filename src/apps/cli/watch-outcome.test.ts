import { expect, test } from "vitest";
import { exitCodeOf } from "#apps/cli/exit-codes";
import { type WatchFacts, watchOutcome } from "#apps/cli/watch-outcome";

const FACTS: WatchFacts = {
  venue: "lmex",
  cause: "for",
  connected: true,
  events: 100,
  openGaps: 0,
  mayBeQuiet: false,
  lastTrouble: undefined,
  elapsedMs: 10_000,
};

const exitOf = (facts: Partial<WatchFacts>): number => {
  const outcome = watchOutcome({ ...FACTS, ...facts });
  return typeof outcome === "number" ? outcome : exitCodeOf(outcome);
};

test.each([
  ["data came and every gap healed", {}, 0],
  ["the count was reached", { cause: "count" as const }, 0],
  ["a gap is open", { openGaps: 1 }, 9],
  ["it never connected", { connected: false, events: 0 }, 5],
  ["it connected and nothing came", { events: 0 }, 5],
  ["it connected and the market was quiet", { events: 0, mayBeQuiet: true }, 0],
  ["Ctrl+C", { cause: "interrupted" as const, openGaps: 1 }, 130],
  ["SIGTERM", { cause: "terminated" as const }, 143],
  ["the reader went away", { cause: "reader-gone" as const, openGaps: 1 }, 0],
  ["nothing came in time", { cause: "timeout" as const, events: 0 }, 124],
])("%s: it ends as the table says", (_, facts, exit) => {
  expect(exitOf(facts)).toBe(exit);
});

test("a watch that never connected says what was in the way and what to do", () => {
  const outcome = watchOutcome({ ...FACTS, connected: false, events: 0, lastTrouble: "ECONNREFUSED\u001b[2J" });
  expect(outcome).toMatchObject({ code: "never-connected", hint: "truebook doctor --venue lmex" });
  expect(String(outcome)).toContain("ECONNREFUSED");
  expect(String(outcome)).not.toContain("\u001b");
});

test("a watch that ends before its book was ever live does not speak of a gap that never was", () => {
  const outcome = watchOutcome({ ...FACTS, cause: "count", events: 1, openGaps: 1 });
  expect(outcome).toMatchObject({ code: "gap-open", message: expect.stringContaining("A book was not live on lmex when the watch ended") });
});
