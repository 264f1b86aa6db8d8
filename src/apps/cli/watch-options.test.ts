import { expect, test } from "vitest";
import { type FlagValue } from "#apps/cli/flag-value";
import { readMarkets } from "#apps/cli/watch-markets";
import { readWatchWish, type WatchWish } from "#apps/cli/watch-options";
import { UsageError } from "#core/error";

const ALIASES = [
  { name: "orderBookL2", meaning: "the topic update:SYM_0", channel: "book" },
  { name: "userInfo", meaning: "three private topics", channel: "account" },
];
const MARKETS = readMarkets(["lmex", "BTC-PERP", "BTC-PERP", "ETH-PERP"], ["lmex", "weex"], (name) => name);
const wish = (flags: Record<string, FlagValue> = {}, liveScreen = false): WatchWish =>
  readWatchWish({ args: [], flags }, { liveScreen, aliases: ALIASES, markets: MARKETS });

function refusal(flags: Record<string, FlagValue>): UsageError {
  try {
    wish(flags);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("It was accepted.");
}

test("the book at 25 levels, every update, is what happens when nothing is said; a symbol named twice is followed once", () => {
  expect(wish()).toMatchObject({
    markets: [{ symbol: "BTC-PERP" }, { symbol: "ETH-PERP" }],
    channel: "book",
    depth: 25,
    deliver: "every",
    interval: "1m",
    raw: false,
  });
});

test("a screen that redraws takes the latest book, ten times a second, but every trade", () => {
  expect(wish({}, true)).toMatchObject({ deliver: "latest", pauseMs: 100 });
  expect(wish({ channel: "trades" }, true).deliver).toBe("every");
  expect(wish({ deliver: "every" }, true).deliver).toBe("every");
});

test("a rate means the latest, and contradicts every update", () => {
  expect(wish({ maxHz: "4" })).toMatchObject({ deliver: "latest", pauseMs: 250 });
  expect(refusal({ maxHz: "4", deliver: "every" }).code).toBe("conflicting-options");
});

test("an article's channel name is accepted and says what it maps to", () => {
  expect(wish({ channel: "orderBookL2" })).toMatchObject({ channel: "book", aliasOf: { meaning: "the topic update:SYM_0" } });
  expect(refusal({ channel: "userInfo" }).code).toBe("channel-needs-account");
});

test.each([
  [{ channel: "bok" }, "unknown-channel", "Did you mean book?"],
  [{ channel: "orderBokL2" }, "unknown-channel", "Did you mean orderBookL2?"],
  [{ depth: "0" }, "invalid-number", "Write a whole number from 1 to 5000."],
  [{ depth: "1e3" }, "invalid-number", "Write a whole number from 1 to 5000."],
  [{ maxHz: "0" }, "invalid-number", "Write a number from 0.001 to 1000."],
  [{ group: "fine" }, "invalid-group", "Write --group 0.5 for buckets of 0.5, or --group level:2 for the venue's own grouping."],
  [{ group: "1", channel: "trades" }, "conflicting-options", "Leave --group out."],
])("%j is refused as %s", (flags, code, hint) => {
  const error = refusal(flags);
  expect([error.code, error.hint]).toEqual([code, hint]);
});

test("a group is a price step, or the venue's own grouping by its number", () => {
  expect(wish({ group: "0.5" }).group).toEqual({ kind: "step", step: "0.5" });
  expect(wish({ group: "level:3" }).group).toEqual({ kind: "level", level: 3 });
});

test("a spread is made of two markets and a consolidated view of two or more; a screen takes the latest of it", () => {
  const [one, two] = MARKETS;
  const asked = (channel: string, markets: typeof MARKETS): WatchWish =>
    readWatchWish({ args: [], flags: { channel } }, { liveScreen: true, aliases: [], markets });
  expect(asked("spread", MARKETS)).toMatchObject({ channel: "spread", markets: [one, two], deliver: "every" });
  expect(asked("consolidated", MARKETS)).toMatchObject({ channel: "consolidated", deliver: "latest" });
  expect(() => asked("spread", MARKETS.slice(1))).toThrow(/exactly two markets/);
  expect(() => asked("consolidated", MARKETS.slice(1))).toThrow(/two markets or more/);
});
