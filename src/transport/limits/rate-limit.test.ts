import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { createRateLimiter, type RateExpiry, type RateLane, type RateLimiter } from "#transport/limits/rate-limit";

function rig(buckets = [{ bucket: "query", capacity: 10, perMs: 1_000, links: [] as string[] }], waitersMax = 1_024) {
  const clock = new VirtualClock();
  const limiter = createRateLimiter({ clock, buckets, waitersMax, marginMs: 0 });
  const log: string[] = [];
  const ask = (name: string, lane: RateLane = "normal", deadlineMs = 60_000, cost = { bucket: "query", weight: 1 }) =>
    limiter.acquire(
      { costs: [cost], lane, deadlineMs },
      () => log.push(`${name} @${clock.monotonic()}`),
      (why: RateExpiry) => log.push(`${name} ${why} @${clock.monotonic()}`),
    );
  return { clock, limiter, log, ask };
}

const usedOf = (limiter: RateLimiter, bucket: string): number | undefined => limiter.headroom().find((row) => row.bucket === bucket)?.used;

test("Turns are granted at once while the bucket has room, then in order as the window moves on", () => {
  const { clock, log, ask } = rig();
  for (let at = 0; at < 11; at += 1) ask(`r${at}`);
  expect(log.length).toBe(9);
  clock.advance(1_000);
  expect(log.slice(9)).toEqual(["r9 @1000", "r10 @1000"]);
});

test("Cancels pass when the normal lane has used up its share", () => {
  const { log, ask } = rig();
  for (let at = 0; at < 9; at += 1) ask(`r${at}`);
  ask("normal");
  ask("cancel", "cancel");
  expect(log.at(-1)).toBe("cancel @0");
  expect(log).not.toContain("normal @0");
});

test("A waiting cancel goes before every normal request that waited longer", () => {
  const { clock, log, ask } = rig([{ bucket: "query", capacity: 1, perMs: 1_000, links: [] }]);
  ask("first");
  ask("normal 1");
  ask("normal 2");
  ask("cancel", "cancel");
  clock.advance(3_000);
  expect(log).toEqual(["first @0", "cancel @1000", "normal 1 @2000", "normal 2 @3000"]);
});

test("A cancel that has room goes before a heavier one that waits for more, and normal requests stay behind both", () => {
  const { clock, log, ask } = rig();
  ask("first", "cancel", 60_000, { bucket: "query", weight: 7 });
  ask("heavy", "cancel", 60_000, { bucket: "query", weight: 5 });
  ask("normal");
  ask("light", "cancel", 60_000, { bucket: "query", weight: 2 });
  expect(log).toEqual(["first @0", "light @0"]);
  clock.advance(1_000);
  expect(log.slice(2)).toEqual(["heavy @1000", "normal @1000"]);
});

test("A request that cannot leave before its deadline expires at once instead of leaving late", () => {
  const { clock, log, ask, limiter } = rig([{ bucket: "query", capacity: 1, perMs: 1_000, links: [] }]);
  ask("first");
  ask("second", "normal", 500);
  expect(log).toEqual(["first @0", "second hopeless @0"]);
  ask("third", "normal", 5_000);
  ask("fourth", "normal", 1_500);
  clock.advance(1_500);
  expect(log.slice(2)).toEqual(["third @1000", "fourth hopeless @1000"]);
  expect(limiter.waiting).toBe(0);
});

test("Who waits behind others expires at its deadline", () => {
  const { clock, log, ask } = rig([{ bucket: "query", capacity: 2, perMs: 10_000, links: [] }]);
  ask("first", "normal", 60_000, { bucket: "query", weight: 2 });
  ask("second", "normal", 60_000, { bucket: "query", weight: 2 });
  ask("third", "normal", 300);
  clock.advance(300);
  expect(log).toEqual(["first @0", "third deadline @300"]);
});

test("A cancelled wait is never granted and lets the next one go", () => {
  const { clock, log, ask } = rig([{ bucket: "query", capacity: 1, perMs: 1_000, links: [] }]);
  ask("first");
  const second = ask("second");
  ask("third");
  second.cancel();
  clock.advance(10_000);
  expect(log).toEqual(["first @0", "third @1000"]);
  expect(clock.pendingTimers).toBe(0);
});

test("A full lane refuses the next waiter and says so", () => {
  const { log, ask } = rig([{ bucket: "query", capacity: 1, perMs: 1_000, links: [] }], 2);
  for (const name of ["go", "w1", "w2", "w3"]) ask(name);
  expect(log).toEqual(["go @0", "w3 queue-full @0"]);
});

test("A cost heavier than its whole bucket is refused, never queued for ever", () => {
  const { log, ask } = rig();
  ask("heavy", "normal", 60_000, { bucket: "query", weight: 11 });
  expect(log).toEqual(["heavy too-heavy @0"]);
});

test("A cost drains linked buckets too, and waits for the fullest of them", () => {
  const { clock, limiter, log, ask } = rig([
    { bucket: "orders", capacity: 4, perMs: 1_000, links: ["ip"] },
    { bucket: "ip", capacity: 2, perMs: 5_000, links: [] },
  ]);
  for (const name of ["a", "b", "c"]) ask(name, "normal", 60_000, { bucket: "orders", weight: 1 });
  expect(usedOf(limiter, "ip")).toBe(2);
  clock.advance(5_000);
  expect(log).toEqual(["a @0", "b @0", "c @5000"]);
});

