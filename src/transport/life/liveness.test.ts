import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { Liveness } from "#transport/life/liveness";

test("a look is never planned again for its own instant, however the fractions of times round", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 100_000, noNaN: true }),
      fc.double({ min: 200, max: 2_500, noNaN: true }),
      (startMs, probeAfterMs) => {
        const clock = new VirtualClock();
        clock.advance(startMs);
        let asked = 0;
        let silentMs: number | undefined;
        new Liveness({
          clock,
          probeAfterMs,
          deadAfterMs: 5_000,
          ask: () => {
            asked += 1;
          },
          dead: (ms) => {
            silentMs = ms;
          },
        });
        let looks = 0;
        while (silentMs === undefined && looks < 100 && clock.step()) looks += 1;
        expect(silentMs).toBeGreaterThan(4_500);
        expect(silentMs).toBeLessThanOrEqual(5_000);
        expect(asked).toBeGreaterThanOrEqual(Math.floor(4_500 / probeAfterMs) - 1);
        expect(looks).toBeLessThanOrEqual(Math.ceil(5_000 / probeAfterMs) + 2);
      },
    ),
  );
});
