import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { TruebookError } from "#core/error";
import { type ProcessIdentity } from "#core/port";
import { type AccountLock, takeAccountLock } from "#trading/intent-journal/account-lock";
import { type DiskFile, type JournalDisk } from "#trading/intent-journal/journal-disk";
import { MemoryDisk } from "#trading/intent-journal/memory-disk";

/** Processes by number, with when they began; on one machine unless told otherwise. */
function machine(running: Map<number, string | undefined>, place = "here") {
  return (pid: number): ProcessIdentity => ({
    pid,
    host: place,
    place,
    isAlive: (other) => running.has(other),
    startOf: (other) => running.get(other),
  });
}

function rig() {
  const clock = new VirtualClock();
  const disk = new MemoryDisk(() => clock.now());
  const take = (self: ProcessIdentity): AccountLock => takeAccountLock({ path: "s/lock", version: "0.1.0", self, clock, disk });
  const refusal = (self: ProcessIdentity): string => {
    try {
      take(self);
      return "taken";
    } catch (error) {
      return error instanceof TruebookError ? `${error.code}: ${error.message}` : String(error);
    }
  };
  return { clock, disk, take, refusal };
}

test("a second process is refused by the first one's number, for as long as it runs, and let in when it gives the lock up", () => {
  const { take, refusal, clock } = rig();
  const self = machine(
    new Map([
      [7, "a"],
      [8, "b"],
    ]),
  );
  const lock = take(self(7));
  expect(refusal(self(8))).toMatch(/^account-locked: .*process 7 \(truebook 0\.1\.0\)/);
  clock.advance(3_600_000);
  expect(refusal(self(8))).toMatch(/^account-locked/);
  expect(refusal(self(7))).toMatch(/^account-locked/);
  lock.release();
  expect(refusal(self(8))).toBe("taken");
});

test("the lock of a process that died is taken over at once, also when another got its number", () => {
  for (const running of [
    new Map([[8, "b"]]),
    new Map([
      [7, "later"],
      [8, "b"],
    ]),
  ]) {
    const { take, refusal, disk } = rig();
    take(machine(new Map([[7, "a"]]))(7));
    expect(refusal(machine(running)(8))).toBe("taken");
    expect(disk.look("s/lock.takeover")).toBe(undefined);
  }
});

test("where a process cannot be told from a later one of its number, only silence for 15 s frees the lock", () => {
  const { take, refusal, clock, disk } = rig();
  const self = machine(
    new Map([
      [7, undefined],
      [8, undefined],
    ]),
  );
  take(self(7));
  clock.advance(60_000);
  expect(refusal(self(8))).toMatch(/^account-locked/);
  const silent = disk.read("s/lock");
  disk.remove("s/lock");
  disk.place("s/lock", silent);
  clock.advance(14_000);
  expect(refusal(self(8))).toMatch(/^account-locked/);
  clock.advance(2_000);
  expect(refusal(self(8))).toBe("taken");
});

test("a holder on another machine is believed while it gives signs of life, and finds out that it was taken over", () => {
  const { take, refusal, disk, clock } = rig();
  const there = take(machine(new Map([[7, "a"]]), "there")(7));
  clock.advance(60_000);
  expect(refusal(machine(new Map())(8))).toMatch(/process 7 on there gave a sign of life/);
  expect(there.held).toBe(true);
  // It stands still: its heart does not beat, and it does not know.
  disk.place("s/lock", disk.read("s/lock"));
  clock.advance(16_000);
  const here = take(machine(new Map())(8));
  expect([there.held, here.held]).toEqual([false, true]);
  there.release();
  expect(here.held).toBe(true);
});

test("of two that take over one lock, the second is refused", () => {
  const { take, refusal, disk, clock } = rig();
  take(machine(new Map([[7, "a"]]))(7));
  disk.place("s/lock.takeover", new Uint8Array());
  clock.advance(9_000);
  expect(refusal(machine(new Map())(8))).toMatch(/is taking it over/);
  clock.advance(2_000);
  expect(refusal(machine(new Map())(8))).toBe("taken");
});

/** What a process has of a disk that is killed after so many calls: from then on nothing it does is done, tidying up included. */
function mortal<Tool extends object>(tool: Tool, life: { left: number }): Tool {
  return new Proxy(tool, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: readonly unknown[]): unknown => {
        life.left -= 1;
        if (life.left < 0) throw new Error("killed");
        const result: unknown = Reflect.apply(member, target, args);
        return name === "create" ? mortal(result as DiskFile, life) : result;
      };
    },
  });
}

test("at whatever statement a process is killed that locks or takes over, the next one is let in at once", () => {
  const callsUntilLocked = (killedAfter: number): number | undefined => {
    const { take, refusal, disk, clock } = rig();
    take(machine(new Map([[6, "a"]]))(6));
    const life = { left: killedAfter };
    const self = machine(new Map([[7, "a"]]))(7);
    try {
      takeAccountLock({ path: "s/lock", version: "0.1.0", self, clock, disk: mortal<JournalDisk>(disk, life) });
    } catch {
      // Killed.
    }
    expect(refusal(machine(new Map([[8, "b"]]))(8)), `killed after ${killedAfter} calls`).toBe("taken");
    return life.left < 0 ? undefined : killedAfter - life.left;
  };
  let killedAfter = 0;
  while (callsUntilLocked(killedAfter) === undefined) killedAfter += 1;
  expect(killedAfter).toBeGreaterThan(20);
});

test("a lock that cannot be read is respected until nobody beats", () => {
  const { refusal, disk, clock } = rig();
  disk.place("s/lock", new TextEncoder().encode("{"));
  expect(refusal(machine(new Map())(8))).toMatch(/^account-locked: .*cannot be read/);
  clock.advance(16_000);
  expect(refusal(machine(new Map())(8))).toBe("taken");
});

test("who was killed in the middle of taking over keeps nobody waiting, and who lives does", () => {
  const holder = (pid: number): Uint8Array =>
    new TextEncoder().encode(JSON.stringify({ pid, host: "here", place: "here", start: "t", version: "0.1.0", since: 0 }));
  const { refusal, disk } = rig();
  disk.place("s/lock", holder(5));
  disk.place("s/lock.takeover", holder(6));
  const running = new Map([
    [6, "t"],
    [8, "b"],
  ]);
  expect(refusal(machine(running)(8))).toMatch(/^account-locked: .*taking it over/);
  running.delete(6);
  expect(refusal(machine(running)(8))).toBe("taken");
  expect(disk.look("s/lock.takeover")).toBe(undefined);
});
