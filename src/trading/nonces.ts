// Numbers for signed requests: never twice, never back, for one key over all processes of this machine that share it. The last number
// stands in a small file behind a lock (`nonces-lock`); without a file only this process is counted.

import { closeSync, mkdirSync, openSync, readSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { ConfigError } from "#core/error";
import { NoncesLock, type NoncesLockOptions } from "#trading/nonces-lock";

/** Hands out numbers. */
export interface Nonces {
  /**
   * A number not below `floor` and above every number before it. Where the last one is more than `aheadMost` above `floor`, it is
   * from a clock that was wrong, no venue took it, and the row goes on from `floor`.
   */
  next(floor: number, aheadMost?: number): number;
}

/** Numbers of this process only: for tests, simulations and venues that look at the time alone. */
export function ownNonces(): Nonces {
  let last = 0;
  return {
    next(floor, aheadMost) {
      last = following(last, floor, aheadMost);
      return last;
    },
  };
}

function following(last: number, floor: number, aheadMost = Number.POSITIVE_INFINITY): number {
  const least = Math.ceil(floor);
  return last - least > aheadMost ? least : Math.max(least, last + 1);
}

/** Of the largest number that is exact. */
const DIGITS_MAX = 16;

export interface SharedNoncesOptions extends NoncesLockOptions {
  /** The file, one a key; its folder is made when it is missing, for the owner only. */
  readonly path: string;
}

/** Numbers of one key over all processes that use the file. Throws ConfigError when its folder cannot be used. */
export function sharedNonces(options: SharedNoncesOptions): Nonces {
  const { path } = options;
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  try {
    if (folder !== "") mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable(folder, error);
  }
  const lock = new NoncesLock({ ...options, path: `${path}.lock` });
  return { next: (floor, aheadMost) => lock.run(() => advance(path, floor, aheadMost)) };
}

function unusable(folder: string, cause: unknown): ConfigError {
  return new ConfigError("nonce-folder", `The folder for request numbers, ${folder}, cannot be made; name another one.`, { cause });
}

/** Every order waits for this: four calls to the system, and no file is made. */
function advance(path: string, floor: number, aheadMost: number | undefined): number {
  const file = opened(path);
  try {
    const digits = Buffer.alloc(DIGITS_MAX + 1);
    const old = file === undefined ? "" : digits.toString("latin1", 0, readSync(file, digits, { position: 0 }));
    const next = following(lastIn(old), floor, aheadMost);
    const text = String(next);
    // A number of as many digits goes over the old one in one write; another one replaces the file whole, so that a crash leaves the old
    // number or the new one.
    if (file !== undefined && old.length === text.length) writeSync(file, text, 0, "latin1");
    else replace(path, text);
    return next;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function opened(path: string): number | undefined {
  try {
    return openSync(path, "r+");
  } catch {
    return undefined;
  }
}

function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function lastIn(text: string): number {
  const last = Number(text);
  return Number.isSafeInteger(last) && last > 0 ? last : 0;
}
