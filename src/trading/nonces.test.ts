import { lstatSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { epochMs, monotonicMs } from "#core/brand";
import { ConfigError } from "#core/error";
import { ownNonces, sharedNonces } from "#trading/nonces";

const folder = mkdtempSync(join(tmpdir(), "truebook-nonces-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = join(folder, "keys", "lmex-live.nonce");

/** Processes by number, with when they began. Time passes while one of them waits. */
function machine(running: ReadonlyMap<number, string | undefined>, place = "here") {
  let passedMs = 0;
  const clock = { now: () => epochMs(Date.now() + passedMs), monotonic: () => monotonicMs(passedMs) };
  const pause = (ms: number): void => {
    passedMs += ms;
  };
  const nonces = (pid: number) => {
    const self = {
      pid,
      host: place,
      place,
      isAlive: (other: number) => running.has(other),
      startOf: (other: number) => running.get(other),
    };
    return sharedNonces({ path, self, clock, pause });
  };
  return { nonces, pause, waitedMs: () => passedMs };
}

const shared = () => machine(new Map([[7, "a"]])).nonces(7);

/** A process that is killed between taking the lock and anything else. */
function killedAtLock(pid: number, start: string | undefined, place = "here"): void {
  const self = { pid, host: place, place, isAlive: () => true, startOf: () => start };
  const clock = {
    now: () => epochMs(Date.now()),
    monotonic: () => {
      throw new Error("killed");
    },
  };
  expect(() => sharedNonces({ path, self, clock, pause: () => {} }).next(1)).toThrow("killed");
  expect(lstatSync(`${path}.lock`).isSymbolicLink()).toBe(true);
}

test("numbers follow the clock, never repeat, and never go back when the clock does", () => {
  for (const nonces of [ownNonces(), shared()]) {
    expect([nonces.next(1_000), nonces.next(1_000), nonces.next(900), nonces.next(2_000.4)]).toEqual([1_000, 1_001, 1_002, 2_001]);
  }
});

test("a number from a clock that was far ahead does not bind the ones after it", () => {
  for (const nonces of [ownNonces(), shared()]) {
    expect([nonces.next(900_000, 60_000), nonces.next(1_000, 60_000), nonces.next(1_000, 60_000)]).toEqual([900_000, 1_000, 1_001]);
    expect([nonces.next(5_000, 60_000), nonces.next(1_000, 60_000)]).toEqual([5_000, 5_001]);
  }
});

test("two processes with one key share one row of numbers, also after a restart", () => {
  const [one, other] = [shared(), shared()];
  expect([one.next(5_000), other.next(5_000), one.next(5_000), shared().next(1)]).toEqual([5_000, 5_001, 5_002, 5_003]);
});

test("a lock that a dead process left is taken over without waiting, also when another got its number", () => {
  for (const running of [
    new Map([[8, "b"]]),
    new Map([
      [7, "later"],
      [8, "b"],
    ]),
  ]) {
    shared().next(5_000);
    killedAtLock(7, "a");
    const { nonces, waitedMs } = machine(running);
    expect(nonces(8).next(5_000)).toBe(5_001);
    expect([waitedMs(), readdirSync(join(folder, "keys"))]).toEqual([0, ["lmex-live.nonce"]]);
    rmSync(path);
  }
});

test("a process that was killed while it took over keeps nobody waiting", () => {
  killedAtLock(7, "a");
  renameSync(`${path}.lock`, `${path}.lock.takeover`);
  killedAtLock(6, "a");
  const { nonces, waitedMs } = machine(new Map([[8, "b"]]));
  expect([nonces(8).next(5_000), waitedMs()]).toEqual([5_000, 0]);
  expect(readdirSync(join(folder, "keys"))).toEqual(["lmex-live.nonce"]);
  rmSync(path);
});

test("a holder that runs is waited for a quarter of a second and named then, and one that stands still for 2 s has lost the lock", () => {
  const running = new Map([
    [7, "a"],
    [8, "b"],
  ]);
  killedAtLock(7, "a");
  const { nonces, pause, waitedMs } = machine(running);
  expect(() => nonces(8).next(5_000)).toThrow(/is held by process 7/);
  expect(waitedMs()).toBe(250);
  pause(2_000);
  expect(nonces(8).next(5_000)).toBe(5_000);
  expect(readdirSync(join(folder, "keys"))).toEqual(["lmex-live.nonce"]);
  rmSync(path);
});

test("a number that was being taken while its process stood still is not used, because another process took numbers meanwhile", () => {
  const other = machine(new Map([[8, "b"]]), "there");
  other.pause(3_000);
  let reads = 0;
  const clock = {
    now: () => epochMs(Date.now()),
    monotonic: () => {
      reads += 1;
      // The second look at the clock is after 3 s of standing still, in which another process took the lock over and a number.
      if (reads === 2) expect(other.nonces(8).next(5_000)).toBe(5_001);
      return monotonicMs(reads === 1 ? 0 : 3_000);
    },
  };
  const self = { pid: 7, host: "here", place: "here", isAlive: () => true, startOf: () => "a" };
  expect(sharedNonces({ path, self, clock, pause: () => {} }).next(5_000)).toBe(5_002);
  expect(readdirSync(join(folder, "keys"))).toEqual(["lmex-live.nonce"]);
  rmSync(path);
});

test("a holder of another machine, and a lock that says nothing, are believed for 2 s", () => {
  const leave = [() => killedAtLock(7, "a", "there"), () => writeFileSync(`${path}.lock`, "")];
  for (const left of leave) {
    left();
    const { nonces, pause } = machine(new Map([[8, "b"]]));
    expect(() => nonces(8).next(5_000)).toThrow(ConfigError);
    pause(2_000);
    expect(nonces(8).next(5_000)).toBe(5_000);
    rmSync(path);
  }
});

test("a file that is no number counts as none, because the clock alone is above what it can have held", () => {
  shared().next(1);
  writeFileSync(path, "garbage");
  expect(shared().next(9_000)).toBe(9_000);
});
