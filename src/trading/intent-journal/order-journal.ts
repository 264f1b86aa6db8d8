// The journal of an account's orders, as a file. An entry is acknowledged once the system has its bytes (with `durable`: once the disk has
// them). A file that refused a write or a flush is never written again, because nobody can say what of it the disk holds: what matters is
// written to a new one, which takes its place whole. A file that cannot be read is refused and left as it is: it is evidence.

import { type JournalEntry, type OrderJournal } from "#core/account/order-journal";
import { type EpochMs } from "#core/brand";
import { ConfigError, TruebookError } from "#core/error";
import { type Clock, type Log, type Metrics, type ProcessIdentity, type Timer } from "#core/port";
import { printable } from "#core/text/printable";
import { type AccountLock, takeAccountLock } from "#trading/intent-journal/account-lock";
import { entryBytes, headerBytes, type JournalHeader, readContent } from "#trading/intent-journal/journal-content";
import { type DiskFile, type JournalDisk, nodeDisk } from "#trading/intent-journal/journal-disk";
import { FRAME_BYTES_MAX } from "#trading/intent-journal/journal-frames";
import { LiveEntries } from "#trading/intent-journal/live-entries";

/** A longer file is written anew, with what still matters. */
const REWRITE_BYTES = 16 * 1_048_576;
/** Sessions count from the number of this time, in steps of so long: small enough for the names of orders, until the year 2057. */
const SESSIONS_SINCE_MS = 1_767_225_600_000;
const SESSION_STEP_MS = 600_000;
/** A disk that refused gets this long before it is asked again. */
const RETRY_MS = 1_000;

export interface OrderJournalOptions {
  /** The account's own; made when it is missing, for its owner only. */
  readonly folder: string;
  /** Venue, environment and account. */
  readonly identity: string;
  /** Of truebook. */
  readonly version: string;
  /** Flushes every entry to the disk before it counts: survives power loss. */
  readonly durable: boolean;
  readonly self: ProcessIdentity;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** The machine's by default. */
  readonly disk?: JournalDisk;
}

interface Parts extends OrderJournalOptions {
  readonly disk: JournalDisk;
}

/**
 * Opens the journal of an account and locks it. Throws ConfigError: `account-locked` while another process has it, `journal-damaged`,
 * `journal-foreign` or `journal-version` for a file that is not taken, `state-folder-unusable` where none can be.
 */
