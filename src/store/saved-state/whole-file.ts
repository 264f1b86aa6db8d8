// A small file that is replaced whole: after a crash it holds what it held before, or what was written, never a part. Files are the
// owner's only; a name that is a link is not followed.

import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** How a file stands, as a text that changes whenever somebody replaces or writes it. */
export interface FileMark {
  readonly kind: "file" | "none" | "other";
  readonly mark: string;
}

/** Looks at a file without reading it. Throws what the system throws. */
export function markOf(path: string): FileMark {
  const found = lstatSync(path, { throwIfNoEntry: false, bigint: true });
  if (found === undefined) return { kind: "none", mark: "" };
  const { ino, size, mtimeNs, ctimeNs } = found;
  return { kind: found.isFile() ? "file" : "other", mark: `${ino} ${size} ${mtimeNs} ${ctimeNs}` };
}

/** The text of a file; undefined when there is none. Throws for what is no plain file, and what the system throws. */
export function readWhole(path: string): string | undefined {
  const { kind } = markOf(path);
  if (kind === "none") return undefined;
  if (kind === "other") throw new Error("it is a link or a folder");
  return readFileSync(path, "utf8");
}

/**
 * Replaces a file, and makes its folder when it is missing. Throws what the system throws; the old file stands then. Flushed `later`, a
 * power cut may leave an empty file: for what can be learned anew.
 */
export function replaceWhole(path: string, text: string, how: { readonly flush: "now" | "later" } = { flush: "now" }): void {
  const fresh = `${path}.new`;
  mkdirSync(folderOf(path), { recursive: true, mode: 0o700 });
  rmSync(fresh, { force: true });
  const handle = openSync(fresh, "wx", 0o600);
  try {
    writeFileSync(handle, text);
    if (how.flush === "now") fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (markOf(path).kind === "other") throw new Error("it is a link or a folder");
  renameSync(fresh, path);
}

/** Removes a file if there is one. Throws what the system throws. */
export function removeWhole(path: string): void {
  rmSync(path, { force: true });
}

/** Copies kept of files that could not be read: more would fill the disk of a process that is started again and again. */
const COPIES_MAX = 5;

/** Moves a file that cannot be read out of the way, as evidence. Returns its new name; undefined when there are enough of them already. */
export function setAside(path: string): string | undefined {
  for (let copy = 1; copy <= COPIES_MAX; copy += 1) {
    const name = `${path}.corrupt-${copy}`;
    if (lstatSync(name, { throwIfNoEntry: false }) !== undefined) continue;
    renameSync(path, name);
    return name;
  }
  return undefined;
}

function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return end <= 0 ? "." : path.slice(0, end);
}
