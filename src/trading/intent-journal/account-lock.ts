// One process an account. The lock is a file that says who holds it; its time of change is the holder's heartbeat. Where the holder can
// be looked up (same boot, same container) that decides; elsewhere only the heartbeat can. A holder that was taken for dead, and was
// not, finds out before its next entry: the file of that name is not its own any more.

import { type EpochMs } from "#core/brand";
import { hasEnded } from "#core/ended-process";
import { ConfigError, type ErrorOptions } from "#core/error";
import { type Clock, type ProcessIdentity, type Timer } from "#core/port";
import { printable } from "#core/text/printable";
import { type DiskFile, type JournalDisk } from "#trading/intent-journal/journal-disk";

const BEAT_EVERY_MS = 3_000;
/** A holder who cannot be looked up counts as gone after this long without a beat. */
const SILENT_MS = 15_000;
/** Taking over is a matter of microseconds: a mark of it that is older was left by a process that died in them. */
const TAKEOVER_MS = 10_000;
/** One order asks several times within a turn: that it was held so short a time ago is as good as now. */
const HELD_FOR_MS = 1;

/** Who holds a lock, as its file says. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly place: string;
  readonly start: string | undefined;
  readonly version: string;
  readonly since: EpochMs;
}

export interface AccountLockOptions {
  readonly path: string;
  /** Of truebook. */
  readonly version: string;
  readonly self: ProcessIdentity;
  readonly clock: Clock;
  readonly disk: JournalDisk;
}

/** A lock that is held. */
export interface AccountLock {
  /** Whether nobody took it over. Cheap enough to ask before every entry. */
  readonly held: boolean;
  release(): void;
}

/** Takes the lock of an account. Throws ConfigError `account-locked`, which names the process that holds it. */
export function takeAccountLock(options: AccountLockOptions): AccountLock {
  const { path, disk } = options;
  const first = made(options);
  if (first !== undefined) return first;
  mustBeGone(options);
  // One takes over at a time, and looks again then: else the second would remove the lock that the first just made.
  const turn = turnOf(options);
  try {
    if (disk.look(path) !== undefined) {
      mustBeGone(options);
      disk.remove(path);
    }
    const lock = made(options);
    if (lock !== undefined) return lock;
  } finally {
    turn.close();
    disk.remove(turnPath(path));
  }
  throw refused(options, "another process took it in this moment");
}

const turnPath = (path: string): string => `${path}.takeover`;

/** A mark of taking over, which says whose it is. */
function turnOf(options: AccountLockOptions): DiskFile {
  const { disk, clock } = options;
  const path = turnPath(options.path);
  const found = disk.look(path);
  // Who was killed while taking over left its turn behind; where it says whose it was, nobody has to wait. Should its process live
  // after all, because the whole machine stood still: whose lock is taken over finds it out before the next entry.
  if (found !== undefined && (clock.now() - found.changedMs > TAKEOVER_MS || isLeft({ ...options, path }))) disk.remove(path);
  try {
    return signedFile(options, path);
  } catch (error) {
    if (disk.look(path) === undefined) throw error;
    throw refused(options, "another process is taking it over", { cause: error });
  }
}

/** Whether the process that a lock names is gone for sure. */
function isLeft(options: AccountLockOptions): boolean {
  const { self } = options;
  const holder = readHolder(options);
  if (holder === undefined || holder.place !== self.place) return false;
  return hasEnded(self, holder.pid, holder.start);
}

/** The lock, made now; undefined when there is one already. */
function made(options: AccountLockOptions): AccountLock | undefined {
  const { path, clock, disk } = options;
  try {
    return new HeldLock(signedFile(options, path), { path, clock, disk });
  } catch (error) {
    if (disk.look(path) !== undefined) return undefined;
    throw error;
  }
}

/**
 * A file that says who we are before it gets its name: one that said nothing yet when its process was killed would keep others out who
 * cannot ask it. Throws when the name is taken.
 */
