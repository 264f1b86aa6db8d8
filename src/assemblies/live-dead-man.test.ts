// When a venue counts as lost to a process. Costs a few milliseconds.

import { expect, test } from "vitest";
import { lostSince } from "#assemblies/live-dead-man";
import { VirtualClock } from "#clock/virtual-clock";
import { type AccountStanding } from "#trading/account/account-keeper";

const STALE: AccountStanding = { kind: "stale", reason: "nothing answers" };
const ASKING: AccountStanding = { kind: "resyncing", reason: "asking again" };
const KNOWN: AccountStanding = { kind: "synced" };

/** What is said of the venue after each step, asked every second, with a dead man's time of 5 s. */
function told(steps: readonly { readonly standings: readonly AccountStanding[]; readonly seconds: number }[]): readonly boolean[] {
  const clock = new VirtualClock();
  let standings: readonly AccountStanding[] = [];
  const side = {
    get keepers() {
      return standings.map((standing) => ({ standing }));
    },
  };
  const lost = lostSince({ side: side as never, clock, deadManMs: 5_000 });
  return steps.map((step) => {
    standings = step.standings;
    let found: ReturnType<typeof lost>;
    for (let second = 0; second < step.seconds; second += 1) {
      found = lost();
      clock.advance(1_000);
    }
    return found !== undefined && clock.monotonic() - found.since > 5_000;
  });
}

test("a venue that never answers stays lost while it is asked again and again", () => {
  const asks = { standings: [ASKING], seconds: 8 };
  const waits = { standings: [STALE], seconds: 2 };
  expect(told([{ standings: [KNOWN], seconds: 3 }, waits, asks, waits, asks])).toEqual([false, false, false, true, true]);
});

test("a venue that is asked for long after a short break is not lost, and one part that is known ends it", () => {
  expect(
    told([
      { standings: [STALE, STALE], seconds: 2 },
      { standings: [ASKING, STALE], seconds: 20 },
    ]),
  ).toEqual([false, false]);
  expect(
    told([
      { standings: [STALE, STALE], seconds: 8 },
      { standings: [KNOWN, STALE], seconds: 1 },
      { standings: [STALE, STALE], seconds: 3 },
    ]),
  ).toEqual([true, false, false]);
});
