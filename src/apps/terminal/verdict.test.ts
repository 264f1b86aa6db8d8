import { expect, test } from "vitest";
import { judgeRun, type RunFacts } from "#apps/terminal/verdict";

const LMEX = { venue: "lmex", frames: 900, handOuts: 800, compared: 800, gapsSeen: 1 };
const LBANK = { venue: "lbank", frames: 90, handOuts: 80, compared: 80, gapsSeen: 0 };
const GOOD: RunFacts = {
  frames: 990,
  handOuts: 880,
  compared: 880,
  wrongReads: 0,
  gaps: { seen: 1, healed: 1, open: 0 },
  venues: [LMEX, LBANK],
  notLive: [],
};

test("data, a gap that healed and no wrong read: ok", () => {
  expect(judgeRun(GOOD, ["lmex"])).toEqual({ kind: "ok" });
});

test.each<[string, Partial<RunFacts>, string]>([
  ["nothing came from one venue", { venues: [LMEX, { ...LBANK, frames: 0 }] }, "unreachable"],
  ["a live book was wrong", { wrongReads: 1 }, "integrity"],
  ["a gap is open", { gaps: { seen: 2, healed: 1, open: 1 } }, "integrity"],
  ["a gap vanished without healing", { gaps: { seen: 2, healed: 1, open: 0 } }, "integrity"],
  ["no gap was seen where a message was lost", { venues: [{ ...LMEX, gapsSeen: 0 }, LBANK] }, "failed"],
  ["no book of one venue was handed out", { venues: [LMEX, { ...LBANK, handOuts: 0 }] }, "failed"],
  ["nothing of one venue could be compared", { venues: [LMEX, { ...LBANK, compared: 0 }] }, "failed"],
  ["a book is not live at the end", { notLive: ["lbank btc_usdt"] }, "integrity"],
])("%s: not ok, and of its own kind", (_, change, kind) => {
  expect(judgeRun({ ...GOOD, ...change }, ["lmex"]).kind).toBe(kind);
});

test("a run that ended before anything was broken need not have seen a gap", () => {
  expect(judgeRun({ ...GOOD, gaps: { seen: 0, healed: 0, open: 0 }, venues: [{ ...LMEX, gapsSeen: 0 }, LBANK] }, []).kind).toBe("ok");
});