function signedFile(options: AccountLockOptions, path: string): DiskFile {
  const { disk, self } = options;
  const draft = `${path}.${self.pid}`;
  // Left by one who had our number and was killed right here.
  disk.remove(draft);
  const file = disk.create(draft);
  try {
    file.write(holderBytes(options));
    file.flush();
    disk.claim(draft, path);
    return file;
  } catch (error) {
    file.close();
    disk.remove(draft);
    throw error;
  }
}

/** Who we are, as a lock says it. */
function holderBytes({ version, self, clock }: AccountLockOptions): Uint8Array {
  const { pid, host, place } = self;
  const holder: LockHolder = { pid, host, place, start: self.startOf(pid), version, since: clock.now() };
  return new TextEncoder().encode(JSON.stringify(holder));
}

class HeldLock implements AccountLock {
  readonly #file: DiskFile;
  readonly #options: Pick<AccountLockOptions, "path" | "clock" | "disk">;
  #beat: Timer;
  /** When it was last seen to be ours. */
  #heldAt: number | undefined;
  #released = false;

  constructor(file: DiskFile, options: Pick<AccountLockOptions, "path" | "clock" | "disk">) {
    this.#file = file;
    this.#options = options;
    this.#beat = this.#nextBeat();
  }

  get held(): boolean {
    if (this.#released) return false;
    const { path, clock, disk } = this.#options;
    const now = clock.monotonic();
    if (this.#heldAt === undefined || now - this.#heldAt > HELD_FOR_MS) {
      if (disk.look(path)?.id !== this.#file.id) return false;
      this.#heldAt = now;
    }
    return true;
  }

  release(): void {
    if (this.#released) return;
    const own = this.held;
    this.#released = true;
    this.#beat.cancel();
    this.#file.close();
    if (own) this.#options.disk.remove(this.#options.path);
  }

  #nextBeat(): Timer {
    const { clock } = this.#options;
    return clock.after(BEAT_EVERY_MS, () => {
      try {
        this.#file.touch(clock.now());
      } catch {
        // A disk that refuses this refuses entries too, and there it is told.
      }
      this.#beat = this.#nextBeat();
    });
  }
}

/** Throws unless the holder is gone for sure, or silent for so long that nothing else can be believed. */
function mustBeGone(options: AccountLockOptions): void {
  const { path, self, clock, disk } = options;
  const found = disk.look(path);
  if (found === undefined) return;
  if (found.kind !== "file")
    throw refused(options, "it is no file of its own", { hint: "remove it, when no truebook runs on this account" });
  const holder = readHolder(options);
  const silentMs = clock.now() - found.changedMs;
  if (holder !== undefined && holder.place === self.place) {
    if (isLeft(options)) return;
    const start = self.startOf(holder.pid);
    // The number alone does not tell whether it is still the same process.
    if ((start === undefined || holder.start === undefined) && silentMs > SILENT_MS) return;
    throw refused(options, `process ${holder.pid} (truebook ${printable(holder.version)}) trades on it`, { hint: "stop that process" });
  }
  if (silentMs > SILENT_MS) return;
  const words = holder === undefined ? "its file cannot be read" : `process ${holder.pid} on ${printable(holder.host)} gave a sign of life`;
  throw refused(options, words, { hint: `stop that process, or try again in ${SILENT_MS / 1_000} s` });
}

function readHolder({ path, disk }: AccountLockOptions): LockHolder | undefined {
  try {
    const holder = JSON.parse(new TextDecoder().decode(disk.read(path))) as Partial<LockHolder> | null;
    if (!Number.isSafeInteger(holder?.pid) || typeof holder?.place !== "string") return undefined;
    return { version: "", host: "", since: 0, ...holder } as LockHolder;
  } catch {
    return undefined;
  }
}

function refused({ path }: AccountLockOptions, why: string, more: Pick<ErrorOptions, "hint" | "cause"> = {}): ConfigError {
  const options = { hint: "stop the other process", ...more };
  return new ConfigError("account-locked", `The account is locked by ${path}: ${why}; nothing was opened.`, options);
}
