import { expect, test } from "vitest";
import { type GapStory } from "#apps/terminal/model/watched-markets";
import { bannerView } from "#apps/terminal/view/banner-view";

const GAP: GapStory = {
  kind: "gap",
  instrument: "BTC-PERP",
  reason: "gap",
  expected: "41",
  received: "43",
  startedMs: 5_000,
  healed: undefined,
};
const HEALED: GapStory = { ...GAP, healed: { afterMs: 37.4, atMs: 5_037 } };
const TRUTH = { compared: 1_204, wrong: 0, unchecked: 0 };

test("a gap is announced with its numbers while it is open", () => {
  expect(bannerView({ gap: GAP, truth: TRUTH, notLive: 1, nowMs: 60_000 })).toEqual({
    tone: "gap",
    text: "GAP BTC-PERP lost 41-42 - resyncing",
  });
});

test("a gap that heals within a frame is still readable, then its measured end is", () => {
  expect(bannerView({ gap: HEALED, truth: TRUTH, notLive: 0, nowMs: 5_100 }).tone).toBe("gap");
  expect(bannerView({ gap: HEALED, truth: TRUTH, notLive: 0, nowMs: 6_000 })).toEqual({
    tone: "healed",
    text: "GAP BTC-PERP lost 41-42 - healed in 37 ms, 0 wrong reads",
  });
});

test("a book that is stale is told by its reason, and so is its return", () => {
  const stale: GapStory = { ...GAP, kind: "stale", reason: "disconnected", expected: undefined, received: undefined };
  const back = { ...stale, healed: { afterMs: 1_942, atMs: 6_942 } };
  expect(bannerView({ gap: stale, truth: TRUTH, notLive: 2, nowMs: 5_500 }).text).toBe(
    "STALE BTC-PERP (disconnected) - not live, and it says so",
  );
  expect(bannerView({ gap: back, truth: TRUTH, notLive: 0, nowMs: 8_000 }).text).toBe(
    "STALE BTC-PERP (disconnected) - healed in 1942 ms, 0 wrong reads",
  );
});

test("after a while the banner returns to what was compared", () => {
  expect(bannerView({ gap: HEALED, truth: TRUTH, notLive: 0, nowMs: 30_000 })).toEqual({
    tone: "quiet",
    text: "1,204 live reads compared with the market's own book: 0 wrong",
  });
});

test("wrong reads are an alarm above everything, with the number that was counted", () => {
  expect(bannerView({ gap: HEALED, truth: { ...TRUTH, wrong: 2 }, notLive: 0, nowMs: 6_000 })).toMatchObject({ tone: "alarm" });
});

test("where nobody can be asked for the truth, nothing is claimed about wrong reads", () => {
  expect(bannerView({ gap: HEALED, truth: undefined, notLive: 0, nowMs: 6_000 }).text).not.toContain("wrong");
  expect(bannerView({ gap: undefined, truth: undefined, notLive: 2, nowMs: 0 }).text).toBe("2 books are not live and say so");
});
