// The lock of the request numbers, held for microseconds by one process of this machine at a time. It is a link that leads nowhere and
// says who holds it: the system makes it with its words in one call, so that no kill leaves a lock behind that does not say whose it was.

import { closeSync, lstatSync, openSync, readlinkSync, symlinkSync, unlinkSync } from "node:fs";
import { hasEnded } from "#core/ended-process";
import { ConfigError } from "#core/error";
import { type Clock, type ProcessIdentity } from "#core/port";
import { fnv1a } from "#core/text/fnv";
import { printable } from "#core/text/printable";

/** How long a holder that runs is waited for. */
const WAIT_MS_MAX = 250;
/** The first tries follow each other at once: a number takes a tenth of a millisecond. */
const EAGER_TRIES = 10;
const PAUSE_MS = 1;
/** A holder that stands still for this long has lost its lock, and so has one that cannot be looked up. */
const STANDS_STILL_MS = 2_000;
/** Where the second of two hashes of a place begins. */
const SECOND_ROW = 0x01000193;

export interface NoncesLockOptions {
  readonly path: string;
  readonly self: ProcessIdentity;
  readonly clock: Pick<Clock, "now" | "monotonic">;
  /** Holds the thread for some ms: a number is taken in the turn in which its request leaves, and another process may be taking one. */
  readonly pause: (ms: number) => void;
}

/** Keeps one key's numbers to one process at a time. */
export class NoncesLock {
  readonly #options: NoncesLockOptions;
  /** Who we are: process, when it began, place. As short as it is, most disks keep it beside the name, also when they are full. */
  readonly #mark: string;
  readonly #place: string;

  constructor(options: NoncesLockOptions) {
    const { self } = options;
    this.#options = options;
    this.#place = placeMark(self.place);
    this.#mark = [self.pid, self.startOf(self.pid) ?? "", this.#place].join(" ");
  }

  /** What `act` returns, run while no other process runs one. Throws ConfigError `nonce-lock` when a holder that runs does not give it up. */
  run<Value>(act: () => Value): Value {
    const { path, clock } = this.#options;
    for (;;) {
      this.#take();
      const takenAt = clock.monotonic();
      let value: Value;
      try {
        value = act();
      } catch (error) {
        dropped(path);
        throw error;
      }
      if (clock.monotonic() - takenAt < STANDS_STILL_MS) {
        dropped(path);
        return value;
      }
      // This process stood still meanwhile, and another took the lock over: its numbers are above ours.
      if (holderOf(path) === this.#mark) dropped(path);
    }
  }

  #take(): void {
    const { path, clock, pause } = this.#options;
    if (claimed(path, this.#mark)) return;
    const since = clock.monotonic();
    for (let tries = 1; clock.monotonic() - since < WAIT_MS_MAX; tries += 1) {
      if (this.#isLeft(path)) this.#takeOver();
      else if (tries > EAGER_TRIES) pause(PAUSE_MS);
      if (claimed(path, this.#mark)) return;
    }
    throw new ConfigError(
      "nonce-lock",
      `The lock ${path} is held by ${heldBy(path)}, which did not give it up; no request number was taken.`,
    );
  }

  /** Whether who holds it is gone, or has to be taken for gone. */
  #isLeft(path: string): boolean {
    const { self, clock } = this.#options;
    const [pid, start, mark] = holderOf(path)?.split(" ") ?? [];
    if (mark === this.#place && hasEnded(self, Number(pid), start === "" ? undefined : start)) return true;
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found !== undefined && clock.now() - found.mtimeMs > STANDS_STILL_MS;
  }

  /** One takes over at a time, and looks again then: else the second would remove the lock that the first just made. */
  #takeOver(): void {
    const { path } = this.#options;
    const turn = `${path}.takeover`;
    if (!claimed(turn, this.#mark)) {
      if (this.#isLeft(turn)) dropped(turn);
      return;
    }
    if (this.#isLeft(path)) dropped(path);
    dropped(turn);
  }
}

/** Makes it with our mark. Returns whether it was free; throws ConfigError where it cannot be made at all. */
function claimed(path: string, mark: string): boolean {
  try {
    symlinkSync(mark, path);
    return true;
  } catch (error) {
    if (says(error, "EEXIST")) return false;
  }
  // A disk without such links: a file that says nothing, which goes by its age.
  try {
    closeSync(openSync(path, "wx", 0o600));
    return true;
  } catch (error) {
    if (says(error, "EEXIST")) return false;
    throw unmakeable(path, error);
  }
}

function unmakeable(path: string, cause: unknown): ConfigError {
  return new ConfigError("nonce-folder", `The lock ${path} cannot be made; no request number was taken.`, { cause });
}

const says = (error: unknown, code: string): boolean => error instanceof Error && "code" in error && error.code === code;

/** Gone already when this process stood still, and another took it for gone. One call to the system: every order waits for it. */
function dropped(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!says(error, "ENOENT")) throw error;
  }
}

/** What a lock says of its holder; undefined when there is none, or it says nothing. */
function holderOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function heldBy(path: string): string {
  const [pid] = holderOf(path)?.split(" ") ?? [];
  return pid === undefined ? "another process" : `process ${printable(pid)}`;
}

/** Two hashes of a place, as few letters: two places that have the same are one chance in 2^64. */
function placeMark(place: string): string {
  return [fnv1a(place), fnv1a(place, SECOND_ROW)].map((hash) => hash.toString(36)).join("");
}
