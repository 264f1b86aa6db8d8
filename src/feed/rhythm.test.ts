import { expect, test } from "vitest";
import { monotonicMs } from "#core/brand";
import { FEED_DEFAULTS } from "#feed/feed-settings";
import { Rhythm } from "#feed/rhythm";

const at = monotonicMs;

test("a topic without a rhythm is silent after the least wait", () => {
  const rhythm = new Rhythm(FEED_DEFAULTS, at(0));
  expect([rhythm.isSilent(at(0), at(2_999)), rhythm.isSilent(at(0), at(3_000))]).toEqual([false, true]);
});

test("a slow topic is waited for as long as four of its usual distances", () => {
  const rhythm = new Rhythm(FEED_DEFAULTS, at(0));
  for (let count = 1; count <= 20; count += 1) rhythm.learn(count, at(count * 2_000));
  expect([rhythm.isSilent(at(40_000), at(47_900)), rhythm.isSilent(at(40_000), at(48_100))]).toEqual([false, true]);
});

test("every compare that finds nothing missing doubles the wait, up to a minute, and news ends that", () => {
  const rhythm = new Rhythm(FEED_DEFAULTS, at(0));
  const waitMs = (): number => {
    let ms = 0;
    while (!rhythm.isSilent(at(0), at(ms))) ms += 500;
    return ms;
  };
  const waits: number[] = [];
  for (let compare = 0; compare < 7; compare += 1) {
    waits.push(waitMs());
    rhythm.foundAlike();
  }
  expect(waits).toEqual([3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000]);
  rhythm.learn(1, at(10));
  expect(waitMs()).toBe(3_000);
});
