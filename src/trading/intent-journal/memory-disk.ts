// A disk in memory, for simulated worlds and tests: it can refuse, take half of a write, and lose what was never flushed.

import { type DiskEntry, type DiskFile, type JournalDisk } from "#trading/intent-journal/journal-disk";

/** What a disk is asked to do to the content or the names it holds. */
export type DiskAct = "create" | "write" | "flush" | "rename" | "claim" | "flush-folder";

/** How an act goes. `half`: a part of it is done before it fails. */
export type ActEnd = "done" | "refused" | "half";

interface Stored {
  readonly id: string;
  bytes: Uint8Array;
  /** How much of it a power cut leaves. */
  flushed: number;
  changedMs: number;
}

/** Files by name; folders are not told apart from the names below them. */
export class MemoryDisk implements JournalDisk {
  /** Asked before each act. */
  decide: (act: DiskAct) => ActEnd = () => "done";
  #names = new Map<string, Stored>();
  /** The names that a power cut leaves. */
  #flushedNames = new Map<string, Stored>();
  readonly #folders = new Set<string>();
  readonly #now: () => number;
  #made = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  makeFolder(path: string): void {
    this.#folders.add(path);
  }

  look(path: string): DiskEntry | undefined {
    if (this.#folders.has(path)) return { kind: "folder", id: path, changedMs: 0 };
    const found = this.#names.get(path);
    return found === undefined ? undefined : { kind: "file", id: found.id, changedMs: found.changedMs };
  }

  read(path: string): Uint8Array {
    const found = this.#names.get(path);
    if (found === undefined) throw new Error(`no file ${path}`);
    return found.bytes.slice();
  }

  create(path: string): DiskFile {
    this.#must("create");
    if (this.#names.has(path)) throw new Error(`there is a file ${path}`);
    this.#made += 1;
    const stored: Stored = { id: String(this.#made), bytes: new Uint8Array(), flushed: 0, changedMs: this.#now() };
    this.#names.set(path, stored);
    return this.#fileOf(stored);
  }

  rename(from: string, to: string): void {
    this.#must("rename");
    this.#move(from, to);
  }

  claim(from: string, to: string): void {
    this.#must("claim");
    if (this.#names.has(to)) throw new Error(`there is a file ${to}`);
    this.#move(from, to);
  }

  remove(path: string): void {
    this.#names.delete(path);
  }

  flushFolder(): void {
    this.#must("flush-folder");
    this.#flushedNames = new Map(this.#names);
  }

  /** Puts bytes under a name, as somebody else would. */
  place(path: string, bytes: Uint8Array): void {
    this.#made += 1;
    const stored = { id: String(this.#made), bytes, flushed: bytes.length, changedMs: this.#now() };
    this.#names.set(path, stored);
    this.#flushedNames.set(path, stored);
  }

  /** The power is cut: what was not flushed is gone, content and names. */
  cutPower(): void {
    this.#names = new Map(this.#flushedNames);
    for (const stored of this.#names.values()) stored.bytes = stored.bytes.slice(0, stored.flushed);
  }

  #move(from: string, to: string): void {
    const stored = this.#names.get(from);
    if (stored === undefined) throw new Error(`no file ${from}`);
    this.#names.delete(from);
    this.#names.set(to, stored);
  }

  #must(act: DiskAct): void {
    if (this.decide(act) !== "done") throw new Error("ENOSPC: no space left on device");
  }

  #fileOf(stored: Stored): DiskFile {
    const take = (bytes: Uint8Array): void => {
      const whole = new Uint8Array(stored.bytes.length + bytes.length);
      whole.set(stored.bytes);
      whole.set(bytes, stored.bytes.length);
      stored.bytes = whole;
      stored.changedMs = this.#now();
    };
    return {
      id: stored.id,
      write: (bytes) => {
        const end = this.decide("write");
        if (end === "half") take(bytes.subarray(0, bytes.length >> 1));
        if (end !== "done") throw new Error("ENOSPC: no space left on device");
        take(bytes);
        return bytes.length;
      },
      flush: () => {
        this.#must("flush");
        stored.flushed = stored.bytes.length;
      },
      touch: (wallMs) => {
        stored.changedMs = wallMs;
      },
      close: () => undefined,
    };
  }
}