export function openOrderJournal(options: OrderJournalOptions): OrderJournal {
  const parts: Parts = { disk: nodeDisk, ...options };
  const { folder, disk } = parts;
  try {
    disk.makeFolder(folder);
  } catch (error) {
    throw unusable(folder, error);
  }
  if (disk.look(folder)?.kind !== "folder") throw unusable(folder, new Error("it is no folder of its own"));
  const lock = lockOf(parts);
  try {
    return new FileJournal(parts, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** What a journal says now, also while another process writes it. Nothing is locked or changed. Throws ConfigError as `openOrderJournal`. */
export function readOrderJournal(folder: string, options: { readonly disk?: JournalDisk } = {}): readonly JournalEntry[] {
  return readFile(journalPath(folder), options.disk ?? nodeDisk)?.entries ?? [];
}

const journalPath = (folder: string): string => `${folder}/journal.tbj`;

function lockOf({ folder, version, self, clock, disk }: Parts): AccountLock {
  try {
    return takeAccountLock({ path: `${folder}/lock`, version, self, clock, disk });
  } catch (error) {
    throw error instanceof TruebookError ? error : unusable(folder, error);
  }
}

function unusable(folder: string, cause: unknown): ConfigError {
  return new ConfigError("state-folder-unusable", `The folder ${folder} cannot keep an account's state: ${wordsOf(cause)}.`, {
    cause,
    hint: "name another one with TRUEBOOK_STATE_DIR, or mend this one",
  });
}

const wordsOf = (error: unknown): string => printable(error instanceof Error ? error.message : String(error));

interface FileRead {
  readonly header: JournalHeader;
  readonly entries: readonly JournalEntry[];
  readonly torn: number;
}

/** What a file holds; undefined when there is none. */
function readFile(path: string, disk: JournalDisk): FileRead | undefined {
  const found = disk.look(path);
  if (found === undefined) return undefined;
  if (found.kind !== "file") throw refusedFile("journal-damaged", path, "it is a link or a folder");
  const content = readContent(disk.read(path));
  if (content.kind === "read") return content;
  if (content.kind === "other-version") throw refusedFile("journal-version", path, content.words);
  throw refusedFile("journal-damaged", path, content.words);
}

const ACTS = {
  "journal-damaged": "look at the venue for open orders, then move the file away; nothing in it was changed",
  "journal-version": "use the version of truebook that wrote it",
  "journal-foreign": "move it back to where it came from",
} as const;

function refusedFile(code: keyof typeof ACTS, path: string, why: string): ConfigError {
  return new ConfigError(code, `The journal ${path} is not taken: ${why}; nothing was opened.`, { hint: ACTS[code] });
}

class FileJournal implements OrderJournal {
  readonly session: number;
  readonly recovered: readonly JournalEntry[];
  readonly #parts: Parts;
  readonly #lock: AccountLock;
  readonly #live = new LiveEntries();
  /** The file that is written; undefined after it refused, until there is a new one. */
  #file: DiskFile | undefined;
  #bytes = 0;
  #trouble: string | undefined;
  #timer: Timer | undefined;
  #closed = false;

  constructor(parts: Parts, lock: AccountLock) {
    this.#parts = parts;
    this.#lock = lock;
    const { folder, identity, clock, disk, log } = parts;
    const path = journalPath(folder);
    const before = readFile(path, disk);
    if (before !== undefined && before.header.identity !== identity) {
      throw refusedFile("journal-foreign", path, `it belongs to ${printable(before.header.identity)}, and this is ${identity}`);
    }
    // Not only counted: without the last file, time still tells the sessions apart.
    this.session = Math.max((before?.header.session ?? 0) + 1, Math.floor((clock.now() - SESSIONS_SINCE_MS) / SESSION_STEP_MS));
    for (const entry of before?.entries ?? []) this.#live.add(entry);
    this.recovered = this.#live.all();
    if (before !== undefined && before.torn > 0) log.write("warn", "journal tail dropped", { path, bytes: before.torn });
    this.#rewrite();
  }

  get trouble(): string | undefined {
    if (this.#closed) return "it is closed";
    return this.#trouble ?? (this.#lock.held ? undefined : "another process took over its lock");
  }

  append(entry: JournalEntry): void {
    const bytes = entryBytes(entry);
    if (bytes.length > FRAME_BYTES_MAX) throw notWritten(`the entry has ${bytes.length} bytes, more than ${FRAME_BYTES_MAX}`);
    const file = this.#file;
    const trouble = this.trouble;
    if (trouble !== undefined || file === undefined) {
      this.#keep(entry);
      throw notWritten(trouble ?? "its file refused");
    }
    try {
      this.#write(file, bytes);
    } catch (error) {
      this.#keep(entry);
      this.#fail(error);
      throw notWritten(wordsOf(error), error);
    }
    this.#live.add(entry);
    if (this.#bytes > REWRITE_BYTES) this.#later(0);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer?.cancel();
    this.#dropFile();
    this.#lock.release();
  }

  /** What happened is told by the next file, also when this one refused it. What was about to happen is not: it was refused, and did not. */
  #keep(entry: JournalEntry): void {
    const ahead = ["intent", "sent", "cancel"].includes(entry.kind) || (entry.kind === "amend" && entry.outcome === "asked");
    if (!ahead && !this.#closed) this.#live.add(entry);
  }

  #write(file: DiskFile, bytes: Uint8Array): void {
    writeAll(file, bytes);
    if (this.#parts.durable) file.flush();
    this.#bytes += bytes.length;
  }

  #fail(error: unknown): void {
    const { log, metrics, folder } = this.#parts;
    if (this.#trouble === undefined) log.write("error", "journal not written", { path: journalPath(folder), error: wordsOf(error) });
    metrics.count("truebook_journal_failures_total");
    metrics.gauge("truebook_journal_writable", 0);
    this.#trouble = wordsOf(error);
    this.#dropFile();
    this.#later(RETRY_MS);
  }

  #later(delayMs: number): void {
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = this.#parts.clock.after(delayMs, () => {
      this.#timer = undefined;
      this.#rewrite();
    });
  }

  /** Writes what matters to a new file, reads it back, and lets it take the place of the old one. */
  #rewrite(): void {
    const { disk, log, metrics, folder } = this.#parts;
    if (!this.#lock.held) {
      this.#dropFile();
      return;
    }
    try {
      const { file, bytes } = this.#writeNew(`${journalPath(folder)}.new`);
      this.#dropFile();
      this.#file = file;
      this.#bytes = bytes;
      disk.rename(`${journalPath(folder)}.new`, journalPath(folder));
      disk.flushFolder(folder);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (this.#trouble !== undefined) log.write("info", "journal written again", { path: journalPath(folder) });
    this.#trouble = undefined;
    metrics.gauge("truebook_journal_writable", 1);
  }

  #writeNew(path: string): { readonly file: DiskFile; readonly bytes: number } {
    const { disk, identity, version, clock } = this.#parts;
    const entries = this.#live.all();
    disk.remove(path);
    const file = disk.create(path);
    try {
      const now: EpochMs = clock.now();
      const parts = [headerBytes({ identity, version, session: this.session, at: now }), ...entries.map(entryBytes)];
      for (const part of parts) writeAll(file, part);
      file.flush();
      const back = readContent(disk.read(path));
      if (back.kind !== "read" || back.torn > 0 || back.entries.length !== entries.length) throw new Error("the new file reads otherwise");
      return { file, bytes: parts.reduce((sum, part) => sum + part.length, 0) };
    } catch (error) {
      quietly(() => file.close());
      quietly(() => disk.remove(path));
      throw error;
    }
  }

  #dropFile(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) quietly(() => file.close());
  }
}

function writeAll(file: DiskFile, bytes: Uint8Array): void {
  let rest = bytes;
  while (rest.length > 0) {
    const taken = file.write(rest);
    if (taken <= 0) throw new Error("the disk takes no more bytes");
    rest = rest.subarray(taken);
  }
}

/** A file that is given up may refuse that too, and nothing depends on it. */
function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // Nothing to do: it is not used again.
  }
}

function notWritten(why: string, cause?: unknown): TruebookError {
  return new TruebookError("journal-not-written", `The order journal could not be written: ${why}; nothing new is sent until it can.`, {
    cause,
    hint: "look for space on the disk; it is tried again every second",
  });
}
