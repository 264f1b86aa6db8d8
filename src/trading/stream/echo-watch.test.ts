import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { EchoWatch } from "#trading/stream/echo-watch";

function begin() {
  const clock = new VirtualClock();
  const missed: string[] = [];
  return { clock, missed, watch: new EchoWatch({ clock, withinMs: 1_000, silent: (key) => missed.push(key) }) };
}

test("what the stream tells in time is no silence, however often it was told elsewhere", () => {
  const { clock, missed, watch } = begin();
  watch.expect("order 1");
  watch.expect("order 1");
  clock.advance(600);
  watch.expect("fill 2");
  watch.heard("order 1");
  clock.advance(900);
  watch.heard("fill 2");
  clock.advance(5_000);
  expect(missed).toEqual([]);
  expect(clock.pendingTimers).toBe(0);
});

test("the first thing that the stream leaves out is silence, told once", () => {
  const { clock, missed, watch } = begin();
  watch.expect("order 1");
  clock.advance(300);
  watch.expect("order 2");
  clock.advance(5_000);
  expect(missed).toEqual(["order 1"]);
});

test("a stream that was down owes nothing", () => {
  const { clock, missed, watch } = begin();
  watch.expect("order 1");
  watch.clear();
  clock.advance(5_000);
  expect(missed).toEqual([]);
});
