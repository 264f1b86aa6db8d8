// The journal over a disk in memory that refuses, takes halves and loses what was not flushed; and once over a real folder. Costs a second.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { thisProcess } from "#config/this-process";
import { clientOrderId, venueOrderId } from "#core/account/order";
import { type JournalEntry, type OrderJournal } from "#core/account/order-journal";
import { epochMs } from "#core/brand";
import { TruebookError } from "#core/error";
import { silentLog } from "#observe/log";
import { createMetrics } from "#observe/metrics";
import { nodeDisk } from "#trading/intent-journal/journal-disk";
import { MemoryDisk } from "#trading/intent-journal/memory-disk";
import { openOrderJournal, readOrderJournal } from "#trading/intent-journal/order-journal";

const SELF = { pid: 100, host: "here", place: "here", isAlive: () => true, startOf: () => "1" };

function intent(id: string): JournalEntry {
  return {
    at: epochMs(1),
    kind: "intent",
    intent: {
      venue: "lmex",
      product: "futures",
      instrument: "BTC/USDT:USDT",
      symbol: "BTC-PERP",
      clientOrderId: clientOrderId(id),
      side: "buy",
      style: "limit",
      price: "98123.5",
      timeInForce: "gtc",
      trigger: undefined,
      size: "3",
      quote: undefined,
      reduceOnly: false,
    },
    checks: [],
    book: { state: "live", epoch: 1, sequence: "7", ageMs: 12, bestBid: undefined, bestAsk: undefined },
  };
}

const sent = (id: string): JournalEntry => ({ at: epochMs(2), kind: "sent", clientOrderId: clientOrderId(id), bytes: "POST /order" });

const ended = (id: string): JournalEntry => ({
  at: epochMs(3),
  kind: "ended",
  clientOrderId: clientOrderId(id),
  venueOrderId: venueOrderId(`v-${id}`),
  status: "filled",
  filledSize: "3",
});

interface World {
  readonly clock: VirtualClock;
  readonly disk: MemoryDisk;
  open(durable?: boolean, identity?: string): OrderJournal;
}

function world(): World {
  const clock = new VirtualClock();
  const disk = new MemoryDisk(() => clock.now());
  let run = 0;
  return {
    clock,
    disk,
    open: (durable = false, identity = "lmex-live-default") => {
      run += 1;
      const start = String(run);
      // Each opening is another process, and the ones before it are gone.
      const self = { ...SELF, pid: 100 + run, isAlive: (pid: number) => pid === 100 + run, startOf: () => start };
      return openOrderJournal({
        folder: "s",
        identity,
        version: "0.1.0",
        durable,
        self,
        clock,
        log: silentLog,
        metrics: createMetrics(),
        disk,
      });
    },
  };
}

function codeOf(act: () => unknown): string {
  try {
    act();
    return "nothing thrown";
  } catch (error) {
    return error instanceof TruebookError ? error.code : String(error);
  }
}

const tried = (journal: OrderJournal, entry: JournalEntry): boolean => codeOf(() => journal.append(entry)) === "nothing thrown";

test("what was acknowledged is there after a crash, in its order, with another number of the session", () => {
  const { open } = world();
  const journal = open();
  expect(journal.recovered).toEqual([]);
  for (const entry of [intent("a"), sent("a"), intent("b")]) journal.append(entry);
  const next = open();
  expect(next.recovered).toEqual([intent("a"), sent("a"), intent("b")]);
  expect(next.session).toBeGreaterThan(journal.session);
});

test("a session's number is new also when the file was moved away", () => {
  const { open, disk, clock } = world();
  const first = open();
  first.close();
  disk.remove("s/journal.tbj");
  clock.advance(1_200_000);
  const later = open();
  expect(later.session).toBeGreaterThan(first.session);
  expect(later.session.toString(36).length).toBeLessThanOrEqual(4);
});

test("a crash in the middle of a write loses that entry and no other, wherever it is cut", () => {
  const { open, disk } = world();
  const journal = open();
  journal.append(intent("a"));
  const before = disk.read("s/journal.tbj").length;
  journal.append(intent("b"));
  const bytes = disk.read("s/journal.tbj");
  for (let length = before; length < bytes.length; length += 1) {
    disk.place("s/journal.tbj", bytes.slice(0, length));
    const next = open();
    expect(next.recovered).toEqual([intent("a")]);
    next.close();
  }
});

