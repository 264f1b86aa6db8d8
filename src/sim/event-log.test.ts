import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { EventLog } from "#sim/event-log";

test("the log keeps the newest events in order and counts the forgotten ones", () => {
  const log = new EventLog(3);
  for (let at = 0; at < 5; at += 1) log.add({ at: epochMs(at), event: `event ${at}`, venue: "lmex" });
  expect(log.last().map(({ event }) => event)).toEqual(["event 2", "event 3", "event 4"]);
  expect(log.last(1).map(({ event }) => event)).toEqual(["event 4"]);
  expect(log.total).toBe(5);
});
