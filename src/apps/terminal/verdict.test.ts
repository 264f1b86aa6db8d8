import { expect, test } from "vitest";
import { judgeRun, type RunFacts } from "#apps/terminal/verdict";

const GOOD: RunFacts = { frames: 900, handOuts: 800, compared: 800, wrongReads: 0, gaps: { seen: 1, healed: 1, open: 0 } };

test("data, a gap that healed and no wrong read: ok", () => {
  expect(judgeRun(GOOD, true)).toEqual({ kind: "ok" });
});

test.each<[string, Partial<RunFacts>, string]>([
  ["nothing came", { frames: 0 }, "unreachable"],
  ["a live book was wrong", { wrongReads: 1 }, "integrity"],
  ["a gap is open", { gaps: { seen: 2, healed: 1, open: 1 } }, "integrity"],
  ["a gap vanished without healing", { gaps: { seen: 2, healed: 1, open: 0 } }, "integrity"],
  ["no gap was seen", { gaps: { seen: 0, healed: 0, open: 0 } }, "failed"],
  ["no book was handed out", { handOuts: 0 }, "failed"],
  ["nothing could be compared", { compared: 0 }, "failed"],
])("%s: not ok, and of its own kind", (_, change, kind) => {
  expect(judgeRun({ ...GOOD, ...change }, true).kind).toBe(kind);
});

test("a run that ended before anything was broken need not have seen a gap", () => {
  expect(judgeRun({ ...GOOD, gaps: { seen: 0, healed: 0, open: 0 } }, false).kind).toBe("ok");
});
