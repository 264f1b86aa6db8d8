import { expect, test } from "vitest";
import { seededRandom } from "#core/random";
import { Backoff } from "#transport/life/backoff";

test("Full jitter stays between zero and a doubling, capped ceiling, also after thousands of failures", () => {
  const backoff = new Backoff({ baseMs: 1_000, capMs: 30_000 }, seededRandom("x"));
  for (const ceilingMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    const waitMs = backoff.nextMs();
    expect(waitMs).toBeGreaterThanOrEqual(0);
    expect(waitMs).toBeLessThan(ceilingMs);
  }
  for (let round = 0; round < 5_000; round += 1) expect(backoff.nextMs()).toBeLessThan(30_000);
  backoff.reset();
  expect(backoff.nextMs()).toBeLessThan(1_000);
});
