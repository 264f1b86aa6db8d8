import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { TransportError } from "#core/error";
import { seededRandom } from "#core/random";
import { type FeedContext } from "#feed/feed-context";
import { type FeedStatus } from "#feed/feed-status";
import { MaintenanceWatch } from "#feed/venue-state/maintenance-watch";
import { silentLog } from "#observe/log";
import { type Requester } from "#transport/rest-call";
import { lmex } from "#venues/lmex/index";

const cancelled = new TransportError("cancelled", "The call was cancelled.", { phase: "before-send" });

/** Answers nothing; a call that is cancelled settles as failed, in a later turn. */
function deafRequester(clock: VirtualClock): Requester {
  return {
    call: (_call, settled) => ({
      cancel: () => void clock.after(0, () => settled({ kind: "failed", error: cancelled, attempts: 1, elapsedMs: 0 })),
    }),
  };
}

test("a watch that is stopped while it asks leaves no timer", () => {
  const clock = new VirtualClock();
  const told: FeedStatus[] = [];
  const context: FeedContext = {
    clock,
    random: seededRandom("1"),
    log: silentLog,
    metrics: { count: () => undefined, gauge: () => undefined },
    requester: deafRequester(clock),
    connections: () => {
      throw new RangeError("Nothing connects here.");
    },
    status: (event) => told.push(event),
  };
  const watch = new MaintenanceWatch(context, lmex.market("spot"));
  watch.noted({ code: "handshake-unavailable" });
  clock.advance(6_000);
  watch.stop();
  clock.advance(60_000);
  expect(clock.pendingTimers).toBe(0);
  watch.noted({ code: "handshake-unavailable" });
  expect(clock.pendingTimers).toBe(0);
  expect(told).toEqual([{ kind: "maintenance", active: true }]);
});
