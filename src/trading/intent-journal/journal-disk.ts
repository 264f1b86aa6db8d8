// What the journal asks of a disk, as a port: tests refuse the n-th write with it, and lose what was never flushed.

import {
  chmodSync,
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";

/** A file that this process made and writes. */
export interface DiskFile {
  /** Tells this file from every other of its disk, also after its name was given to another. */
  readonly id: string;
  /** Writes at the end; returns how many bytes were taken, which may be fewer. */
  write(bytes: Uint8Array): number;
  /** Returns once everything written is on the disk. */
  flush(): void;
  /** Sets the time of its last change. */
  touch(wallMs: number): void;
  close(): void;
}

/** What stands under a name. A link is never followed. */
export interface DiskEntry {
  readonly kind: "file" | "folder" | "other";
  readonly id: string;
  /** Wall time of the last change. */
  readonly changedMs: number;
}

/** Every call throws what the system throws. */
export interface JournalDisk {
  /** Makes a folder and those above it, and closes it to everybody but its owner. */
  makeFolder(path: string): void;
  look(path: string): DiskEntry | undefined;
  read(path: string): Uint8Array;
  /** Makes a file for its owner only. Throws when the name is taken. */
  create(path: string): DiskFile;
  rename(from: string, to: string): void;
  /** Renames a file of this process, and throws when the new name is taken. */
  claim(from: string, to: string): void;
  remove(path: string): void;
  /** Returns once the names in a folder are on the disk. */
  flushFolder(path: string): void;
}

/** The disk of this machine. */
export const nodeDisk: JournalDisk = {
  makeFolder(path) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (this.look(path)?.kind === "folder") chmodSync(path, 0o700);
  },
  look(path) {
    const found = lstatSync(path, { throwIfNoEntry: false, bigint: true });
    if (found === undefined) return undefined;
    const kind = found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
    return { kind, id: `${found.dev} ${found.ino}`, changedMs: Number(found.mtimeMs) };
  },
  read: (path) => readFileSync(path),
  create: (path) => new NodeFile(openSync(path, "wx", 0o600)),
  rename: (from, to) => renameSync(from, to),
  claim(from, to) {
    try {
      linkSync(from, to);
    } catch (error) {
      if (this.look(to) !== undefined) throw error;
      // A disk without second names, such as FAT: of two that claim within the same microseconds here, the earlier loses its name.
      renameSync(from, to);
      return;
    }
    rmSync(from, { force: true });
  },
  remove: (path) => rmSync(path, { force: true }),
  flushFolder(path) {
    let handle: number;
    try {
      handle = openSync(path, "r");
    } catch {
      // Some systems open no folders; they keep names by themselves.
      return;
    }
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  },
};

class NodeFile implements DiskFile {
  readonly id: string;
  readonly #handle: number;

  constructor(handle: number) {
    const { dev, ino } = fstatSync(handle, { bigint: true });
    this.#handle = handle;
    this.id = `${dev} ${ino}`;
  }

  write(bytes: Uint8Array): number {
    return writeSync(this.#handle, bytes);
  }

  flush(): void {
    fdatasyncSync(this.#handle);
  }

  touch(wallMs: number): void {
    futimesSync(this.#handle, wallMs / 1_000, wallMs / 1_000);
  }

  close(): void {
    closeSync(this.#handle);
  }
}
