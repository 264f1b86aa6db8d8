import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { ResyncPace } from "#feed/books/resync-pace";
import { FEED_DEFAULTS } from "#feed/feed-settings";

function rig(options: { readonly reconnects?: boolean } = {}): {
  readonly clock: VirtualClock;
  readonly pace: ResyncPace;
  readonly acts: string[];
} {
  const clock = new VirtualClock();
  const acts: string[] = [];
  const note = (word: string): void => {
    acts.push(`${clock.monotonic()} ${word}`);
  };
  const pace = new ResyncPace({
    clock,
    settings: FEED_DEFAULTS,
    resubscribe: () => note("resubscribe"),
    reconnect: () => {
      note("reconnect");
      return options.reconnects ?? true;
    },
    unanswered: () => note("unanswered"),
  });
  return { clock, pace, acts };
}

test("the first resync is at once, the next five seconds after it, and none twice", () => {
  const { clock, pace, acts } = rig();
  pace.resync();
  clock.advance(100);
  pace.resync();
  pace.resync();
  clock.advance(10_000);
  expect(acts).toEqual(["0 resubscribe", "5000 resubscribe"]);
});

test("a usable snapshot takes a planned resync back", () => {
  const { clock, pace, acts } = rig();
  pace.resync();
  pace.resync();
  pace.answered();
  clock.advance(60_000);
  expect([acts, clock.pendingTimers]).toEqual([["0 resubscribe"], 0]);
});

test("a subscription without a snapshot is told after its time, and asked for again", () => {
  const { clock, pace, acts } = rig();
  pace.asked();
  clock.advance(4_999);
  expect(acts).toEqual([]);
  clock.advance(1);
  expect(acts).toEqual(["5000 unanswered", "5000 resubscribe"]);
});

test("the fourth resync in a minute renews the socket, unless nobody may do that", () => {
  for (const reconnects of [true, false]) {
    const { clock, pace, acts } = rig({ reconnects });
    for (let time = 0; time < 4; time += 1) {
      pace.resync();
      clock.advance(6_000);
    }
    expect(acts.slice(3)).toEqual(reconnects ? ["18000 reconnect"] : ["18000 reconnect", "18000 resubscribe"]);
  }
});

test("resyncs further apart than a minute's worth never renew the socket", () => {
  const { clock, pace, acts } = rig();
  for (let time = 0; time < 10; time += 1) {
    pace.resync();
    clock.advance(21_000);
  }
  expect(acts.every((act) => act.endsWith("resubscribe"))).toBe(true);
});