test("a power cut loses nothing that was acknowledged when every entry is flushed", () => {
  const { open, disk } = world();
  const journal = open(true);
  for (const id of ["a", "b", "c"]) journal.append(intent(id));
  disk.cutPower();
  expect(open(true).recovered).toEqual(["a", "b", "c"].map(intent));
});

test.each([false, true])(
  "whichever act of the disk fails, acknowledged entries stay, refused ones never come back (durable %s)",
  (durable) => {
    let acts = Number.POSITIVE_INFINITY;
    for (let failing = 1; failing <= acts; failing += 1) {
      for (const how of ["refused", "half"] as const) {
        const { open, disk, clock } = world();
        let count = 0;
        const journal = open(durable);
        disk.decide = () => {
          count += 1;
          return count === failing ? how : "done";
        };
        const acknowledged: JournalEntry[] = [];
        for (const id of ["a", "b", "c", "d"]) {
          if (tried(journal, intent(id))) acknowledged.push(intent(id));
          else expect(journal.trouble).toContain("ENOSPC");
          clock.advance(600);
        }
        if (acts === Number.POSITIVE_INFINITY) acts = count + 6;
        disk.decide = () => "done";
        clock.advance(2_000);
        expect(journal.trouble).toBe(undefined);
        if (durable) disk.cutPower();
        expect(open(durable).recovered, `act ${failing} ${how}`).toEqual(acknowledged);
      }
    }
  },
);

test("a full disk stops new orders, keeps what happened meanwhile, and is written again when there is space", () => {
  const { open, disk, clock } = world();
  const journal = open();
  journal.append(intent("a"));
  disk.decide = () => "refused";
  expect(codeOf(() => journal.append(ended("a")))).toBe("journal-not-written");
  expect(codeOf(() => journal.append(intent("b")))).toBe("journal-not-written");
  expect(codeOf(() => journal.append(sent("b")))).toBe("journal-not-written");
  clock.advance(60_000);
  expect(journal.trouble).toContain("ENOSPC");
  disk.decide = () => "done";
  clock.advance(1_000);
  expect(journal.trouble).toBe(undefined);
  journal.append(intent("c"));
  expect(open().recovered).toEqual([intent("a"), ended("a"), intent("c")]);
});

test("a file that refused a flush is not written again: what follows stands in a new one", () => {
  const { open, disk, clock } = world();
  const journal = open(true);
  const first = disk.look("s/journal.tbj")?.id;
  disk.decide = (act) => (act === "flush" ? "refused" : "done");
  expect(tried(journal, intent("a"))).toBe(false);
  disk.decide = () => "done";
  expect(tried(journal, intent("a"))).toBe(false);
  clock.advance(1_000);
  expect(tried(journal, intent("b"))).toBe(true);
  expect(disk.look("s/journal.tbj")?.id).not.toBe(first);
  expect(open(true).recovered).toEqual([intent("b")]);
});

test("the disk may be full at the start: what stands there is known, and nothing new is taken", () => {
  const { open, disk, clock } = world();
  open().append(intent("a"));
  disk.decide = (act) => (act === "write" ? "half" : "done");
  expect(codeOf(() => open())).toBe("state-folder-unusable");
  disk.decide = (act) => (act === "rename" ? "refused" : "done");
  const journal = open();
  expect(journal.recovered).toEqual([intent("a")]);
  expect(journal.trouble).toContain("ENOSPC");
  disk.decide = () => "done";
  clock.advance(1_000);
  expect(tried(journal, sent("a"))).toBe(true);
});

test("one wrong bit anywhere in the file refuses it, and leaves every byte as it was", () => {
  const { open, disk } = world();
  const journal = open();
  for (const entry of [intent("a"), sent("a")]) journal.append(entry);
  journal.close();
  const bytes = disk.read("s/journal.tbj");
  for (let at = 0; at < bytes.length; at += 1) {
    const wrong = bytes.slice();
    wrong[at] = (wrong[at] ?? 0) ^ (1 << (at % 8));
    disk.place("s/journal.tbj", wrong);
    expect(codeOf(() => open())).toMatch(/^journal-(damaged|version)$/);
    expect(disk.read("s/journal.tbj")).toEqual(wrong);
  }
  disk.place("s/journal.tbj", new Uint8Array());
  expect(codeOf(() => open())).toBe("journal-damaged");
  disk.place("s/journal.tbj", bytes);
  expect(open().recovered).toEqual([intent("a"), sent("a")]);
});

