import { expect, test } from "vitest";
import { Stop } from "#apps/cli/stop";

test("the first cause wins and everybody who waits is told", async () => {
  const stop = new Stop();
  const waits = Promise.all([stop.whenEnded(), stop.orEnded(new Promise<number>(() => undefined))]);
  stop.end("for");
  stop.end("interrupted");
  expect(await waits).toEqual([undefined, undefined]);
  expect(stop.cause).toBe("for");
  expect(stop.signal.aborted).toBe(true);
});

test("work that is done before gives its value or its failure, and leaves nobody waiting", async () => {
  const stop = new Stop();
  for (let count = 0; count < 1_000; count += 1) expect(await stop.orEnded(Promise.resolve(count))).toBe(count);
  await expect(stop.orEnded(Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(stop.waits).toBe(0);
});

test("a failure after the end concerns nobody", async () => {
  const stop = new Stop();
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const outcome = stop.orEnded(work);
  stop.end("timeout");
  fail(new Error("late"));
  expect(await outcome).toBeUndefined();
  expect(await stop.orEnded(work.catch(() => 7))).toBeUndefined();
});
