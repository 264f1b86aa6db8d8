import { expect, test } from "vitest";
import { describeStatus, EventLog, gapWords } from "#apps/terminal/model/event-log";
import { epochMs } from "#core/brand";

test("a gap names its numbers and its end names its milliseconds", () => {
  expect(describeStatus({ kind: "gap", instrument: "BTC-PERP", reason: "gap", expected: "41", received: "43" })).toEqual({
    tone: "bad",
    text: "GAP BTC-PERP lost 41-42",
  });
  expect(describeStatus({ kind: "healed", instrument: "BTC-PERP", afterMs: 41.6 })).toEqual({
    tone: "good",
    text: "healed BTC-PERP in 42 ms",
  });
});

test.each([
  ["one message", { reason: "gap", expected: "9007199254740993", received: "9007199254740994" }, "lost 9007199254740993"],
  ["several messages", { reason: "gap", expected: "41", received: "44" }, "lost 41-43"],
  ["a number that went back", { reason: "gap", expected: "41", received: "12" }, "(gap: 41 due, 12 came)"],
  ["what is no number", { reason: "gap", expected: "abc", received: "12" }, "(gap: abc due, 12 came)"],
  ["a reset", { reason: "reset", expected: "41", received: "1" }, "(reset: 41 due, 1 came)"],
])("%s is told by its numbers", (_, gap, words) => {
  expect(gapWords(gap)).toBe(words);
});

test("a gap without numbers tells its reason", () => {
  expect(describeStatus({ kind: "gap", instrument: "BTC-PERP", reason: "crossed", expected: undefined, received: undefined }).text).toBe(
    "GAP BTC-PERP (crossed)",
  );
});

test("a lost connection is told with its code, and its return", () => {
  expect(describeStatus({ kind: "disconnected", connection: "lmex-1", code: 1012, reason: "restart" })).toEqual({
    tone: "bad",
    text: "disconnected lmex-1 (1012): restart",
  });
  expect(describeStatus({ kind: "reconnecting", connection: "lmex-1", inMs: 812.3 }).text).toBe("reconnecting lmex-1 in 812 ms");
});

test("the log forgets its oldest lines and never grows beyond its bound", () => {
  const log = new EventLog();
  for (let at = 0; at < 1_000; at += 1) log.add({ time: epochMs(at), tone: "note", text: String(at) });
  expect(log.lines).toHaveLength(200);
  expect(log.lines.at(-1)?.text).toBe("999");
});
