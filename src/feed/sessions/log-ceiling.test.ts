import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { type Log } from "#core/port";
import { LogCeiling } from "#feed/sessions/log-ceiling";

test("a storm of lines is written a little, and the next line tells how many were left out", () => {
  const clock = new VirtualClock();
  const lines: { event: string; suppressed: unknown }[] = [];
  const write: Log["write"] = (_level, event, fields) => lines.push({ event, suppressed: fields?.["suppressed"] });
  const ceiling = new LogCeiling({ clock, log: { enabled: () => true, write } });
  for (let at = 0; at < 5_000; at += 1) ceiling.write("warn", "malformed", {});
  expect(lines).toHaveLength(10);
  clock.advance(10_000);
  ceiling.write("warn", "malformed", {});
  ceiling.write("warn", "malformed", {});
  expect(lines.slice(10).map(({ suppressed }) => suppressed)).toEqual([4_990, undefined]);
});
