import { expect, test } from "vitest";
import { describeStatus, EventLog } from "#apps/terminal/model/event-log";
import { epochMs } from "#core/brand";

test("a gap names its numbers and its end names its milliseconds", () => {
  expect(describeStatus({ kind: "gap", instrument: "BTC-PERP", reason: "gap", expected: "41", received: "43" })).toEqual({
    tone: "bad",
    text: "GAP BTC-PERP expected 41, received 43; resyncing",
  });
  expect(describeStatus({ kind: "healed", instrument: "BTC-PERP", afterMs: 41.6 })).toEqual({
    tone: "good",
    text: "healed BTC-PERP in 42 ms",
  });
});

test("a gap without numbers tells its reason", () => {
  expect(describeStatus({ kind: "gap", instrument: "BTC-PERP", reason: "crossed", expected: undefined, received: undefined }).text).toBe(
    "GAP BTC-PERP (crossed); resyncing",
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