test("a journal of another account, and entries of a later version, are refused and not touched", () => {
  const { open, disk } = world();
  const journal = open();
  journal.append({ ...ended("a"), kind: "teleported" } as unknown as JournalEntry);
  journal.close();
  expect(codeOf(() => open())).toBe("journal-version");
  disk.remove("s/journal.tbj");
  open().close();
  expect(codeOf(() => open(false, "lmex-testnet-default"))).toBe("journal-foreign");
  expect(open().recovered).toEqual([]);
});

test("a rewrite keeps orders that are not ended whole, and of ended ones the names", () => {
  const { open } = world();
  const journal = open();
  journal.append(intent("first"));
  for (let order = 0; order < 1_000; order += 1) for (const entry of [intent(`o${order}`), ended(`o${order}`)]) journal.append(entry);
  const { recovered } = open();
  expect(recovered[0]).toEqual(intent("first"));
  expect(recovered.filter(({ kind }) => kind === "ended")).toHaveLength(1_000);
  expect(recovered.filter(({ kind }) => kind === "intent")).toHaveLength(501);
});

test("a file that has grown is written anew while it is used", () => {
  const { open, disk, clock } = world();
  const journal = open();
  journal.append(intent("open"));
  const long = "x".repeat(900_000);
  for (let order = 0; order < 20; order += 1) {
    journal.append({ ...sent(`o${order}`), bytes: long } as JournalEntry);
    journal.append(ended(`o${order}`));
  }
  const before = disk.look("s/journal.tbj")?.id;
  clock.advance(0);
  expect(disk.look("s/journal.tbj")?.id).not.toBe(before);
  journal.append(intent("after"));
  expect(open().recovered.at(-1)).toEqual(intent("after"));
});

test("an entry that is too long is refused without harm to the journal", () => {
  const { open } = world();
  const journal = open();
  expect(tried(journal, { ...sent("a"), bytes: "x".repeat(2_000_000) } as JournalEntry)).toBe(false);
  expect(journal.trouble).toBe(undefined);
  expect(tried(journal, intent("b"))).toBe(true);
});

test("in a real folder, files are the owner's only, links are refused, and nothing is left locked", () => {
  const root = mkdtempSync(join(tmpdir(), "truebook-journal-"));
  try {
    const folder = join(root, "trading", "lmex-live-default");
    const clock = new VirtualClock();
    const options = {
      identity: "lmex-live-default",
      version: "0.1.0",
      self: thisProcess(),
      clock,
      log: silentLog,
      metrics: createMetrics(),
    };
    const journal = openOrderJournal({ ...options, folder, durable: true });
    journal.append(intent("a"));
    expect(codeOf(() => openOrderJournal({ ...options, folder, durable: true }))).toBe("account-locked");
    expect(readOrderJournal(folder)).toEqual([intent("a")]);
    expect([folder, join(folder, "journal.tbj"), join(folder, "lock")].map((path) => statSync(path).mode & 0o777)).toEqual([
      0o700, 0o600, 0o600,
    ]);
    journal.close();
    expect(readdirSync(folder)).toEqual(["journal.tbj"]);
    const link = join(root, "link");
    symlinkSync(folder, link);
    expect(codeOf(() => openOrderJournal({ ...options, folder: link, durable: true }))).toBe("state-folder-unusable");
    rmSync(join(folder, "journal.tbj"));
    mkdirSync(join(root, "elsewhere"));
    symlinkSync(join(root, "elsewhere"), join(folder, "journal.tbj"));
    expect(codeOf(() => openOrderJournal({ ...options, folder, durable: true }))).toBe("journal-damaged");
    expect(existsSync(join(folder, "lock"))).toBe(false);
    expect(nodeDisk.look(join(folder, "nothing"))).toBe(undefined);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