test("A request for a free bucket is not held up by one that waits for a full bucket", () => {
  const { log, ask } = rig([
    { bucket: "slow", capacity: 1, perMs: 60_000, links: [] },
    { bucket: "fast", capacity: 4, perMs: 1_000, links: [] },
  ]);
  ask("s1", "normal", 120_000, { bucket: "slow", weight: 1 });
  ask("s2", "normal", 120_000, { bucket: "slow", weight: 1 });
  ask("f1", "normal", 120_000, { bucket: "fast", weight: 1 });
  expect(log).toEqual(["s1 @0", "f1 @0"]);
});

test("A ban holds everything that drains the bucket, cancels included, and a shorter one does not shorten it", () => {
  const { clock, limiter, log, ask } = rig();
  limiter.ban([{ bucket: "query", weight: 1 }], 10_000);
  limiter.ban([{ bucket: "query", weight: 1 }], 1_000);
  ask("normal");
  ask("cancel", "cancel");
  ask("hurried", "cancel", 5_000);
  expect(log).toEqual(["hurried hopeless @0"]);
  clock.advance(10_000);
  expect(log).toEqual(["hurried hopeless @0", "cancel @10000", "normal @10000"]);
});

test("What the venue counts above our own count is taken, what it counts below is ignored", () => {
  const { clock, limiter, ask } = rig();
  ask("one");
  limiter.observe("query", { used: 7 });
  expect(usedOf(limiter, "query")).toBe(7);
  limiter.observe("query", { remaining: 9 });
  expect(usedOf(limiter, "query")).toBe(7);
  limiter.observe("query", { used: 1e9 });
  expect(usedOf(limiter, "query")).toBe(10);
  clock.advance(1_000);
  expect(usedOf(limiter, "query")).toBe(0);
});

test("A bucket that nobody described is refused by name", () => {
  expect(() => rig([{ bucket: "orders", capacity: 1, perMs: 1, links: ["ip"] }])).toThrow(/orders links to ip/);
  expect(() => rig().ask("x", "normal", 1, { bucket: "no-such", weight: 1 })).toThrow(/no-such/);
});

test("A grant that asks again from its callback keeps the order and the limit", () => {
  const { clock, limiter } = rig([{ bucket: "query", capacity: 2, perMs: 1_000, links: [] }]);
  const times: number[] = [];
  const again = (): void => {
    times.push(clock.monotonic());
    if (times.length < 6) limiter.acquire({ costs: [{ bucket: "query", weight: 1 }], lane: "normal", deadlineMs: 60_000 }, again, () => {});
  };
  limiter.acquire({ costs: [{ bucket: "query", weight: 1 }], lane: "normal", deadlineMs: 60_000 }, again, () => {});
  clock.advance(10_000);
  expect(times).toEqual([0, 0, 1_000, 1_000, 2_000, 2_000]);
});

test("Whatever is asked and whenever, no window of any bucket ever holds more than its capacity, and everyone is settled once", () => {
  const asks = fc.array(
    fc.record({
      gapMs: fc.integer({ min: 0, max: 400 }),
      weight: fc.integer({ min: 1, max: 3 }),
      lane: fc.constantFrom<RateLane>("normal", "cancel"),
      bucket: fc.constantFrom("orders", "query"),
      deadlineMs: fc.integer({ min: 1, max: 5_000 }),
    }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(asks, (plan) => {
      const clock = new VirtualClock();
      const buckets = [
        { bucket: "orders", capacity: 4, perMs: 700, links: ["ip"] },
        { bucket: "query", capacity: 5, perMs: 900, links: ["ip"] },
        { bucket: "ip", capacity: 7, perMs: 1_000, links: [] },
      ];
      const limiter = createRateLimiter({ clock, buckets, marginMs: 0 });
      const grants: { at: number; weight: number; bucket: string }[] = [];
      let settled = 0;
      for (const wish of plan) {
        clock.advance(wish.gapMs);
        const dueAt = clock.monotonic() + wish.deadlineMs;
        limiter.acquire(
          { costs: [{ bucket: wish.bucket, weight: wish.weight }], lane: wish.lane, deadlineMs: wish.deadlineMs },
          () => {
            settled += 1;
            expect(clock.monotonic()).toBeLessThan(dueAt);
            grants.push({ at: clock.monotonic(), weight: wish.weight, bucket: wish.bucket });
          },
          () => {
            settled += 1;
          },
        );
      }
      clock.advance(10_000);
      expect(settled).toBe(plan.length);
      for (const { bucket, capacity, perMs } of buckets) {
        for (const { at: from } of grants) {
          const inWindow = grants.filter(
            (grant) => grant.at >= from && grant.at < from + perMs && (bucket === "ip" || grant.bucket === bucket),
          );
          expect(inWindow.reduce((sum, grant) => sum + grant.weight, 0)).toBeLessThanOrEqual(capacity);
        }
      }
    }),
    { numRuns: 60 },
  );
});
